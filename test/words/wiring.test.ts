// What is said of two circuits and their components.
import { expect, test } from 'vitest';
import type { WiredComponent, WiringSection } from '../../src/protocol/wiring.ts';
import { carriesWords, heldSetsWords, matchingWords } from '../../src/words/wiring.ts';
import { wiring } from '../support/cannedReports.ts';

const section = wiring().sections.find((one) => one.kind === 'wiring')!;
const weights = [
  { set: ['a', 'b', 'c'], weight: 0.25, low: 0.2, high: 0.3 },
  { set: ['a', 'b'], weight: 0.24, low: 0.2, high: 0.3 },
];

const carried: readonly (readonly [string, Partial<WiredComponent>, string])[] = [
  ['a set', { carries: of(['a', 'b']) }, '{a,b}'],
  ['the empty set', { carries: of([]) }, 'nothing (too weak alone)'],
  [
    'a mixture',
    { carries: of(null) },
    'mixed ({a,b,c} 0.25, {a,b} 0.24 by weight; unexplained 0.93, where 1 is chance)',
  ],
  ['hardly an effect', { carries: null, strength: 0.001 }, 'too weak to tell'],
];

function of(label: readonly string[] | null) {
  return { label, determined: true, unexplained: 0.93, coordinates: weights } as never;
}

test.each(carried)('what a component carries: %s', (_, one, words) => {
  expect(carriesWords({ ...section.components[0][0], ...one })).toBe(words);
});

test.each([
  [[], 'no set by itself'],
  [[['a', 'b'], ['c']], '{a,b}, {c}'],
])('sets held: %j', (sets, words) => {
  expect(heldSetsWords(sets)).toBe(words);
});

test.each([
  ['about its middle', [0.61, 0.5, 0.7], false],
  ['at its lower end', [0.49, 0.46, 0.79], true],
  ['a point', [1, 1, 1], false],
])('an interval %s', (_, [value, low, high], isSaid) => {
  const shared = { value, low, high };
  const words = matchingWords({ ...section, shared, overlap: shared } as WiringSection);
  expect(words.includes('Intervals reach further up than down')).toBe(isSaid);
});
