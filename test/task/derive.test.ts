// Words that derive from variables, answers that count as one, and what a prompt says that takes a set of variables
// or of occurrences from another.
import { expect, test } from 'vitest';
import { setName } from '../../src/engine/task/setName.ts';
import type { Pair } from '../../src/engine/task/task.ts';
import {
  AGREEMENT,
  drawn,
  IOI,
  OLD_IOI,
  occurrencesOf,
  promptOf,
  variablesOf,
  YEARS,
} from '../support/derivedTasks.ts';
import { makeTask } from '../support/tasks.ts';

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
    'variables' in set ? variablesOf(task, set.variables) : occurrencesOf(task, set.occurrences);
  expect(promptOf(task, pair, taken)).toBe(wanted);
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
    'in listed pairs: what none of them changes; one occurrence is enough',
    {
      ...OLD_IOI,
      pairs: [
        {
          base: { IO: 'Tom', S: 'Ann', place: 'park' },
          source: { IO: 'Tom', S1: 'Ann', S2: 'Eva', place: 'park' },
        },
        {
          base: { IO: 'Ben', S: 'Ann', place: 'shop' },
          source: { IO: 'Ben', S1: 'Ann', S2: 'Sam', place: 'shop' },
        },
      ],
    },
    ['S'],
    [
      ['IO', [], undefined],
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
  const name = (...ids: string[]) => setName(occurrencesOf(task, ids), task);
  expect(name()).toEqual([]);
  expect(name('S2')).toEqual(['"S2"']);
  expect(name('S2', 'S1')).toEqual(['S']);
  expect(name('place', 'S2')).toEqual(['"S2"', '"place"']);
  expect(name('IO', 'S1', 'S2', 'place')).toEqual(['IO', 'S', 'place']);
  expect(setName(variablesOf(makeTask(IOI), ['place', 'which']), makeTask(IOI))).toEqual([
    'which',
    'place',
  ]);
});

test('answers of a class are one outcome, and all are right where one is', () => {
  const task = makeTask({ ...AGREEMENT, answers: ['was', 'am', 'is', 'are', 'were'] });
  expect(task.classes).toEqual(['singular', 'plural', 'am']);
  expect(task.outcomes).toEqual([0, 2, 0, 1, 1]);
  const number = ({ variables: { base } }: Pair) => base[1];
  for (const pair of drawn(task, 10)) {
    expect(pair.right).toEqual(number(pair) === 'one' ? [0, 2] : [3, 4]);
  }
  expect(makeTask(IOI).outcomes).toEqual([0, 1, 2, 3, 4, 5]);
});
