// Whole comparisons of dumped ground-truth models: what the report says of them.
import { describe, expect, test } from 'vitest';
import { comparePair } from '../../src/engine/congruity/compare.ts';
import { explainGate } from '../../src/engine/congruity/explain.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Responses } from '../../src/engine/forward/responses.ts';
import { readDumped } from '../support/responses.ts';

const { expected, responses } = readDumped(new URL('../fixture/responses/', import.meta.url));

/** A twin that solves nothing: always the same answer. */
function constantTwin(r: Responses): Responses {
  return { ...r, site: new Float32Array(r.site.length).fill(1 / r.outcomes) };
}

function compare(a: string, b: string, seed = 0) {
  const contestant = (name: string) => {
    const r = responses.get(name)!;
    return { name, responses: r, twin: constantTwin(r) };
  };
  return comparePair(quietJob, contestant(a), contestant(b), {
    spanIds: expected.spans,
    partIds: expected.parts,
    margin: 0.3,
    fullMargin: 0.15,
    level: 0.95,
    resamples: 200,
    seed,
    interchanges: 3072,
    examples: 4,
  });
}

describe('two placements of one algorithm, in two families', async () => {
  const { verdict, explanation, controls, matches, merge } = await compare(
    'sums-gpt2-1a',
    'sums-llama-2a',
  );
  test('share an interpretation', () => {
    expect(verdict).toBe('same interpretation');
    expect(explanation).toContain('{a, b}');
    expect(explanation).toMatch(/Granularity: cut; 3,072 interchanges over 64 pairs\.$/);
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
    expect(found.explanation).toContain('sums-gpt2-1a has merged {a, b} at');
    expect(found.explanation).toContain('diffs-gpt2-1a merges {a, c} at');
    expect(found.explanation).toContain('by cut 1');
  });
  test('are never called the same', () => {
    expect(['different', 'inconclusive']).toContain(found.verdict);
    expect(found.settle === undefined).toBe(found.verdict === 'different');
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
  const { explanation } = await compare('sums-gpt2-1a', 'direct-gpt2-1a');
  expect(explanation).toContain('direct-gpt2-1a shows no crisp intermediate and brings');
});

test('the same seed gives the same numbers, another seed other ends', async () => {
  const [one, again, other] = await Promise.all(
    [0, 0, 1].map((seed) => compare('sums-gpt2-1a', 'diffs-gpt2-1a', seed)),
  );
  expect(again).toEqual(one);
  expect(other.distance.value).toBe(one.distance.value);
  expect(other.distance.low).not.toBe(one.distance.low);
});

test('the gate names the model and both numbers', () => {
  const gates = [
    { name: 'good', accuracy: 1, floor: 0.8 },
    { name: 'bad', accuracy: 0.336, floor: 0.8 },
  ];
  expect(explainGate(gates)).toBe(
    "bad solves 33.6 % of the base prompts, under the task's floor of 80.0 %: a model that does not solve the task has no interpretation of it to compare.",
  );
});
