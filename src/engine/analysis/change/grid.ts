// Whether all values of a tensor lie on evenly spaced levels, one grid for all, or one a row, column or block; as rounding to
// int8 or int4 leaves them. A value counts as on a grid where it is as near to a level as its own format allows; a
// grid counts as found where that many values would be so by chance less often than once in e^12.
import type { ChangePart } from '../../../protocol/kindOfChange.ts';
import { type Format, formatOf, spacing } from './formats.ts';
import {
  blocksDown,
  blocksOf,
  columnsOf,
  everyGroup,
  type Group,
  type Groups,
  rowsOf,
  wholeOf,
} from './groups.ts';
import type { Sample } from './sample.ts';
import type { Values } from './values.ts';

const mostLevels = 256;
const blocks = [256, 128, 64, 32, 16] as const;
/** Values of a group on which most wrong grids fail. */
const firstValues = 512;
const leastOnGrid = 0.999;
/** Of a grid that is the other's rounded, so many values are within half a step. */
export const leastNearest = 0.9;
/** In steps: what arithmetic in float32 leaves. */
const slack = 2e-3;
const surprise = -12;
/** And of a single group that it has just these levels; of one that is less so it is said only that it may lie on a grid. */
const sureOfOne = -1;

/** B's values lie on grids. */
export function gridOf(sample: Sample): Extract<ChangePart, { kind: 'grid' }> | undefined {
  const format = formatOf(sample.b);
  const { top } = sample;
  const ways = [
    ['tensor', null, sample, wholeOf(sample)],
    ['row', null, sample, rowsOf(sample)],
    ['column', null, sample, columnsOf(sample)],
    ...blocks.map((block) => ['block', block, sample, blocksOf(sample, block)] as const),
    ...blocks.map((block) => ['column block', block, top, blocksDown(top, block)] as const),
  ] as const;
  let first: Extract<ChangePart, { kind: 'grid' }> | undefined;
  for (const [by, block, values, groups] of ways) {
    const found = onGrids(values, groups, format);
    if (!found) continue;
    const one = by === 'row' ? asOne(sample, found, format) : undefined;
    if (one) return { kind: 'grid', by: 'tensor', block: null, towards: 'B', ...one };
    const grid = { kind: 'grid', by, block, towards: 'B', ...found } as const;
    if (grid.nearest >= leastNearest || (first && 2 * grid.bits <= first.bits)) return grid;
    first ??= grid; // of two coarse grids beside each other a fine one may have all levels
  }
  return first;
}

/** Steps of rows that are one, as a format rounds their ends. */
const sameStep = 1.02;

type Found = Pick<Extract<ChangePart, { kind: 'grid' }>, 'bits' | 'onGrid' | 'nearest' | 'steps'>;

/** Rows whose grids are one: of few levels the rows together tell what the whole alone does not. */
function asOne(sample: Values, found: Found, format: Format | undefined): Found | undefined {
  const [step, largest] = found.steps;
  if (largest > sameStep * step) return undefined;
  const whole = wholeOf(sample).group(0);
  const ends = endsOf(sample.b, whole);
  const levels = Math.round((ends.most - ends.least) / step);
  if (levels >= mostLevels) return undefined;
  const own = (ends.most - ends.least) / levels;
  const unit = format ? 2 ** -(format.fraction + 1) : 0;
  const on = onLevels(sample.b, whole, whole.size, ends, own, allowedOf(ends, own, unit));
  if (on === undefined) return undefined;
  return {
    bits: Math.ceil(Math.log2(levels + 1)),
    onGrid: on / whole.size,
    nearest: nearest(sample, whole, own) / whole.size,
    steps: [own, own],
  };
}

