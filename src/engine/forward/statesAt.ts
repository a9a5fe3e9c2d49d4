// What a network carries at some sites on the way of one prompt, position by position.
import type { Job } from '../core/job.ts';
import type { Input } from '../task/trial.ts';
import type { Forward } from './forward.ts';
import { stepsOf, visible } from './network.ts';
import type { Site } from './plan.ts';
import { Runs } from './runs.ts';

/** By `momentSlot` of the sites: [T, width], T positions that the model sees. */
export async function statesAt(
  job: Job,
  forward: Forward,
  input: Input,
  sites: readonly Pick<Site, 'moment' | 'slot'>[],
): Promise<ReadonlyMap<string, Float32Array>> {
  const runs = new Runs(forward, [input], []);
  const length = visible(input, forward.causal).length;
  await runs.embed(job);
  const states = new Map<string, Float32Array>();
  const note = (moment: number) => {
    for (const site of sites.filter((one) => one.moment === moment)) {
      const { data, width } = runs.states.get(site.slot);
      states.set(momentSlot(site), data.slice(0, length * width));
    }
  };
  for (const step of stepsOf(forward.network, new Set(sites.map(({ moment }) => moment)))) {
    note(step.from);
    await runs.step(job, { ...step, readsOut: false }, 0);
  }
  return states;
}

export const momentSlot = ({ moment, slot }: Pick<Site, 'moment' | 'slot'>) => `${moment} ${slot}`;
