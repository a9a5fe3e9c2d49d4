// A network is run with its file's own bytes: that its weights are numbers is looked at before, tensor by tensor.
import { EngineError } from '../../core/error.ts';
import type { Job } from '../../core/job.ts';
import type { StoredTensor } from '../container.ts';
import { readPieces } from '../tensors.ts';
import { quoted } from '../words.ts';

/** Throws EngineError('model-values') naming the tensor. A mask, all of whose numbers are 0 or infinite, is none of these. */
export async function checkFinite(job: Job, tensors: Iterable<StoredTensor>): Promise<void> {
  for (const tensor of tensors) {
    if (!tensor.dtype.isWeight) continue;
    const bad = await firstBad(job, tensor);
    if (bad === undefined) continue;
    const what = `tensor ${quoted(tensor.name)} of ${tensor.storage.path} holds ${bad}`;
    throw new EngineError('model-values', what, {
      hint: 'The training diverged or the file is damaged; choose another checkpoint.',
    });
  }
}

async function firstBad(job: Job, tensor: StoredTensor): Promise<number | undefined> {
  let infinite: number | undefined;
  let hasNumbers = false;
  for await (const piece of readPieces(job, tensor)) {
    for (const value of piece) {
      if (Number.isNaN(value)) return value;
      if (!Number.isFinite(value)) infinite ??= value;
      else hasNumbers ||= value !== 0;
    }
  }
  return hasNumbers ? infinite : undefined;
}
