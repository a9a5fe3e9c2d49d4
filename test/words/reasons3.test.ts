// Every reason as the sentence that a reader finds, letter for letter, wherever he reads.
import { expect, test } from 'vitest';
import { explanation, mechanism, numbers, remedyWords } from '../../src/words/reasons3.ts';
import { fleetReasons, interpretReasons, remedies, verdictReasons } from '../support/reasons3.ts';

const all = [...verdictReasons, ...interpretReasons, ...fleetReasons];

test.each(all)('%s', (_, reason, words) => {
  expect(explanation(reason)).toBe(words);
});

test.each(all)('%s: one sentence of what is seen, and at most one of numbers', (_, reason) => {
  const sentences = [mechanism(reason), numbers(reason)].filter((one) => one !== undefined);
  for (const sentence of sentences) expect(sentence.match(/[.!?](?=\s|$)/g)).toEqual(['.']);
});

test.each(remedies)('what would settle it: %s', (_, remedy, words) => {
  expect(remedyWords(remedy)).toBe(words);
});
