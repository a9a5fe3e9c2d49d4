// How what is said changes with each number at some places: the gradients of a metric there, a row a pair and position.
import type { Job } from '../core/job.ts';
import { takenAt } from '../forward/fate.ts';
import type { Forward } from '../forward/forward.ts';
import type { Site } from '../forward/plan.ts';
import { type Question, walk } from './walk.ts';

/** By site: [rows][width], in order of the pairs. */
export async function slopesAt(
  job: Job,
  forward: Forward,
  question: Question,
  sites: readonly Site[],
): Promise<Float32Array[][]> {
  const rows = sites.map((): Float32Array[] => []);
  const { trial, pairs: all } = question;
  await walk(job, forward, question, ({ first, batch }) => (moment, gradients) => {
    for (const [s, site] of sites.entries()) {
      if (site.moment !== moment) continue;
      const state = gradients[site.slot];
      const width = state.length / (batch.inputs.length * batch.length);
      const [low, high] = site.channels ?? [0, width];
      for (const [b, { values }] of batch.inputs.entries()) {
        for (const [from, to] of takenAt(site, trial.regions(all[first + b]), values.length)) {
          for (let t = from; t < to; t++) {
            const at = (b * batch.length + t) * width;
            rows[s].push(state.slice(at + low, at + high));
          }
        }
      }
    }
  });
  return rows;
}
