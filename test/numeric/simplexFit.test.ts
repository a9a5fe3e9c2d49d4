// The fit on the simplex against enumeration of all supports, against scipy, and by its optimality conditions.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { random } from '../../src/engine/core/random.ts';
import { simplexFitter } from '../../src/engine/numeric/simplexFit.ts';

type Problem = { readonly F: readonly (readonly number[])[]; readonly r: readonly number[] };

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, x, k) => sum + x * b[k], 0);
const gramOf = (F: Problem['F']) => Float64Array.from(F.flatMap((f) => F.map((g) => dot(f, g))));
const targetOf = ({ F, r }: Problem) => F.map((f) => dot(f, r));

function fitted(problem: Problem, start?: readonly number[]): number[] {
  const S = problem.F.length;
  return [...simplexFitter(S).fit(gramOf(problem.F), S, targetOf(problem), start)];
}

/** |r - p F|^2. */
function missOf({ F, r }: Problem, p: readonly number[]): number {
  return r.reduce((sum, x, k) => {
    const here = p.reduce((fit, weight, g) => fit + weight * F[g][k], 0);
    return sum + (x - here) ** 2;
  }, 0);
}

describe('the weight is where it belongs', () => {
  // Projecting the unconstrained solution, or clipping it and dividing by the sum, is wrong in the first.
  const cases: readonly [what: string, F: number[][], r: number[], p: number[]][] = [
    [
      'clipped',
      [
        [0, 0],
        [1, 0],
        [1, 1],
      ],
      [1.5, -1],
      [0, 1, 0],
    ],
    [
      'inside',
      [
        [0, 0],
        [1, 0],
        [0, 1],
      ],
      [0.25, 0.5],
      [0.25, 0.25, 0.5],
    ],
    ['one vertex', [[3]], [7], [1]],
    [
      'nothing to tell by',
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      [1, 1],
      [1, 0, 0],
    ],
    [
      'equal vertices: the earliest',
      [
        [0, 0],
        [1, 0],
        [1, 0],
        [1, 0],
      ],
      [0.7, 0],
      [0.3, 0.7, 0, 0],
    ],
    [
      'equal vertices, all weight',
      [
        [1, 0],
        [1, 0],
      ],
      [1, 0],
      [1, 0],
    ],
    [
      'a corner of a parallelogram',
      [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
      ],
      [1, 1],
      [0, 0, 0, 1],
    ],
    ['on a line, from its middle', [[0], [0.5], [1]], [0.5], [0, 1, 0]],
  ];
  test.each(cases)('%s', (_, F, r, p) => {
    const found = fitted({ F, r });
    for (const [g, weight] of p.entries()) expect(found[g]).toBeCloseTo(weight, 12);
  });

  test.each(cases)('%s, whatever it starts from', (_, F, r, p) => {
    const starts = [
      F.map(() => 1 / F.length),
      ...F.map((_, g) => F.map((_, h) => (g === h ? 1 : 0))),
    ];
    for (const start of starts) {
      const found = fitted({ F, r }, start);
      expect(missOf({ F, r }, found)).toBeCloseTo(missOf({ F, r }, p), 12);
      F.forEach((f, g) => {
        const earlier = F.slice(0, g).some((other) => other.every((x, k) => x === f[k]));
        if (earlier) expect(found[g], 'equal to an earlier one').toBe(0);
      });
    }
  });
});

/** Rows that are distributions, some of them equal or mixtures of others, and a point near their hull. */
function distributions(seed: string, S: number, K: number, clones: number, noise: number): Problem {
  const rng = random(seed);
  const distribution = () => normalised(Array.from({ length: K }, () => rng.next() ** 6));
  const F = Array.from({ length: S - clones }, distribution);
  while (F.length < S) {
    const [g, h, share] = [rng.below(F.length), rng.below(F.length), [0, 0.5][rng.below(2)]];
    F.push(F[g].map((x, k) => (1 - share) * x + share * F[h][k]));
  }
  const p = normalised(F.map(() => rng.next() ** 8));
  const r = F[0].map((_, k) => p.reduce((sum, weight, g) => sum + weight * F[g][k], 0));
  return { F, r: r.map((x) => x + noise * (rng.next() - 0.5)) };
}

function normalised(row: readonly number[]): number[] {
  const sum = row.reduce((all, x) => all + x, 0);
  return row.map((x) => x / sum);
}

/** Least miss of all supports, each by Gauss-Jordan on its conditions of optimality. */
function leastOfSupports(problem: Problem): number {
  const { F } = problem;
  let least = Number.POSITIVE_INFINITY;
  for (let mask = 1; mask < 1 << F.length; mask++) {
    const support = [...F.keys()].filter((g) => (mask >> g) & 1);
    const p = stationary(problem, support);
    if (p?.every((weight) => weight >= -1e-12)) {
      const whole = F.map((_, g) => (support.includes(g) ? p[support.indexOf(g)] : 0));
      least = Math.min(least, missOf(problem, whole));
    }
  }
  return least;
}

