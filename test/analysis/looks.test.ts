// After how many pairs a run looks whether its answer is settled, and how sure each look must be.
import { describe, expect, test } from 'vitest';
import { looksOf } from '../../src/engine/analysis/looks.ts';
import { looksReport } from '../../src/engine/analysis/reportParts.ts';
import type { Standing } from '../../src/engine/analysis/standing.ts';
import type { LimitOfRun } from '../../src/protocol/report.ts';

describe('looks', () => {
  const cases: readonly [what: string, most: number, pairs: readonly number[]][] = [
    ['twice as many pairs each time', 256, [16, 32, 64, 128, 256]],
    ['the last one has all that there are', 100, [16, 32, 64, 100]],
    ['none that the last one hardly adds to', 20, [20]],
    ['none that the last one adds half to', 24, [16, 24]],
    ['as few as there are', 5, [5]],
  ];
  test.each(cases)('%s: of %i', (_, most, pairs) => {
    expect(looksOf(most, 0.95).map((look) => look.pairs)).toEqual(pairs);
  });

  const levels = [16, 24, 100, 128, 256, 1000].flatMap((most) =>
    [0.8, 0.95, 0.99].map((level) => [most, level] as const),
  );
  test.each(levels)('of %i pairs are together wrong as often as %f allows', (most, level) => {
    const looks = looksOf(most, level);
    const errors = looks.map((look) => 1 - look.level);
    expect(errors.reduce((sum, error) => sum + error, 0)).toBeCloseTo(1 - level, 12);
    expect(errors.every((error) => error > 0)).toBe(true);
    expect(errors).toEqual([...errors].sort((a, b) => a - b)); // the first look has to be surest
    expect(errors[errors.length - 1]).toBeGreaterThanOrEqual((1 - level) / 2);
  });

  test('the last of many has seven eighths of the error', () => {
    expect(looksOf(256, 0.95).map(({ level }) => +level.toFixed(5))).toEqual([
      0.99999, 0.99991, 0.99932, 0.99453, 0.95625,
    ]);
  });
});

test.each<readonly [Standing, number, LimitOfRun | undefined, string]>([
  ['settled', 32, undefined, 'settled'],
  ['hopeless', 64, undefined, 'hopeless'],
  ['open', 64, undefined, 'all pairs'],
  ['open', 32, 'budget', 'budget'],
  ['open', 32, 'seconds', 'seconds'],
  ['open', 32, 'stages', 'stages'],
  ['uncovered', 64, 'stages', 'stages'], // cuts are still to be measured: more pairs are not all that is left
])(
  'a run of 64 pairs that is %s after %i, for the limit %s, stopped for: %s',
  (standing, pairs, limit, stopped) => {
    const steps = [{ pairs, level: 0.99, cuts: [[0]], interchanges: 1 }];
    expect(looksReport({ steps, standing, limit }, 0.95, 64, false)).toMatchObject({ stopped });
  },
);
