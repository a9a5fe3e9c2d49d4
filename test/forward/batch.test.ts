// How work is cut into batches, and how much memory a pair is said to take.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelOf } from '../../src/engine/family/model.ts';
import { ranges, readoutRows, stageRows } from '../../src/engine/forward/batch.ts';
import { blocksOf, isServed, pairsPerBlock } from '../../src/engine/forward/blocks.ts';
import { pairBytesOf } from '../../src/engine/forward/estimate.ts';
import type { Network } from '../../src/engine/forward/network.ts';
import { comparisonPlan, cutSites, residual } from '../../src/engine/forward/plan.ts';
import { joinedStarts } from '../../src/engine/forward/starts.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import type { Trial } from '../../src/engine/task/trial.ts';
import { edited } from '../support/models.ts';
import { tokenTask } from '../support/tokenTask.ts';

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
  const { stages } = networkOf(modelOf(await edited('llama')));
  for (const widest of [1, 1000, 2 ** 24]) {
    const wide = stages.map((stage) => ({ ...stage, widest }));
    expect(stageRows(wide)).toBeGreaterThanOrEqual(1);
    expect(readoutRows(widest)).toBeGreaterThanOrEqual(1);
    const bytes = 4 * widest * Math.max(stageRows(wide), readoutRows(widest));
    expect(bytes).toBeLessThanOrEqual(Math.max(16 * 2 ** 20, 64 * widest));
  }
});

describe('the memory of a pair', () => {
  const options = { vocabulary: 320, pairs: 20, spans: [0, undefined, 1] };
  const task = tokenTask({ ...options, seed: 'memory' });
  const all = { shares: [1, 2], sets: [0, 1, 2, 3] };
  const bytesOf = (network: Network, kinds = all, joint: number[] = []) => {
    const plan = comparisonPlan(cutSites(network, 3, joint), network, kinds);
    const of = pairBytesOf(network, plan);
    return Array.from({ length: task.pairs }, (_, i) => {
      const { bytes, length } = of(task, i);
      return bytes(length);
    });
  };

  test('grows with its length, with shares, mixtures, joint sites and blocks', async () => {
    const model = modelOf(await edited('bert'));
    const network = networkOf(model);
    const known = bytesOf(network);
    const lengths = known.map((_, i) => task.input(i, 0).values.length);
    for (const [i, bytes] of known.entries()) {
      for (const [j, other] of known.entries()) {
        if (lengths[i] > lengths[j]) expect(bytes).toBeGreaterThan(other);
      }
    }
    const without = bytesOf(network, { shares: [], sets: [0, 1, 2, 3] });
    const fewer = bytesOf(network, { shares: [1, 2], sets: [0] });
    const [block] = model.spec.blocks;
    const spec = { ...model.spec, blocks: Array(12).fill(block) };
    const deeper = bytesOf(networkOf({ ...model, spec }));
    const joint = bytesOf(network, all, [0, 2]);
    for (const [i, bytes] of known.entries()) {
      expect(joint[i]).toBeGreaterThan(bytes);
      expect(without[i]).toBeLessThan(bytes);
      expect(fewer[i]).toBeLessThan(bytes);
      expect(deeper[i]).toBeGreaterThan(2 * bytes);
    }
  });
});

