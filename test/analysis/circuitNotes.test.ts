// What is noted of a circuit that does less on other pairs than was wanted.
import { expect, test } from 'vitest';
import { shortNotes } from '../../src/engine/analysis/circuitReport.ts';

test.each([
  ['that does what was wanted', 0.84, 0.2, []],
  ['at the bar', 0.8, 0.2, []],
  [
    'that falls short',
    0.54,
    0.2,
    [
      'On pairs that it was not found on the circuit keeps 0.54, and 0.80 was wanted; on those that it was found on it keeps 0.89. Of more pairs a firmer one is found.',
    ],
  ],
] as const)('one %s', (_, value, tolerance, notes) => {
  const faithfulness = { value, low: value - 0.1, high: value + 0.1 };
  expect(shortNotes({ faithfulness, faithfulnessFound: 0.892, tolerance })).toEqual(notes);
});
