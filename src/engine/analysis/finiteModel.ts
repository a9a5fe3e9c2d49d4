// Are all weights of a model numbers? A run reads of its tables the rows of its own tokens and positions alone.

import type { Job } from '../core/job.ts';
import { count } from '../core/tensor.ts';
import { tensorsOfAll } from '../family/assemble.ts';
import type { Model } from '../family/model.ts';
import type { NamedTensor } from '../family/weight.ts';

/** Numbers looked at in one go: 16 MB, and the job is asked in between. */
const numbersAtOnce = 2 ** 22;

/** Throws EngineError('model-values') naming the tensor and where in it. */
export async function checkFiniteModel(job: Job, model: Model): Promise<void> {
  const names = new Set(tensorsOfModel(model).map(({ name }) => name));
  for (const [i, name] of [...names].entries()) {
    job.progress(i / names.size, 'looking at the weights');
    const [rows = 1, ...row] = model.checkpoint.tensors.get(name)!.shape;
    if (row.length === 0) await model.checkpoint.read(job, name);
    const step = Math.max(1, Math.floor(numbersAtOnce / Math.max(1, count(row))));
    for (let at = 0; row.length > 0 && at < rows; at += step) {
      await job.pause();
      await model.checkpoint.readRows(job, name, at, Math.min(at + step, rows));
    }
  }
}

function tensorsOfModel({ parts, spec }: Model): readonly NamedTensor[] {
  const { embedding, block, head } = parts;
  const tables =
    embedding.reads === 'patches'
      ? [embedding.patch, embedding.bias, embedding.first, embedding.position]
      : [embedding.token, embedding.projection, embedding.position, embedding.type];
  const input = embedding.reads === 'patches' ? [] : tensorsOfAll(embedding.input);
  const blocks = spec.blocks.flatMap((_, layer) => tensorsOfAll(block(layer)));
  return [...tables.filter((one) => one !== undefined), ...input, ...blocks, ...tensorsOfAll(head)];
}
