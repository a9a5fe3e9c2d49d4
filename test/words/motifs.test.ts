// Which model of a class is to be studied in place of the others: the smallest, where there is one.
import { expect, test } from 'vitest';
import type { MotifReport } from '../../src/protocol/sections.ts';
import { motifWords } from '../../src/words/motifs.ts';
import { cannedFleet } from '../support/cannedFleet.ts';

const names = ['a', 'b', 'c'];
const of = (models: number[], largest?: number): MotifReport => {
  const motif = { models, smallest: models[0], parameters: 1000 };
  return largest === undefined ? motif : { ...motif, largest };
};

test.each<[what: string, motif: MotifReport, words: string]>([
  ['two sizes', of([0, 1], 2000), 'a and b: study a in place of the other, 1,000 parameters'],
  ['three', of([0, 1, 2], 2000), 'a, b and c: study a in place of the others, 1,000 parameters'],
  ['one size', of([0, 1], 1000), 'a and b: each has 1,000 parameters'],
  ['a report of before', of([0, 1]), 'a and b: study a in place of the other, 1,000 parameters'],
])('%s', (_, motif, words) => {
  expect(motifWords(motif, names, cannedFleet(names))).toBe(words);
});
