// How sure the scores of two families are: over the pairs, from the distances under draws of them; over the
// implementations, from draws of the members, widened by what a sample of so many may lack. A resample of members holds some twice, and a member is at no distance
// from itself: so they are weighted, and only triples of different members count.
import type { Job } from '../core/job.ts';
import type { Random } from '../core/random.ts';
import { normalShare, percentiles, studentQuantile } from '../numeric/statistics.ts';
import { boundsOf, type Families, type MemberWeights, type Score, scoreOf } from './score.ts';

export type Ends = { readonly low: number; readonly high: number };

/** Fewer say nothing of how far others would lie. */
export const fewestMembers = 4;

export type ScoreEnds = Readonly<Record<'p1' | 'p2' | 'congruity' | 'separability', Ends>>;
export type SizeEnds = { readonly kappa: readonly [Ends, Ends]; readonly apart: Ends };

/** `drawn`: the families' distances under each of the draws of `pairs` pairs. `score`: undefined: fewer than two of a family. */
export async function endsOverPairs(
  job: Job,
  sample: Families,
  drawn: Iterable<Families>,
  pairs: number,
  level: number,
): Promise<SizeEnds & { readonly score: ScoreEnds | undefined }> {
  const isScored = sample.sizes.every((size) => size > 1);
  const found: Score[] = [];
  const sizes: (readonly number[])[] = [];
  for (const families of drawn) {
    job.progress(0, `scores of the families under draw ${sizes.length + 1} of the pairs`);
    await job.pause();
    if (isScored) found.push(scoreOf(families));
    const { kappa, apart } = boundsOf(families, 1);
    sizes.push([...kappa, apart]);
  }
  const { kappa, apart } = boundsOf(sample, 1);
  const end = (k: number, value: number) => {
    const column = sizes.map((row) => row[k]);
    return endsOf(value, column, pairs, level);
  };
  return {
    kappa: [end(0, kappa[0]), end(1, kappa[1])],
    apart: end(2, apart),
    score: isScored ? endsOfScores(scoreOf(sample), found, pairs, level) : undefined,
  };
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
