// What `congruity task check` says of the sets of a task: the mixed prompts of one pair, and which sets the right
// answers tell apart.
import { expect, test } from 'vitest';
import { taskSetsText } from '../../src/cli/taskSets.ts';
import { taskFile } from '../../src/engine/analysis/taskCheck.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import type { TaskSetsView } from '../../src/protocol/taskViews.ts';
import { AGREEMENT, IOI, OLD_IOI, YEARS } from '../support/derivedTasks.ts';
import { watchedJob } from '../support/jobs.ts';

const look = (file: object, job = quietJob) =>
  taskFile(
    job,
    { files: nodeFiles(), sha256 },
    { task: '/w/t.json', text: JSON.stringify(file, undefined, 1) },
  );
async function setsOf(file: object): Promise<TaskSetsView> {
  const { sets, problems } = await look(file);
  if (sets === null) throw new Error(JSON.stringify(problems));
  return sets;
}
const PAIR = {
  base: { first: 'Tom', second: 'Ann', which: 'first', place: 'park' },
  source: { first: 'Ben', second: 'Eva', which: 'second', place: 'shop' },
};
const listed = { ...IOI, pairs: [PAIR, { base: PAIR.source, source: PAIR.base }] };

test('the prompts of all sets of both readings, by their names, smallest first', async () => {
  const { variables, prompts } = await setsOf(listed);
  expect(variables).toEqual(['first', 'second', 'which', 'place']);
  const names = prompts.map(({ set }) => set.join(' '));
  expect(names.slice(0, 7)).toEqual([
    '',
    'first',
    'second',
    'which',
    'place',
    'first second',
    'first which',
  ]);
  expect(new Set(names).size).toBe(names.length);
  // occurrence sets that are sets of variables too have those names: {}, {place}, all, and all but {place}
  expect(names).toHaveLength(16 + 16 - 4);
  const prompt = (...set: string[]) => prompts.find((each) => each.set.join() === set.join())!;
  expect(prompt('which')).toEqual({
    set: ['which'],
    prompt: 'When Tom and Ann went to the park, Ann gave a drink to',
    right: ['Tom'],
  });
  expect(prompt('"first"', '"S2"')).toEqual({
    set: ['"first"', '"S2"'],
    prompt: 'When Ben and Ann went to the park, Eva gave a drink to',
    right: null,
  });
});

/** A task -> variables that never matter, sets that are one, the least share of two sets that are told apart. */
test.each<readonly [string, object, readonly string[], readonly string[], number]>([
  ['indirect objects', IOI, ['place'], [], 0.2],
  ['indirect objects, the old way', OLD_IOI, ['S', 'place'], [], 0.5],
  [
    'agreement: only the number of the first noun',
    AGREEMENT,
    ['noun', 'noun2', 'number2'],
    [],
    0.2,
  ],
  ['a year', YEARS, ['century'], [], 0.3],
  [
    'two that are one: what is taken alone never matters',
    {
      template: '{a} {b} {c}',
      variables: { a: ['1', '2'], b: { like: 'a' }, c: { like: 'a' } },
      source: { draw: { a: { table: { 1: '2', 2: '1' } }, b: { table: { 1: '2', 2: '1' } } } },
      answer: { value: 'if(a == b, c, 3)' },
      answers: ['1', '2', '3'],
    },
    [],
    ['{} and {a, b}', '{a} and {b}', '{c} and {a, b, c}', '{a, c} and {b, c}'],
    0.2,
  ],
])('what right answers tell apart: %s', async (_, file, idle, same, least) => {
  const { apart, notes } = await setsOf(file);
  expect(apart!.idle).toEqual(idle);
  const told = apart!.couples.filter(({ share }) => share > 0);
  expect(told[0].share).toBeGreaterThan(least);
  expect(apart!.couples.map(({ share }) => share)).toEqual(
    apart!.couples.map(({ share }) => share).sort((a, b) => a - b),
  );
  expect(notes).toEqual([
    ...idle.map((name) => `"${name}" never changes the right answer.`),
    ...same.map((two) => `${two} have the same right answer in all of 64 pairs.`),
  ]);
});

test('the notes stand where the file says what they are about', async () => {
  const file = {
    ...OLD_IOI,
    variables: { IO: ['Tom', 'Ann'], S: { like: 'IO' }, place: ['x', 'y'] },
  };
  const { advice } = await look(file);
  const lines = JSON.stringify(file, undefined, 1).split('\n');
  const about = advice.map(({ line, column, message }) => [
    lines[line - 1].slice(0, column - 1).trim(),
    message,
  ]);
  expect(about).toContainEqual(['"place":', '"place" never changes the right answer.']);
  expect(about).toContainEqual([
    '"constraints":',
    expect.stringContaining('no other value of "IO", "S"'),
  ]);
  const { advice: none } = await taskFile(
    quietJob,
    { files: nodeFiles(), sha256 },
    { task: 'ioi' },
  );
  expect(none).toEqual([]);
});

test.each<readonly [string, object, string]>([
  [
    'no right answers',
    { ...OLD_IOI, answer: undefined, answers: ['Tom'] },
    'No right answers are known',
  ],
  ['no variables', { prompts: ['a b', 'c d'], answers: ['x', 'y'] }, 'The task names no variables'],
])('%s', async (_, file, note) => {
  const { apart, notes } = await setsOf(file);
  expect(apart).toBeNull();
  expect(notes.join()).toContain(note);
});

test('many variables: of one, and of all but one', async () => {
  const names = Array.from({ length: 8 }, (_, v) => `v${v}`);
  const sets = await setsOf({
    template: names.map((name) => `{${name}}`).join(' '),
    variables: Object.fromEntries(names.map((name) => [name, { range: [0, 5] }])),
    answer: { value: 'max(v0, v1, v2, v3, v4, v5, v6, v7)' },
    answers: { range: [0, 5] },
  });
  expect(sets.prompts).toHaveLength(2 + 2 * 8);
  expect(sets.apart!.couples).toHaveLength((18 * 17) / 2);
  const text = taskSetsText(sets, 'prompt');
  for (const told of [/\n +all +"/, /\n +all but \{v3\} +"/, /\n +\{v3\} +"/]) {
    expect(text).toMatch(told);
  }
});

test('a wrong file has no sets, and looking is cancelled between two pairs', async () => {
  expect(await look({ template: '{a}' })).toMatchObject({ sets: null, advice: [] });
  for (const at of [0, 40, 100]) {
    await expect(look(IOI, watchedJob({ at }))).rejects.toMatchObject({ code: 'cancelled' });
  }
});

test('the terminal shows the prompts, what is told apart least, and the notes', async () => {
  const text = taskSetsText(await setsOf(listed), 'prompt');
  expect(text).toMatch(
    /\{which\} +"When Tom and Ann went to the park, Ann gave a drink to" +Tom\n/,
  );
  expect(text).toMatch(/\{"S2"\} +"When Tom and Ann went to the park, Eva gave a drink to"\n/);
  expect(text).toMatch(/Sets of variables whose right answers differ least, over 2 pairs\n/);
  expect(text).toMatch(/\n {2}"place" never changes the right answer\.\n$/);
});
