// What holds of every pair that is drawn and every set of parts that is taken from its source.
import { describe, expect, test } from 'vitest';
import { occurrenceSet, type PartSet, variableSet } from '../../src/engine/task/partSet.ts';
import type { Pair, Task } from '../../src/engine/task/task.ts';
import { AGREEMENT, drawn, IOI, OLD_IOI, promptOf, YEARS } from '../support/derivedTasks.ts';
import { makeTask } from '../support/tasks.ts';

const every = (count: number) => Array.from({ length: 2 ** count }, (_, mask) => mask);
/** All sets of both readings, by their one number. */
function setsOf({ readings, parts }: Task): readonly PartSet[] {
  return [
    ...new Set([
      ...every(parts.length).map((mask) => occurrenceSet(mask, readings)),
      ...every(readings.variables).map((mask) => variableSet(mask, readings)),
    ]),
  ];
}

describe.each([
  ['indirect objects', IOI],
  ['agreement', AGREEMENT],
  ['years', YEARS],
  ['the old way', OLD_IOI],
  ['with a variable that stays', { ...IOI, source: { draw: { which: 'same' } } }],
])('%s', (_, file) => {
  const task = makeTask(file);
  const pairs = drawn(task);

  test('every mixture of the variables meets the constraints', () => {
    for (const pair of pairs) {
      for (const mask of every(task.variables.length)) {
        const words = task.mixed(pair, variableSet(mask, task.readings));
        if ('constraints' in file) expect(words.values[0]).not.toBe(words.values[1]);
        expect(words.right).not.toBeUndefined();
      }
    }
  });

  test('sets that are one have one prompt, others differ in some pair', () => {
    const taken = (pair: Pair, mask: number) =>
      task.prompt(
        pair,
        pair.base.map((word, p) => ((mask >> p) & 1 ? pair.source[p] : word)),
      ).text;
    for (const mask of every(task.parts.length)) {
      const set = occurrenceSet(mask, task.readings);
      for (const pair of pairs) expect(promptOf(task, pair, set)).toBe(taken(pair, mask));
    }
    const sets = setsOf(task);
    const prompts = sets.map((set) => pairs.map((pair) => promptOf(task, pair, set)).join('\n'));
    expect(new Set(prompts).size).toBe(sets.length);
  });
});

test('where variables stand once each, both readings are the same sets', () => {
  const task = makeTask({
    template: '{a} {b} , {c} =',
    variables: { a: { range: [0, 5] }, b: { like: 'a' }, c: { like: 'a' } },
    constraints: ['a != b'],
    answer: { value: '(a + b + c) % 6' },
    answers: { range: [0, 5] },
  });
  expect(setsOf(task)).toHaveLength(8);
  for (const mask of every(3)) {
    expect(occurrenceSet(mask, task.readings)).toBe(variableSet(mask, task.readings));
  }
});
