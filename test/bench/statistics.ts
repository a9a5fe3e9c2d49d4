// The statistics of one comparison without its models: 33 cuts x 20 spans a side, 64 pairs, 20 answers,
// 2,000 resamples, on made-up responses.
import { comparePair } from '../../src/engine/congruity/compare.ts';
import { type Contestant, knownOf } from '../../src/engine/congruity/known.ts';
import { throwIfCancelled } from '../../src/engine/core/job.ts';
import { type Random, random } from '../../src/engine/core/random.ts';
import type { Responses } from '../../src/engine/forward/responses.ts';
import { occurrenceSet } from '../../src/engine/task/partSet.ts';
import { gridWith } from '../support/plans.ts';
import type { Figure } from './figure.ts';

const [cuts, spans, pairs, K, parts] = [33, 20, 64, 21, 4];
const twinPairs = 32;
const everything = 2 ** parts - 1;

/** What a span carries: from a cut on another set of parts, fading in over some cuts. */
type Plan = readonly { readonly span: number; readonly mask: number; readonly from: number }[];

const own = Array.from({ length: spans }, (_, s) => (s % 5 === 0 ? s / 5 : -1));
const start: Plan = Array.from({ length: parts }, (_, g) => ({
  span: 5 * g,
  mask: 1 << g,
  from: -9,
}));
const until = (spans: readonly number[], from: number): Plan =>
  spans.map((span) => ({ span, mask: 0, from }));

/** Merges two and two of the parts, then everything at the last span. */
const merging = (first: number, second: number, at: number): Plan => [
  ...start,
  { span: 7, mask: first, from: at },
  { span: 16, mask: second, from: at + 3 },
  ...until([0, 5, 10, 15], at + 5),
  { span: 19, mask: everything, from: at + 12 },
  ...until([7, 16], at + 15),
];

const cases: readonly (readonly [name: string, a: Contestant, b: Contestant])[] = [
  ['two algorithms', planned('a', merging(3, 12, 4)), planned('b', merging(5, 10, 9))],
  ['one algorithm', planned('a', merging(3, 12, 4)), planned('b', merging(3, 12, 9))],
  ['sites without a plan', planned('a', undefined), planned('b', undefined)],
];

/** Seconds of each case and its longest stretch without a pause. */
export async function* statisticsFigures(): AsyncGenerator<Figure> {
  for (const [name, a, b] of cases) {
    const begun = performance.now();
    const cpu = process.cpuUsage();
    let [last, longest] = [begun, 0];
    const look = () => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    };
    const job = {
      cancelled: false,
      progress: () => undefined,
      pause: async () => {
        look();
        throwIfCancelled(job);
      },
    };
    const known = [await knownOf(job, a, options), await knownOf(job, b, options)] as const;
    const found = await comparePair(job, ...known, options);
    look();
    const seconds = (performance.now() - begun) / 1000;
    const { distance, full } = found.intervals;
    const numbers = [distance, full, found.merge].map((of) =>
      of ? [of.value, of.low, of.high].map((x) => x.toFixed(6)).join(' ') : 'none',
    );
    console.log(`         ${name}: ${found.verdict}, ${numbers.join(', ')}`);
    const what = `statistics of 33 x 20 sites, 2,000 resamples: ${name}`;
    const { user, system } = process.cpuUsage(cpu); // what a busy machine does not change
    const total = `${seconds.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of CPU`;
    const gap = `${longest.toFixed(0)} ms`;
    yield { what, bar: '<= 30 s', found: total, met: seconds <= 30 };
    const stretch = `longest stretch of that without a pause: ${name}`;
    yield { what: stretch, bar: '<= 1000 ms', found: gap, met: longest <= 1000 };
  }
}

const options = {
  margin: 0.3,
  fullMargin: 0.15,
  level: 0.95,
  resamples: 2000,
  seed: 0,
  differentPairs: pairs,
  examples: 12,
};

