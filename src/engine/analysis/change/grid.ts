// Whether all values of a tensor lie on evenly spaced levels, one grid for all, or one a row, column or block; as rounding to
// int8 or int4 leaves them. A value counts as on a grid where it is as near to a level as its own format allows; a
// grid counts as found where that many values would be so by chance less often than once in e^20.
import type { ChangePart } from '../../../protocol/kindOfChange.ts';
import { type Format, formatOf, spacing } from './formats.ts';
import type { Sample } from './sample.ts';
import type { Values } from './values.ts';

const mostLevels = 256;
const blocks = [256, 128, 64, 32, 16] as const;
/** Groups that are looked at, evenly spread; and values of a group on which most wrong grids fail. */
const mostGroups = 64;
const firstValues = 512;
const leastOnGrid = 0.999;
/** In steps: what arithmetic in float32 leaves. */
const slack = 2e-3;
const surprise = -20;

type Group = { readonly at: (k: number) => number; readonly size: number };

/** B's values lie on grids. */
export function gridOf(sample: Sample): Extract<ChangePart, { kind: 'grid' }> | undefined {
  const { rows, columns } = sample;
  const format = formatOf(sample.b);
  const whole: Group = { at: (k) => k, size: rows * columns };
  const { top } = sample;
  const ways = [
    ['tensor', null, sample, [whole]],
    ['row', null, sample, rows > 1 ? spread(rows).map((r) => lineOf(r * columns, 1, columns)) : []],
    ['column', null, sample, rows > 1 ? spread(columns).map((c) => lineOf(c, columns, rows)) : []],
    ...blocks.map((block) => ['block', block, sample, blocksOf(sample, block)] as const),
    ...blocks.map((block) => ['column block', block, top, blocksDown(top, block)] as const),
  ] as const;
  for (const [by, block, values, groups] of ways) {
    const found = onGrids(values, groups, format);
    if (found) return { kind: 'grid', by, block, towards: 'B', ...found };
  }
  return undefined;
}

function lineOf(from: number, step: number, size: number): Group {
  return { at: (k) => from + k * step, size };
}

function blocksOf({ rows, columns }: Values, block: number): Group[] {
  if (columns % block !== 0 || columns === block) return [];
  return spread((rows * columns) / block).map((n) => lineOf(n * block, 1, block));
}

/** Neighbours down a column: those of one input where a matrix lies as [in, out]. */
function blocksDown({ rows, columns }: Values, block: number): Group[] {
  if (rows % block !== 0 || columns < 2) return [];
  const down = rows / block;
  return spread(columns * down).map((n) =>
    lineOf((n % down) * block * columns + Math.floor(n / down), columns, block),
  );
}

/** At most so many of n, evenly spread. */
function spread(n: number): number[] {
  const some = Math.min(n, mostGroups);
  return Array.from({ length: some }, (_, i) => Math.floor((i * n) / some));
}

type Found = Pick<Extract<ChangePart, { kind: 'grid' }>, 'bits' | 'onGrid' | 'nearest' | 'steps'>;

function onGrids(
  sample: Values,
  groups: readonly Group[],
  format: Format | undefined,
): Found | undefined {
  let [chance, values, on, nearest, most] = [0, 0, 0, 0, 0];
  const steps: number[] = [];
  for (const group of groups) {
    const grid = levelsOf(sample.b, group, format);
    if (grid === 'silent') continue;
    if (!grid) return undefined; // every group has to have one
    chance += grid.chance;
    most = Math.max(most, grid.levels);
    steps.push(grid.step);
    const seen = distances(sample, group, grid.step);
    values += group.size;
    on += grid.on;
    nearest += seen;
  }
  if (steps.length < Math.max(1, groups.length / 2) || chance > surprise) return undefined;
  const bits = Math.ceil(Math.log2(most + 1));
  return {
    bits,
    onGrid: on / values,
    nearest: nearest / values,
    steps: [Math.min(...steps), Math.max(...steps)],
  };
}

/** Values of B within half a step of A's. */
function distances({ a, b }: Values, { at, size }: Group, step: number): number {
  let near = 0;
  for (let k = 0; k < size; k++) if (Math.abs(a[at(k)] - b[at(k)]) <= (0.5 + 0.02) * step) near++;
  return near;
}

type Grid = {
  readonly step: number;
  readonly levels: number;
  readonly on: number;
  readonly chance: number;
};

/** The values of a group between which levels lie. */
type Ends = { readonly least: number; readonly most: number; readonly smallest: number };

function endsOf(b: Float64Array, { at, size }: Group): Ends {
  let [least, most, smallest] = [Infinity, -Infinity, Infinity];
  for (let k = 0; k < size; k++) {
    const x = b[at(k)];
    if (x < least) least = x;
    if (x > most) most = x;
    if (Math.abs(x) < Math.abs(smallest)) smallest = x;
  }
  return { least, most, smallest };
}

