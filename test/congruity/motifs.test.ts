import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Couple, mostTelling, motifsOf } from '../../src/engine/congruity/motifs.ts';
import type { Verdict } from '../../src/engine/congruity/verdict.ts';

const verdicts: Readonly<Record<string, Verdict>> = {
  s: 'same interpretation',
  i: 'indistinguishable',
  d: 'different',
  u: 'inconclusive',
};

/** "0-1 s .1": models 0 and 1 are the same, .1 apart. */
function couples(rows: readonly string[]): Couple[] {
  return rows.map((row) => {
    const [models, verdict, distance] = row.split(' ');
    const [a, b] = models.split('-').map(Number);
    return { a, b, verdict: verdicts[verdict], distance: distance ? Number(distance) : undefined };
  });
}

const modelsOf = (all: readonly Couple[]) => [...new Set(all.flatMap(({ a, b }) => [a, b]))];

describe('classes', () => {
  test.each([
    ['of two that are the same', ['0-1 s .1'], [[0, 1]]],
    ['of two that differ', ['0-1 d .9'], [[0], [1]]],
    ['what is undecided is not merged', ['0-1 u .1'], [[0], [1]]],
    ['indistinguishable ones without a distance', ['0-1 i'], [[0, 1]]],
    [
      'all of a class are the same, not one after the other',
      ['0-1 s .1', '1-2 s .2', '0-2 u .3'],
      [[0, 1], [2]],
    ],
    ['the nearest are joined first', ['0-1 s .2', '1-2 s .1', '0-2 u .3'], [[0], [1, 2]]],
    [
      'two and two',
      ['0-1 d .9', '0-2 s .1', '0-3 d .9', '1-2 d .9', '1-3 s .1', '2-3 d .9'],
      [
        [0, 2],
        [1, 3],
      ],
    ],
  ])('%s', (_, rows, classes) => {
    const all = couples(rows);
    expect(motifsOf(modelsOf(all), all).classes).toEqual(classes);
  });

  const someCouples = fc
    .array(
      fc.record({
        verdict: fc.constantFrom(...Object.values(verdicts)),
        distance: fc.float({ min: 0, max: 1, noNaN: true }),
      }),
      { minLength: 15, maxLength: 15 },
    )
    .map((rows) => {
      const pairs = [...Array(6).keys()].flatMap((a) =>
        [...Array(6).keys()].filter((b) => b > a).map((b) => [a, b]),
      );
      return rows.map((row, k): Couple => ({ ...row, a: pairs[k][0], b: pairs[k][1] }));
    });

  test('every two models of a class are the same, every model is in one, and no two classes could be joined', () => {
    const isSame = (all: readonly Couple[], x: number, y: number) =>
      all.some(
        ({ a, b, verdict }) =>
          a === Math.min(x, y) &&
          b === Math.max(x, y) &&
          (verdict === 'same interpretation' || verdict === 'indistinguishable'),
      );
    fc.assert(
      fc.property(someCouples, (all) => {
        const { classes } = motifsOf([...Array(6).keys()], all);
        expect(classes.flat().sort()).toEqual([0, 1, 2, 3, 4, 5]);
        const whole = (members: readonly number[]) =>
          members.every((x) => members.every((y) => x === y || isSame(all, x, y)));
        expect(classes.every(whole)).toBe(true);
        for (const [i, one] of classes.entries()) {
          for (const other of classes.slice(i + 1)) expect(whole([...one, ...other])).toBe(false);
        }
      }),
    );
  });

  test('a dendrogram joins all, at heights that only rise', () => {
    fc.assert(
      fc.property(someCouples, (all) => {
        const { joins } = motifsOf([...Array(6).keys()], all);
        expect(joins).toHaveLength(5);
        expect(joins.at(-1)!.of.flat()).toHaveLength(6);
        for (const [k, { height }] of joins.slice(1).entries())
          expect(height).toBeGreaterThanOrEqual(joins[k].height);
      }),
    );
  });
});

describe('the couple that would settle most', () => {
  test.each([
    ['none where all is decided', ['0-1 s .1', '0-2 d .9', '1-2 d .9'], undefined],
    ['the only one that keeps two classes apart', ['0-1 s .1', '0-2 u .2', '1-2 s .1'], '0-2'],
    ['not one that a difference keeps apart too', ['0-1 s .1', '0-2 u .2', '1-2 d .9'], undefined],
    [
      'of fewest first',
      ['0-1 s .1', '0-2 u .2', '1-2 u .1', '0-3 d 1', '1-3 d 1', '2-3 u .4'],
      '2-3',
    ],
    ['the nearest of several', ['0-1 s .1', '0-2 u .2', '1-2 u .1'], '1-2'],
  ])('%s', (_, rows, couple) => {
    const all = couples(rows);
    const found = mostTelling(motifsOf(modelsOf(all), all), all);
    expect(found && `${found.a}-${found.b}`).toBe(couple);
  });
});
