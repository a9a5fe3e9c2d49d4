// Whether a model is seen to work anything out on the way, and whether it was read that it does not.
import { describe, expect, test } from 'vitest';
import { type Evidence, evidenceOf, isAbsent, type Look } from '../../src/engine/congruity/evidence.ts';

describe('evidence', () => {
  const cases: readonly [what: string, low: number, value: number, high: number, Evidence][] = [
    // The estimate stands above a half, and more pairs may show that it is less.
    ['the estimate alone', 0.4, 0.8, 0.9, 'undecided'],
    ['nor its absence by the estimate', 0.1, 0.2, 0.5, 'undecided'],
    ['whatever the pairs', 0.5, 0.6, 0.7, 'seen'],
    ['none, whatever the pairs', 0, 0.2, 0.49, 'none'],
  ];
  test.each(cases)('%s', (_, low, value, high, wanted) => {
    expect(evidenceOf({ value, low, high })).toBe(wanted);
  });

  test('a model without an entry has none', () => {
    expect(evidenceOf(undefined)).toBe('none');
  });
});

describe('absence', () => {
  const site = (strength: number, unexplained: number, weightHigh: number): Look => {
    return { strength, unexplained, weightHigh };
  };
  const cases: readonly [what: string, sites: readonly Look[], boolean][] = [
    // No entry anywhere on the sample: at one site, that much is unexplained and the weight that open.
    ['one site that hides it', [site(1, 0, 0), site(0.6, 0.36, 0.2), site(1, 0, 0)], false],
    ['a site that explains what it does', [site(1, 0.35, 0.9)], true],
    ['a site with too little of it, whatever the pairs', [site(1, 0.9, 0.19)], true],
    ['a site that hardly matters', [site(0.049, 0.9, 0.9)], true],
    ['a site that just matters', [site(0.05, 0.9, 0.9)], false],
    ['no site', [], true],
  ];
  test.each(cases)('%s', (_, sites, absent) => {
    expect(isAbsent(sites, 0.3)).toBe(absent);
  });

  test('a wider margin lets less of it be there', () => {
    const sites = [site(1, 0.9, 0.15)];
    expect([0.3, 0.4].map((margin) => isAbsent(sites, margin))).toEqual([true, false]);
  });
});
