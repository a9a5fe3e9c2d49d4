// The mixtures of a pair that are looked at before it is used: all that are run, up to six parts a reading.
import { nothing, occurrenceSet, type PartSet, type TwoReadings, variableSet } from './partSet.ts';
import type { Range, Task } from './task.ts';

/** Up to here all mixtures of a reading are run, so all are checked; above, those that share an edge. */
const ALL_MIXTURES = 6;

/** `ranges`: where in the tokens each part stands. The full set is among them, the empty one is not. */
export function mixturesToCheck({ readings }: Task, ranges: readonly Range[]): readonly PartSet[] {
  const inText = ranges.map((_, p) => p).sort((a, b) => ranges[a][0] - ranges[b][0]);
  const sets = [
    ...masksOf(inText).map((mask) => occurrenceSet(mask, readings)),
    ...variableMasks(readings).map((mask) => variableSet(mask, readings)),
  ];
  return [...new Set(sets)].filter((set) => set !== nothing);
}

/** How many of them there are at most. */
export function mostMixtures({ readings }: Task): number {
  return most(readings.depends.length) + variableMasks(readings).length;
}

/**
 * Of many variables, beside the masks that occurrences have, all subsets of those that one word is made of:
 * tokens depend on their neighbours at most.
 */
function variableMasks({ depends, variables }: TwoReadings): readonly number[] {
  const inOrder = Array.from({ length: variables }, (_, v) => v);
  const some = masksOf(inOrder);
  if (variables <= ALL_MIXTURES) return some;
  const together = depends.map((mask) => inOrder.filter((v) => (mask >>> v) & 1));
  const few = together.filter((made) => made.length > 1 && made.length <= ALL_MIXTURES);
  return [...new Set([...some, ...few.flatMap(subsetsOf)])];
}

/** Tokens depend on their neighbours at most, so above the limit edges between parts are tried. */
function masksOf(inText: readonly number[]): readonly number[] {
  const all = inText.reduce((mask, p) => mask | (1 << p), 0);
  if (inText.length <= ALL_MIXTURES) return subsetsOf(inText);
  const single = inText.map((p) => 1 << p);
  const neighbours = single.slice(1).map((bit, i) => bit | single[i]);
  const ends = single.map((_, i) => single.slice(i).reduce((mask, bit) => mask | bit, 0));
  const masks = [...single, ...neighbours, ...ends];
  return [...new Set(masks.flatMap((mask) => [mask, all & ~mask]))];
}

function subsetsOf(members: readonly number[]): readonly number[] {
  return Array.from({ length: 2 ** members.length }, (_, subset) =>
    members.reduce((mask, p, i) => ((subset >>> i) & 1 ? mask | (1 << p) : mask), 0),
  );
}

const most = (count: number) => (count <= ALL_MIXTURES ? 2 ** count : 6 * count);
