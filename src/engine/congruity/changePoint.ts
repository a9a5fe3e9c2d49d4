// Where the interpretation of a run changes: the split of its checkpoints that leaves those before it nearest to the first
// one's profile and those after it nearest to the last one's, in sum, by the profile distance. Where a run goes from one to the other
// step by step, that is where it comes nearer to the last.
//
// Its interval reaches from the first checkpoint that is no more like the first one (within the margin) to the first that is like
// the last: a model may hold neither for a while, and then no step of that while is the right one. And it holds how sure all
// this is: the run is split under every draw of the pairs, which are the same for all checkpoints, so that what these have
// in common does not move it.

import { type Entries, entriesUnder } from './drawnProfiles.ts';
import { largestDifference } from './familyProfiles.ts';

export type ChangePoint = {
  /** The first of the checkpoints after the change. */
  readonly at: number;
  readonly low: number;
  readonly high: number;
  /** Share of the draws that split the run exactly there. */
  readonly share: number;
};

export type ChangeOptions = { readonly level: number; readonly margin: number };

/** undefined: there are fewer than two checkpoints, or the last one's profile is the first one's. */
export function changePoint(
  checkpoints: readonly Entries[],
  { level, margin }: ChangeOptions,
): ChangePoint | undefined {
  const sample = passage(
    checkpoints.map(({ values }) => values),
    margin,
  );
  if (sample === undefined) return undefined;
  const C = checkpoints[0].values.length;
  const B = checkpoints[0].deviations.length / C;
  const drawn: Passage[] = [];
  for (let b = 0; b < B; b++) {
    const profiles = checkpoints.map((entries) => entriesUnder(entries, b));
    drawn.push(passage(profiles, margin) ?? sample);
  }
  const { at } = sample;
  const tail = (1 - level) / 2;
  const lows = drawn.map(({ from }) => from).sort((x, y) => x - y);
  const highs = drawn.map(({ to }) => to).sort((x, y) => x - y);
  return {
    at,
    low: Math.min(sample.from, lows[Math.floor(tail * B)] ?? at),
    high: Math.max(sample.to, highs[Math.ceil((1 - tail) * B) - 1] ?? at),
    share: drawn.filter((one) => one.at === at).length / Math.max(1, B),
  };
}

/** from <= at <= to. */
export type Passage = {
  /** The first that is not like the first one any more. */
  readonly from: number;
  /** The first after the best split, the earliest of equals. */
  readonly at: number;
  /** The first from the split on that is like the last one. */
  readonly to: number;
};

/** undefined: first and last are the same. */
export function passage(profiles: readonly Float64Array[], margin: number): Passage | undefined {
  const T = profiles.length;
  const first = profiles.map((one) => largestDifference(one, profiles[0]));
  const last = profiles.map((one) => largestDifference(one, profiles[T - 1]));
  if (T < 2 || last[0] === 0) return undefined;
  let [at, least, sum] = [1, Number.POSITIVE_INFINITY, 0];
  for (let t = 1; t < T; t++) {
    sum += first[t - 1] - last[t - 1]; // by how much those before t are nearer to the first than to the last
    if (sum >= least) continue;
    at = t;
    least = sum;
  }
  const alike = first.findLastIndex((distance, t) => t < at && distance <= margin);
  return {
    from: alike + 1,
    at,
    to: last.findIndex((distance, t) => t >= at && distance <= margin),
  };
}
