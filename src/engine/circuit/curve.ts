// Faithfulness over size, and the two areas of it by which MIB (Mueller et al. 2025, Mechanistic Interpretability
// Benchmark, circuit track) ranks ways to find circuits: CPR, the area under the curve, and CMD, that between it and 1.
// Ours are over the components of a model; MIB's leaderboard is over edges.

/** MIB's, in its order: of all components so many, rounded down. */
export const shares = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1] as const;

export function sizesOf(components: number): number[] {
  return shares.map((share) => Math.floor(share * components));
}

/** By the trapezoidal rule over the shares; the first .001 is left out, as there. */
export function areas(faithfulness: readonly number[]): {
  readonly cpr: number;
  readonly cmd: number;
} {
  const area = (height: (value: number) => number) =>
    shares.slice(1).reduce((sum, share, i) => {
      const [left, right] = [height(faithfulness[i]), height(faithfulness[i + 1])];
      return sum + ((share - shares[i]) * (left + right)) / 2;
    }, 0);
  return { cpr: area((value) => value), cmd: area((value) => Math.abs(1 - value)) };
}