/** A model that answers by its plan; without one every site carries any set, more or less. */
function planned(name: string, plan: Plan | undefined): Contestant {
  const rng = random(`${name} ${plan?.length}`);
  const mixed = Array.from({ length: 2 ** parts }, (_, mask) => answers(mask, rng));
  const carried = (s: number): Float32Array => {
    if (!plan) return blend(mixed[rng.below(2 ** parts)], noise(rng), rng.next());
    const [cut, span] = [Math.floor(s / spans), s % spans];
    let [out] = mixed;
    for (const step of plan.filter((step) => step.span === span)) {
      const reached = Math.min(1, Math.max(0, (cut - step.from) / 4));
      out = blend(out, mixed[step.mask], reached);
    }
    return blend(out, noise(rng), 0.06 * rng.next());
  };
  const site = Array.from({ length: cuts * spans }, (_, s) => carried(s));
  const responses = responsesOf(mixed, site, rng);
  const flat = site.map(() => blend(mixed[0], noise(rng), 0.1));
  return { name, responses, twin: firstPairs(responsesOf(mixed, flat, rng), twinPairs) };
}

function responsesOf(
  answered: readonly Float32Array[], // by bit mask of parts
  site: readonly Float32Array[],
  rng: Random,
): Responses {
  const at = gridWith(cuts, own);
  const mixed = new Map(answered.map((rows, mask) => [occurrenceSet(mask, at.readings), rows]));
  return {
    ...at,
    ...{ pairs, outcomes: K, parts, clean: answered[0], sets: [...mixed.keys()], mixed },
    site: joined(site),
    passed: Float32Array.from({ length: parts * cuts * spans * pairs }, (_, at) => {
      const cut = Math.floor(at / pairs / spans) % cuts;
      return Math.min(1, (cut / cuts) * (0.5 + rng.next()));
    }),
    whole: new Float32Array(parts * pairs).map(() => 0.5 + rng.next()),
    effect: new Float32Array(parts * pairs).map(() => 0.5 + rng.next() / 2),
  };
}

/** F_G: each pair has one answer for each set of parts, the same in all models; how sure differs. */
function answers(mask: number, rng: Random): Float32Array {
  const right = random(`answers ${mask}`);
  const out = new Float32Array(pairs * K);
  for (let i = 0; i < pairs; i++) {
    const sure = 0.75 + 0.24 * rng.next();
    out.fill((1 - sure) / (K - 1), i * K, (i + 1) * K);
    out[i * K + right.below(K - 1)] = sure;
  }
  return out;
}

function noise(rng: Random): Float32Array {
  const out = new Float32Array(pairs * K).map(() => rng.next() ** 4);
  for (let i = 0; i < pairs; i++) {
    const row = out.subarray(i * K, (i + 1) * K);
    const sum = row.reduce((total, x) => total + x, 0);
    row.forEach((x, k) => {
      row[k] = x / sum;
    });
  }
  return out;
}

function blend(from: Float32Array, to: Float32Array, share: number): Float32Array {
  return from.map((x, at) => (1 - share) * x + share * to[at]);
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(rows.length * rows[0].length);
  rows.forEach((row, at) => {
    out.set(row, at * row.length);
  });
  return out;
}

function firstPairs(r: Responses, n: number): Responses {
  const first = (rows: Float32Array, size: number) => {
    const groups = Array.from({ length: rows.length / (pairs * size) }, (_, g) => g * pairs * size);
    return joined(groups.map((from) => rows.subarray(from, from + n * size)));
  };
  return {
    ...r,
    pairs: n,
    clean: first(r.clean, K),
    site: first(r.site, K),
    mixed: new Map([...r.mixed].map(([mask, rows]) => [mask, first(rows, K)])),
    passed: first(r.passed, 1),
    whole: first(r.whole, 1),
    effect: first(r.effect, 1),
  };
}