/** The coarsest grid of a group; 'silent': it says nothing, for of its values other than 0 every grid has as many. */
function levelsOf(
  b: Float64Array,
  group: Group,
  format: Format | undefined,
): Grid | 'silent' | undefined {
  const ends = endsOf(b, group);
  const { least, most } = ends;
  if (least === most || isSilent(b, group, ends)) return 'silent';
  const own = format ? spacing(Math.max(-least, most), format) : 0;
  const unit = format ? 2 ** -(format.fraction + 1) : 0;
  for (let levels = 1; levels < mostLevels; levels++) {
    const step = (most - least) / levels;
    if (step <= own * 1.0001) return undefined; // no finer than what the format has of itself
    const some = fits(b, group, Math.min(group.size, firstValues), ends, step, unit);
    if (some === undefined) continue;
    const all = group.size > firstValues ? fits(b, group, group.size, ends, step, unit) : some;
    const chance = (all?.chance ?? 0) + Math.log(levels); // as many were tried
    if (all && chance < -1) return { step, levels, on: all.on, chance };
  }
  return undefined;
}

/** No more than its two ends: as where all but an outlier were rounded to 0. */
function isSilent(b: Float64Array, { at, size }: Group, { least, most }: Ends): boolean {
  let atEnds = 0;
  for (let k = 0; k < size; k++) {
    const x = b[at(k)];
    if (x === 0) continue;
    if ((x !== least && x !== most) || ++atEnds > 2) return false;
  }
  return true;
}

/** A value that may lie so far from its level tells something; in steps. */
const telling = 0.15;

/** undefined: too many values are off the grid. `chance`: the logarithm of how often values are so near to it by chance. */
function fits(
  b: Float64Array,
  { at, size }: Group,
  values: number,
  { least, most, smallest }: Ends,
  step: number,
  unit: number,
): { readonly on: number; readonly chance: number } | undefined {
  let [on, off, chance, atEnds] = [0, 0, 0, 0];
  const stride = Math.floor(size / values);
  const mayBeOff = (1 - leastOnGrid) * values;
  for (let k = 0; k < values; k++) {
    const x = b[at(k * stride)];
    const place = (x - smallest) / step; // the smallest is the most exact
    const allowed = slack + (2 * unit * Math.abs(x)) / step;
    if (Math.abs(place - Math.round(place)) > allowed) {
      if (++off > mayBeOff) return undefined;
      continue;
    }
    on++;
    if (x === 0) continue; // a level of most grids, and what pruning leaves
    // The two ends are on every grid; that others equal one of them says something too.
    if (x === least || x === most) chance += atEnds++ < 2 ? 0 : -2;
    else if (allowed < telling && x !== smallest) chance += Math.log(2 * allowed);
  }
  return { on, chance };
}

/** A group with so many more values than different ones has them from a table. */
const repeats = 4;

/** Few different values in every group of B, and many in A: by blocks of 64 as NF4 has them, by row or tensor. */
export function fewValuesOf(sample: Sample): ChangePart | undefined {
  const { rows, columns, a, b } = sample;
  const whole: Group = { at: (k) => k, size: rows * columns };
  const byRow = rows > 1 ? spread(rows).map((r) => lineOf(r * columns, 1, columns)) : [];
  const ways = [
    ['tensor', null, [whole]],
    ['row', null, byRow],
    ['block', 128, blocksOf(sample, 128)],
    ['block', 64, blocksOf(sample, 64)],
  ] as const;
  for (const [by, block, groups] of ways) {
    const counts = groups.map((group) => different(b, group));
    const most = Math.max(0, ...counts);
    const isFew = groups.every(({ size }, i) => counts[i] * repeats <= size);
    if (groups.length === 0 || !isFew || most < 2 || most > mostLevels) continue;
    if (groups.some((group, i) => different(a, group) < 2 * counts[i])) continue;
    if (!groups.every((group) => isRising(sample, group))) continue;
    return { kind: 'few values', by, block, most, towards: 'B' };
  }
  return undefined;
}

/** B's values follow A's, as any rounding does: of two, the larger in A is not the smaller in B. */
function isRising({ a, b }: Sample, { at, size }: Group): boolean {
  const order = Array.from({ length: size }, (_, k) => at(k)).sort((i, j) => a[i] - a[j]);
  return order.every((i, k) => k === 0 || b[i] >= b[order[k - 1]] || a[i] === a[order[k - 1]]);
}

/** Up to twice the most levels. */
function different(values: Float64Array, { at, size }: Group): number {
  const found = new Set<number>();
  for (let k = 0; k < size && found.size < 2 * mostLevels; k++) found.add(values[at(k)]);
  return found.size;
}