function stationary({ F, r }: Problem, support: readonly number[]): number[] | undefined {
  const m = support.length;
  const rows = support.map((g) => [...support.map((h) => dot(F[g], F[h])), 1, dot(F[g], r)]);
  rows.push([...support.map(() => 1), 0, 1]);
  for (let c = 0; c <= m; c++) {
    const pivot = [...rows.keys()]
      .slice(c)
      .reduce((a, b) => (Math.abs(rows[b][c]) > Math.abs(rows[a][c]) ? b : a));
    [rows[c], rows[pivot]] = [rows[pivot], rows[c]];
    if (Math.abs(rows[c][c]) < 1e-11) return undefined;
    for (let i = 0; i <= m; i++) {
      if (i === c) continue;
      const by = rows[i][c] / rows[c][c];
      rows[i] = rows[i].map((x, k) => x - by * rows[c][k]);
    }
  }
  return support.map((_, k) => rows[k][m + 1] / rows[k][k]);
}

test('no support does better', () => {
  const shapes = fc.record({
    seed: fc.integer(),
    S: fc.integer({ min: 1, max: 8 }),
    K: fc.integer({ min: 1, max: 9 }),
    clones: fc.integer({ min: 0, max: 3 }),
    noise: fc.constantFrom(0, 0.01, 1),
  });
  fc.assert(
    fc.property(shapes, ({ seed, S, K, clones, noise }) => {
      const problem = distributions(`${seed}`, S, K, Math.min(clones, S - 1), noise);
      const p = fitted(problem);
      expect(Math.abs(missOf(problem, p) - leastOfSupports(problem))).toBeLessThan(1e-8);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('the weights are those of scipy', () => {
  const goldens = JSON.parse(
    readFileSync(new URL('../fixture/simplexFit.json', import.meta.url), 'utf8'),
  ) as readonly (Problem & { readonly p: readonly number[] })[]; // by test/fixture/make/coordinates.py
  for (const { F, r, p } of goldens) {
    const found = fitted({ F, r });
    for (const [g, weight] of p.entries()) expect(Math.abs(found[g] - weight)).toBeLessThan(1e-8);
  }
});

test('a vertex of target -Infinity is left out, whatever it starts from', () => {
  const problem = distributions('left out', 12, 20, 4, 0.2);
  const [gram, target] = [gramOf(problem.F), targetOf(problem)];
  const kept = [1, 4, 5, 8, 9, 10];
  const some = target.map((x, g) => (kept.includes(g) ? x : Number.NEGATIVE_INFINITY));
  const alone = fitted({ ...problem, F: kept.map((g) => problem.F[g]) });
  for (const start of [undefined, target.map(() => 1 / 12), fitted(problem)]) {
    const found = [...simplexFitter(12).fit(gram, 12, some, start)];
    const inSome =
      missOf(problem, found) - missOf({ ...problem, F: kept.map((g) => problem.F[g]) }, alone);
    expect(Math.abs(inSome)).toBeLessThan(1e-10);
    for (const [g, weight] of found.entries()) if (!kept.includes(g)) expect(weight).toBe(0);
  }
});

/** How far p is from the conditions of optimality, in units of the largest <F, F>. */
function violation({ F, r }: Problem, p: readonly number[]): number {
  const fit = r.map((_, k) => p.reduce((sum, weight, g) => sum + weight * F[g][k], 0));
  const slopes = F.map((f) => dot(f, fit) - dot(f, r));
  const here = dot(p, slopes);
  const scale = Math.max(...F.map((f) => dot(f, f)));
  const outside = Math.max(...slopes.map((slope) => here - slope));
  const inside = Math.max(...slopes.map((slope, g) => (p[g] > 0 ? Math.abs(here - slope) : 0)));
  return Math.max(outside, inside) / scale;
}

describe('conditions of optimality', () => {
  const shapes: readonly [S: number, K: number, clones: number, noise: number][] = [
    [256, 320, 0, 0.01],
    [256, 320, 60, 0],
    [256, 40, 60, 1], // more sets than numbers
    [64, 1280, 8, 0.1],
    [64, 20, 0, 0],
    [2, 2, 0, 1],
  ];
  test.each(shapes)('%i sets, %i numbers, %i clones, noise %f', (S, K, clones, noise) => {
    const problem = distributions('fit', S, K, clones, noise);
    const [gram, target] = [gramOf(problem.F), targetOf(problem)];
    const fitter = simplexFitter(S);
    const cold = [...fitter.fit(gram, S, target)];
    const elsewhere = [...fitter.fit(gram, S, [...target].reverse())];
    for (const start of [undefined, elsewhere, cold]) {
      const p = [...fitter.fit(gram, S, target, start)];
      expect(Math.min(...p)).toBeGreaterThanOrEqual(0);
      expect(Math.abs(p.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThan(1e-12);
      expect(violation(problem, p)).toBeLessThan(1e-11);
    }
  });

  test('the last result may be the next start', () => {
    const problem = distributions('chain', 20, 30, 4, 0.1);
    const [gram, target] = [gramOf(problem.F), targetOf(problem)];
    const fitter = simplexFitter(20);
    const first = fitter.fit(gram, 20, target);
    const kept = [...first];
    for (const [g, weight] of fitter.fit(gram, 20, target, first).entries()) {
      expect(weight).toBeCloseTo(kept[g], 12);
    }
  });
});
