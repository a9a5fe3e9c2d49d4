// Words that derive from variables, answers that count as one, and what a prompt says that takes a set of variables
// or of occurrences from another.
import { describe, expect, test } from 'vitest';
import { random } from '../../src/engine/core/random.ts';
import { trialEffort } from '../../src/engine/task/effort.ts';
import { occurrenceSet, type PartSet, variableSet } from '../../src/engine/task/partSet.ts';
import { setName } from '../../src/engine/task/setName.ts';
import type { Pair, Task } from '../../src/engine/task/task.ts';
import { makeTask } from '../support/tasks.ts';

const NAMES = ['Tom', 'Ann', 'Ben', 'Eva', 'Sam', 'Rosa'];
/** Indirect objects as the variables have it: which of two names is said again. */
const IOI = {
  template: 'When {first} and {second} went to the {place}, {S2} gave a drink to',
  variables: {
    first: NAMES,
    second: { like: 'first' },
    which: ['first', 'second'],
    place: ['park', 'shop'],
  },
  derive: {
    S2: "if(which == 'first', first, second)",
    IO: "if(which == 'first', second, first)",
  },
  constraints: ['first != second'],
  answer: '{IO}',
};
const AGREEMENT = {
  template: 'The {subject} near the {other}',
  variables: {
    noun: ['key', 'man'],
    number: ['one', 'many'],
    noun2: ['table', 'wall'],
    number2: ['one', 'many'],
  },
  derive: {
    subject: {
      of: ['noun', 'number'],
      table: { key: { one: 'key', many: 'keys' }, man: { one: 'man', many: 'men' } },
    },
    other: {
      of: ['noun2', 'number2'],
      table: { table: { one: 'table', many: 'tables' }, wall: { one: 'wall', many: 'walls' } },
    },
    verb: { of: 'number', table: { one: 'is', many: 'are' } },
  },
  answer: '{verb}',
  classes: { singular: ['is', 'was'], plural: ['are', 'were'] },
};
/** Digits apart: calculated words, and a table of one. */
const YEARS = {
  template: 'From {century} {tens} {ones} to {century}',
  variables: { century: ['17', '18'], year: { range: [11, 98], pad: 2 } },
  derive: { ones: 'year % 10', tens: '(year - ones) / 10' },
  answer: { where: 'answer >= tens' },
  answers: { range: [0, 9] },
};
/** The old way: a variable that stands twice is one variable with two occurrences. */
const OLD_IOI = {
  template: 'When {IO} and {S} went to the {place}, {S} gave a drink to',
  variables: { IO: NAMES, S: { like: 'IO' }, place: ['park', 'shop'] },
  constraints: ['S != IO'],
  answer: '{IO}',
};

const draws = (task: Task, n = 40): readonly Pair[] => {
  const [rng, effort] = [random('derive'), trialEffort()];
  return Array.from({ length: n }, () => task.draw(rng, 0, effort));
};
const text = (task: Task, pair: Pair, set: PartSet) =>
  task.prompt(pair, task.mixed(pair, set).values).text;
const variables = (task: Task, names: readonly string[]) =>
  variableSet(maskOf(task.variables, names), task.readings);
const occurrences = (task: Task, names: readonly string[]) =>
  occurrenceSet(
    maskOf(
      task.parts.map(({ id }) => id),
      names,
    ),
    task.readings,
  );
const maskOf = (all: readonly string[], some: readonly string[]) =>
  all.reduce((mask, name, i) => (some.includes(name) ? mask | (1 << i) : mask), 0);

/** base and source by variable, a set of either reading -> the prompt, the right answers. */
const mixtures: readonly (readonly [
  string,
  object,
  readonly [readonly string[], readonly string[]],
  { readonly variables: readonly string[] } | { readonly occurrences: readonly string[] },
  string,
  readonly string[] | undefined,
])[] = [
  [
    'which from the source: the base name of that rank is said again',
    IOI,
    [
      ['Tom', 'Ann', 'first', 'park'],
      ['Ben', 'Eva', 'second', 'shop'],
    ],
    { variables: ['which'] },
    'When Tom and Ann went to the park, Ann gave a drink to',
    ['Tom'],
  ],
  [
    'a name, which is said again with it',
    IOI,
    [
      ['Tom', 'Ann', 'first', 'park'],
      ['Ben', 'Eva', 'second', 'shop'],
    ],
    { variables: ['first'] },
    'When Ben and Ann went to the park, Ben gave a drink to',
    ['Ann'],
  ],
  [
    'the words of a name as they stand: off the task',
    IOI,
    [
      ['Tom', 'Ann', 'first', 'park'],
      ['Ben', 'Eva', 'second', 'shop'],
    ],
    { occurrences: ['S2'] },
    'When Tom and Ann went to the park, Eva gave a drink to',
    undefined,
  ],
  [
    'the number of a noun',
    AGREEMENT,
    [
      ['key', 'one', 'table', 'one'],
      ['man', 'many', 'wall', 'many'],
    ],
    { variables: ['number'] },
    'The keys near the table',
    ['are', 'were'],
  ],
  [
    'the digits of a year, one made from the other',
    YEARS,
    [
      ['17', '42'],
      ['18', '97'],
    ],
    { variables: ['year'] },
    'From 17 9 7 to 17',
    ['9'],
  ],
  [
    'a variable that stands twice',
    OLD_IOI,
    [
      ['Tom', 'Ann', 'park'],
      ['Ben', 'Eva', 'shop'],
    ],
    { variables: ['S'] },
    'When Tom and Eva went to the park, Eva gave a drink to',
    ['Tom'],
  ],
];

