// The kind of change between two tensors of one shape. What holds for every value is asked first, then grids, new zeros beside one of
// these, some rows alone, a low rank; what is none of them is a drift. Each way is asked from A to B, then from B to A.
import type { ChangePart, KindOfChange } from '../../../protocol/kindOfChange.ts';
import { fewValuesOf } from './fewValues.ts';
import { gridOf, leastNearest } from './grid.ts';
import type { MostChanged } from './mostChanged.ts';
import {
  castOf,
  constantOf,
  everyValue,
  newZeros,
  pruningOf,
  type Skip,
  scalingOf,
} from './plain.ts';
import { effectiveRankOf, lowRankOf, type Spectrum, spectrumOf } from './rank.ts';
import { type Sample, swapped, turnedRound } from './sample.ts';
import { scaledBefore } from './scaledGrid.ts';
import type { Values } from './values.ts';

/** Fewer new zeros than this share among values that drifted are no pruning. */
const leastPruned = 0.02;

/** Exact sums over all values, from the reading. */
export type Sums = {
  readonly differing: number;
  readonly notFinite: number;
  readonly difference: number | null; // |B - A|
  readonly norm: number | null; // |A|
  readonly cosine: number | null;
};

/** `changed`: where not every row is in the sample. */
export function kindOfChange(sample: Sample, sums: Sums, changed?: MostChanged): KindOfChange {
  const { rows, ofRows } = sample;
  const { difference, norm, cosine } = sums;
  const relative = difference !== null && norm !== null && norm > 0 ? difference / norm : null;
  const all = { sampled: rows < ofRows ? { rows, of: ofRows } : null, relative, cosine };
  if (sums.differing === 0) return { ...all, parts: [{ kind: 'identical' }], effectiveRank: null };
  if (sums.notFinite > 0) return { ...all, parts: [{ kind: 'not finite' }], effectiveRank: null };
  const few = changed?.hasAll ? ofFew(changed.values(), ofRows) : undefined;
  if (few) return { ...all, sampled: null, parts: few, effectiveRank: null }; // of every other row it is known that it is equal
  const { parts, spectrum } = changed ? partsOfAll(sample, changed) : partsOf(sample);
  const isDrift = parts.some(({ kind }) => kind === 'drift');
  return { ...all, parts, effectiveRank: isDrift && spectrum ? effectiveRankOf(spectrum) : null };
}

type Parts = { readonly parts: readonly ChangePart[]; readonly spectrum?: Spectrum | undefined };

/** What is found among the rows that are looked at; what is said of every value must hold of the rows that have changed most, and of those that have not. */
function partsOfAll(sample: Sample, changed: MostChanged): Parts {
  const all = sample.ofRows;
  const found = partsOf(sample);
  const some: ChangePart = { kind: 'some', of: 'rows', changed: changed.changed, all };
  const someDrifted: Parts = {
    parts: [...(some.changed <= all / 2 ? [some] : []), { kind: 'drift' }],
  };
  if (found.parts.some((part) => part.kind === 'some' && part.of === 'rows')) return someDrifted;
  const isOfEvery = found.parts.some(({ kind }) => kind === 'cast' || kind === 'scaling');
  if (!isOfEvery) return found;
  return isAlike(partsOf(wholeOf(changed.values())), found) ? found : someDrifted;
}

/** Of rows beside which nothing has changed: what is said of each is so of all rows. */
function ofFew(few: Values, ofRows: number): readonly ChangePart[] | undefined {
  const { parts } = partsOf(wholeOf(few));
  const isOfRows = parts.every(
    (part) =>
      (part.kind === 'pruning' && (part.pattern === 'rows' || part.pattern === 'scattered')) ||
      (part.kind === 'scaling' && part.by === 'row'),
  );
  if (!isOfRows) return undefined;
  const share = few.rows / ofRows;
  return parts.map((part) =>
    part.kind === 'pruning' ? { ...part, share: part.share * share } : part,
  );
}

function wholeOf(values: Values): Sample {
  return { ...values, ofRows: values.rows, top: values };
}

/** The kinds are the same; and one factor is not a factor a row, of which one has none. */
function isAlike({ parts: some }: Parts, { parts }: Parts): boolean {
  const isOne = (part: ChangePart) => part.kind === 'scaling' && part.by === 'tensor';
  const isSame = (part: ChangePart, i: number) =>
    part.kind === some[i].kind && (!isOne(part) || isOne(some[i]));
  return some.length === parts.length && parts.every(isSame);
}

