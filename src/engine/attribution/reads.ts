// What comes down to every reader's own copy of the residual stream, before its norm.
import type { Job } from '../core/job.ts';
import type { Forward } from '../forward/forward.ts';
import { gradientOf } from '../graph/gradient/gradient.ts';
import type { BlockSpec, Spec } from '../graph/spec.ts';
import { outputOf } from '../graph/stage.ts';
import { readersGradient, readersOutput } from '../graph/stream.ts';
import type { Batch, States } from './ascent.ts';
import { pulled } from './descent.ts';
import type { Reader, Wires } from './wires.ts';

/** Some readers that follow one another in the list of them. */
export type Slopes = {
  readonly group: string; // of the stage that they are in
  readonly reader: number; // the first
  readonly count: number; // n
  readonly data: Float32Array; // [B, n, T, d]
};

/** Those of the readers whose gradients are known once those of the states at a moment are. */
export async function slopesAt(
  job: Job,
  forward: Forward,
  { blocks }: Spec,
  { readers }: Wires,
  batch: Batch,
  moment: number,
  gradients: States,
  point: readonly States[],
): Promise<Slopes | undefined> {
  const { stages, cuts } = forward.network;
  const below = moment - 1; // the stage whose outputs these are gradients of
  const layer = moment === stages.length ? undefined : cuts.findLastIndex((cut) => cut < moment);
  const found = (reads: Reader['reads'], data: Float32Array, count = 1) => {
    const reader = readers.findIndex((each) => each.layer === layer && each.reads === reads);
    return { group: stages[below].group, reader, count, data };
  };
  const pull = async (slot: string, mark: string) => {
    const of = { [outputOf(slot)]: gradients[slot] };
    const made = await pulled(job, forward, stages[below], batch, point[below], of, [mark]);
    return made[mark];
  };
  if (layer === undefined) return found('logits', gradients.x);
  if ('m' in gradients) return found('mlp', await pull('m', 'entering'));
  if (!('z' in gradients)) return undefined;
  const { heads, kvHeads } = blocks[layer].attention;
  const qkv = await pull('z', 'qkv');
  const data = await toCopies(job, forward, blocks[layer], below, batch, point[below].x, qkv);
  return found('queries', data, heads + 2 * kvHeads);
}

/** From what comes down to queries, keys and values to what each of their readers gets: [B, n, T, d]. */
async function toCopies(
  job: Job,
  forward: Forward,
  block: BlockSpec,
  stage: number,
  { inputs, length }: Batch,
  x: Float32Array,
  qkv: Float32Array,
): Promise<Float32Array> {
  const { group, content } = forward.network.stages[stage];
  const rows = inputs.length * length;
  const made = await forward.run(
    job,
    group,
    { key: `readers: ${content}`, graph: () => readersGradient(block) },
    {
      x: { dims: [inputs.length, length, block.width], data: x },
      [gradientOf('qkv')]: { dims: [rows, qkv.length / rows], data: qkv },
    },
    [readersOutput],
  );
  return made[readersOutput].data;
}
