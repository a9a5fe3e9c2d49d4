// Comparisons of responses, without models.
import { type CompareOptions, comparePair } from '../../src/engine/congruity/compare.ts';
import { type Known, knownOf } from '../../src/engine/congruity/known.ts';
import { type Job, quietJob } from '../../src/engine/core/job.ts';
import type { Responses } from '../../src/engine/forward/responses.ts';
import { inertTwin } from './idealModels.ts';

/** Enough resamples for intervals to look at. */
export const usual: CompareOptions = {
  margin: 0.3,
  fullMargin: 0.15,
  level: 0.95,
  resamples: 200,
  seed: 0,
  examples: 4,
  differentPairs: 64,
};

/** What is known of a model by its responses, and by those of a twin that holds nothing. */
export function knownBy(
  name: string,
  responses: Responses,
  options: CompareOptions = usual,
  job: Job = quietJob,
): Promise<Known> {
  const twin = inertTwin(responses, 32);
  return knownOf(job, { name, responses, twin }, options);
}

export async function comparedBy(
  a: Responses,
  b: Responses,
  options: CompareOptions = usual,
  job: Job = quietJob,
) {
  const known = [await knownBy('a', a, options, job), await knownBy('b', b, options, job)] as const;
  return comparePair(job, ...known, options);
}