function partsOf(sample: Sample): Parts {
  const constant = constantOf(sample);
  if (constant) return afterConstant(sample, constant);
  const simple = explained(sample) ?? explained(swapped(sample))?.map(turned);
  if (simple) return { parts: simple };
  const transposed = transposedOf(sample);
  if (transposed) return { parts: transposed };
  const some = someOf(sample);
  if (some) return { parts: [some, { kind: 'drift' }] };
  const spectrum = spectrumOf(sample);
  const low = spectrum && lowRankOf(spectrum);
  if (low) return { parts: [low] };
  const zeros = newZeros(sample);
  const pruning = zeros && pruningOf(sample, zeros);
  const isPruned = pruning && (pruning.share >= leastPruned || pruning.pattern === 'n:m');
  return { parts: [...(isPruned ? [pruning] : []), { kind: 'drift' }], spectrum };
}

/** A tensor as it began, all 0 or all 1, is the rounding of any that is near to it. */
function afterConstant(sample: Sample, constant: ChangePart): Parts {
  const spectrum = spectrumOf(sample);
  const low = spectrum && lowRankOf(spectrum);
  return low ? { parts: [constant, low] } : { parts: [constant, { kind: 'drift' }], spectrum };
}

function transposedOf(sample: Sample): readonly ChangePart[] | undefined {
  const turnedA = turnedRound(sample);
  if (!turnedA) return undefined;
  if (everyValue(turnedA, undefined, (a, b) => a === b)) return [{ kind: 'transposed' }];
  const cast = castOf(turnedA, undefined);
  return cast && [{ kind: 'transposed' }, cast];
}

/** What B is of A, where nothing is left over. */
function explained(sample: Sample): readonly ChangePart[] | undefined {
  const whole = ofEvery(sample, undefined);
  if (whole) return [whole];
  const zeros = newZeros(sample);
  if (zeros && !zeros.includes(0)) return [pruningOf(sample, zeros)]; // nothing is left
  if (zeros) {
    const rest = everyValue(sample, zeros, (a, b) => a === b) ? [] : ofEvery(sample, zeros);
    if (rest) return [pruningOf(sample, zeros), ...[rest].flat()];
  }
  return onGrid(sample, zeros);
}

function ofEvery(sample: Sample, skip: Skip): ChangePart | undefined {
  return castOf(sample, skip) ?? scalingOf(sample, skip);
}

/** A grid that A was not on; with values too far from A's it was pruned before, or had drifted. */
function onGrid(sample: Sample, zeros: Uint8Array | undefined): readonly ChangePart[] | undefined {
  const grid = gridOf(sample);
  if (!grid) {
    const few = fewValuesOf(sample);
    return few && [few];
  }
  if (grid.nearest >= leastNearest) return [grid];
  const scaled = scaledBefore(sample);
  if (scaled) return scaled;
  const { a, b } = sample;
  const [, step] = grid.steps;
  // New zeros too large to be rounded to 0.
  const pruned = zeros?.map((mark, i) => (mark && Math.abs(a[i]) > 0.52 * step ? 1 : 0));
  const share = pruned ? pruned.reduce((sum, one) => sum + one, 0) / b.length : 0;
  const nearRest = share < 1 ? (grid.nearest - 0) / (1 - share) : 0;
  const before = pruned && share >= leastPruned ? [pruningOf(sample, zeros!)] : [];
  if (before.length > 0 && nearRest >= leastNearest) return [...before, grid];
  const own = gridOf(swapped(sample));
  // Both on grids of one fineness: neither is the other, rounded.
  if (own && own.bits <= grid.bits) return undefined;
  return [...before, grid, { kind: 'drift' }];
}

function turned(part: ChangePart): ChangePart {
  return 'towards' in part ? { ...part, towards: 'A' } : part;
}

/** At most half of the rows, or columns, have changed at all. */
function someOf({ rows, columns, a, b }: Sample): ChangePart | undefined {
  if (rows < 4 || columns < 4) return undefined;
  for (const of of ['rows', 'columns'] as const) {
    const all = of === 'rows' ? rows : columns;
    const changed = new Uint8Array(all);
    for (let i = 0; i < a.length; i++) {
      if (a[i] !== b[i]) changed[of === 'rows' ? Math.floor(i / columns) : i % columns] = 1;
    }
    const number = changed.reduce((sum, one) => sum + one, 0);
    if (number <= all / 2) return { kind: 'some', of, changed: number, all };
  }
  return undefined;
}
