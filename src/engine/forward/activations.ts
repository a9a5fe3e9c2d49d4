// Everything a transformer computes on a batch of prompts, for checks against other implementations and for
// looking inside: the residual stream at every cut, patterns, z, what attention and MLP add, logits.
import type { Job } from '../core/job.ts';
import type { FloatTensor } from '../core/tensor.ts';
import { observed } from '../graph/graph.ts';
import type { Input } from '../task/trial.ts';
import type { Forward } from './forward.ts';
import { readWidth } from './network.ts';

export type BlockActivations = {
  readonly pattern: FloatTensor; // [B, H, T, T]
  readonly z: FloatTensor; // [B, T, H dh]
  readonly attention: FloatTensor; // [B, T, d]
  readonly mlp: FloatTensor; // [B, T, d]
  readonly residual: FloatTensor; // [B, T, d], after the block
};

export type Activations = {
  readonly embed: FloatTensor; // [B, T, d]: cut 0
  readonly blocks: readonly BlockActivations[];
  /** Both undefined without a head. */
  readonly final: FloatTensor | undefined; // [B, T, d], what the unembedding reads
  readonly logits: FloatTensor | undefined; // [B, T, V]
};

/** One batch through the whole model. Prompts [B][<= T] are padded on the right. */
export function activations(
  job: Job,
  forward: Forward,
  prompts: readonly Int32Array[],
): Promise<Activations> {
  const T = Math.max(...prompts.map((ids) => ids.length));
  const inputs = prompts.map((values): Input => ({ values, readAt: values.length - 1 }));
  const lengths = Int32Array.from(prompts, (ids) => ids.length);
  return activationsOf(job, forward, inputs, T, lengths);
}

/** The same of any inputs, which make T positions, of each so many that are its own. Stage by stage. */
export async function activationsOf(
  job: Job,
  forward: Forward,
  inputs: readonly Input[],
  T: number,
  lengths: Int32Array,
): Promise<Activations> {
  const { network } = forward;
  const B = inputs.length;
  const dims = [B, T, readWidth(network)];
  let states: Record<string, Float32Array> = { x: await network.embed(job, inputs, T) };
  let embed: FloatTensor = { dims, data: states.x };
  const blocks: BlockActivations[] = [];
  let half: Record<string, FloatTensor> = {};
  for (const [moment, stage] of network.stages.entries()) {
    await job.pause();
    if (moment === network.cuts[0]) embed = { dims, data: states.x };
    const call = { states, batch: B, queries: T, start: 0, lengths };
    const observe =
      'z' in stage.gives ? ['pattern'] : 'z' in stage.takes ? ['attention', 'mlp'] : [];
    const made = await forward.step(job, [stage], { ...call, observe });
    for (const slot of Object.keys(stage.gives)) states = { ...states, [slot]: made[slot].data };
    if ('z' in stage.gives) half = made;
    if ('z' in stage.takes) {
      const { pattern, z } = half;
      blocks.push({ pattern, z, attention: made.attention, mlp: made.mlp, residual: made.x });
    }
  }
  if (!network.readout) return { embed, blocks, final: undefined, logits: undefined };
  const read = await readOut(job, forward, states.x);
  const [final, logits] = [read.final, read.logits].map(({ dims: [, width], data }) => {
    return { dims: [B, T, width], data };
  });
  return { embed, blocks, final, logits };
}

/** Of rows x [R, d] the logits, and what the unembedding reads. */
function readOut(job: Job, forward: Forward, x: Float32Array) {
  const { network } = forward;
  const { group, graph } = network.readout!;
  const inputs = { x: { dims: [x.length / readWidth(network), readWidth(network)], data: x } };
  const looked = () => observed(graph('logits'), ['final']);
  return forward.run(job, group, { key: 'readout observed', graph: looked }, inputs, [
    'logits',
    'final',
  ]);
}
