// What the input itself puts at a site: no evidence of any computation.
import { expect, test } from 'vitest';
import type { Classes } from '../../src/engine/signature/classes.ts';
import { isOwn, ownClasses } from '../../src/engine/signature/ownSets.ts';
import {
  everything,
  occurrenceSet,
  type TwoReadings,
  variableSet,
} from '../../src/engine/task/partSet.ts';
import { plainReadings } from '../support/answeredOnly.ts';

/** "{first} and {second} ... {again} gave a {thing} to": which of the two is said again is a variable that stands nowhere. */
const ioi: TwoReadings = {
  depends: [0b0001, 0b0010, 0b0111, 0b1000],
  plain: [0, 1, -1, 3],
  variables: 4,
};
const occurrences = { '"first"': 0, '"second"': 1, '"again"': 2, '"thing"': 3 } as const;
const variables = { first: 0, second: 1, which: 2, thing: 3 } as const;

/** "first which", or "\"first\" \"again\"". */
function setOf(words: string) {
  const names = words.split(' ').filter(Boolean);
  const bits = (of: Readonly<Record<string, number>>) =>
    names.reduce((mask, name) => mask | (1 << of[name]), 0);
  return words.includes('"')
    ? occurrenceSet(bits(occurrences), ioi)
    : variableSet(bits(variables), ioi);
}

const siteOf = (words: string) =>
  words.split(' ').reduce((mask, name) => mask | (1 << occurrences[`"${name}"` as '"first"']), 0);

const cases: readonly [site: string, set: string, own: boolean][] = [
  // The variable that a derived word hangs on is not the word's: finding it there is the finding.
  ['again', 'which', false],
  ['again', 'first', false],
  ['again', 'first second which', false],
  ['again', '"again"', true],
  ['first', '"first"', true],
  ['first', 'first', true], // with the name that is said again, which derives from it
  ['first', 'second', false],
  ['first', 'first second', false],
  ['first', '"first" "again"', false],
  ['first second', 'first second', true], // the plural is ours: "first and all after"
  ['first second', '"first" "second"', true],
  ['second again', '"again"', true],
  ['second again', 'second', true],
  ['second again', 'which', false],
  ['second again', 'second which', false],
  ['first second again', 'first second which', true], // these words, and no others, change with them
  ['first second again', 'which', false],
  ['first second again thing', 'thing', true],
  ['thing', 'first', false],
  ['thing', '', true],
];

test.each(cases)('at %s: {%s} is own: %s', (site, set, own) => {
  expect(isOwn(setOf(set), siteOf(site), ioi)).toBe(own);
});

test('everything is own only where all of it lies', () => {
  expect(isOwn(everything, siteOf('first second again thing'), ioi)).toBe(true);
  expect(isOwn(everything, siteOf('first second again'), ioi)).toBe(false);
});

test('where every variable stands once: the subsets of what lies at the site', () => {
  const plain = plainReadings(3);
  for (let site = 0; site < 8; site++) {
    for (let mask = 0; mask < 7; mask++) {
      expect(isOwn(variableSet(mask, plain), site, plain)).toBe((mask & ~site) === 0);
    }
  }
});

test('a set in one class with an own set is own', () => {
  const sets = [0, setOf('which'), setOf('thing'), setOf('"again"'), everything];
  const classes: Classes = {
    of: Int32Array.from([0, 1, 0, 1, 2]),
    names: [sets[0], sets[1], sets[4]],
    nothing: 0,
    everything: 2,
  };
  expect([...ownClasses(classes, sets, siteOf('again'), ioi)]).toEqual([1, 1, 0]);
  expect([...ownClasses(classes, sets, siteOf('first'), ioi)]).toEqual([1, 0, 0]);
});
