// How much of what a model does a circuit does alone: f = (m(C) - m(empty)) / (m(model) - m(empty)), where m is the mean
// of a measure over the pairs, and m(C) that of the model with every component outside of C interchanged.
import { type Interval, studentQuantile } from '../numeric/statistics.ts';

/** The measure by pair, of the whole model and with every component interchanged. */
export type Ends = { readonly model: Float64Array; readonly empty: Float64Array }; // [n] each

export type Estimate = { readonly value: number; readonly error: number };

export function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The mean over the pairs, with its standard error. */
export function meanOf(values: Float64Array): Estimate {
  const [n, value] = [values.length, mean(values)];
  const squares = values.reduce((sum, each) => sum + (each - value) ** 2, 0);
  return { value, error: n > 1 ? Math.sqrt(squares / (n - 1) / n) : 0 };
}

/** What there is for a circuit to keep: m(model) - m(empty), by pair. */
export function gap({ model, empty }: Ends): Float64Array {
  return model.map((value, i) => value - empty[i]);
}

/** A ratio of means; its standard error by the delta method. */
export function faithfulnessOf(measured: Float64Array, ends: Ends): Estimate {
  const whole = gap(ends);
  const kept = gap({ model: measured, empty: ends.empty });
  const value = mean(kept) / mean(whole);
  const { error } = meanOf(kept.map((each, i) => each - value * whole[i]));
  return { value, error: error / Math.abs(mean(whole)) };
}

/** Student's interval of a mean of n. */
export function intervalOf({ value, error }: Estimate, n: number, level: number): Interval {
  const half = error * studentQuantile((1 + level) / 2, Math.max(1, n - 1));
  return { value, low: value - half, high: value + half };
}
