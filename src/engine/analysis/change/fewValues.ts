// Whether all values of a tensor are from tables of few values, one for all, or one a row or block; as NF4 or a scaled 8-bit float has them.
import type { ChangePart } from '../../../protocol/kindOfChange.ts';
import { blocksOf, everyGroup, type Group, type Groups, rowsOf, wholeOf } from './groups.ts';
import type { Sample } from './sample.ts';

const mostValues = 256;
/** A group with so many more values than different ones has them from a table. */
const repeats = 4;

/** Few different values in every group of B, and many in A: by blocks of 64 as NF4 has them, by row or tensor. */
export function fewValuesOf(sample: Sample): ChangePart | undefined {
  const ways = [
    ['tensor', null, wholeOf(sample)],
    ['row', null, rowsOf(sample)],
    ['block', 128, blocksOf(sample, 128)],
    ['block', 64, blocksOf(sample, 64)],
  ] as const;
  for (const [by, block, groups] of ways) {
    const most = mostOf(sample, groups);
    if (most !== undefined) return { kind: 'few values', by, block, most, towards: 'B' };
  }
  return undefined;
}

/** The most values that a group of B has; undefined: a group's are not few, or not A's rounded, or most groups of A had no more. */
function mostOf(sample: Sample, groups: Groups): number | undefined {
  let [most, telling] = [0, 0];
  for (const group of everyGroup(groups)) {
    const values = different(sample.b, group);
    if (values * repeats > group.size || values > mostValues) return undefined;
    if (!isRising(sample, group)) return undefined;
    if (different(sample.a, group) >= 2 * values) telling++; // else A's are few, too: as a row of zeros
    most = Math.max(most, values);
  }
  return most >= 2 && telling >= groups.number / 2 ? most : undefined;
}

/** B's values follow A's, as any rounding does: of two, the larger in A is not the smaller in B. */
function isRising({ a, b }: Sample, { at, size }: Group): boolean {
  const order = Array.from({ length: size }, (_, k) => at(k)).sort((i, j) => a[i] - a[j]);
  return order.every((i, k) => k === 0 || b[i] >= b[order[k - 1]] || a[i] === a[order[k - 1]]);
}

/** Up to twice the most. */
function different(values: Float64Array, { at, size }: Group): number {
  const found = new Set<number>();
  for (let k = 0; k < size && found.size < 2 * mostValues; k++) found.add(values[at(k)]);
  return found.size;
}
