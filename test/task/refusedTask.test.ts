import { describe, expect, test } from 'vitest';
import { EngineError } from '../../src/engine/core/error.ts';
import { readTask } from '../../src/engine/task/readTask.ts';
import { sha256 } from '../../src/platform/sha256.ts';

/** A task that is right, and its variations. */
const SUM = { template: '{a} + {b} =', variables: { a: ['1', '2'], b: ['1', '2'] } };
const sum = (more: object) => ({ ...SUM, answer: '{a}', ...more });

function refusal(text: string): EngineError {
  try {
    readTask(text, 't.json', sha256);
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('the task was read');
}

/** One of the problems told is `message`, and its line and column point at `at`. */
function checkRefused(text: string, at: string, message: string) {
  const error = refusal(text);
  expect(error.code).toBe('task-invalid');
  expect(error.hint).toBeTruthy();
  expect(error.message).toContain(message);
  const told = error.message.split('\n').find((line) => line.includes(message))!;
  const [, line, column] = /^t\.json:(\d+):(\d+): /.exec(told)!;
  expect(text.split('\n')[Number(line) - 1].slice(Number(column) - 1)).toMatch(startOf(at));
}

const startOf = (at: string) => new RegExp(`^${at.replace(/[^\w\s]/g, '\\$&')}`);

describe('text that is no task', () => {
  test.each([
    ['', '1:1', 'value expected'],
    ['{\n  "name": "x"\n', '3:1', 'close brace expected'],
    ['{\n  "name" "x"\n}', '2:10', 'colon expected'],
    ['[]', '1:1', 'found an array'],
    [`${'['.repeat(40)}`, '1:33', 'nests deeper than 32 levels'],
    ['{"name":"x",\n "name":"y"}', '2:2', 'the key "name" is there twice'],
    ['{\n  "nmae": "x"\n}', '2:3', 'the key "nmae" is not known; allowed: '],
    ['{"__proto__": {}}', '1:2', 'the key "__proto__" is not known'],
    ['{\n  "name": 3\n}', '2:11', 'name: found a number, "3"; it must be string'],
    ['{"separator":\n"-"}', '2:1', 'separator: found a string, "-"; allowed: " " or ""'],
    ['{"pairs": 1}', '1:11', 'how many pairs to draw (2 to 4096), or a list of pairs'],
    ['{"pairs": 5000}', '1:11', 'how many pairs to draw (2 to 4096), or a list of pairs'],
    [
      '{"pairs": [{"base":{}, "source":{}},\n {"base":{}}]}',
      '2:2',
      'pairs[1]: "source" is missing',
    ],
    ['{"variables": {"a": ["x", 1]}}', '1:27', 'variables.a[1]: found a number, "1"'],
    ['{"variables": {"a": {"rnage": [1, 2]}}}', '1:21', 'variables.a: found an object'],
    ['{"variables": {"a b": ["x"]}}', '1:16', 'the name "a b" is not allowed'],
    // In quotes a set of a report names a word of the prompt as it stands.
    [
      String.raw`{"variables": {"\"a\"": ["x"]}}`,
      '1:16',
      'is not allowed; allowed: a name without',
    ],
    ['{"variables": {"a": [" x"]}}', '1:22', 'a word without white space at its ends'],
    ['{"answer": {"of": "a"}}', '1:12', 'answer: found an object'],
    ['{"floor": 2}', '1:11', 'floor: found a number, "2"; it must be <= 1'],
    ['{}', '1:1', 'one of "template", "templates" and "prompts" is needed, found none of them'],
  ])('%j', (text, place, message) => {
    const { code, hint, message: found } = refusal(text);
    expect([code, typeof hint]).toEqual(['task-invalid', 'string']);
    expect(found).toContain(`t.json:${place}: `);
    expect(found).toContain(message);
  });

  test('tells all that is wrong with derived words, once', () => {
    const derive = { x: 'y', y: 'x', z: 'x', w: 'a + nobody', v: { of: 'w', table: { 1: '2' } } };
    const lines = refusal(JSON.stringify(sum({ template: '{a} {b} {x} {v}', derive }))).message;
    expect(lines.split('\n').map((line) => line.replace(/^t\.json:1:\d+: /, ''))).toEqual([
      '"x" derives from "y" derives from "x"',
      'there is no variable nobody',
    ]);
  });

  test('tells all that is wrong, in order', () => {
    const text = '{\n"name": 1,\n"seed": -1\n}';
    expect(() => readTask(text, 't.json', sha256)).toThrow(/t\.json:2:9: .*\nt\.json:3:9: /);
  });

  test('a megabyte of one word', () => {
    const text = JSON.stringify({ ...SUM, template: `{a} {b} ${'x'.repeat(2 ** 20)}` });
    checkRefused(text, '"{a} {b} xxx', 'it must NOT have more than 20000 characters');
  });

  test('more than 4 MB', () => {
    const read = () => readTask(' '.repeat(5e6), 't.json', sha256);
    expect(read).toThrow('t.json has 5,000,000 characters, 4,194,304 are allowed');
  });
});

describe('a task that contradicts itself', () => {
  test.each<[string, object, string, string]>([
    ['unknown variable', sum({ template: '{a} {b} {x}' }), '{x}', '{x} is not among "variables"'],
    ['unused variable', sum({ template: '{a} =' }), '["1","2"]', '{b} is not in the template'],
    ['no variable', { template: 'Hello' }, '"Hello"', 'the template has no variable'],
    ['open brace', sum({ template: '{a} {b} {' }), ' {', '"{" is not a variable'],
    ['two marks', sum({ template: '{a} {?} {b} {?}' }), '{?}"', 'the answer is marked twice'],
    [
      'part called twice',
      { template: '{S} {S} {S1}', variables: { S: ['a'], S1: ['b'] }, answer: '{S1}' },
      '"{S} {S}',
      'two parts are called "S1"; rename a variable',
    ],
    [
      'templates of different words',
      { ...sum({}), template: undefined, templates: ['{a} + {b} =', '{a} plus {b} ='] },
      '"{a} plus',
      '"+" is only in the first, "plus" is not in the first',
    ],
    [
      'templates of different variables',
      { ...sum({}), template: undefined, templates: ['{a} + {b} =', '{a} + {b} = {a}'] },
      '"{a} + {b} = {a}"',
      '{a} is there 2 times, in the first template 1 times',
    ],
    [
      'value twice',
      sum({ variables: { a: ['1', '1'], b: ['1'] } }),
      '["1","1"]',
      'value "1" is there twice',
    ],
    [
      'like nobody',
      sum({ variables: { a: { like: 'z' }, b: ['1'] } }),
      '{"like":"z"}',
      'no variable "z"',
    ],
    [
      'like itself',
      sum({ variables: { a: { like: 'b' }, b: { like: 'a' } } }),
      '{"like":"b"}',
      '"b" is like itself',
    ],
    [
      'endless range',
      sum({ variables: { a: { range: [0, 1e9] }, b: ['1'] } }),
      '{"range"',
      'there are 1,000,000,001 values, 10,000 are allowed',
    ],
    ['constraint', sum({ constraints: ['a < z'] }), 'z"', 'there is no variable z'],
    [
      'no condition',
      sum({ constraints: ['a + b'] }),
      '"a + b"',
      'a condition such as "a < b" is needed',
    ],
    ['distinct', sum({ constraints: [{ distinct: ['a', 'q'] }] }), '"q"', 'no variable "q"'],
    ['not', sum({ constraints: [{ not: { a: '9' } }] }), '"9"', '"9" is not a value of "a"'],
    [
      'nothing left',
      sum({ constraints: ['a < b', 'b < a'] }),
      '["a < b"',
      'the constraints allow none of 10000 draws',
    ],
    ['answer', sum({ answer: '{z}' }), '"{z}"', 'there is no variable "z"'],
    ['answers', sum({ answers: ['1'] }), '"{a}"', 'the value "2" is not among "answers"'],
    ['no answers', { ...SUM }, '{"template"', 'no answers are known'],
    ['expression', sum({ answer: { value: 'a + b' } }), '{"value"', 'needs the list of "answers"'],
    [
      'sum too big',
      sum({ answer: { value: 'a + b' }, answers: ['2', '3'] }),
      '{"value"',
      'the answer "4" to "a = 2, b = 2" is not among "answers"',
    ],
    [
      'table',
      sum({ answer: { of: 'a', table: { 1: 'x' } } }),
      '{"1":"x"}',
      'the value "2" of "a" has no entry',
    ],
    ['source', sum({ source: { draw: { z: 'same' } } }), '"same"', 'there is no variable "z"'],
    [
      'a source that is always the base',
      sum({ source: { draw: { a: 'same', b: 'same' } } }),
      '{"draw"',
      'the source changes no variable',
    ],
    [
      'pairs whose source is the base',
      sum({
        pairs: [1, 2].map((a) => ({ base: { a: `${a}`, b: '1' }, source: { a: `${a}`, b: '1' } })),
      }),
      '[{"base"',
      'the source changes no variable',
    ],
    [
      'source without an other answer',
      sum({ source: { draw: { a: 'same' }, answer: 'other' } }),
      '{"draw"',
      'no source for "a = ',
    ],
    ['spans', sum({ spans: ['minus'] }), '"minus"', '"minus" is not between the variables'],
    [
      'pair',
      sum({ pairs: [0, 1].map(() => ({ base: { a: '1' }, source: { a: '1', b: '7' } })) }),
      '{"a":"1"}',
      'the variable "b" has no value',
    ],
    [
      '21 parts',
      { template: '{a} '.repeat(21).trim(), variables: { a: ['1'] }, answer: '{a}' },
      '"{a} {a}',
      'found 21 parts, 20 are allowed: ',
    ],
    [
      '65 spans',
      { template: `{a} ${'x '.repeat(64)}=`, variables: { a: ['1'] }, answer: '{a}' },
      '"{a} x',
      'found 66 spans, 64 are allowed: ',
    ],
    ['prompts and template', { ...SUM, prompts: ['a b', 'c d'] }, '{"template"', 'found 2 of them'],
    [
      'prompts and variables',
      { prompts: ['a b', 'c d'], answers: ['x'], variables: { a: ['1'] } },
      '{"a"',
      '"variables" goes with templates',
    ],
    [
      'one prompt a length',
      { prompts: ['a', 'b c'], answers: ['x'] },
      '["a","b c"]',
      'the same number of words',
    ],
  ])('%s', (_, json, at, message) => checkRefused(JSON.stringify(json), at, message));
});