describe('blocks of pairs', () => {
  const spans = [0, undefined, 1];
  const trial = (pairs: number) => tokenTask({ seed: 'blocks', vocabulary: 320, pairs, spans });
  const planned = async (kinds = { shares: [1, 2], sets: [0, 1, 2, 3] }) => {
    const network = networkOf(modelOf(await edited('gpt2')));
    return { network, plan: comparisonPlan(cutSites(network, 3), network, kinds) };
  };

  test('cover all pairs, and stay as they are when pairs are added', async () => {
    const { network, plan } = await planned();
    const [some, more] = [60, 200].map((n) => blocksOf(network, trial(n), plan));
    const all = more.flatMap(({ pairs }) => pairs).sort((a, b) => a - b);
    expect(all).toEqual([...Array(200).keys()]);
    const full = some.filter(({ pairs }) => pairs.length === pairsPerBlock(plan));
    expect(full.length).toBeGreaterThan(3);
    expect(more.slice(0, full.length)).toEqual(full);
  });

  test('hold prompts of like lengths: none is computed as one of many times its length', async () => {
    const { network, plan } = await planned();
    const short = trial(64);
    const long = Int32Array.from({ length: 300 }, (_, t) => t);
    const input: typeof short.input = (i, mask) =>
      i % 16 === 3 ? { values: long, readAt: 299 } : short.input(i, mask);
    const mixed = { ...short, input };
    const lengths = blocksOf(network, mixed, plan).map(({ pairs }) =>
      pairs.map((i) => mixed.input(i, 0).values.length),
    );
    for (const of of lengths) {
      expect(Math.max(...of) / Math.max(8, Math.min(...of))).toBeLessThan(1.5);
    }
  });

  test('take what their pairs take at the length of the longest', async () => {
    const { network, plan } = await planned();
    const of = pairBytesOf(network, plan);
    for (const { pairs, bytes } of blocksOf(network, trial(60), plan)) {
      const each = pairs.map((i) => of(trial(60), i));
      const longest = Math.max(...each.map(({ length }) => length));
      expect(bytes).toBe(each.reduce((sum, pair) => sum + pair.bytes(longest), 0));
    }
  });

  test('count z only where it is looked at', async () => {
    const { network, plan } = await planned();
    const bytes = (moment: number) => {
      const sites = [residual(network.cuts[1], [0]), residual(moment, [0])];
      const series = [{ ...plan.series[0], sites }];
      return pairBytesOf(network, { series, sets: [] })(trial(1), 0).bytes(10);
    };
    expect(bytes(network.cuts[1] + 1) / bytes(network.cuts[1])).toBeGreaterThan(1.5);
  });

  test('are larger where a pair is little work, and no larger than a power of two', async () => {
    const { network, plan } = await planned();
    const base = { series: [], sets: [] };
    expect(pairsPerBlock(plan)).toBe(8);
    expect(pairsPerBlock({ ...plan, series: [...plan.series, ...plan.series] })).toBe(4);
    expect(pairsPerBlock(base)).toBe(64);
    const even = { ...trial(100), input: () => trial(1).input(0, 0) };
    expect(blocksOf(network, even, base).map(({ pairs }) => pairs.length)).toEqual([64, 36]);
  });

  const many = { shares: [], sets: [...Array(150).keys()] }; // of four pairs a block
  const even = (pairs: number) => ({ ...trial(pairs), input: () => trial(1).input(0, 0) });
  const tokens = Int32Array.from({ length: 40 }, (_, t) => t);
  const turns = (pairs: number): Trial => ({
    ...trial(pairs),
    input: (i) => ({ values: tokens, readAt: i % 2 ? 39 : 9 }),
  });
  test.each<[string, Trial, typeof many, boolean]>([
    ['a plan of much work', even(8), many, true],
    ['one of so little work that a block takes all', even(8), { ...many, sets: [0] }, false],
    ['lengths that make other blocks of more pairs', turns(8), many, false],
    ['no more pairs than there were', even(4), many, true],
  ])('of the first four serve more: %s', async (_, all, kinds, served) => {
    const { network, plan } = await planned(kinds);
    expect(isServed(network, plan, { ...all, pairs: 4 }, all)).toBe(served);
  });

  test('hold one pair where one is as large as a block may be', async () => {
    const { network, plan } = await planned();
    const takes = { x: 1e6 };
    const wide = { ...network, stages: network.stages.map((stage) => ({ ...stage, takes })) };
    expect(blocksOf(wide, trial(3), plan).map(({ pairs }) => pairs)).toEqual([[0], [1], [2]]);
  });
});

describe('starts that are joined', () => {
  test.each([
    [
      'few rows: one call is cheaper than two',
      [
        [3, 1],
        [4, 1],
      ],
      50,
      [
        [3, 3],
        [4, 3],
      ],
    ],
    [
      'many rows: each begins where it changes',
      [
        [3, 400],
        [4, 400],
      ],
      50,
      [
        [3, 3],
        [4, 4],
      ],
    ],
    [
      'near ones together, far ones apart',
      [
        [0, 9],
        [8, 9],
        [9, 9],
      ],
      20,
      [
        [0, 0],
        [8, 8],
        [9, 8],
      ],
    ],
    ['none', [], 50, []],
  ])('%s', (_, begins, rows, wanted) => {
    const found = joinedStarts(
      begins.map(([start, steps]) => ({ start, steps })),
      10,
      1,
      rows,
    );
    expect([...found].sort(([a], [b]) => a - b)).toEqual(wanted);
  });

  test('cost no more than any other partition into neighbours', () => {
    const begin = fc.record({ start: fc.nat({ max: 5 }), steps: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(fc.array(begin, { maxLength: 12 }), fc.nat({ max: 40 }), (begins, rows) => {
        const cost = (at: (start: number) => number) =>
          begins.reduce((sum, { start, steps }) => sum + steps * (6 - at(start)), 0) +
          rows * new Set(begins.map(({ start }) => at(start))).size;
        const joined = joinedStarts(begins, 6, 1, rows);
        const found = cost((start) => joined.get(start)!);
        const starts = [...new Set(begins.map(({ start }) => start))].sort((a, b) => a - b);
        for (let heads = 0; heads < 1 << starts.length; heads++) {
          const at = (start: number) =>
            starts.findLast((other, k) => other <= start && (k === 0 || (heads >> k) & 1))!;
          expect(found).toBeLessThanOrEqual(cost(at));
        }
      }),
      { seed: 1 },
    );
  });
});
