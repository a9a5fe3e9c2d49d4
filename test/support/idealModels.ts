// Models with a known algorithm, as responses only: on "is the weighted sum of four numbers positive?"
// a site answers as a mixture of parts does, more or less surely and more or less purely. A large
// population of pairs gives the true distance; samples of it give estimates.
import { type Random, random } from '../../src/engine/core/random.ts';
import type { Responses } from '../../src/engine/forward/responses.ts';
import { gridWith } from './plans.ts';

/** What one site carries: a set of parts, and on a share of the pairs another set instead. */
export type Carried = { readonly mask: number; readonly instead?: number; readonly share?: number };

export type IdealModel = {
  /** How surely it answers: the slope of the logistic. */
  readonly slope: number;
  /** By cut, by span (one span a part). */
  readonly cuts: readonly (readonly Carried[])[];
};

export const parts = 4;
const masks = Array.from({ length: 1 << parts }, (_, mask) => mask);

export type Population = {
  readonly weights: readonly number[];
  readonly base: readonly (readonly number[])[]; // [N][parts], 0..4
  readonly source: readonly (readonly number[])[];
};

export function population(weights: readonly number[], pairs: number, seed: string): Population {
  const rng = random(seed);
  const draw = () => Array.from({ length: parts }, () => rng.below(5));
  const base = Array.from({ length: pairs }, draw);
  return { weights, base, source: Array.from({ length: pairs }, draw) };
}

/** The model's responses on the whole population; `seed` says where its sites are not pure. */
export function idealResponses(model: IdealModel, of: Population, seed: string): Responses {
  const n = of.base.length;
  const rng = random(seed);
  const mixed = new Map(masks.map((mask) => [mask, answers(model, of, mask)] as const));
  const site = model.cuts.flatMap((cut) => cut.map((carried) => carriedBy(carried, mixed, n, rng)));
  const clean = mixed.get(0)!;
  const effects = Array.from({ length: parts }, (_, part) => {
    return effectOf(clean, mixed.get(1 << part)!, n);
  });
  const passed = effects.flatMap(({ whole }, part) =>
    model.cuts.flatMap((cut) =>
      cut.map(({ mask }) => ((mask >> part) & 1 ? whole : new Float32Array(n))),
    ),
  );
  return {
    ...gridWith(
      model.cuts.length,
      Array.from({ length: parts }, (_, part) => part),
    ),
    pairs: n,
    outcomes: 2,
    parts,
    clean,
    site: joined(site),
    mixed,
    passed: joined(passed),
    whole: joined(effects.map(({ whole }) => whole)),
    effect: joined(effects.map(({ effect }) => effect)),
  };
}

/** The responses on some of the pairs. */
export function sampled(r: Responses, pairs: readonly number[]): Responses {
  const pick = (rows: Float32Array, size: number) => {
    const groups = rows.length / (r.pairs * size);
    const out = new Float32Array(groups * pairs.length * size);
    for (let group = 0, at = 0; group < groups; group++) {
      for (const pair of pairs) {
        for (let k = 0; k < size; k++) out[at++] = rows[(group * r.pairs + pair) * size + k];
      }
    }
    return out;
  };
  return {
    ...r,
    pairs: pairs.length,
    clean: pick(r.clean, r.outcomes),
    site: pick(r.site, r.outcomes),
    mixed: new Map([...r.mixed].map(([mask, rows]) => [mask, pick(rows, r.outcomes)])),
    passed: pick(r.passed, 1),
    whole: pick(r.whole, 1),
    effect: pick(r.effect, 1),
  };
}

/** F_G: [n, 2]. */
function answers({ slope }: IdealModel, { weights, base, source }: Population, mask: number) {
  const out = new Float32Array(base.length * 2);
  base.forEach((values, i) => {
    const sum = weights.reduce((total, weight, part) => {
      return total + weight * ((mask >> part) & 1 ? source[i] : values)[part];
    }, 0);
    const positive = 1 / (1 + Math.exp(-slope * (sum - 0.5)));
    out.set([positive, 1 - positive], 2 * i);
  });
  return out;
}

function carriedBy(
  { mask, instead = mask, share = 0 }: Carried,
  mixed: ReadonlyMap<number, Float32Array>,
  n: number,
  rng: Random,
): Float32Array {
  const out = new Float32Array(n * 2);
  for (let i = 0; i < n; i++) {
    const from = mixed.get(rng.next() < share ? instead : mask)!;
    out.set(from.subarray(2 * i, 2 * i + 2), 2 * i);
  }
  return out;
}

function effectOf(clean: Float32Array, changed: Float32Array, n: number) {
  const change = (i: number, k: number) => clean[2 * i + k] - changed[2 * i + k];
  return {
    whole: Float32Array.from({ length: n }, (_, i) => change(i, 0) ** 2 + change(i, 1) ** 2),
    effect: Float32Array.from({ length: n }, (_, i) => Math.abs(change(i, 0))),
  };
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(rows.reduce((length, row) => length + row.length, 0));
  let at = 0;
  for (const row of rows) {
    out.set(row, at);
    at += row.length;
  }
  return out;
}
