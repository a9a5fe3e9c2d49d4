// Sets of parts by their numbers: the members of a set make it again, whatever the readings.
import { describe, expect, test } from 'vitest';
import {
  everything,
  membersOf,
  nothing,
  occurrenceSet,
  occurrencesAlone,
  setOf,
  type TwoReadings,
  variableSet,
} from '../../src/engine/task/partSet.ts';

const readings: readonly (readonly [string, TwoReadings])[] = [
  ['occurrences alone', occurrencesAlone(4)],
  ['two variables, each of them one word', { depends: [1, 2], plain: [0, 1], variables: 2 }],
  ['a word of two variables', { depends: [1, 2, 3], plain: [0, 1, -1], variables: 2 }],
  ['a word that nothing changes', { depends: [1, 0, 2, 4], plain: [0, -1, 1, 2], variables: 3 }],
  ['a variable that stands twice', { depends: [1, 1, 2], plain: [0, 0, 1], variables: 2 }],
];

describe.each(readings)('%s', (_, of) => {
  const occurrences = [...Array(2 ** of.depends.length).keys()].map((m) => occurrenceSet(m, of));
  const variables = [...Array(2 ** of.variables).keys()].map((m) => variableSet(m, of));
  const sets = [...new Set([nothing, everything, ...occurrences, ...variables])];

  test.each(sets)('%i is made of its members again', (set) => {
    expect(setOf(membersOf(set, of), of)).toBe(set);
  });
});
