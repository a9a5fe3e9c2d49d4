// How sure the scores of two families are: over the pairs, from the distances under draws of them; over the
// implementations, from draws of the members, widened by what a sample of so many may lack. A resample of members holds some twice, and a member is at no distance
// from itself: so they are weighted, and only triples of different members count.
import type { Job } from '../core/job.ts';
import type { Random } from '../core/random.ts';
import { normalShare, percentiles, studentQuantile } from '../numeric/statistics.ts';
import type { FamilyEnds } from './familyProfiles.ts';
import { boundsOf, type Families, type MemberWeights, type Score, scoreOf } from './score.ts';

export type Ends = { readonly low: number; readonly high: number };

/** Fewer say nothing of how far others would lie. */
export const fewestMembers = 4;

export type ScoreEnds = Readonly<Record<'p1' | 'p2' | 'congruity' | 'separability', Ends>>;
/** undefined: of a family of one, or where profiles have no entry. */
export type SizeEnds = {
  readonly kappa: readonly [Ends | undefined, Ends | undefined];
  readonly apart: Ends | undefined;
};

/**
 * Largest and least of distances grow with each of them: what they are of all lower ends, and of all upper ends, is their
 * interval. Of two members it is that of their distance. Percentiles of such numbers would lie too high: noise adds to a largest.
 */
export function endsOfSizes(ends: FamilyEnds | undefined): SizeEnds {
  if (ends === undefined) return { kappa: [undefined, undefined], apart: undefined };
  const [low, high] = [boundsOf(ends.low, 1), boundsOf(ends.high, 1)];
  const kappa = (side: 0 | 1) => {
    return ends.low.sizes[side] < 2 ? undefined : { low: low.kappa[side], high: high.kappa[side] };
  };
  return { kappa: [kappa(0), kappa(1)], apart: { low: low.apart, high: high.apart } };
}

/** `drawn`: the families' distances under each of the draws of `pairs` pairs. undefined: fewer than two of a family. */
export async function endsOverPairs(
  job: Job,
  sample: Families,
  drawn: Iterable<Families>,
  pairs: number,
  level: number,
): Promise<ScoreEnds | undefined> {
  if (sample.sizes.some((size) => size < 2)) return undefined;
  const found: Score[] = [];
  for (const families of drawn) {
    job.progress(0, `scores of the families under draw ${found.length + 1} of the pairs`);
    await job.pause();
    found.push(scoreOf(families));
  }
  return endsOfScores(scoreOf(sample), found, pairs, level);
}

/** undefined: a family has fewer than `fewestMembers`. */
export async function endsOverMembers(
  job: Job,
  sample: Families,
  draws: number,
  rng: Random,
  level: number,
): Promise<ScoreEnds | undefined> {
  const fewest = Math.min(...sample.sizes);
  if (fewest < fewestMembers) return undefined;
  const found: Score[] = [];
  for (let k = 0; k < draws; k++) {
    job.progress(k / draws, 'scores of the families under draws of the members');
    await job.pause();
    const score = scoreOf(sample, membersDrawn(sample, rng));
    if (!Number.isNaN(score.congruity)) found.push(score); // one member alone: nothing within
  }
  return endsOfScores(scoreOf(sample), found, fewest, level);
}

function membersDrawn({ sizes: [n1, n2] }: Families, rng: Random): MemberWeights {
  const drawn = (n: number) => {
    const times = new Float64Array(n);
    for (let k = 0; k < n; k++) times[rng.below(n)] += 1;
    return times;
  };
  return [drawn(n1), drawn(n2)];
}

/**
 * Congruity folds p1 + p2 at 1, and separability p at a half: draws of the folded numbers lie on one side of what is
 * folded there. So their ends are those of what is folded, folded.
 */
function endsOfScores(sample: Score, drawn: readonly Score[], n: number, level: number): ScoreEnds {
  const end = (of: (score: Score) => number) => endsOf(of(sample), drawn.map(of), n, level);
  const [p1, p2] = [end(({ p }) => p[0]), end(({ p }) => p[1])];
  const sides = [p1, p2].map(fold);
  const { low, high } = fold(end(({ p }) => (p[0] + p[1]) / 2));
  return {
    p1,
    p2,
    congruity: { low: Math.max(0, 1 - high), high: 1 - low },
    separability: {
      low: Math.max(...sides.map((side) => side.low)),
      high: Math.max(...sides.map((side) => side.high)),
    },
  };
}

/** Of |2 p - 1|, p from `low` to `high`. */
function fold(p: Ends): Ends {
  const [low, high] = [2 * p.low - 1, 2 * p.high - 1];
  const [one, other] = [Math.abs(low), Math.abs(high)];
  return { low: low <= 0 && high >= 0 ? 0 : Math.min(one, other), high: Math.max(one, other) };
}

/** Percentiles, wider for few as Student's interval is (T. Hesterberg, 2015). */
function endsOf(value: number, drawn: readonly number[], n: number, level: number): Ends {
  const z = Math.sqrt(n / (n - 1)) * studentQuantile((1 + level) / 2, n - 1);
  const { low, high } = percentiles(value, drawn, { n, level, tail: normalShare(-z) });
  return { low, high };
}
