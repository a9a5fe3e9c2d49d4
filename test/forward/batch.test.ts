// How work is cut into batches, and how much memory a pair is said to take.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelOf } from '../../src/engine/family/model.ts';
import { blockRows, headRows, ranges } from '../../src/engine/forward/batch.ts';
import { chunkSize, pairBytes } from '../../src/engine/forward/estimate.ts';
import { edited } from '../support/models.ts';
import { somePairs, tokenTask } from '../support/tokenTask.ts';

test('ranges cover everything once, in order, evenly, and none is too large', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: -2, max: 90 }), (n, size) => {
      const found = ranges(n, size);
      expect(
        found.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i)),
      ).toEqual(Array.from({ length: n }, (_, i) => i));
      const sizes = found.map(([from, to]) => to - from);
      expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(Math.max(1, size));
      expect(Math.max(0, ...sizes) - Math.min(Infinity, ...sizes)).toBeLessThanOrEqual(1);
    }),
    { seed: 1 },
  );
});

test('a model of any width gets at least one row', async () => {
  const { spec } = modelOf(await edited('llama'));
  for (const size of [1, 1000, 2 ** 24]) {
    const wide = { ...spec, mlpWidth: size, vocabulary: size };
    expect(blockRows(wide)).toBeGreaterThanOrEqual(1);
    expect(headRows(wide)).toBeGreaterThanOrEqual(1);
    expect(4 * size * blockRows(wide)).toBeLessThanOrEqual(Math.max(16 * 2 ** 20, 8 * size));
  }
});

describe('the memory of a pair', () => {
  const options = { vocabulary: 320, pairs: 20, spans: [0, undefined, 1] };
  const kinds = { shares: true, masks: [0, 1, 2, 3] };
  const task = tokenTask({ ...options, seed: 'memory' });

  test('is that of the longest', async () => {
    const { spec } = modelOf(await edited('gpt2'));
    const each = Array.from({ length: task.pairs }, (_, i) =>
      pairBytes(spec, somePairs(task, [i]), kinds),
    );
    const lengths = each.map((_, i) => task.prompt(i, 0).ids.length);
    const longest = lengths.indexOf(Math.max(...lengths));
    expect(pairBytes(spec, task, kinds)).toBe(each[longest]);
  });

  test('grows with shares, mixtures and blocks', async () => {
    const { spec } = modelOf(await edited('bert'));
    const all = pairBytes(spec, task, kinds);
    expect(pairBytes(spec, task, { ...kinds, shares: false })).toBeLessThan(all);
    expect(pairBytes(spec, task, { ...kinds, masks: [0] })).toBeLessThan(all);
    expect(pairBytes({ ...spec, layers: 12 }, task, kinds)).toBeGreaterThan(2 * all);
  });

  test('says how many pairs go together: at least one, at most all', async () => {
    const { spec } = modelOf(await edited('gpt2'));
    const bytes = pairBytes(spec, task, kinds);
    const sizes = [0, bytes, 3.5 * bytes, 1e12].map((stateBytes) =>
      chunkSize(spec, task, { ...kinds, stateBytes }),
    );
    expect(sizes).toEqual([1, 1, 3, 20]);
  });
});
