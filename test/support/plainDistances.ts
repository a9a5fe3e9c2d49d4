// The distances of two models under one row of weights over the pairs, straight from their definitions:
// every mean, every cut pair. The second source for what the engine does cleverly.
import type { Responses } from '../../src/engine/forward/responses.ts';

const spread = (count: number) => [...Array(count).keys()];
const least = (values: readonly number[]) => Math.min(...values);
const most = (values: readonly number[]) => Math.max(...values);
const within = (x: number) => Math.min(Math.max(x, 0), 1);

type Plain = ReturnType<typeof plainReadings>;

/** Chance and merging; `counted` are the parts that count on the sample. */
function plainReadings(r: Responses, weights: readonly number[], counted: readonly boolean[]) {
  const { plan, pairs: n, outcomes: K, parts } = r;
  const [cuts, spans] = [plan.cuts.length, plan.cuts[0].length];
  const sites = spread(cuts * spans);
  const response = (s: number, i: number) => r.site.subarray((s * n + i) * K, (s * n + i + 1) * K);
  const mean = (value: (i: number) => number) =>
    spread(n).reduce((sum, i) => sum + weights[i] * Math.fround(value(i)), 0);
  const apart = (p: Float32Array, q: Float32Array) =>
    p.reduce((sum, x, k) => sum + Math.abs(x - q[k]), 0) / 2;
  const chance = sites.map((s) => mean((i) => apart(response(s, i), response(s, (i + 1) % n))));
  const share = (g: number, s: number) => {
    const passed = mean((i) => r.passed[(g * cuts * spans + s) * n + i]);
    return counted[g] ? within(passed / mean((i) => r.whole[g * n + i])) : 0;
  };
  const merging = (l: number, g: number, h: number) =>
    most(spread(spans).map((s) => Math.min(share(g, l * spans + s), share(h, l * spans + s))));
  const together = spread(cuts).map((l) =>
    spread(parts).map((g) => spread(parts).map((h) => merging(l, g, h))),
  );
  return { cuts, spans, chance, together, response, mean, apart };
}

export function plainDistances(
  a: Responses,
  b: Responses,
  weights: readonly number[],
  counted: readonly [readonly boolean[], readonly boolean[]],
) {
  const [A, B] = [plainReadings(a, weights, counted[0]), plainReadings(b, weights, counted[1])];
  const C = A.chance.map((x, s) =>
    B.chance.map((y, t) => {
      const mean = A.mean((i) => A.apart(A.response(s, i), B.response(t, i)));
      return Math.min(1, mean / Math.max(x, y, 1e-6));
    }),
  );
  const D = spread(A.cuts).map((l) => spread(B.cuts).map((m) => assigned(C, A.spans, l, m)));
  const parts = spread(a.parts).filter((g) => counted[0][g] && counted[1][g]);
  return {
    full: farthest(D),
    merge: walk(A, B, parts),
  };
}

/** The largest mismatch in the assignment of least total, over all permutations. */
function assigned(C: readonly (readonly number[])[], S: number, l: number, m: number): number {
  const chosen = permutations(spread(S)).map((to) => to.map((t, s) => C[l * S + s][m * S + t]));
  const total = (costs: readonly number[]) => costs.reduce((sum, x) => sum + x, 0);
  return most(chosen.reduce((best, one) => (total(one) < total(best) ? one : best)));
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((first) =>
    permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
  );
}

function farthest(M: readonly (readonly number[])[]): number {
  return most([...M.map(least), ...M[0].map((_, c) => least(M.map((row) => row[c])))]);
}

/** The worst moment of the best joint walk through the cuts of both. */
function walk(a: Plain, b: Plain, parts: readonly number[]): number {
  const between = (l: number, m: number) =>
    most([
      0,
      ...parts.flatMap((g) =>
        parts.map((h) => Math.abs(a.together[l][g][h] - b.together[m][g][h])),
      ),
    ]);
  const reach = (l: number, m: number): number => {
    if (l < 0 || m < 0) return Number.POSITIVE_INFINITY;
    if (l === 0 && m === 0) return between(0, 0);
    const before = least([reach(l - 1, m), reach(l, m - 1), reach(l - 1, m - 1)]);
    return Math.max(between(l, m), before);
  };
  return reach(a.cuts - 1, b.cuts - 1);
}
