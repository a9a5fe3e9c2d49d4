// "derive" and "classes" that contradict a task, or do not fit one another: each is told where it stands.
import { expect, test } from 'vitest';
import { readTask } from '../../src/engine/task/readTask.ts';
import { sha256 } from '../../src/platform/sha256.ts';

const SUM = { template: '{a} + {b} = {c}', variables: { a: ['1', '2'], b: ['3', '4'] } };
const derive = (c: unknown, more: object = {}) => ({
  ...SUM,
  answer: '{a}',
  derive: { c },
  ...more,
});
const plain = (more: object) => ({ ...SUM, template: '{a} + {b}', answer: '{a}', ...more });
const table = (of: unknown, entries: object) => derive({ of, table: entries });
const PAIR = { base: { a: '1', b: '3' }, source: { a: '2', b: '4' } };

test.each<readonly [string, object, string, string]>([
  [
    'a name twice',
    plain({ derive: { a: 'b' } }),
    '"b"',
    '"a" is among "variables" too; rename one',
  ],
  ['an unknown word', derive('a + x'), 'x"', 'there is no variable x'],
  ['an expression that goes on', derive('a b'), 'b"', 'b is one too many'],
  [
    'no word',
    derive("if(a == 1, '', 'x')"),
    '"if(',
    '"" is no word: it is empty or begins or ends',
  ],
  ['a circle of one', derive('c + 1'), '"c + 1"', '"c" derives from "c"'],
  [
    'a circle by way of a table',
    derive(
      { of: 'd', table: { x: 'y' } },
      { derive: { c: { of: 'd', table: { x: 'y' } }, d: 'c' } },
    ),
    '{"of":"d"',
    '"c" derives from "d" derives from "c"',
  ],
  [
    'a circle of three',
    plain({
      template: '{a} {b} {x}',
      derive: { x: 'y', y: { of: ['a', 'z'], table: { 1: 'u' } }, z: 'x' },
    }),
    '"y"',
    '"x" derives from "y" derives from "z" derives from "x"',
  ],
  ['a table of nobody', table('x', { 1: 'u' }), '"x"', 'there is no variable "x"'],
  [
    'a table of several, one of them nobody',
    table(['a', 'x'], { 1: 'u' }),
    '"x"',
    'there is no variable "x"',
  ],
  [
    'a value without entry',
    table('a', { 1: 'u' }),
    '{"1":"u"}',
    'the value "2" of "a" has no entry',
  ],
  [
    'a combination without entry',
    table(['a', 'b'], { 1: { 3: 'u', 4: 'v' }, 2: { 4: 'w' } }),
    '{"4":"w"}',
    'the value "3" of "b" has no entry',
  ],
  [
    'a table that is too shallow',
    table(['a', 'b'], { 1: { 3: 'u', 4: 'v' }, 2: 'w' }),
    '"w"',
    '"of" names 2 words: a table from the values of "b" is needed here',
  ],
  [
    'a table that is too deep',
    table('a', { 1: { 3: 'u' }, 2: 'w' }),
    '{"3":"u"}',
    '"of" names one word: a word is needed here, found a table',
  ],
  [
    'a table that lacks a value of the source alone',
    { ...table('a', { 1: 'u', 2: 'v' }), source: { draw: { a: ['9'] } } },
    '{"1":"u"',
    'the value "9" of "a" has no entry',
  ],
  [
    'a table of more values than can be listed',
    {
      template: '{a} {b} {c}',
      variables: { a: { range: [1, 200] }, b: { range: [1, 200] } },
      derive: { sum: 'a + b', c: { of: 'sum', table: { 2: 'x' } } },
      answer: '{a}',
    },
    '"sum"',
    '"sum" can have more values than are listed',
  ],
  [
    'a list of no words',
    table([], { 1: 'u' }),
    '[]',
    'a variable or a derived word, or a list of at most 6',
  ],
  [
    'white space in a table',
    table('a', { 1: ' u', 2: 'v' }),
    '" u"',
    'a word, or a table from the next',
  ],
  ['a name with a brace', plain({ derive: { 'c}': 'a' } }), '"c}"', 'the name "c}" is not allowed'],
  [
    'a variable that no prompt tells',
    plain({ variables: { ...SUM.variables, z: ['5', '6'] }, derive: { c: 'z' } }),
    '["5","6"]',
    '{z} is not in the template',
  ],
  [
    'without variables',
    { template: '{a} {c}', derive: { c: 'a' }, pairs: [PAIR, PAIR] },
    '{"c"',
    '"derive" needs "variables"',
  ],
  [
    'with prompts',
    { prompts: ['a b', 'c d'], answers: ['x'], derive: { c: "'x'" } },
    '{"c"',
    '"derive" goes with templates',
  ],
  [
    'the source of a derived word',
    derive('a', { source: { draw: { c: 'same' } } }),
    '"same"',
    '"c" derives from variables; say how those are drawn',
  ],
  [
    'a derived word in a pair',
    derive('a', { pairs: [PAIR, { ...PAIR, base: { a: '1', b: '3', c: '1' } }] }),
    '"1"}',
    '"c" derives from variables; give those',
  ],
  [
    'a value that no list has, in a pair',
    derive('a', {
      answer: '{c}',
      answers: ['1', '2'],
      pairs: [PAIR, { ...PAIR, base: { a: '7', b: '3' } }],
    }),
    '"7"',
    '"7" is not among the values of "a"',
  ],
  [
    'a pair whose calculation ends nowhere',
    derive('1 / (a - 1)', { pairs: [PAIR, PAIR] }),
    '{"a":"1"',
    '"c" would be Infinity, which is no number',
  ],
  [
    'a calculation that always ends nowhere',
    derive('1 / (a - a)'),
    '{"template"',
    'the constraints allow none of 10000 draws',
  ],
  [
    'an answer of more values than can be listed',
    {
      template: '{a} {b}',
      variables: { a: { range: [1, 200] }, b: { range: [1, 200] } },
      derive: { sum: 'a + b' },
      answer: '{sum}',
    },
    '"{sum}"',
    '"sum" can have more values than are listed, and no "answers" are listed',
  ],
  [
    'a derived word that is no answer',
    derive('a', { answer: '{c}', answers: ['1'] }),
    '"{c}"',
    'the value "2" is not among "answers"',
  ],
  [
    'a right answer of a table',
    derive('a', { answer: { of: ['a', 'b'], table: { 1: { 3: 'x', 4: 'y' }, 2: { 3: 'x' } } } }),
    '{"3":"x"}',
    'the value "4" of "b" has no entry',
  ],
  [
    'a condition on derived words',
    derive("if(a == 1, 'x', 'y')", { constraints: ['c > 1'] }),
    '> 1"',
    '> needs numbers on both sides, found a word',
  ],
  [
    'a combination of derived words',
    derive('a', { constraints: [{ not: { c: '7' } }] }),
    '"7"',
    '"7" is not a value of "c"',
  ],
  [
    'a class of a word that is no answer',
    plain({ answers: ['1', '2', '3'], classes: { low: ['1', '9'] } }),
    '"9"',
    '"9" is not among "answers"',
  ],
  [
    'a word in two classes',
    plain({ classes: { low: ['1', '2'], high: ['2'] } }),
    '"2"]}',
    '"2" is in a class already',
  ],
  [
    'one class',
    plain({ classes: { all: ['1', '2'] } }),
    '{"all"',
    'all answers are of one class; two are needed',
  ],
  ['an empty class', plain({ classes: { none: [] } }), '[]', 'classes.none'],
])('%s', (_, json, at, message) => {
  const text = JSON.stringify(json);
  let found = '';
  try {
    readTask(text, 't.json', sha256);
  } catch (error) {
    found = (error as Error).message;
  }
  const told = found.split('\n').find((line) => line.includes(message));
  expect(told, found).toBeDefined();
  const [, column] = /^t\.json:1:(\d+): /.exec(told!)!;
  expect(text.slice(Number(column) - 1, Number(column) - 1 + at.length)).toBe(at);
});
