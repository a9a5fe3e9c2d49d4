// What every writer writes to the residual stream in the other prompt beside what it writes in the one that is changed.
import type { Job } from '../core/job.ts';
import type { Forward } from '../forward/forward.ts';
import { change, changeOf } from '../graph/gradient/change.ts';
import { gradientOf } from '../graph/gradient/gradient.ts';
import type { Graph } from '../graph/graph.ts';
import { slotsAt } from '../graph/stage.ts';
import { derived } from './descent.ts';
import type { Pairs } from './walk.ts';
import type { Writer } from './wires.ts';

/** Of each pair, one writer after the other: [B][U, T d]. */
export async function writtenMore(
  job: Job,
  forward: Forward,
  pairs: Pairs,
  writers: readonly Writer[],
): Promise<Float32Array[]> {
  const B = pairs.batch.inputs.length;
  const { x: d } = slotsAt(forward.network.stages, forward.network.cuts[0]);
  const size = pairs.batch.length * d;
  const all = Array.from({ length: B }, () => new Float32Array(writers.length * size));
  for (const [u, writer] of writers.entries()) {
    await job.pause();
    const more = await moreOf(job, forward, pairs, writer);
    for (const [b, own] of all.entries())
      own.set(more.subarray(b * size, (b + 1) * size), u * size);
  }
  return all;
}

/** [B, T, d] */
function moreOf(
  job: Job,
  forward: Forward,
  { into, from, batch }: Pairs,
  { layer, head }: Writer,
): Float32Array | Promise<Float32Array> {
  const { stages, cuts } = forward.network;
  const more = (moment: number, slot: string) =>
    from[moment][slot].map((x, i) => x - into[moment][slot][i]);
  if (layer === undefined) return more(cuts[0], 'x');
  const cut = cuts[layer];
  if (head === undefined) return more(cut + 2, 'm');
  // Where attention's sum is normed before it is added, heads are told apart as the norm stands in the changed prompt.
  const z = onlyHead(more(cut + 1, 'z'), stages[cut].gives.z, head, stages[cut].headWidth!);
  const states = into[cut + 1];
  const given = { [changeOf('z')]: z, [gradientOf('attention')]: states.x };
  const way = {
    key: 'change of attention by z',
    of: (graph: Graph) => change(graph, ['attention'], ['z']),
  };
  const output = changeOf('attention');
  const stage = stages[cut + 1];
  return derived(job, forward, stage, batch, states, way, given, [output]).then(
    (made) => made[output].data,
  );
}

/** z with all but one head's numbers 0. */
function onlyHead(z: Float32Array, width: number, head: number, headWidth: number): Float32Array {
  return z.map((value, i) => (Math.floor((i % width) / headWidth) === head ? value : 0));
}
