// Models with a known algorithm, as responses only: on "is the weighted sum of four numbers positive?"
// a site answers as a mixture of parts does, more or less surely and more or less purely. A large
// population of pairs gives the true distance; samples of it give estimates.
import { type Random, random } from '../../src/engine/core/random.ts';
import type { Responses } from '../../src/engine/forward/responses.ts';
import { occurrenceSet } from '../../src/engine/task/partSet.ts';
import { gridWith } from './plans.ts';

/** What one site carries: a set of parts, and on a share of the pairs another set instead. */
export type Carried = { readonly mask: number; readonly instead?: number; readonly share?: number };

export type IdealModel = {
  /** How surely it answers: the slope of the logistic. */
  readonly slope: number;
  /** By cut, by span. */
  readonly cuts: readonly (readonly Carried[])[];
};

export const parts = 4;
const masks = Array.from({ length: 1 << parts }, (_, mask) => mask);
const outcomes = 2;

export type Population = {
  readonly weights: readonly number[];
  /** By span: its own part, or -1. */
  readonly own: readonly number[];
  readonly base: readonly (readonly number[])[]; // [N][parts], 0..4
  readonly source: readonly (readonly number[])[];
};

export function population(weights: readonly number[], pairs: number, seed: string): Population {
  const rng = random(seed);
  const draw = () => Array.from({ length: parts }, () => rng.below(5));
  const base = Array.from({ length: pairs }, draw);
  const own = Array.from({ length: parts }, (_, part) => part);
  return { weights, own, base, source: Array.from({ length: pairs }, draw) };
}

/** The model's responses on the whole population; `seed` says where its sites are not pure. */
export function idealResponses(model: IdealModel, of: Population, seed: string): Responses {
  const n = of.base.length;
  const rng = random(seed);
  const at = gridWith(model.cuts.length, of.own);
  const said = masks.map((mask) => answers(model, of, mask));
  const carried = model.cuts.flatMap((cut) => cut.map((site) => carriedBy(site, n, rng)));
  const [clean] = said;
  const effects = Array.from({ length: parts }, (_, part) => {
    return effectOf(clean, said[1 << part], n);
  });
  const passed = effects.flatMap(({ whole }, part) =>
    carried.map((sets) => whole.map((effect, i) => ((sets[i] >> part) & 1 ? effect : 0))),
  );
  return {
    ...at,
    pairs: n,
    outcomes,
    parts,
    clean,
    site: joined(carried.map((sets) => answersTo(sets, said))),
    sets: masks.map((mask) => occurrenceSet(mask, at.readings)),
    mixed: new Map(said.map((rows, mask) => [occurrenceSet(mask, at.readings), rows] as const)),
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

/** On the first pairs: a model that no interchange touches. */
export function inertTwin(of: Responses, pairs: number): Responses {
  const first = sampled(of, [...Array(Math.min(pairs, of.pairs)).keys()]);
  const { clean, plan } = first;
  return { ...first, site: joined(plan.sites.map(() => clean)) };
}

/** F_G, no before yes: [n, outcomes]. */
function answers({ slope }: IdealModel, of: Population, mask: number): Float32Array {
  const rows = of.base.map((values, i) => {
    const sum = of.weights.reduce((total, weight, part) => {
      return total + weight * ((mask >> part) & 1 ? of.source[i] : values)[part];
    }, 0);
    const yes = 1 / (1 + Math.exp(-slope * (sum - 0.5)));
    return [1 - yes, yes];
  });
  return Float32Array.from(rows.flat());
}

/** The set of parts that a site carries on each pair: [n]. */
function carriedBy({ mask, instead = mask, share = 0 }: Carried, n: number, rng: Random) {
  return Int32Array.from({ length: n }, () => (rng.next() < share ? instead : mask));
}

function answersTo(sets: Int32Array, said: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(sets.length * outcomes);
  for (const [i, set] of sets.entries()) {
    const at = i * outcomes;
    out.set(said[set].subarray(at, at + outcomes), at);
  }
  return out;
}

function effectOf(clean: Float32Array, changed: Float32Array, n: number) {
  const whole = new Float32Array(n);
  const effect = new Float32Array(n);
  for (const [at, probability] of clean.entries()) {
    const change = probability - changed[at];
    whole[Math.floor(at / outcomes)] += change ** 2;
    effect[Math.floor(at / outcomes)] += Math.abs(change) / 2;
  }
  return { whole, effect };
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
