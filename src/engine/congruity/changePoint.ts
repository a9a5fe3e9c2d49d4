// Where the interpretation of a run changes: the split of its checkpoints that leaves those before it nearest to the first
// one's profile and those after it nearest to the last one's, in sum, by the profile distance. Where a run goes from one to the other
// step by step, that is where it comes nearer to the last. How sure the place is: the run is split under every draw of the
// pairs, which are the same for all checkpoints, so that what these have in common does not move it.

export type ChangePoint = {
  /** The first of the checkpoints after the change. */
  readonly at: number;
  /** Where it lies under the middle of the draws. */
  readonly low: number;
  readonly high: number;
  /** Share of the draws under which it is exactly there. */
  readonly share: number;
};

/** A checkpoint's profile: on the sample, and how it deviates under the draws. */
export type Entries = {
  readonly values: Float64Array; // [C]
  readonly deviations: Float64Array; // [C, B]
};

/** undefined: there are fewer than two checkpoints, or the last one's profile is the first one's. */
export function changePoint(
  checkpoints: readonly Entries[],
  level: number,
): ChangePoint | undefined {
  const at = splitOf(checkpoints.map(({ values }) => values));
  if (at === undefined) return undefined;
  const C = checkpoints[0].values.length;
  const B = checkpoints[0].deviations.length / C;
  const splits: number[] = [];
  for (let b = 0; b < B; b++) {
    const drawn = checkpoints.map(({ values, deviations }) => {
      return values.map((value, c) => value + deviations[c * B + b]);
    });
    splits.push(splitOf(drawn) ?? at);
  }
  splits.sort((x, y) => x - y);
  const tail = (1 - level) / 2;
  const end = (share: number) => splits[Math.min(B - 1, Math.floor(share * B))] ?? at;
  return {
    at,
    low: Math.min(at, end(tail)),
    high: Math.max(at, end(1 - tail)),
    share: splits.filter((split) => split === at).length / Math.max(1, B),
  };
}

/** The first after the best split, the earliest of equals; undefined: first and last are the same. */
export function splitOf(profiles: readonly Float64Array[]): number | undefined {
  const [first, last] = [profiles[0], profiles[profiles.length - 1]];
  if (profiles.length < 2 || apart(first, last) === 0) return undefined;
  let [best, least, sum] = [1, Number.POSITIVE_INFINITY, 0];
  for (let t = 1; t < profiles.length; t++) {
    // By how much those before t are nearer to the first than to the last.
    sum += apart(profiles[t - 1], first) - apart(profiles[t - 1], last);
    if (sum >= least) continue;
    best = t;
    least = sum;
  }
  return best;
}

function apart(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, c) => Math.max(most, Math.abs(value - b[c])), 0);
}
