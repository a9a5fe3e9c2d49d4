// Intervals of what profiles say, from their draws: of every entry, of the largest (is there evidence?), and of
// the distance of two profiles, the largest difference of entries.
//
// BCa ends (B. Efron, "Better bootstrap confidence intervals", JASA 82, 1987), for what a site holds varies the
// more the nearer it is to the middle, widened for few pairs (T. Hesterberg, "What teachers should know about
// the bootstrap", The American Statistician 69, 2015). A largest lies too high where several tie: its lower end
// goes down by what their draws show (profileDraws.ts), and where another model's largest is taken off, the
// upper end goes up. What a sample cannot show, pairs of a kind that it lacks, is added by Wilson's interval.
import {
  type Interval,
  normalQuantile,
  normalShare,
  quantileIn,
  raise,
  spreadBetween,
  studentQuantile,
} from '../numeric/statistics.ts';
import { type ProfileDraws, tied } from '../signature/profileDraws.ts';

/** A profile entry, or the lead of one model's over another's. */
type Entry = {
  readonly value: number;
  /** Deviations of the best site; too high and too low by as much if all that may be best are. */
  readonly own: Float64Array; // [B]
  readonly over: Float64Array; // [B]
  readonly under: Float64Array; // [B]
  /** By how much the upper end of another site that may be best is higher. */
  readonly rise: number;
  readonly influence: Float64Array; // [n]
  /** That it rests on: of two models with pairs of their own, those of the one with fewer. */
  readonly pairs: number;
  readonly unseen: { readonly low: number; readonly high: number };
};

/** Of every entry but nothing and everything, in the order of the classes, as profileOf has them. */
export function profileIntervals(of: ProfileDraws, level: number): Interval[] {
  return entriesOf(of).map((entry) => largest([entry], level));
}

/** Of the largest entry; undefined where there is none. */
export function evidenceInterval(of: ProfileDraws, level: number): Interval | undefined {
  const entries = entriesOf(of);
  return entries.length === 0 ? undefined : largest(entries, level);
}

/** Of the distance of two profiles with the same classes, under the same draws; undefined without entries. */
export function distanceInterval(
  a: ProfileDraws,
  b: ProfileDraws,
  level: number,
): Interval | undefined {
  if (a.pairs !== b.pairs) throw new RangeError('profiles under different draws');
  const less = (x: Float64Array, y: Float64Array) => x.map((of, k) => of - y[k]);
  return distanceOf(a, b, level, less);
}

/** The same of two that rest on pairs of their own, drawn apart: what a pair adds, it adds to one of them. */
export function distanceApart(
  a: ProfileDraws,
  b: ProfileDraws,
  level: number,
): Interval | undefined {
  return distanceOf(a, b, level, (x, y) => Float64Array.of(...x, ...y.map((of) => -of)));
}

/** What the pairs add to one entry and to another, to what they add to the lead of the first. */
type Together = (x: Float64Array, y: Float64Array) => Float64Array;

function distanceOf(a: ProfileDraws, b: ProfileDraws, level: number, together: Together) {
  const [ofA, ofB] = [entriesOf(a), entriesOf(b)];
  if (ofA.length !== ofB.length || a.draws !== b.draws) {
    throw new RangeError('profiles by different classes, or under different draws');
  }
  if (ofA.length === 0) return undefined;
  return largest(
    ofA.flatMap((entry, c) => [lead(entry, ofB[c], together), lead(ofB[c], entry, together)]),
    level,
  );
}

function entriesOf(of: ProfileDraws): Entry[] {
  const { classes } = of;
  const row = (rows: Float64Array, c: number, size: number) => {
    return rows.subarray(c * size, (c + 1) * size);
  };
  return [...classes.names.keys()]
    .filter((c) => c !== classes.nothing && c !== classes.everything)
    .map((c) => ({
      value: of.values[c],
      own: row(of.ofBest, c, of.draws),
      over: row(of.excess, c, of.draws),
      under: row(of.ofBest, c, of.draws),
      rise: of.rise[c],
      influence: row(of.influence, c, of.pairs),
      pairs: of.pairs,
      unseen: { low: of.unseen.low[c], high: of.unseen.high[c] },
    }));
}

/** By how much a class stands higher in one model than in the other. */
function lead(a: Entry, b: Entry, together: Together): Entry {
  const less = (x: Float64Array, y: Float64Array) => x.map((of, k) => of - y[k]);
  return {
    value: a.value - b.value,
    own: less(a.own, b.own),
    over: less(a.over, b.own),
    under: less(a.own, b.over),
    rise: a.rise,
    influence: together(a.influence, b.influence),
    pairs: Math.min(a.pairs, b.pairs),
    unseen: {
      low: Math.max(a.unseen.low, b.unseen.high),
      high: Math.max(a.unseen.high, b.unseen.low),
    },
  };
}

/** The interval of the largest of these, at least 0. */
function largest(entries: readonly Entry[], level: number): Interval {
  const best = entries.reduce((most, one) => (one.value > most.value ? one : most));
  const { value } = best; // of leads one is not negative
  const over = new Float64Array(best.over.length).fill(Number.NEGATIVE_INFINITY);
  for (const one of entries) {
    if (value - one.value <= tied * spreadBetween(one.own, best.own)) raise(over, one.over);
  }
  const tail = (1 - level) / 2;
  const end = (of: Float64Array, q: number) => quantileIn(of.slice(), q);
  const ties = Math.max(0, end(over, 1 - tail) - end(best.own, 1 - tail));
  const [from] = acceleratedShares(best, tail);
  const low = Math.min(0, end(best.own, from) - ties, -best.unseen.low);
  const high = Math.max(value, ...entries.map((one) => highEnd(one, tail)));
  return { value, low: Math.max(0, value + low), high: Math.min(1, high) };
}

function highEnd(of: Entry, tail: number): number {
  const end = (of: Float64Array, q: number) => quantileIn(of.slice(), q);
  const [, to] = acceleratedShares(of, tail);
  const ties = Math.max(0, end(of.own, tail) - end(of.under, tail));
  return of.value + Math.max(0, end(of.own, to) + ties + of.rise, of.unseen.high);
}

/** The shares of the draws below either end. */
function acceleratedShares({ influence, own, pairs: n }: Entry, tail: number): [number, number] {
  let [square, cube, below] = [0, 0, 0];
  for (const x of influence) {
    square += x ** 2;
    cube += x ** 3;
  }
  for (const x of own) below += x < 0 ? 1 : x === 0 ? 0.5 : 0;
  const acceleration = square > 0 ? cube / (6 * square ** 1.5) : 0;
  const bias = normalQuantile(Math.min(Math.max(below / own.length, 0.3), 0.7));
  const share = (z: number) => normalShare(bias + z / Math.max(0.2, 1 - acceleration * z));
  const z = Math.sqrt(n / (n - 1)) * studentQuantile(1 - tail, n - 1);
  return [share(bias - z), share(bias + z)];
}
