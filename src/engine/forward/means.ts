// What the states of sites are in the mean, over all positions of some prompts: for ablation by means.
import { type Job, subJob } from '../core/job.ts';
import type { Input } from '../task/trial.ts';
import { ranges } from './batch.ts';
import type { Forward } from './forward.ts';
import { stepsOf, visible } from './network.ts';
import type { Fill } from './patched.ts';
import type { Site } from './plan.ts';
import { Runs } from './runs.ts';

/** Prompts that go up together: what they take is little beside the weights. */
const prompts = 32;

export async function meanFill(
  job: Job,
  forward: Forward,
  inputs: readonly Input[],
  sites: readonly Site[],
): Promise<Fill> {
  const states = new Map(sites.map((site) => [keyOf(site), site]));
  const sums = new Map<string, Float64Array>();
  let count = 0;
  for (const [from, to] of ranges(inputs.length, prompts)) {
    const part = subJob(job, from / inputs.length, to / inputs.length);
    const some = inputs.slice(from, to);
    count += await addTo(sums, part, forward, some, [...states.values()]);
  }
  const means = new Map<string, Float32Array>();
  for (const [key, sum] of sums)
    means.set(
      key,
      Float32Array.from(sum, (each) => each / count),
    );
  return (site) => means.get(keyOf(site))!;
}

/** Gives the number of positions. */
async function addTo(
  sums: Map<string, Float64Array>,
  job: Job,
  forward: Forward,
  inputs: readonly Input[],
  sites: readonly Site[],
): Promise<number> {
  const { network, causal } = forward;
  const runs = new Runs(forward, inputs, []);
  const lengths = inputs.map((input) => visible(input, causal).length);
  await runs.embed(job);
  const add = (moment: number) => {
    for (const site of sites.filter((one) => one.moment === moment)) {
      const { data, positions, width } = runs.states.get(site.slot);
      const sum = sums.get(keyOf(site)) ?? new Float64Array(width);
      sums.set(keyOf(site), sum);
      for (const [i, input] of inputs.entries()) {
        const run = runs.of(input);
        for (let t = 0; t < lengths[i]; t++) {
          const at = (run * positions + t) * width;
          for (let c = 0; c < width; c++) sum[c] += data[at + c];
        }
      }
    }
  };
  for (const step of stepsOf(network, new Set(sites.map(({ moment }) => moment)))) {
    add(step.from);
    // All positions, also of the last block: of the others nothing is read, but they count as much in the mean.
    await runs.step(job, { ...step, readsOut: false }, 0);
  }
  add(network.stages.length);
  return lengths.reduce((sum, length) => sum + length, 0);
}

/** Heads of a block are parts of one state. */
function keyOf({ moment, slot }: Site): string {
  return `${moment} ${slot}`;
}
