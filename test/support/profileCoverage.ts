// Do the intervals of profiles hold the truth? Models of known mixtures answer on 8192 pairs, which gives the true
// profiles; many samples of those pairs each give intervals.
import { drawWeights } from '../../src/engine/congruity/draws.ts';
import {
  distanceApart,
  distanceInterval,
  evidenceInterval,
  profileIntervals,
} from '../../src/engine/congruity/profileIntervals.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import type { Responses } from '../../src/engine/forward/responses.ts';
import type { Interval } from '../../src/engine/numeric/statistics.ts';
import { profileDraws } from '../../src/engine/signature/profileDraws.ts';
import { idealMixtures, type Mixed, readOf } from './idealMixtures.ts';
import { sampled } from './idealModels.ts';

const level = 0.95;
const population = 8192;
/** Places in the profiles of three parts: {a}, {b}, {c}, {a,b}, {a,c}, {b,c}. */
export const entries = { a: 0, ab: 3, bc: 5 } as const;
const [ab, bc, abc] = [3, 6, 7];

export type CoverageCase = {
  readonly name: string;
  readonly a: readonly Mixed[];
  readonly b: readonly Mixed[];
  /** The true C of {a,b} in A, and d: to say what the case is about. */
  readonly held: number;
  readonly distance: number;
};

function act(share: number, noise = 0.1, more: Partial<Mixed> = {}): Mixed {
  return {
    shares: new Map([[ab, share], ...(share < 1 ? [[0, 1 - share] as const] : [])]),
    noise,
    ...more,
  };
}
const times = (count: number, one: Mixed) => Array.from({ length: count }, () => one);
const none: Mixed = {
  shares: new Map([
    [0, 0.5],
    [abc, 0.5],
  ]),
  noise: 0.1,
};
const other: Mixed = { shares: new Map([[bc, 1]]), noise: 0.05 };
const alike = act(0.6, 0.1, { group: 'one' });

/** The first: what a percentile interval of the largest misses, for its sites are equal. */
export const coverageCases: readonly CoverageCase[] = [
  {
    name: 'twelve equal sites against one',
    a: times(12, act(0.6)),
    b: [act(0.6)],
    held: 0.28,
    distance: 0,
  },
  { name: 'more and less of a set', a: [act(0.9)], b: [act(0.6)], held: 0.65, distance: 0.38 },
  {
    name: 'the same, more or less surely',
    a: [act(0.6)],
    b: [act(0.6, 0.2)],
    held: 0.28,
    distance: 0.05,
  },
  {
    name: 'sites that waver together',
    a: times(8, alike),
    b: times(8, alike),
    held: 0.28,
    distance: 0,
  },
  { name: 'pure', a: times(5, act(1, 0.15)), b: times(5, act(1, 0.15)), held: 0.75, distance: 0 },
  {
    name: 'pure, of other sets',
    a: times(3, act(1, 0.05)),
    b: times(3, other),
    held: 0.92,
    distance: 0.91,
  },
  {
    name: 'pure but for rare pairs',
    a: [act(0.97, 0.02)],
    b: [act(1, 0.02)],
    held: 0.89,
    distance: 0.08,
  },
  { name: 'held nowhere', a: times(12, none), b: times(12, none), held: 0, distance: 0 },
];

export type Coverage = Readonly<
  Record<
    'held' | 'evidence' | 'distance',
    { below: number; above: number; bias: number; width: number }
  >
>;

/** Shares of the samples whose interval lies below and above the truth, mean bias and width. */
export async function coverageOf(
  { name, a, b }: CoverageCase,
  { pairs, samples, resamples }: { pairs: number; samples: number; resamples: number },
): Promise<{ readonly truth: Record<keyof Coverage, number>; readonly found: Coverage }> {
  const everyone = [
    idealMixtures(population, a, 'A', 0.95),
    idealMixtures(population, b, 'B', 0.9),
  ];
  const alone = await intervalsOf(everyone, new Float64Array(population).fill(1 / population));
  const truth = {
    held: alone.held.value,
    evidence: alone.evidence.value,
    distance: alone.distance.value,
  };
  const nothing = () => ({ below: 0, above: 0, bias: 0, width: 0 });
  const found = { held: nothing(), evidence: nothing(), distance: nothing() };
  const rng = random(name);
  for (let k = 0; k < samples; k++) {
    const drawn = Array.from({ length: pairs }, () => rng.below(population));
    const weights = drawWeights({ resamples, seed: k }, pairs);
    const of = await intervalsOf(
      everyone.map((model) => sampled(model, drawn)),
      weights,
    );
    for (const what of ['held', 'evidence', 'distance'] as const) {
      const { value, low, high } = of[what];
      found[what].below += truth[what] > high ? 1 / samples : 0;
      found[what].above += truth[what] < low ? 1 / samples : 0;
      found[what].bias += (value - truth[what]) / samples;
      found[what].width += (high - low) / samples;
    }
  }
  return { truth, found };
}

/** The same of the distance alone, where each model has pairs of its own: A `pairs`, B as many and half as many more. */
export async function coverageApart(
  { name, a, b }: CoverageCase,
  { pairs, samples, resamples }: { pairs: number; samples: number; resamples: number },
): Promise<{ readonly below: number; readonly above: number }> {
  const everyone = [
    idealMixtures(population, a, 'A', 0.95),
    idealMixtures(population, b, 'B', 0.9),
  ];
  const alone = await intervalsOf(everyone, new Float64Array(population).fill(1 / population));
  const truth = alone.distance.value;
  const rng = random(`${name}, apart`);
  let [below, above] = [0, 0];
  for (let k = 0; k < samples; k++) {
    const counts = [pairs, Math.round(1.5 * pairs)];
    const reads = await readOf(
      everyone.map((model, m) =>
        sampled(
          model,
          Array.from({ length: counts[m] }, () => rng.below(population)),
        ),
      ),
    );
    const [drawnA, drawnB] = await Promise.all(
      reads.map((read, m) => {
        const weights = drawWeights({ resamples, seed: 2 * k + m }, counts[m]);
        return profileDraws(quietJob, read, weights, level);
      }),
    );
    const { low, high } = distanceApart(drawnA, drawnB, level)!;
    below += truth > high ? 1 / samples : 0;
    above += truth < low ? 1 / samples : 0;
  }
  return { below, above };
}

async function intervalsOf(
  models: readonly Responses[],
  weights: Float64Array,
): Promise<Record<keyof Coverage, Interval>> {
  const reads = await readOf(models);
  const [a, b] = await Promise.all(
    reads.map((read) => profileDraws(quietJob, read, weights, level)),
  );
  return {
    held: profileIntervals(a, level)[entries.ab],
    evidence: evidenceInterval(a, level)!,
    distance: distanceInterval(a, b, level)!,
  };
}
