// Patches the plain way: one prompt at a time, stage by stage, every position, nothing reused; the divergence from
// probabilities.
import { quietJob } from '../../src/engine/core/job.ts';
import type { Forward } from '../../src/engine/forward/forward.ts';
import { readWidth } from '../../src/engine/forward/network.ts';
import type { Patching } from '../../src/engine/forward/patched.ts';
import type { Site } from '../../src/engine/forward/plan.ts';
import type { Read } from '../../src/engine/forward/vocabulary.ts';
import type { Range } from '../../src/engine/task/task.ts';
import type { Input, Trial } from '../../src/engine/task/trial.ts';

type States = Record<string, Float32Array>;
type Look = (moment: number, states: States) => void;

export async function plainPatched(
  forward: Forward,
  trial: Trial,
  pairs: readonly number[],
  { into, from, patches }: Patching,
): Promise<Read> {
  const rows: number[][] = [];
  const kl: number[] = [];
  for (const patch of patches) {
    for (const i of pairs) {
      const base = trial.input(i, into);
      const donor: States[] = [];
      if (typeof from === 'number') {
        await climb(forward, trial.input(i, from), (moment, states) => {
          donor[moment] = Object.fromEntries(
            Object.entries(states).map(([k, x]) => [k, x.slice()]),
          );
        });
      }
      const T = base.values.length;
      const changed = await climb(forward, base, (moment, states) => {
        for (const site of patch.filter((one) => one.moment === moment)) {
          const own = states[site.slot];
          const width = own.length / T;
          const [low, high] = site.channels ?? [0, width];
          for (const [start, end] of rangesOf(site, trial.regions(i), T)) {
            for (let t = start; t < end; t++) {
              for (let c = low; c < high; c++) {
                own[t * width + c] =
                  typeof from === 'number'
                    ? donor[moment][site.slot][t * width + c]
                    : from(site)[c];
              }
            }
          }
        }
      });
      const unchanged = probabilities(await climb(forward, base, () => undefined));
      const said = probabilities(changed);
      rows.push([...trial.answers].map((answer) => changed[answer]));
      kl.push(unchanged.reduce((sum, p, v) => sum + p * (Math.log(p) - Math.log(said[v])), 0));
    }
  }
  return { logits: Float32Array.from(rows.flat()), kl: Float32Array.from(kl) };
}

/** The logits at the position that is read. */
async function climb(forward: Forward, input: Input, look: Look): Promise<number[]> {
  const { network } = forward;
  const T = input.values.length;
  const states: States = { x: await network.embed(quietJob, [input], T) };
  for (const [moment, stage] of network.stages.entries()) {
    look(moment, states);
    const call = { states, batch: 1, queries: T, start: 0, lengths: Int32Array.of(T) };
    const made = await forward.step(quietJob, [stage], call);
    for (const slot of Object.keys(stage.gives)) states[slot] = made[slot].data.slice();
  }
  look(network.stages.length, states);
  const width = readWidth(network);
  const row = states.x.subarray(input.readAt * width, (input.readAt + 1) * width);
  return [...(await forward.read(quietJob, row, 'logits')).data];
}

function rangesOf({ region }: Site, regions: readonly Range[], T: number): readonly Range[] {
  if (region === 'all') return [[0, T]];
  if ('from' in region) return [[regions[region.from][0], T]];
  return region.map((span) => regions[span]);
}

function probabilities(logits: readonly number[]): number[] {
  const most = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - most));
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}
