// The causal distance and the full distance of two models (method.md section 4): Hausdorff distances
// of their cuts and of their sites, weighted by crispness.

import type { Responses } from '../forward/responses.ts';
import { assigner } from '../numeric/assignment.ts';
import { equalWeights } from '../numeric/statistics.ts';
import type { Signature } from '../signature/signature.ts';
import { cutMismatch, meanMismatch, normalise } from './mismatch.ts';

/** Where a Hausdorff distance is realised: the row of A or column of B that is worst matched. */
export type Realised = {
  readonly value: number;
  /** 0: something of A has no better match in B; 1: something of B has none in A. */
  readonly side: 0 | 1;
  readonly at: number; // its cut or site
  readonly nearest: number; // its best match's cut or site on the other side
};

export type Distances = {
  readonly value: number; // d = max(cut, site)
  readonly cut: Realised; // dCut
  readonly site: Realised; // dSite
  readonly full: Realised; // dFull
  /** D: mismatch of every cut of A and every cut of B. */
  readonly cutMismatch: Float64Array; // [cutsA, cutsB]
  /** C: mismatch of every site of A and every site of B. */
  readonly mismatch: Float64Array; // [sitesA, sitesB]
};

/** Distances of two models with the same spans, answers and pairs. */
export function distancesOf(
  a: Responses,
  signatureA: Signature,
  b: Responses,
  signatureB: Signature,
  weights: Float64Array = equalWeights(a.pairs),
): Distances {
  if (a.pairs !== b.pairs) throw new RangeError(`${a.pairs} pairs against ${b.pairs}`);
  const mean = meanMismatch(a, b, weights);
  const mismatch = normalise(mean, signatureA.chance, signatureB.chance); // C
  const cuts = allCutMismatches(mismatch, a.cuts, b.cuts, a.spans); // D
  const cut = hausdorff(cuts, signatureA.cutCrispness, signatureB.cutCrispness);
  const site = hausdorff(mismatch, signatureA.crispness, signatureB.crispness);
  const ones = (length: number) => new Float64Array(length).fill(1);
  const full = hausdorff(cuts, ones(a.cuts), ones(b.cuts));
  const value = Math.max(cut.value, site.value);
  return { value, cut, site, full, cutMismatch: cuts, mismatch };
}

/** D between all cuts of A and all cuts of B: [cutsA, cutsB]. */
export function allCutMismatches(
  mismatch: Float64Array,
  cutsA: number,
  cutsB: number,
  spans: number,
): Float64Array {
  const assign = assigner(spans);
  const scratch = new Float64Array(spans * spans);
  const out = new Float64Array(cutsA * cutsB);
  for (let l = 0; l < cutsA; l++) {
    for (let m = 0; m < cutsB; m++) {
      out[l * cutsB + m] = cutMismatch(mismatch, l, m, cutsB, spans, assign, scratch);
    }
  }
  return out;
}

/** max( max_row w min_column M, max_column w min_row M ), and where. */
export function hausdorff(
  matrix: Float64Array, // [rows, columns]
  rowWeights: Float64Array,
  columnWeights: Float64Array,
): Realised {
  const rows = rowWeights.length;
  const columns = columnWeights.length;
  let worst: Realised = { value: 0, side: 0, at: 0, nearest: 0 };
  const take = (
    side: 0 | 1,
    at: number,
    weight: number,
    count: number,
    index: (k: number) => number,
  ) => {
    let nearest = 0;
    for (let k = 1; k < count; k++) {
      if (matrix[index(k)] < matrix[index(nearest)]) nearest = k;
    }
    const value = weight * matrix[index(nearest)];
    if (value > worst.value) worst = { value, side, at, nearest };
  };
  for (let r = 0; r < rows; r++) take(0, r, rowWeights[r], columns, (k) => r * columns + k);
  for (let c = 0; c < columns; c++) take(1, c, columnWeights[c], rows, (k) => k * columns + c);
  return worst;
}
