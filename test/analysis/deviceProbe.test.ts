// When a device answers as the CPU does.
import { describe, expect, test } from 'vitest';
import { compared } from '../../src/engine/analysis/deviceProbe.ts';

describe('logits agree', () => {
  const wanted = [3, 1, 0, -1, 2, 1.9999];
  test.each<[string, number[], number, boolean]>([
    ['where they are the same', wanted, 3, true],
    ['within a thousandth of their range', [3.003, 1, 0, -1, 2, 1.999], 3, true],
    ['not beyond it', [3.005, 1, 0, -1, 2, 1.9999], 3, false],
    ['not with another sign', wanted.map((x) => -x), 3, false],
    ['though two that are as near as that change places', [3, 1, 0, -1, 2, 2.0001], 3, true],
    ['not where one is no number', [3, 1, Number.NaN, -1, 2, 1.9999], 3, false],
  ])('%s', (_, found, answers, agrees) => {
    const [a, b] = [found, wanted].map((all) => Float32Array.from(all));
    expect(compared(a, b, answers, 1e-3).agrees).toBe(agrees);
  });

  test('where there are more than a call takes: every word of a vocabulary is an answer', () => {
    const all = Float32Array.from({ length: 2 * 130_000 }, (_, i) => (i * 7919) % 130_000);
    expect(compared(all.slice(), all, 130_000, 1e-3)).toEqual({ agrees: true, worst: 0 });
    const other = all.slice();
    other[200_000] += 1000;
    expect(compared(other, all, 130_000, 1e-3).agrees).toBe(false);
  });
});
