// Task files in which words derive from variables, and one of the old form.
import { random } from '../../src/engine/core/random.ts';
import { trialEffort } from '../../src/engine/task/effort.ts';
import { occurrenceSet, type PartSet, variableSet } from '../../src/engine/task/partSet.ts';
import type { Pair, Task } from '../../src/engine/task/task.ts';

const NAMES = ['Tom', 'Ann', 'Ben', 'Eva', 'Sam', 'Rosa'];
/** Indirect objects as the variables have it: which of two names is said again. */
export const IOI = {
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
export const AGREEMENT = {
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
export const YEARS = {
  template: 'From {century} {tens} {ones} to {century}',
  variables: { century: ['17', '18'], year: { range: [11, 98], pad: 2 } },
  derive: { ones: 'year % 10', tens: '(year - ones) / 10' },
  answer: { where: 'answer >= tens' },
  answers: { range: [0, 9] },
};
/** The old way: a variable that stands twice is one variable with two occurrences. */
export const OLD_IOI = {
  template: 'When {IO} and {S} went to the {place}, {S} gave a drink to',
  variables: { IO: NAMES, S: { like: 'IO' }, place: ['park', 'shop'] },
  constraints: ['S != IO'],
  answer: '{IO}',
};

export const drawn = (task: Task, n = 40): readonly Pair[] => {
  const [rng, effort] = [random('derive'), trialEffort()];
  return Array.from({ length: n }, () => task.draw(rng, 0, effort));
};
export const promptOf = (task: Task, pair: Pair, set: PartSet) =>
  task.prompt(pair, task.mixed(pair, set).values).text;
export const variablesOf = (task: Task, names: readonly string[]) =>
  variableSet(maskOf(task.variables, names), task.readings);
export const occurrencesOf = (task: Task, names: readonly string[]) =>
  occurrenceSet(
    maskOf(
      task.parts.map(({ id }) => id),
      names,
    ),
    task.readings,
  );
const maskOf = (all: readonly string[], some: readonly string[]) =>
  all.reduce((mask, name, i) => (some.includes(name) ? mask | (1 << i) : mask), 0);
