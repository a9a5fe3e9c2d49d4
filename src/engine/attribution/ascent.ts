// Whole prompts on their way up, with every state at every moment kept: what gradients come down over. Inside a stage
// nothing is kept, its graph computes it again.
import type { Job } from '../core/job.ts';
import { stageRows } from '../forward/batch.ts';
import type { Forward } from '../forward/forward.ts';
import { type Network, visible } from '../forward/network.ts';
import type { Input } from '../task/trial.ts';

/** States by name, each [B, T, width]. */
export type States = Readonly<Record<string, Float32Array>>;

/** Prompts that are computed together, padded on the right. */
export type Batch = {
  readonly inputs: readonly Input[]; // B, as far as they can matter
  readonly length: number; // T
  readonly lengths: Int32Array; // [B]
};

/** Some pairs that go together, with the states of both prompts at every moment. */
export type Pairs = {
  readonly first: number; // its place among all that are asked for
  readonly batch: Batch; // of the prompts that are changed
  readonly into: readonly States[];
  readonly from: readonly States[];
};

/** On the way down a stage's activations are there about so many times: forward, and what comes down to them. */
const activations = 3;

/** Bytes of states at every moment: of both prompts, and of a point between them. */
const stateBytes = 512 * 2 ** 20;
const runsKept = 3;

/** So many pairs of prompts of T positions go up and down together. */
export function batchSize({ network }: Forward, T: number): number {
  const rows = Math.min(
    stageRows(network.stages) / activations,
    stateBytes / keptBytes(network, 1),
  );
  return Math.max(1, Math.floor(rows / T));
}

/** Bytes of the states of a pair of prompts of T positions. */
export function keptBytes({ stages }: Network, T: number): number {
  const made = stages.flatMap(({ gives }) => Object.values(gives));
  return 4 * runsKept * T * made.reduce((sum, width) => sum + width, 0);
}

export function batchOf({ causal }: Forward, prompts: readonly Input[]): Batch {
  const inputs = prompts.map((input) => ({ ...input, values: visible(input, causal) }));
  const lengths = Int32Array.from(inputs, ({ values }) => values.length);
  return { inputs, length: Math.max(...lengths), lengths };
}

/** From x at moment 0, [B, T, d], to the states at every moment: [stages + 1]. */
export async function ascend(
  job: Job,
  forward: Forward,
  { inputs, length, lengths }: Batch,
  x: Float32Array,
): Promise<States[]> {
  const moments: States[] = [{ x }];
  for (const stage of forward.network.stages) {
    await job.pause();
    const states = moments.at(-1)!;
    const call = { states, batch: inputs.length, queries: length, start: 0, lengths };
    const made = await forward.step(job, [stage], call);
    const next: Record<string, Float32Array> = { ...states };
    for (const name of stage.ends) delete next[name];
    for (const name of Object.keys(stage.gives)) next[name] = made[name].data;
    moments.push(next);
  }
  return moments;
}
