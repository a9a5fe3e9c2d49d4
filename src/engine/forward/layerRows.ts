// What a model carries after each of its blocks, row by row, while prompts go up: all of them together, one block at a
// time, so that of what they carry never more than one layer is in memory. Padding is no row and in no mean.
import type { Job } from '../core/job.ts';
import type { Range } from '../task/task.ts';
import type { Input } from '../task/trial.ts';
import type { Forward } from './forward.ts';
import { isCausal, type Network, stepsOf, visible, widestState } from './network.ts';
import { Runs } from './runs.ts';
import type { Held } from './states.ts';

/** Of a prompt: the position that is read; the mean of all tokens; a row for each span, the mean of its tokens. */
export type RowsOf = 'answer' | 'mean' | 'all';

export type PromptOfRows = {
  readonly input: Input;
  readonly spans: readonly Range[];
};

/** Of a network that reads a task: after which cuts' blocks a layer is told. */
export function layersOf({ cuts }: Pick<Network, 'cuts'>): number {
  return cuts.length - 1;
}

/** Bytes that the prompts take on their way up. */
export function bytesOfPrompts(network: Network, prompts: readonly PromptOfRows[]): number {
  const length = longest(network, prompts);
  return 4 * prompts.length * length * widestState(network, new Set(network.cuts));
}

/** Hands over the rows after each block: [prompts (spans), d], in single precision. */
export async function eachLayer(
  job: Job,
  forward: Forward,
  prompts: readonly PromptOfRows[],
  of: RowsOf,
  take: (layer: number, rows: Float32Array) => Promise<void>,
): Promise<void> {
  const { network } = forward;
  const runs = new Runs(
    forward,
    prompts.map(({ input }) => input),
    [],
  );
  await runs.embed(job);
  const steps = stepsOf(network, new Set(network.cuts));
  for (const [k, step] of steps.entries()) {
    job.progress(k / steps.length, 'running prompts');
    // A mean needs all positions after the last block too.
    await runs.step(job, { ...step, readsOut: step.readsOut && of === 'answer' }, 0);
    const cut = network.cuts.indexOf(step.to);
    if (cut > 0) await take(cut - 1, rowsAt(runs, prompts, of, forward.causal));
  }
}

function longest(network: Network, prompts: readonly PromptOfRows[]): number {
  const causal = isCausal(network);
  return Math.max(...prompts.map(({ input }) => visible(input, causal).length));
}

function rowsAt(
  runs: Runs,
  prompts: readonly PromptOfRows[],
  of: RowsOf,
  causal: boolean,
): Float32Array {
  const x = runs.states.get('x');
  const each = prompts.map(({ input, spans }): readonly Range[] => {
    if (of === 'answer') return [[input.readAt, input.readAt + 1]];
    const seen = visible(input, causal).length;
    if (of === 'mean') return [[0, seen]];
    return spans.map(([from, to]): Range => [from, Math.min(to, seen)]);
  });
  const rows = new Float32Array(each.flat().length * x.width);
  let row = 0;
  for (const [i, ranges] of each.entries()) {
    for (const range of ranges) {
      const positions = x.positions === 1 ? ([0, 1] as const) : range;
      rows.set(meanOf(x, runs.of(prompts[i].input), positions), row++ * x.width);
    }
  }
  return rows;
}

/** Over positions [from, to) of one run. */
function meanOf({ data, positions, width }: Held, run: number, [from, to]: Range): Float64Array {
  const mean = new Float64Array(width);
  for (let t = from; t < to; t++) {
    const at = (run * positions + t) * width;
    for (let j = 0; j < width; j++) mean[j] += data[at + j] / (to - from);
  }
  return mean;
}
