// Everything a model computes on a batch of prompts, for checks against other implementations and for
// looking inside: the residual stream at every cut, patterns, z, what attention and MLP add, logits.
import type { Job } from '../core/job.ts';
import type { FloatTensor } from '../core/tensor.ts';
import type { Forward } from './forward.ts';

export type BlockActivations = {
  readonly pattern: FloatTensor; // [B, H, T, T]
  readonly z: FloatTensor; // [B, T, H, dh]
  readonly attention: FloatTensor; // [B, T, d]
  readonly mlp: FloatTensor; // [B, T, d]
  readonly residual: FloatTensor; // [B, T, d], after the block
};

export type Activations = {
  readonly embed: FloatTensor; // [B, T, d]: cut 0
  readonly blocks: readonly BlockActivations[];
  readonly logits: FloatTensor | undefined; // [B, T, V]; undefined without a head
};

/** One batch through the whole model. Prompts [B][<= T] are padded on the right. */
export async function activations(
  job: Job,
  forward: Forward,
  prompts: readonly Int32Array[],
): Promise<Activations> {
  const { spec } = forward.model;
  const B = prompts.length;
  const T = Math.max(...prompts.map((ids) => ids.length));
  const dims = [B, T, spec.width];
  const lengths = Int32Array.from(prompts, (ids) => ids.length);
  let x = await forward.embed(job, prompts, T);
  const embed = { dims, data: x };
  const blocks: BlockActivations[] = [];
  for (let layer = 0; layer < spec.layers; layer++) {
    await job.pause();
    const call = { x, batch: B, queries: T, start: 0, lengths, hooks: true };
    const { y, pattern, z, attention, mlp } = await forward.block(job, layer, call);
    blocks.push({ pattern, z, attention, mlp, residual: y });
    x = y.data;
  }
  if (spec.head === 'none') return { embed, blocks, logits: undefined };
  const { logits } = await forward.head(job, x, Int32Array.of(0), true);
  return { embed, blocks, logits: { dims: [B, T, spec.vocabulary], data: logits.data } };
}
