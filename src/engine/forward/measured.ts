// What a plan gives for n pairs: K = answers + 1 outcomes, the last of them "other". Row-major.
import { masksOf, type Plan } from './plan.ts';

export type Measured = {
  /** The model's own answers on mixed prompts, by mask: [n, K] each; 0: without intervention. */
  readonly answers: ReadonlyMap<number, Float32Array>;
  /** Logits of the answers on the base prompts, [n, A]. */
  readonly logits: Float32Array;
  /** What each series keeps, by its name: [sites, n, size] each. A check leaves most pairs 0. */
  readonly series: ReadonlyMap<string, Float32Array>;
};

export function emptyMeasured(plan: Plan, n: number, A: number): Measured {
  const series = plan.series.map(({ name, sites, reducer }) => {
    return [name, new Float32Array(sites.length * n * reducer.size(A + 1))] as const;
  });
  return {
    answers: new Map(masksOf(plan).map((mask) => [mask, new Float32Array(n * (A + 1))])),
    logits: new Float32Array(n * A),
    series: new Map(series),
  };
}

/** Puts what was measured on some pairs where these stand among all n. */
export function place(
  plan: Plan,
  whole: Measured,
  part: Measured,
  pairs: readonly number[],
  n: number,
): void {
  const copy = (to: Float32Array, from: Float32Array, groups: number) => {
    const size = groups === 0 ? 0 : from.length / groups / pairs.length;
    for (let group = 0; group < groups; group++) {
      for (const [i, pair] of pairs.entries()) {
        const at = (group * pairs.length + i) * size;
        to.set(from.subarray(at, at + size), (group * n + pair) * size);
      }
    }
  };
  copy(whole.logits, part.logits, 1);
  for (const [mask, rows] of whole.answers) copy(rows, part.answers.get(mask)!, 1);
  for (const { name, sites } of plan.series) {
    copy(whole.series.get(name)!, part.series.get(name)!, sites.length);
  }
}
