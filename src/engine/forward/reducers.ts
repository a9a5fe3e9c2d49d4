// What is kept of an interchanged run: its answers are reduced as soon as they are known. K outcomes: the answers,
// and what is left of 1.

/** The model's answers, [K] each. */
export type Reduced = {
  readonly clean: Float32Array; // without intervention
  readonly donor: Float32Array; // on the donor's own prompt
  readonly response: Float32Array; // after the interchange
};

/** To add one: a constant like these; a plan that uses it is another plan (see planKey). */
export type Reducer = {
  /** Part of what a kept result is found by: another name for another meaning. */
  readonly name: string;
  /** Numbers kept of each interchange. */
  size(outcomes: number): number;
  reduce(run: Reduced, out: Float32Array): void;
};

/** The response itself. */
export const answers: Reducer = {
  name: 'answers',
  size: (outcomes) => outcomes,
  reduce: ({ response }, out) => out.set(response),
};

/** <c - r, c - f>: how much of the donor's effect passes, before it is divided by the whole. */
export const passed: Reducer = {
  name: 'passed',
  size: () => 1,
  reduce: ({ clean, donor, response }, out) => {
    out[0] = dot(clean, response, clean, donor);
  },
};

/** The largest change of a probability. */
export const change: Reducer = {
  name: 'change',
  size: () => 1,
  reduce: ({ clean, response }, out) => {
    out[0] = furthest(response, clean);
  },
};

/** The largest difference from the donor's own answer. */
export const fromDonor: Reducer = {
  name: 'from donor',
  size: () => 1,
  reduce: ({ donor, response }, out) => {
    out[0] = furthest(response, donor);
  },
};

/** <a - b, c - d> */
export function dot(a: Float32Array, b: Float32Array, c: Float32Array, d: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] - b[k]) * (c[k] - d[k]);
  return sum;
}

/** Largest absolute difference. */
function furthest(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, x, k) => Math.max(most, Math.abs(x - b[k])), 0);
}
