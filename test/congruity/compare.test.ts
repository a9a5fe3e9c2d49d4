// Whole comparisons of dumped ground-truth models: what the report says of them.
import { describe, expect, test } from 'vitest';
import { comparePair } from '../../src/engine/congruity/compare.ts';
import { commonOf, differenceOf } from '../../src/engine/congruity/finding.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Responses } from '../../src/engine/forward/responses.ts';
import { readDumped } from '../support/responses.ts';

const { expected, responses } = readDumped(new URL('../fixture/responses/', import.meta.url));

/** A twin that solves nothing: always the same answer. */
function constantTwin(r: Responses): Responses {
  return { ...r, site: new Float32Array(r.site.length).fill(1 / r.outcomes) };
}

const maskOf = (...parts: string[]) =>
  parts.reduce((mask, part) => mask | (1 << expected.parts.indexOf(part)), 0);

function compare(a: string, b: string, seed = 0) {
  const contestant = (name: string) => {
    const r = responses.get(name)!;
    return { name, responses: r, twin: constantTwin(r) };
  };
  return comparePair(quietJob, contestant(a), contestant(b), {
    margin: 0.3,
    fullMargin: 0.15,
    level: 0.95,
    resamples: 200,
    seed,
    examples: 4,
  });
}

describe('two placements of one algorithm, in two families', async () => {
  const found = await compare('sums-gpt2-1a', 'sums-llama-2a');
  const { verdict, controls, matches, merge } = found;
  test('share an interpretation', () => {
    expect(verdict).toBe('same interpretation');
    const ab = expect.objectContaining({ mask: maskOf('a', 'b') });
    expect(commonOf(found)).toMatchObject({
      code: 'variables shared',
      seen: [expect.arrayContaining([ab]), expect.arrayContaining([ab])],
      unmatched: undefined,
    });
  });
  test('pass every control', () => {
    expect(controls.map(({ kind, passed }) => `${kind} ${passed}`)).toEqual(
      ['a', 'b'].flatMap(() => ['positive true', 'negative true', 'negative true']),
    );
  });
  test('match input with input and output with output', () => {
    expect(matches).toContainEqual({ a: 0, b: 0, mismatch: expect.closeTo(0, 2) });
    expect(matches).toContainEqual({ a: 3, b: 3, mismatch: expect.closeTo(0, 2) });
  });
  test('have a merge distance with its reading', () => {
    expect(merge?.reading).toMatch(/alike|unclear/);
  });
});

describe('two algorithms', async () => {
  const found = await compare('sums-gpt2-1a', 'diffs-gpt2-1a');
  test('are told apart by the variables', () => {
    const own = (...parts: string[]) => {
      const seen = expect.arrayContaining([
        expect.objectContaining({ mask: maskOf(...parts), cut: 1 }),
      ]);
      return { code: 'own', seen };
    };
    expect(differenceOf(found)).toEqual({
      code: 'variables differ',
      sides: [own('a', 'b'), own('a', 'c')],
    });
  });
  test('are never called the same', () => {
    expect(['different', 'inconclusive']).toContain(found.verdict);
  });
  test('differ most on the examples', () => {
    expect(found.examples).toHaveLength(4);
    for (const { difference } of found.examples) expect(difference).toBeGreaterThan(0.9);
  });
});

test('a model cannot be told from itself', async () => {
  const found = await compare('cross-gpt2-3a', 'cross-gpt2-3a');
  expect(found.verdict).toBe('indistinguishable');
  expect(found.full.value).toBe(0);
  expect(found.full.high, 'what 64 pairs cannot exclude').toBeGreaterThan(0.01);
  expect(found.examples).toEqual([]);
});

test('one side without a crisp intermediate is said so', async () => {
  const found = await compare('sums-gpt2-1a', 'direct-gpt2-1a');
  expect(differenceOf(found)).toMatchObject({
    sides: [{ code: 'own' }, { code: 'nothing crisp' }],
  });
});

test('the same seed gives the same numbers, another seed other ends', async () => {
  const [one, again, other] = await Promise.all(
    [0, 0, 1].map((seed) => compare('sums-gpt2-1a', 'diffs-gpt2-1a', seed)),
  );
  expect(again).toEqual(one);
  expect(other.distance.value).toBe(one.distance.value);
  expect(other.distance.low).not.toBe(one.distance.low);
});
