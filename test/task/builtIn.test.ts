// The built-in tasks, as sentences: what a prompt says that takes some variables from another, and its right answers.
import { expect, test } from 'vitest';
import { builtInTasks } from '../../src/engine/task/builtInTasks.ts';
import { variableSet } from '../../src/engine/task/partSet.ts';
import type { Pair, Task } from '../../src/engine/task/task.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { builtIn } from '../support/tasks.ts';

/** Words of the variables, in the order of the file. */
function pairOf(task: Task, base: string, source: string): Pair {
  const variables = { base: base.split(' '), source: source.split(' ') };
  const plain = (words: readonly string[]) =>
    task.readings.plain.map((v) => (v < 0 ? '' : words[v])); // derived words are made
  return {
    template: 0,
    base: plain(variables.base),
    source: plain(variables.source),
    variables,
    right: [],
  };
}

const IOI = ['ioi', 'Anna Ben first park book', 'Carl Eric second school ring'] as const;
const VERB = ['subject-verb', 'key singular table plural', 'dog plural tree singular'] as const;
const DIGITS = ['greater-than-digits', 'war 14 3 9', 'plan 17 8 0'] as const;
const FACT = ['capital-of', 'capital France', 'language Japan'] as const;
const SEQUENCE = ['sequence', 'number 1', 'month 3'] as const;
const SAY = ['induction', 'red bird door fish first', 'apple moon ship king second'] as const;
const PARAM = ['docstring', 'name data text mode first', 'size path user key second'] as const;

/** Task, base, source; variables that are taken from the source -> where it differs, the right answers. */
const cases: readonly (readonly [readonly [string, string, string], string, RegExp, string])[] = [
  [IOI, 'which', /^When Anna and Ben went to the park, Ben gave a book to$/, 'Anna'],
  [IOI, 'first', /^When Carl and Ben went to the park, Carl gave/, 'Ben'],
  [IOI, 'first which', /^When Carl and Ben .* Ben gave/, 'Carl'],
  [IOI, 'place thing', /^When Anna and Ben went to the school, Anna gave a ring to$/, 'Ben'],
  [VERB, '', /^The key near the tables$/, 'is was has'],
  [VERB, 'number', /^The keys near the tables$/, 'are were have'],
  [VERB, 'subject', /^The dog near the tables$/, 'is was has'],
  [VERB, 'otherNumber', /^The key near the table$/, 'is was has'],
  [DIGITS, 'event', /^The plan lasted from the year 1439 to the year 14$/, '4 5 6 7 8 9'],
  [DIGITS, 'century ones', /year 1730 to the year 17$/, '3 4 5 6 7 8 9'],
  [DIGITS, 'tens', /year 1489 to/, '9'],
  [['greater-than', 'war 14 39', 'plan 17 96'], 'year', /year 1496 to the year 14$/, '97 98 99'],
  [
    ['gendered-pronoun', 'A female friend', 'J male cook'],
    'gender',
    /^So Adam is a .* friend/,
    'he',
  ],
  [['gendered-pronoun', 'A female friend', 'J male cook'], 'name', /^So Jane is/, 'she'],
  [FACT, 'relation', /^The language of France is$/, 'French'],
  [FACT, 'country', /^The capital of Japan is$/, 'Tokyo'],
  [SEQUENCE, 'start', /^In order: three, four, five, six,$/, 'seven'],
  [SEQUENCE, 'kind', /^In order: January, February, March, April,$/, 'May'],
  [SAY, '', /^Say: red bird door fish\. Again: red bird$/, 'door'],
  [SAY, 'begin', /^Say: red bird door fish\. Again: bird door$/, 'fish'],
  [PARAM, 'begin', /name, data, text, mode\).*:param data: .*:param text: .*:param$/s, 'mode'],
  [PARAM, 'b', /name, data, user, mode\).*:param name: .*:param data: /s, 'user'],
];

test.each(cases)('%s: %s from the source', ([name, base, source], taken, text, right) => {
  const task = builtIn(name);
  const names = taken.split(' ').filter((each) => each !== '');
  const mask = names.reduce((bits, each) => bits | (1 << task.variables.indexOf(each)), 0);
  // What takes nothing is the pair's own base: here it is said as what takes all of the other way round.
  const [from, to] = mask === 0 ? [source, base] : [base, source];
  const set = variableSet(mask === 0 ? 2 ** task.variables.length - 1 : mask, task.readings);
  const pair = pairOf(task, from, to);
  const mixed = task.mixed(pair, set);
  expect(task.prompt(pair, mixed.values).text).toMatch(text);
  expect(mixed.right!.map((answer) => task.answers[answer]).join(' ')).toBe(right);
});

test.each(builtInTasks.map(({ name }) => name))(
  '%s: every mixture meets the constraints',
  (name) => {
    expect(builtIn(name).notes).toEqual([]);
  },
);

test('each is a file of its name', () => {
  for (const { name, load } of builtInTasks) expect(load(sha256).name).toBe(name);
});
