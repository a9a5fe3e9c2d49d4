// Changes that hold for every single value: a cast, a scaling; and new zeros beside them. Of the values that `skip` marks
// nothing is asked.
import type { ChangePart } from '../../../protocol/kindOfChange.ts';
import { type Format, formats, leastStepOf, rounded, truncated, unitOf } from './formats.ts';
import type { Sample } from './sample.ts';
import type { Values } from './values.ts';

export type Skip = Uint8Array | undefined;

export function everyValue(
  { a, b }: Values,
  skip: Skip,
  holds: (a: number, b: number) => boolean,
): boolean {
  for (let i = 0; i < a.length; i++) if (!skip?.[i] && !holds(a[i], b[i])) return false;
  return true;
}

/** B's values are A's, rounded to a format. */
export function castOf(sample: Values, skip: Skip): ChangePart | undefined {
  for (const by of [rounded, truncated]) {
    const to = formats.find((format) => everyValue(sample, skip, (a, b) => by(a, format) === b));
    if (to) return cast(to, null, by);
  }
  for (const by of [rounded, truncated]) {
    for (const [first, to] of inTwoSteps) {
      const isBoth = (a: number, b: number) => rounded(by(a, first), to) === b;
      if (everyValue(sample, skip, isBoth)) return cast(to, first, by);
    }
  }
  return undefined;
}

/** A format that is rounded to a second one, which keeps none of the two exactly: BF16 has more exponents than F16, and fewer digits. */
const inTwoSteps = formats
  .slice(1)
  .flatMap((first) => formats.slice(1).map((to) => [first, to] as const))
  .filter(([first, to]) => first !== to);

function cast(to: Format, first: Format | null, by: typeof rounded): ChangePart {
  const through = first?.name ?? null;
  return { kind: 'cast', to: to.name, through, truncated: by === truncated, towards: 'B' };
}

/** Values of a row or column that must agree before its factor says something. */
const leastValues = 4;

/** B's values are A's times a factor, but for what rounding leaves. */
export function scalingOf(sample: Sample, skip: Skip): ChangePart | undefined {
  const { rows, columns, a, b } = sample;
  const unit = Math.max(unitOf(b), 2 ** -24) * 2.01;
  const least = leastStepOf(b) * 1.01 + 1e-42;
  const groups = [
    ['tensor', 1, () => 0],
    ['row', rows, (i: number) => Math.floor(i / columns)],
    ['column', columns, (i: number) => i % columns],
  ] as const;
  for (const [by, n, groupOf] of groups) {
    if (by !== 'tensor' && (rows < leastValues || columns < leastValues)) continue;
    const factors = factorsOf(sample, skip, n, groupOf);
    const holds = (i: number) => {
      const scaled = factors[groupOf(i)] * a[i];
      return Math.abs(b[i] - scaled) <= unit * Math.abs(scaled) + least;
    };
    let fits = a.length >= leastValues;
    for (let i = 0; fits && i < a.length; i++) fits = Boolean(skip?.[i]) || holds(i);
    if (!fits) continue;
    const own = [...factors].filter((factor) => factor !== 0 && Number.isFinite(factor));
    if (own.length === 0 || own.every((factor) => Math.abs(factor - 1) <= unit)) return undefined;
    return { kind: 'scaling', by, factors: [Math.min(...own), Math.max(...own)] };
  }
  return undefined;
}

/** Of each group the ratio of its largest value. */
function factorsOf(
  { a, b }: Sample,
  skip: Skip,
  n: number,
  groupOf: (i: number) => number,
): Float64Array {
  const largest = new Float64Array(n);
  const factors = new Float64Array(n);
  for (let i = 0; i < a.length; i++) {
    const group = groupOf(i);
    if (skip?.[i] || Math.abs(a[i]) <= largest[group]) continue;
    largest[group] = Math.abs(a[i]);
    factors[group] = b[i] / a[i];
  }
  return factors;
}

/** Marks where B is 0 and A is not; undefined: nowhere. */
export function newZeros({ a, b }: Sample): Uint8Array | undefined {
  let some = false;
  const marks = new Uint8Array(a.length);
  for (let i = 0; i < a.length; i++) {
    if (b[i] !== 0 || a[i] === 0) continue;
    marks[i] = 1;
    some = true;
  }
  return some ? marks : undefined;
}

/** How the new zeros lie. */
export function pruningOf(
  sample: Sample,
  zeros: Uint8Array,
): Extract<ChangePart, { kind: 'pruning' }> {
  const share = zeros.reduce((sum, one) => sum + one, 0) / zeros.length;
  const part = { kind: 'pruning', share, n: null, m: null, threshold: null, towards: 'B' } as const;
  if (isWhole(sample, zeros, 'rows')) return { ...part, pattern: 'rows' };
  if (isWhole(sample, zeros, 'columns')) return { ...part, pattern: 'columns' };
  const structured = ofNeighbours(sample);
  if (structured) return { ...part, pattern: 'n:m', ...structured };
  const { a, b } = sample;
  let [most, least] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; i < a.length; i++) {
    if (zeros[i]) most = Math.max(most, Math.abs(a[i]));
    else if (b[i] !== 0) least = Math.min(least, Math.abs(a[i]));
  }
  if (most <= least) return { ...part, pattern: 'smallest', threshold: most };
  return { ...part, pattern: 'scattered' };
}

/** Every new zero is in a row (or column) that is zero in B as a whole, of some that are not. */
function isWhole({ rows, columns, b }: Sample, zeros: Uint8Array, of: 'rows' | 'columns'): boolean {
  const n = of === 'rows' ? rows : columns;
  if (n < 2 || zeros.length === n) return false;
  const isEmpty = new Uint8Array(n).fill(1);
  const groupOf = (i: number) => (of === 'rows' ? Math.floor(i / columns) : i % columns);
  for (let i = 0; i < b.length; i++) if (b[i] !== 0) isEmpty[groupOf(i)] = 0;
  return isEmpty.includes(0) && zeros.every((mark, i) => mark === 0 || isEmpty[groupOf(i)] === 1);
}

/** n:m as hardware has it: of every m neighbours in a row n are zero, in 9 of 10 no more. */
function ofNeighbours({
  rows,
  columns,
  b,
}: Sample): { readonly n: number; readonly m: number } | undefined {
  for (const m of [4, 8, 16]) {
    if (columns % m !== 0 || rows * columns < 16 * m) continue;
    const counts = new Float64Array(m + 1);
    for (let at = 0; at < b.length; at += m) {
      let zero = 0;
      for (let i = at; i < at + m; i++) if (b[i] === 0) zero++;
      counts[zero]++;
    }
    const n = counts.findIndex((groups) => groups > 0);
    if (n > 0 && n < m && counts[n] >= 0.9 * (b.length / m)) return { n, m };
  }
  return undefined;
}

/** One is a number alone, which was not the other times a factor. */
export function constantOf({ a, b }: Sample): ChangePart | undefined {
  const isConstant = (values: Float64Array) => values.every((x) => x === values[0]);
  const [inA, inB] = [a, b].map(isConstant);
  const isZeroed = inB && b[0] === 0; // new zeros say that
  if (inA && (!inB || a[0] === 0)) return { kind: 'constant', value: a[0], in: 'A' };
  return inB && !inA && !isZeroed ? { kind: 'constant', value: b[0], in: 'B' } : undefined;
}
