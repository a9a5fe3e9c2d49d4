// What every writer writes to the residual stream in the other prompt beside what it writes in the one that is changed.
import type { Job } from '../core/job.ts';
import { count } from '../core/tensor.ts';
import type { Forward } from '../forward/forward.ts';
import { changeOf } from '../graph/gradient/change.ts';
import { gradientOf } from '../graph/gradient/gradient.ts';
import type { BlockSpec, Spec } from '../graph/spec.ts';
import { writersChange, writersOutput } from '../graph/stream.ts';
import type { Pairs } from './ascent.ts';

/** Of each pair, in the order of the writers: the input, then block by block heads and MLP. [B][U, T d] */
export async function writtenMore(
  job: Job,
  forward: Forward,
  { blocks, width }: Spec,
  pairs: Pairs,
): Promise<Float32Array[]> {
  const { cuts } = forward.network;
  const { inputs, length } = pairs.batch;
  const size = length * width;
  const writers = blocks.reduce((sum, { attention }) => sum + attention.heads + 1, 1);
  const all = inputs.map(() => new Float32Array(writers * size));
  let written = 0;
  const put = (more: Float32Array) => {
    const each = more.length / inputs.length;
    for (const [b, own] of all.entries()) own.set(more.subarray(b * each, (b + 1) * each), written);
    written += each;
  };
  put(moreOf(pairs, cuts[0], 'x'));
  for (const [layer, block] of blocks.entries()) {
    await job.pause();
    put(await ofHeads(job, forward, block, pairs, cuts[layer] + 1));
    put(moreOf(pairs, cuts[layer] + 2, 'm'));
  }
  return all;
}

/** [B, T, width] */
function moreOf({ into, from }: Pairs, moment: number, slot: string): Float32Array {
  const own = into[moment][slot];
  return from[moment][slot].map((x, i) => x - own[i]);
}

/**
 * Of the block's heads, [B, H, T, d]: by how z moves what attention adds. Where that is normed before it is added, to first
 * order, as the norm stands in the prompt that is changed.
 */
async function ofHeads(
  job: Job,
  forward: Forward,
  block: BlockSpec,
  pairs: Pairs,
  moment: number,
): Promise<Float32Array> {
  const { group, content } = forward.network.stages[moment];
  const { heads, headWidth } = block.attention;
  const { inputs, length } = pairs.batch;
  const [wide, tall] = [
    [inputs.length, length, heads * headWidth],
    [inputs.length, heads, length, block.width],
  ];
  const zero = (dims: readonly number[]) => ({ dims, data: new Float32Array(count(dims)) });
  const made = await forward.run(
    job,
    group,
    { key: `writers: ${heads} ${content}`, graph: () => writersChange(block) },
    {
      z: { dims: wide, data: pairs.into[moment].z },
      [changeOf('more')]: { dims: wide, data: moreOf(pairs, moment, 'z') },
      more: zero(wide),
      [gradientOf('writes')]: zero(tall),
    },
    [writersOutput],
  );
  return made[writersOutput].data;
}
