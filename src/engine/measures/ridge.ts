// How badly the one is predicted from the other by ridge regression, on rows held out: the d_repr of the code that
// Sun and Toneva released, with the worse of both directions. As scikit-learn's RidgeCV: an intercept, and of three
// penalties the one with the least error when each row in turn is left out. By inner products of what predicts;
// R^2 is a mean over the columns of what is predicted, so of that it needs the rows.
import { random, shuffled } from '../core/random.ts';
import { symmetricEigen } from '../numeric/linear.ts';
import type { Measure } from './measure.ts';
import { type Numbers, type Representation, shifted } from './representation.ts';

export const penalties: readonly number[] = [0.1, 1, 10];
const shareHeldOut = 0.1;

type Predictor = {
  readonly of: Representation;
  readonly fitted: readonly number[]; // rows
  readonly heldOut: readonly number[];
  /** Inner products around the mean of the fitted rows: K = V diag(values) V^T. */
  readonly values: Float64Array; // [m]
  readonly vectors: Float64Array; // [m, m]
  /** Of the rows held out with the fitted ones, by V: [held out, m]. */
  readonly across: Float64Array;
};

export const ridge: Measure<Predictor> = {
  name: 'ridge',
  title: 'ridge distance',
  paper:
    'Sun and Toneva 2026, as released; 1 - root of the held-out R^2, the worse of both directions',
  direction: 'distance',
  range: [0, 1],
  symmetric: true,
  metric: false,
  invariances: ['permutation', 'translation'],
  cost: 'cube',
  needsRows: true,
  prepare: (of) => predictor(of, heldOutRows(of.n)),
  compare: (a, b) => Math.max(distanceOf(a, b), distanceOf(b, a)),
  shifted: ({ of, heldOut }, by) => predictor(shifted(of, by), heldOut),
};

/** The same of any two representations of n rows. */
function heldOutRows(n: number): readonly number[] {
  const order = shuffled([...Array(n).keys()], random('ridge: rows held out'));
  return order.slice(0, Math.ceil(shareHeldOut * n)).sort((a, b) => a - b);
}

function distanceOf(from: Predictor, to: Predictor): number {
  return 1 - Math.sqrt(Math.max(0, predicted(from, to.of.rows!).r2));
}

export function predictor(of: Representation, heldOut: readonly number[]): Predictor {
  const { n, gram } = of;
  const isHeldOut = new Set(heldOut);
  const fitted = [...Array(n).keys()].filter((i) => !isHeldOut.has(i));
  const m = fitted.length;
  const means = Float64Array.from({ length: n }, (_, i) => {
    return fitted.reduce((sum, j) => sum + gram[i * n + j] / m, 0);
  });
  const whole = fitted.reduce((sum, i) => sum + means[i] / m, 0);
  const around = (i: number, j: number) => gram[i * n + j] - means[i] - means[j] + whole;
  const inner = Float64Array.from({ length: m * m }, (_, k) => {
    return around(fitted[Math.floor(k / m)], fitted[k % m]);
  });
  const { values, vectors } = symmetricEigen(inner, m);
  const across = new Float64Array(heldOut.length * m);
  for (const [t, i] of heldOut.entries()) {
    for (const [s, j] of fitted.entries()) {
      const by = around(i, j);
      for (let k = 0; k < m; k++) across[t * m + k] += by * vectors[s * m + k];
    }
  }
  return { of, fitted, heldOut, values: values.map((x) => Math.max(0, x)), vectors, across };
}

export type Prediction = {
  readonly penalty: number;
  /** Mean squared error where each fitted row in turn is left out, by penalty. */
  readonly leftOut: readonly number[];
  readonly r2: number;
};

/** Predicts rows [n, d]. */
export function predicted(from: Predictor, rows: Numbers): Prediction {
  const { fitted, vectors } = from;
  const m = fitted.length;
  const d = rows.length / from.of.n;
  const mean = new Float64Array(d);
  for (const i of fitted) for (let j = 0; j < d; j++) mean[j] += rows[i * d + j] / m;
  const turned = new Float64Array(m * d); // V^T of the fitted rows around their mean
  for (const [s, i] of fitted.entries()) {
    for (let k = 0; k < m; k++) {
      const by = vectors[s * m + k];
      for (let j = 0; j < d; j++) turned[k * d + j] += by * (rows[i * d + j] - mean[j]);
    }
  }
  const target: Target = { rows, d, mean, turned };
  const leftOut = penalties.map((penalty) => leftOutError(from, target, penalty));
  const penalty = penalties[leftOut.indexOf(Math.min(...leftOut))];
  return { penalty, leftOut, r2: heldOutR2(from, target, penalty) };
}

type Target = {
  readonly rows: Numbers;
  readonly d: number;
  readonly mean: Float64Array;
  readonly turned: Float64Array; // [m, d]
};

/** A row's own share in its prediction says what its error would be without it. */
function leftOutError(from: Predictor, { rows, d, mean, turned }: Target, penalty: number): number {
  const { fitted, values, vectors } = from;
  const m = fitted.length;
  const kept = values.map((x) => x / (x + penalty));
  let total = 0;
  for (const [s, i] of fitted.entries()) {
    const fit = new Float64Array(d);
    let own = 1 / m;
    for (let k = 0; k < m; k++) {
      const by = vectors[s * m + k] * kept[k];
      own += by * vectors[s * m + k];
      for (let j = 0; j < d; j++) fit[j] += by * turned[k * d + j];
    }
    for (let j = 0; j < d; j++) {
      total += ((rows[i * d + j] - mean[j] - fit[j]) / (1 - own)) ** 2;
    }
  }
  return total / (m * d);
}

/** The mean over columns; a column that does not vary counts 1 where it is met and else 0, as in scikit-learn. */
function heldOutR2(from: Predictor, { rows, d, mean, turned }: Target, penalty: number): number {
  const { heldOut, values, across } = from;
  const m = values.length;
  const missed = new Float64Array(d);
  const there = new Float64Array(d);
  const spread = new Float64Array(d);
  for (const i of heldOut) for (let j = 0; j < d; j++) there[j] += rows[i * d + j] / heldOut.length;
  for (const [t, i] of heldOut.entries()) {
    const fit = Float64Array.from(mean);
    for (let k = 0; k < m; k++) {
      const by = across[t * m + k] / (values[k] + penalty);
      for (let j = 0; j < d; j++) fit[j] += by * turned[k * d + j];
    }
    for (let j = 0; j < d; j++) {
      missed[j] += (rows[i * d + j] - fit[j]) ** 2;
      spread[j] += (rows[i * d + j] - there[j]) ** 2;
    }
  }
  const r2 = missed.map((miss, j) => (spread[j] > 0 ? 1 - miss / spread[j] : miss > 0 ? 0 : 1));
  return r2.reduce((sum, x) => sum + x / d, 0);
}
