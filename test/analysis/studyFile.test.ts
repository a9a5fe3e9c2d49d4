// Study files: what is wrong is said with its line, and what is right is read with all that holds for it.
import { expect, test } from 'vitest';
import { readStudy } from '../../src/engine/analysis/studyFile.ts';
import { studyFile } from '../../src/engine/analysis/studyFileView.ts';
import { needsOf } from '../../src/engine/analysis/studyNeeds.ts';
import { isEngineError } from '../../src/engine/core/error.ts';
import { nodeFiles } from '../../src/platform/files.ts';

const files = nodeFiles();
const path = '/studies/a.congruity.json';

/** A study of two models and a task, a line an expectation from line 6 on. */
function study(expectations: readonly string[], more = ''): string {
  return `{ // a comment
"models": {"base": "models/base", "int8": "../int8.gguf", "far": "/abs/far"},
"tasks": {"sums": "sums.task.json", "names": "ioi"},
${more}
"expectations": [
${expectations.join(',\n')}
]}`;
}
const same = '{"expect": "same interpretation", "a": "base", "b": "int8", "task": "sums"}';

const wrong: readonly (readonly [string, string, RegExp])[] = [
  ['no JSON', '{"models": ', /:1:12: value expected/],
  ['nothing at all', '', /:1:1: value expected/],
  ['no expectations', study([]), /:5:17: expectations: .*NOT have fewer than 1/],
  ['a key that is not known', study([same], '"model": 1,'), /:4:1: the key "model" is not known/],
  ['an expectation of no kind', study(['{"expect": "alike"}']), /:6:12: .*allowed: "indist/],
  ['a kind that is no text', study(['{"expect": 3}']), /:6:12: expectations\[0\]\.expect/],
  ['no such model', study([same.replace('int8', 'int4')]), /:6:53: there is no model "int4"; /],
  ['the list of models', study([same.replace('int8', 'x')]), /there is "base", "int8", "far"/],
  ['no such task', study([same.replace('"sums"', '"ioi"')]), /:6:\d+: there is no task "ioi"/],
  ['no task where there are two', study([same.replace(/, "task".*"/, '')]), /:6:1: "task" is miss/],
  ['a model with itself', study([same.replace('int8', 'base')]), /:6:53: "base" is compared with/],
  [
    'one that stays as itself',
    study(['{"expect": "stays as", "model": "base", "as": "base", "task": "sums"}']),
    /"base" is compared with itself/,
  ],
  ['half a pair', study([same.replace('"b": "int8", ', '')]), /:6:1: "b" is missing, which "same/],
  [
    'a bound that it does not take',
    study([same.replace('}', ', "atLeast": 0.5}')]),
    /:6:\d+: "same interpretation" takes no "atLeast", but "a", "b"/,
  ],
  [
    'a share over 1',
    study(['{"expect": "accuracy", "model": "base", "task": "sums", "atLeast": 95}']),
    /:6:68: expectations\[0\]\.atLeast: .*must be <= 1/,
  ],
  [
    'an accuracy that no interval reaches',
    study(['{"expect": "accuracy", "model": "base", "task": "sums", "atLeast": 1.0}']),
    /:6:68: the interval of an accuracy never reaches 1/,
  ],
  [
    'an empty set',
    study(['{"expect": "holds", "model": "base", "task": "sums", "set": [], "atLeast": 0.5}']),
    /expectations\[0\]\.set/,
  ],
  ['two of one name', study([same, same]), /:7:1: .* is the name of expectation 1 too/],
  [
    'two of one name that is given',
    study([same.replace('{', '{"name": "x", '), same.replace('{', '{"name": "x", ')]),
    /:7:10: "x" is the name of expectation 1 too/,
  ],
  [
    'pairs and work',
    study([same], '"settings": {"pairs": 10, "work": 10},'),
    /:4:35: a number of pairs is exact/,
  ],
  [
    'pairs and work of one',
    study([same.replace('}', ', "settings": {"pairs": 10, "work": 10}}')]),
    /:6:\d+: a number of pairs is exact/,
  ],
  ['a level of 2', study([same], '"settings": {"level": 2},'), /:4:23: settings\.level: /],
  ['a name without letters', study([same]).replace('"far"', '" "'), /:2:\d+: a name of 1 to 100/],
  ['a key twice', study([same]).replace('"far"', '"base"'), /the key "base" is there twice/],
  ['a list for models', study([same]).replace(/"models": .*\},/, '"models": [],'), /:2:11: models/],
];

test.each(wrong)('%s', async (_, text, message) => {
  const thrown = await readStudy(files, path, text).catch((error: unknown) => error);
  expect(isEngineError(thrown, 'study-invalid')).toBe(true);
  expect((thrown as Error).message).toMatch(message);
  const view = await studyFile({ files }, { path, text });
  const [{ line, column, message: first }] = view.problems;
  expect((thrown as Error).message).toContain(`a.congruity.json:${line}:${column}: ${first}`);
  expect(view.expectations).toEqual([]);
});

test('every problem is told at once, in the order of the lines', async () => {
  const text = study([same.replace('base', 'x'), same.replace('int8', 'y')]);
  const { problems, ofForm } = await studyFile({ files }, { path, text });
  expect(problems.map(({ line }) => line)).toEqual([6, 7]);
  expect(ofForm).toBe(false);
});

test('what a schema says is marked as such', async () => {
  const view = await studyFile({ files }, { path, text: study(['{"expect": 3}']) });
  expect(view.ofForm).toBe(true);
});

test('a file that is not there is no wrong file', async () => {
  await expect(studyFile({ files }, { path })).rejects.toMatchObject({ code: 'file-missing' });
});

test('paths are of the folder of the file; a built-in task is its name', async () => {
  const { models, tasks, name } = await readStudy(files, path, study([same]));
  expect(name).toBe('a.congruity.json');
  expect([...models]).toEqual([
    ['base', '/studies/models/base'],
    ['int8', '/int8.gguf'],
    ['far', '/abs/far'],
  ]);
  expect([...tasks]).toEqual([
    ['sums', '/studies/sums.task.json'],
    ['names', 'ioi'],
  ]);
  const { inputs } = await studyFile({ files }, { path, text: study([same]) });
  expect(inputs).toEqual({
    models: ['/studies/models/base', '/int8.gguf', '/abs/far'],
    files: [path, '/studies/sums.task.json'],
  });
});

test('expectations are called by what they say, and stand where "expect" does', async () => {
  const on = '"task": "sums"';
  const { expectations } = await readStudy(
    files,
    path,
    study([
      same,
      `{"expect": "stays as", "model": "int8", "as": "base", ${on}}`,
      `{"expect": "holds", "model": "base", "set": ["a", "b"], "atLeast": 0.5, ${on}}`,
      `{"expect": "accuracy", "model": "base", "atLeast": 0.9, ${on}, "name": "solves it"}`,
    ]),
  );
  expect(expectations.map(({ name, line, column }) => [name, line, column])).toEqual([
    ['base and int8: same interpretation on sums', 6, 12],
    ['int8 stays as base on sums', 7, 12],
    ['base holds {a, b} by at least 0.5 on sums', 8, 12],
    ['solves it', 9, 12],
  ]);
  expect(expectations[1].expectation).toEqual({
    ...{ expect: 'stays as', model: 'int8', as: 'base' },
    drop: 0.05,
  });
});

test('an item of an editor is all that an expectation says, over lines of any ending', async () => {
  const text = study([
    same,
    `{\r\n"expect": "accuracy", "model": "base",\r\n"task": "sums", "atLeast":0.5}`,
  ]);
  const { expectations } = await studyFile({ files }, { path, text });
  expect(expectations.map(({ span }) => span)).toEqual([
    { from: { line: 6, column: 1 }, to: { line: 6, column: same.length + 1 } },
    { from: { line: 7, column: 1 }, to: { line: 9, column: 31 } },
  ]);
});

test("an expectation's settings stand over the study's; pairs and work take each other's place", async () => {
  const more = '"settings": {"pairs": 64, "seed": 3}, "allowInconclusive": true,';
  const own = (settings: string, rest = '') =>
    same.replace(
      '{',
      `{"name": "${settings.length}${rest.length}", "settings": {${settings}}${rest},`,
    );
  const { expectations } = await readStudy(
    files,
    path,
    study([own(''), own('"pairs": 9'), own('"work": 99', ', "allowInconclusive": false')], more),
  );
  expect(expectations.map(({ settings }) => settings)).toEqual([
    { seed: 3, pairs: 64, work: undefined },
    { seed: 3, pairs: 9 },
    { seed: 3, work: 99 },
  ]);
  expect(expectations.map(({ allowInconclusive }) => allowInconclusive)).toEqual([
    true,
    true,
    false,
  ]);
});

test('what is needed is run once, whichever way round it is asked', async () => {
  const on = '"task": "sums"';
  const read = await readStudy(
    files,
    path,
    study([
      same,
      `{"expect": "different", "a": "int8", "b": "base", ${on}}`,
      `{"expect": "stays as", "model": "int8", "as": "base", ${on}}`,
      `{"expect": "different", "a": "int8", "b": "base", ${on}, "name": "more", "settings": {"seed": 1}}`,
      `{"expect": "different", "a": "int8", "b": "base", "task": "names"}`,
      `{"expect": "holds", "model": "base", "set": ["a"], "atLeast": 0.5, ${on}}`,
      `{"expect": "accuracy", "model": "base", "atLeast": 0.5, ${on}}`,
      `{"expect": "accuracy", "model": "base", "atLeast": 0.6, ${on}}`,
    ]),
  );
  const needs = needsOf(read, read.expectations);
  expect(needs.map(({ kind, models, task, asked }) => [kind, models, task, asked.length])).toEqual([
    ['compare', ['base', 'int8'], 'sums', 3],
    ['compare', ['base', 'int8'], 'sums', 1],
    ['compare', ['base', 'int8'], 'names', 1],
    ['interpret', ['base'], 'sums', 1],
    ['accuracy', ['base'], 'sums', 2],
  ]);
});
