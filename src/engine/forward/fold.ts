// Folds the answers of one pair's interchanges into the sweep: responses, shares, self-checks.
import { totalVariation } from '../numeric/totalVariation.ts';
import type { Filling } from './responses.ts';

export type DonorKind = 'source' | 'part' | 'no-op' | 'whole cut';

/** One donor of one pair, and how the model answers after interchanges from it. */
export type Donated = {
  readonly kind: DonorKind;
  readonly part: number; // of kind 'part'
  /** The donor's own answer, [K]. */
  readonly answer: Float32Array;
  /** The answer after interchanging a site, [K]; undefined where it did not have to be run. */
  readonly run: (cut: number, span: number) => Float32Array | undefined;
  /** Is the answer read at this site? Then it is the donor's own. */
  readonly isRead: (cut: number, span: number) => boolean;
};

export function foldDonor(
  result: Filling,
  pair: number,
  clean: Float32Array,
  donor: Donated,
): void {
  const { responses: r } = result;
  const { cuts, spans, outcomes: K, pairs: n } = r;
  const { kind, part, answer } = donor;
  if (kind === 'part') {
    r.whole[part * n + pair] = dot(clean, answer, clean, answer);
    r.effect[part * n + pair] = totalVariation(clean, 0, answer, 0, K);
  }
  for (let cut = 0; cut < cuts; cut++) {
    for (let span = 0; span < spans; span++) {
      const run = donor.run(cut, span);
      const response = run ?? (donor.isRead(cut, span) ? answer : clean);
      const at = (cut * spans + span) * n + pair;
      if (kind === 'source') r.site.set(response, at * K);
      if (kind === 'part') {
        r.passed[part * cuts * spans * n + at] = dot(clean, response, clean, answer);
      }
      if (kind === 'no-op' && run) result.noOp = Math.max(result.noOp, furthest(run, clean));
      if (kind === 'whole cut' && run) {
        result.wholeCut = Math.max(result.wholeCut, furthest(run, answer));
      }
    }
  }
}

/** The answers' probabilities [A] and what is left of 1: [A + 1]. */
export function withOther(p: Float32Array): Float32Array {
  const out = new Float32Array(p.length + 1);
  out.set(p);
  out[p.length] = Math.max(0, 1 - p.reduce((sum, x) => sum + x, 0));
  return out;
}

/** <a - b, c - d> */
function dot(a: Float32Array, b: Float32Array, c: Float32Array, d: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] - b[k]) * (c[k] - d[k]);
  return sum;
}

/** Largest absolute difference. */
function furthest(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, x, k) => Math.max(most, Math.abs(x - b[k])), 0);
}
