// Components in the order of their effects, on all pairs and on pairs drawn anew.
import type { Job } from '../core/job.ts';
import { type Random, random, shuffled } from '../core/random.ts';
import { dot } from '../numeric/linear.ts';
import { resampleWeights } from '../numeric/resample.ts';
import type { Circuit } from './discovery.ts';
import { mean } from './faithfulness.ts';

/** Effects of every component, by pair: [components][n]. */
export type Effects = readonly Float64Array[];

/** The greatest first, whatever its sign; of equals the earlier one. */
export function byMagnitude(effects: Effects): Circuit {
  return ranked(effects.map((each) => Math.abs(mean(each))));
}

/** What helps most first, what hinders most last. */
export function bySign(effects: Effects): Circuit {
  return ranked(effects.map(mean));
}

function ranked(scores: readonly number[]): Circuit {
  return [...scores.keys()].sort((a, b) => scores[b] - scores[a] || a - b);
}

/** How often each component is among the `size` of greatest effect, when the pairs are drawn anew: [components], 0..1. */
export async function stability(
  job: Job,
  effects: Effects,
  size: number,
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): Promise<Float64Array> {
  const n = effects[0].length;
  const counts = new Float64Array(effects.length);
  const rng = random(`stability ${seed}`);
  for (let draw = 0; draw < resamples; draw++) {
    await job.pause();
    const weights = resampleWeights(1, n, rng);
    const scores = effects.map((each) => Math.abs(dot(each, weights)));
    for (const component of ranked(scores).slice(0, size)) counts[component] += 1 / resamples;
  }
  return counts.map((share) => Math.min(1, share));
}

/** So many circuits of one size, drawn from all of it; no two need differ. */
export function randomCircuits(
  components: number,
  size: number,
  count: number,
  seed: number,
): Circuit[] {
  const rng: Random = random(`circuits ${seed}`);
  const all = [...Array(components).keys()];
  return Array.from({ length: count }, () => shuffled(all, rng).slice(0, size));
}
