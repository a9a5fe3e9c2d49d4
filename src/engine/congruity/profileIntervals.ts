// Intervals of what profiles say, from their draws: of every entry, of the largest (is there evidence?), and
// of the distance of two profiles, the largest difference of entries.
import { type Interval, normalQuantile, normalShare, quantile } from '../numeric/statistics.ts';
import { type ProfileDraws, spreadBetween, tied } from '../signature/profileDraws.ts';

/** One of the numbers of which the largest is taken. */
type Member = {
  readonly value: number;
  readonly draws: Float64Array; // [B]
  /** Deviations of the sample's best sites. */
  readonly own: Float64Array; // [B]
  /** Deviations where every site that may be the best is: too high, too low. */
  readonly over: Float64Array; // [B]
  readonly under: Float64Array; // [B]
  readonly influence: Float64Array; // [n]
  /** How much lower and higher it may be for pairs that the sample lacks. */
  readonly unseen: { readonly low: number; readonly high: number };
};

/** Of one class. */
export function entryInterval(of: ProfileDraws, c: number, level: number): Interval {
  return largest([entry(of, c)], level);
}

/** Of the largest entry. */
export function evidenceInterval(of: ProfileDraws, level: number): Interval {
  return largest(
    classes(of).map((c) => entry(of, c)),
    level,
  );
}

/** Of the distance of two models with the same classes, under the same draws. */
export function distanceInterval(a: ProfileDraws, b: ProfileDraws, level: number): Interval {
  return largest(
    classes(a).flatMap((c) => [lead(a, b, c), lead(b, a, c)]),
    level,
  );
}

function entry(of: ProfileDraws, c: number): Member {
  const own = row(of.ofBest, c, of.draws);
  return {
    value: of.values[c],
    draws: row(of.drawn, c, of.draws),
    own,
    over: row(of.excess, c, of.draws),
    under: own,
    influence: row(of.influence, c, of.pairs),
    unseen: { low: of.unseen.low[c], high: of.unseen.high[c] },
  };
}

/** By how much a class stands higher in A than in B. */
function lead(ofA: ProfileDraws, ofB: ProfileDraws, c: number): Member {
  const [a, b] = [entry(ofA, c), entry(ofB, c)];
  const less = (x: Float64Array, y: Float64Array) => x.map((of, k) => of - y[k]);
  return {
    value: a.value - b.value,
    draws: less(a.draws, b.draws),
    own: less(a.own, b.own),
    over: less(a.over, b.own),
    under: less(a.own, b.over),
    influence: less(a.influence, b.influence),
    unseen: {
      low: Math.max(a.unseen.low, b.unseen.high),
      high: Math.max(a.unseen.high, b.unseen.low),
    },
  };
}

const mode = (globalThis as any).process?.env?.MODE ?? '';
/** The interval of the largest of these, at least 0; all that may be the largest are held to be. */
function largest(members: readonly Member[], level: number): Interval {
  const best = members.reduce((most, one) => (one.value > most.value ? one : most));
  const value = Math.max(0, best.value);
  const B = best.draws.length;
  const draws = new Float64Array(B);
  const over = new Float64Array(B).fill(Number.NEGATIVE_INFINITY);
  let unseenHigh = 0;
  for (const one of members) {
    raise(draws, one.draws);
    unseenHigh = Math.max(unseenHigh, one.value + one.unseen.high - value);
    if (value - one.value <= tied * spreadBetween(one.own, best.own)) raise(over, one.over);
  }
  const tail = (1 - level) / 2;
  const [lowTail, highTail] = mode.includes('plain') ? [tail, 1 - tail] : accelerated(best, tail);
  const end = (of: Float64Array, q: number) => quantile(of.slice().sort(), q);
  const own = best.own.slice().sort();
  const tiesOver = end(over, 1 - tail) - quantile(own, 1 - tail);
  const tiesUnder = quantile(own, tail) - end(best.under, tail);
  const low = Math.min(quantile(own, lowTail) - Math.max(0, tiesOver), -best.unseen.low, 0);
  const high = Math.max(
    end(draws, highTail) - value,
    quantile(own, highTail) + Math.max(0, tiesUnder),
    unseenHigh,
    0,
  );
  return { value, low: Math.max(0, value + low), high: Math.min(1, value + high) };
}

/**
 * Which shares of the draws end the interval: where a number's spread changes with its size, not the same on
 * both sides (B. Efron, "Better bootstrap confidence intervals", JASA 82, 1987; the acceleration alone).
 */
function accelerated({ influence, own }: Member, tail: number): [number, number] {
  let [square, cube] = [0, 0];
  for (const x of influence) {
    square += x ** 2;
    cube += x ** 3;
  }
  const a = square > 0 ? cube / (6 * square ** 1.5) : 0;
  const z0 = mode.includes('z0')
    ? normalQuantile(
        Math.min(
          0.7,
          Math.max(
            0.3,
            own.reduce((s, x) => s + (x < -1e-12 ? 1 : x < 1e-12 ? 0.5 : 0), 0) / own.length,
          ),
        ),
      )
    : 0;
  const share = (z: number) => normalShare(z0 + (z + z0) / Math.max(0.2, 1 - a * (z + z0)));
  const z0_ = normalQuantile(1 - tail);
  const v = influence.length - 1;
  const z = mode.includes('t')
    ? Math.sqrt((v + 1) / v) *
      (z0_ + (z0_ ** 3 + z0_) / (4 * v) + (5 * z0_ ** 5 + 16 * z0_ ** 3 + 3 * z0_) / (96 * v * v))
    : z0_;
  return [share(-z), share(z)];
}

function raise(most: Float64Array, by: Float64Array): void {
  for (let k = 0; k < most.length; k++) if (by[k] > most[k]) most[k] = by[k];
}

function classes({ classes: C }: ProfileDraws): number[] {
  return [...Array(C).keys()];
}

function row(of: Float64Array, c: number, length: number): Float64Array {
  return of.subarray(c * length, (c + 1) * length);
}
