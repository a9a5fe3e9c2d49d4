// A checkpoint's model as a network: its embedding, its blocks in two stages each, its head.
import type { Job } from '../core/job.ts';
import type { FloatTensor } from '../core/tensor.ts';
import type { Model } from '../family/model.ts';
import { readWeight } from '../family/readWeight.ts';
import type { Weights } from '../family/weight.ts';
import { headGraph } from '../graph/head.ts';
import { headWeights, type Spec } from '../graph/spec.ts';
import {
  blockGroup,
  inputGroup,
  patchedStages,
  type Seams,
  transformerStages,
} from '../graph/transformer.ts';
import { embedding } from './embedding.ts';
import type { Network, Readout, WeightTensors } from './network.ts';

const headGroup = 'head';

export function networkOf(model: Model, seams: Seams = 'heads'): Network {
  const { parts, spec } = model;
  const sources = new Map<string, () => Weights>([
    [inputGroup, () => (parts.embedding.reads === 'tokens' ? parts.embedding.input : {})],
    ...spec.blocks.map((_, l) => [blockGroup(l), () => parts.block(l)] as const),
    [headGroup, () => parts.head],
  ]);
  return {
    name: model.name,
    ...(model.patches ? patchedStages(spec, model.patches) : transformerStages(spec, seams)),
    readout: readoutOf(spec),
    embed: embedding(model),
    weights: (job, group) => readAll(job, model, sources.get(group)!()),
  };
}

function readoutOf(spec: Spec): Readout | undefined {
  const { head, vocabulary } = spec;
  if (!head) return undefined;
  return {
    group: headGroup,
    weights: headWeights(spec),
    widest: vocabulary,
    graph: (reading) => headGraph(spec, head, reading),
  };
}

async function readAll(job: Job, model: Model, sources: Weights): Promise<WeightTensors> {
  const tensors: Record<string, FloatTensor> = {};
  for (const [name, source] of Object.entries(sources)) {
    tensors[name] = await readWeight(job, model, source);
  }
  return tensors;
}