test.each(mixtures)('%s', (_, file, [base, source], set, wanted, right) => {
  const names = Object.keys((file as { variables: object }).variables);
  const side = (words: readonly string[]) =>
    Object.fromEntries(names.map((name, v) => [name, words[v]]));
  const listed = { base: side(base), source: side(source) };
  const task = makeTask({ ...file, pairs: [listed, { base: listed.source, source: listed.base }] });
  const pair = task.listed![0];
  const taken =
    'variables' in set ? variables(task, set.variables) : occurrences(task, set.occurrences);
  expect(text(task, pair, taken)).toBe(wanted);
  const found = task.mixed(pair, taken).right?.map((answer) => task.answers[answer]);
  expect(found).toEqual(right);
});

/** Variables, what each occurrence depends on and is; the names of some sets. */
const readings: readonly (readonly [
  string,
  object,
  readonly string[],
  readonly (readonly [string, readonly string[], string | undefined])[],
])[] = [
  [
    'derived words have no variable of their own',
    IOI,
    ['first', 'second', 'which', 'place'],
    [
      ['first', ['first'], 'first'],
      ['second', ['second'], 'second'],
      ['place', ['place'], 'place'],
      ['S2', ['first', 'second', 'which'], undefined],
    ],
  ],
  [
    'words of words',
    YEARS,
    ['century', 'year'],
    [
      ['century1', ['century'], 'century'],
      ['century2', ['century'], 'century'],
      ['ones', ['year'], undefined],
      ['tens', ['year'], undefined],
    ],
  ],
  [
    'what the source never changes is no variable of the reading',
    { ...IOI, source: { draw: { place: 'same', second: 'same' } } },
    ['first', 'which'],
    [
      ['first', ['first'], 'first'],
      ['second', [], undefined],
      ['place', [], undefined],
      ['S2', ['first', 'which'], undefined],
    ],
  ],
  [
    'nor what has one value',
    { ...OLD_IOI, variables: { ...OLD_IOI.variables, place: ['park'] } },
    ['IO', 'S'],
    [
      ['IO', ['IO'], 'IO'],
      ['S1', ['S'], 'S'],
      ['S2', ['S'], 'S'],
      ['place', [], undefined],
    ],
  ],
  [
    'another name for a variable is that variable',
    {
      template: '{a} {b} {again}',
      variables: { a: ['1', '2'], b: ['3', '4'] },
      derive: { again: '{a}' },
      answer: '{b}',
    },
    ['a', 'b'],
    [
      ['a', ['a'], 'a'],
      ['b', ['b'], 'b'],
      ['again', ['a'], 'a'],
    ],
  ],
];

test.each(readings)('%s', (_, file, names, parts) => {
  const task = makeTask(file);
  expect(task.variables).toEqual(names);
  const found = task.parts.map(({ id }, p) => [
    id,
    names.filter((__, v) => (task.readings.depends[p] >> v) & 1),
    names[task.readings.plain[p]],
  ]);
  expect(found).toEqual(parts);
});

test('sets are written by variables where they have such a name, else by occurrences in quotes', () => {
  const task = makeTask(OLD_IOI); // IO, S1, S2, place
  const name = (...ids: string[]) => setName(occurrences(task, ids), task);
  expect(name()).toEqual([]);
  expect(name('S2')).toEqual(['"S2"']);
  expect(name('S2', 'S1')).toEqual(['S']);
  expect(name('place', 'S2')).toEqual(['"S2"', '"place"']);
  expect(name('IO', 'S1', 'S2', 'place')).toEqual(['IO', 'S', 'place']);
  expect(setName(variables(makeTask(IOI), ['place', 'which']), makeTask(IOI))).toEqual([
    'which',
    'place',
  ]);
});

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
  const pairs = draws(task);

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
      for (const pair of pairs) expect(text(task, pair, set)).toBe(taken(pair, mask));
    }
    const sets = setsOf(task);
    const prompts = sets.map((set) => pairs.map((pair) => text(task, pair, set)).join('\n'));
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

test('answers of a class are one outcome, and all are right where one is', () => {
  const task = makeTask({ ...AGREEMENT, answers: ['was', 'am', 'is', 'are', 'were'] });
  expect(task.classes).toEqual(['singular', 'plural', 'am']);
  expect(task.outcomes).toEqual([0, 2, 0, 1, 1]);
  const number = ({ variables: { base } }: Pair) => base[1];
  for (const pair of draws(task, 10)) {
    expect(pair.right).toEqual(number(pair) === 'one' ? [0, 2] : [3, 4]);
  }
  expect(makeTask(IOI).outcomes).toEqual([0, 1, 2, 3, 4, 5]);
});
