// Congruity of two sets of implementations: can "the same interpretation" be told from "the other model" by distance?
// Source: J. Sun, M. Toneva, "Tracking Equivalent Mechanistic Interpretations Across Neural Networks", ICLR 2026,
// Algorithm 1, with the exact probabilities instead of n random draws (method.md section 6).
import type { Random } from '../core/random.ts';

/** Distances within and between two sets of implementations, of n1 and n2 members. */
export type Families = {
  /** By family: between its members, symmetric with zeros, [n, n]. */
  readonly within: readonly [Float64Array, Float64Array];
  readonly between: Float64Array; // [n1, n2]
  readonly sizes: readonly [number, number];
};

export type Score = {
  /** P(d(a,a') < d(a,b)) + P(equal, but for `rounding`) / 2 over a, a' of the one family and b of the other; by family. */
  readonly p: readonly [number, number];
  /** 1 - |p1 + p2 - 1|. */
  readonly congruity: number;
  /** max |2 p - 1|: either side may be separable by itself, which congruity lets cancel. */
  readonly separability: number;
};

/** How much each member of each family counts. */
export type MemberWeights = readonly [Float64Array, Float64Array];

/**
 * The exact U-statistics over all triples of different members; NaN where fewer than two of a family have a weight.
 * Throws RangeError where a family has fewer than two members: there is nothing within it. Costs n1^2 n2 + n2^2 n1.
 */
export function scoreOf(families: Families, weights: MemberWeights = evenly(families)): Score {
  return scoreFrom([leadOf(families, 0, weights), leadOf(families, 1, weights)]);
}

function evenly({ sizes: [n1, n2] }: Families): MemberWeights {
  return [new Float64Array(n1).fill(1), new Float64Array(n2).fill(1)];
}

function scoreFrom(p: readonly [number, number]): Score {
  const [p1, p2] = p;
  return {
    p,
    congruity: 1 - Math.abs(p1 + p2 - 1),
    separability: Math.max(Math.abs(2 * p1 - 1), Math.abs(2 * p2 - 1)),
  };
}

function leadOf(families: Families, side: 0 | 1, weights: MemberWeights): number {
  const [own, others] = [families.sizes[side], families.sizes[1 - side]];
  checkSizes(own, others);
  const [ofOwn, ofOthers] = [weights[side], weights[1 - side]];
  let wins = 0;
  let all = 0;
  for (let a = 0; a < own; a++) {
    for (let other = 0; other < own; other++) {
      const both = ofOwn[a] * ofOwn[other];
      if (other === a || both === 0) continue;
      for (let b = 0; b < others; b++) {
        if (ofOthers[b] === 0) continue;
        const weight = both * ofOthers[b];
        wins += weight * winAt(families, side, a, other, b);
        all += weight;
      }
    }
  }
  return wins / all;
}

/** Distances, 0..1, that differ by less are equal: rounding differs by as much between processors and copies of a model. */
export const rounding = 1e-6;

/** 1: the own one is nearer; a half: both are as near. */
function winAt(
  { within, between, sizes }: Families,
  side: 0 | 1,
  a: number,
  a2: number,
  b: number,
) {
  const near = within[side][a * sizes[side] + a2];
  const far = side === 0 ? between[a * sizes[1] + b] : between[b * sizes[1] + a];
  if (Math.abs(near - far) <= rounding) return 0.5;
  return near < far ? 1 : 0;
}

function checkSizes(own: number, others: number): void {
  if (own < 2 || others < 1) {
    throw new RangeError(`families of ${own} and ${others}: at least 2 are needed to tell apart`);
  }
}

/**
 * As Algorithm 1 has it, from `draws` random triples a side. Under exact equivalence it is biased down: expected .82
 * at 10 draws, .94 at 100.
 */
export function scoreMonteCarlo(families: Families, draws: number, rng: Random): Score {
  const lead = (side: 0 | 1) => {
    const [own, others] = [families.sizes[side], families.sizes[1 - side]];
    checkSizes(own, others);
    let wins = 0;
    for (let k = 0; k < draws; k++) {
      const a = rng.below(own);
      const other = (a + 1 + rng.below(own - 1)) % own;
      wins += winAt(families, side, a, other, rng.below(others));
    }
    return wins / draws;
  };
  return scoreFrom([lead(0), lead(1)]);
}

/** What the distances of the two base models, the first of each family, must be and can be (method.md section 6). */
export type Bounds = {
  /** Diameters of the families: interpretive compression. */
  readonly kappa: readonly [number, number];
  /** Hausdorff distance of the families. */
  readonly apart: number;
  /** Necessary: `apart` is at most this, max kappa + d(h1, h2). */
  readonly most: number;
  /** Sufficient: d(h1, h2) is at most this, `apart` + min kappa. */
  readonly mostOfModels: number;
  /** By bound, whether it says nothing: it is no less than `largest`, the largest distance that there can be. */
  readonly isVacuous: readonly [boolean, boolean];
};

/** Distances of a metric; `largest`: what none exceeds. */
export function boundsOf({ within, between, sizes }: Families, largest: number): Bounds {
  const kappa = within.map((all) => all.reduce((most, d) => Math.max(most, d), 0));
  const [n1, n2] = sizes;
  const row = (a: number) => between.subarray(a * n2, (a + 1) * n2);
  const column = (b: number) => Float64Array.from({ length: n1 }, (_, a) => between[a * n2 + b]);
  const nearest = (all: Float64Array) => all.reduce((least, d) => Math.min(least, d));
  const worst = [...Array(n1).keys()].map((a) => nearest(row(a)));
  const worstBack = [...Array(n2).keys()].map((b) => nearest(column(b)));
  const apart = Math.max(...worst, ...worstBack);
  const most = Math.max(...kappa) + between[0];
  const mostOfModels = apart + Math.min(...kappa);
  return {
    kappa: [kappa[0], kappa[1]],
    ...{ apart, most, mostOfModels },
    isVacuous: [most >= largest, mostOfModels >= largest],
  };
}

/**
 * How many members of a family tell something of their own: the inverse of the mean likeness of two, a member and
 * itself included, where likeness falls from 1 at no distance to 0 at `apart` (T. Leinster, C. Cobbold, "Measuring
 * diversity: the importance of species similarity", 2012, of order 2).
 */
export function effectiveSize(within: Float64Array, size: number, apart: number): number {
  let likeness = 0;
  for (const d of within) likeness += Math.max(0, 1 - d / apart);
  return size ** 2 / likeness;
}
