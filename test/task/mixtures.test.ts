// What holds of every pair that is drawn and every set of parts that is taken from its source.
import { describe, expect, test } from 'vitest';
import { isEngineError } from '../../src/engine/core/error.ts';
import { random, shuffled } from '../../src/engine/core/random.ts';
import {
  occurrenceSet,
  occurrencesOf,
  type PartSet,
  variableSet,
} from '../../src/engine/task/partSet.ts';
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

/** The prompt of a pair with the words of some occurrences put in. */
const asTheyStand = (task: Task, pair: Pair, mask: number) =>
  task.prompt(
    pair,
    pair.base.map((word, p) => ((mask >> p) & 1 ? pair.source[p] : word)),
  ).text;

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
    for (const mask of every(task.parts.length)) {
      const set = occurrenceSet(mask, task.readings);
      for (const pair of pairs)
        expect(promptOf(task, pair, set)).toBe(asTheyStand(task, pair, mask));
    }
    const sets = setsOf(task);
    const prompts = sets.map((set) => pairs.map((pair) => promptOf(task, pair, set)).join('\n'));
    expect(new Set(prompts).size).toBe(sets.length);
  });
});

/**
 * Random tasks: variables of three values that stand up to twice or not at all, words by a table of their own for
 * every combination of what they are made of, some variables that stay.
 */
function randomTask(seed: number): Task {
  const rng = random(`task ${seed}`);
  const pick = <T>(items: readonly T[], least: number) =>
    shuffled(items, rng).slice(0, least + rng.below(items.length - least + 1));
  const names = ['a', 'b', 'c', 'd'].slice(0, 2 + rng.below(3));
  const derived = ['x', 'y', 'z'].slice(0, rng.below(4));
  const of = new Map(derived.map((name) => [name, pick(names, 2).slice(0, 3)]));
  const table = (name: string, [first, ...rest]: readonly string[], word: string): object =>
    Object.fromEntries(
      [0, 1, 2].map((i) => [
        `${first}${i}`,
        rest.length === 0 ? `${word}${i}` : table(name, rest, `${word}${i}`),
      ]),
    );
  const used = new Set([...of.values()].flat());
  const standing = names.flatMap((name) =>
    Array(used.has(name) ? rng.below(3) : 1 + rng.below(2)).fill(name),
  );
  const stays = pick(names, 0).slice(0, names.length - 1);
  const words = shuffled([...standing, ...derived, ...derived.slice(1)], rng);
  return makeTask({
    template: words.map((name) => `{${name}}`).join(' '),
    variables: Object.fromEntries(names.map((name) => [name, [0, 1, 2].map((i) => name + i)])),
    derive: Object.fromEntries(
      [...of].map(([x, made]) => [x, { of: made, table: table(x, made, x) }]),
    ),
    source: { draw: Object.fromEntries(stays.map((name) => [name, 'same'])) },
    answers: ['yes'],
  });
}

test('of random tasks: one set, one prompt; another set, another prompt in some pair', () => {
  let derivedSets = 0;
  for (let seed = 0; seed < 80; seed++) {
    const task = randomTask(seed);
    const pairs = drawn(task, 60);
    const sets = setsOf(task);
    const prompts = sets.map((set) => pairs.map((pair) => promptOf(task, pair, set)).join('\n'));
    expect(new Set(prompts).size, `${seed}: ${task.templates}`).toBe(sets.length);
    for (const mask of every(task.parts.length)) {
      const at = sets.indexOf(occurrenceSet(mask, task.readings));
      expect(prompts[at]).toBe(pairs.map((pair) => asTheyStand(task, pair, mask)).join('\n'));
    }
    derivedSets += sets.filter((set) => occurrencesOf(set, task.readings) === undefined).length;
  }
  expect(derivedSets).toBeGreaterThan(100); // in which words are made of both
});

test('of random constraints: every mixture of the variables meets them', () => {
  const names = ['a', 'b', 'c', 'd'];
  const parts = ['a', 'b + c', 'max(c, d)', '(a + d) % 5', 'a * b', 's'];
  let free = 0;
  for (let seed = 0; seed < 60; seed++) {
    const rng = random(`constraints ${seed}`);
    const one = () => parts[rng.below(parts.length)];
    const sign = () => ['!=', '<', '<=', '>'][rng.below(4)];
    const constraints = [0, 1].map(() => `${one()} ${sign()} ${one()} + ${rng.below(6)}`);
    const derive = { s: 'a + 2 * b', ...conditions(constraints) };
    const file = {
      template: '{a} {b} {c} {d} {held0} {held1}',
      variables: Object.fromEntries(names.map((name) => [name, { range: [0, 9] }])),
      derive,
      constraints,
      answer: '{a}',
    };
    const task = readable(file);
    if (task === undefined || task.notes.length > 0) continue; // contradictions, or bound to one another
    free++;
    for (const pair of drawn(task, 10)) {
      for (const mask of every(4)) {
        const { values } = task.mixed(pair, variableSet(mask, task.readings));
        expect(values.slice(4), `${constraints.join('; ')}: ${values}`).toEqual(['1', '1']);
      }
    }
  }
  expect(free).toBeGreaterThan(20);
});

/** The constraints as words of the prompt: 1 where they hold. */
function conditions(constraints: readonly string[]) {
  return Object.fromEntries(constraints.map((text, i) => [`held${i}`, text]));
}

function readable(file: object): Task | undefined {
  try {
    return makeTask(file);
  } catch (error) {
    if (!isEngineError(error, 'task-invalid')) throw error;
    return undefined;
  }
}

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