/** Of all groups: what is said of the tensor holds in each. */
function onGrids(sample: Values, groups: Groups, format: Format | undefined): Found | undefined {
  let [chance, values, on, near, measured, sure, levels] = [0, 0, 0, 0, 0, 0, 0];
  let [least, most] = [Infinity, 0];
  for (const group of everyGroup(groups)) {
    const grid = levelsOf(sample.b, group, format);
    if (!grid) return undefined; // every group has to have one
    values += group.size;
    on += grid === 'silent' ? group.size : grid.on;
    if (grid === 'silent') continue;
    chance += grid.chance;
    near += nearest(sample, group, grid.step);
    measured += group.size;
    if (grid.chance >= sureOfOne) continue;
    sure++;
    levels = Math.max(levels, grid.levels);
    [least, most] = [Math.min(least, grid.step), Math.max(most, grid.step)];
  }
  if (sure < Math.max(1, groups.number / 2) || chance > surprise) return undefined;
  const bits = Math.ceil(Math.log2(levels + 1));
  return { bits, onGrid: on / values, nearest: near / measured, steps: [least, most] };
}

/** Values of B within half a step of A's. */
function nearest({ a, b }: Values, { at, size }: Group, step: number): number {
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

/**
 * The coarsest grid of a group that it would not have by chance, else the coarsest of all; 'silent': it says nothing, for of its values
 * other than 0 every grid has as many; undefined: it has none.
 */
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
  let first: Grid | undefined;
  for (let levels = 1; levels < mostLevels; levels++) {
    const step = (most - least) / levels;
    if (step <= own * 1.0001) break; // no finer than what the format has of itself
    const allowed = allowedOf(ends, step, unit);
    const some = onLevels(b, group, Math.min(group.size, firstValues), ends, step, allowed);
    if (some === undefined) continue;
    const on =
      group.size > firstValues ? onLevels(b, group, group.size, ends, step, allowed) : some;
    if (on === undefined) continue;
    const chance = chanceOf(b, group, ends, levels, allowed);
    const grid = { step, levels, on, chance };
    if (chance < sureOfOne) return grid;
    first ??= grid;
  }
  return first;
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

type Allowed = (x: number) => number;

/** How far a value may lie from its level, in steps: as far as the format rounds it, the one that is counted from, and the ends. */
function allowedOf({ least, most, smallest }: Ends, step: number, unit: number): Allowed {
  const [own, exact] = [unit / step, Math.abs(smallest)];
  const byEnds = (Math.abs(least) + Math.abs(most)) / (most - least);
  return (x) => slack + own * (Math.abs(x) + exact + byEnds * Math.abs(x - smallest));
}

/** How many of the first values, as evenly spread, are on a level; undefined: too few. */
function onLevels(
  b: Float64Array,
  { at, size }: Group,
  values: number,
  { smallest }: Ends,
  step: number,
  allowed: Allowed,
): number | undefined {
  let off = 0;
  const stride = Math.floor(size / values);
  const mayBeOff = (1 - leastOnGrid) * values;
  for (let k = 0; k < values; k++) {
    const x = b[at(k * stride)];
    const place = (x - smallest) / step; // the smallest is the most exact
    if (Math.abs(place - Math.round(place)) > allowed(x) && ++off > mayBeOff) return undefined;
  }
  return values - off;
}

/** A value that may lie so far from its level tells something; in steps. */
const telling = 0.15;

/**
 * The logarithm of how often values are so near to so many levels by chance. Of equal values one tells it: a table of few values has
 * them, too.
 */
function chanceOf(
  b: Float64Array,
  { at, size }: Group,
  { least, most, smallest }: Ends,
  levels: number,
  allowed: Allowed,
): number {
  let [chance, atEnds] = [Math.log(levels), 0]; // as many were tried
  const seen = new Set([0, Math.abs(smallest)]); // 0: a level of most grids, and what pruning leaves
  for (let k = 0; k < size; k++) {
    const x = b[at(k)];
    // The two ends are on every grid; that others equal one of them says something where there is hardly anything else.
    if (x === least || x === most) chance += atEnds++ < 2 || levels > 3 ? 0 : -2;
    else if (!seen.has(Math.abs(x))) {
      seen.add(Math.abs(x)); // of levels that are even around 0 both are on
      const far = allowed(x);
      if (far < telling) chance += Math.log(2 * far);
    }
  }
  return chance;
}
