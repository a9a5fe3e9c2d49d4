// Which of two sets is the smaller.
import { expect, test } from 'vitest';
import { ordered } from '../../src/engine/signature/setOrder.ts';
import {
  everything,
  nothing,
  occurrenceSet,
  type TwoReadings,
  variableSet,
} from '../../src/engine/task/partSet.ts';

/** Two names of which one is said again: three occurrences, three variables, two of them in common. */
const readings: TwoReadings = { depends: [0b001, 0b010, 0b111], plain: [0, 1, -1], variables: 3 };
const variables = (mask: number) => variableSet(mask, readings);
const occurrences = (mask: number) => occurrenceSet(mask, readings);

test('by size in its own reading, variables first, then in the order of the parts', () => {
  const wanted = [
    nothing,
    ...[0b001, 0b010, 0b100].map(variables),
    ...[0b001, 0b010, 0b100].map(occurrences),
    ...[0b011, 0b101, 0b110].map(variables), // {first, which} before {second, which}
    ...[0b011, 0b101, 0b110].map(occurrences),
    everything, // of a size that no other set has
  ];
  expect(new Set(wanted).size).toBe(wanted.length);
  expect(ordered([...wanted].reverse(), readings)).toEqual(wanted);
  expect(ordered([...wanted, ...wanted], readings)).toEqual(wanted);
});
