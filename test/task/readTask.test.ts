import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { random } from '../../src/engine/core/random.ts';
import { trialEffort } from '../../src/engine/task/effort.ts';
import { readTask } from '../../src/engine/task/readTask.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { makeTask } from '../support/tasks.ts';

/** A task that is right, and its variations. */
const SUM = { template: '{a} + {b} =', variables: { a: ['1', '2'], b: ['1', '2'] } };
const sum = (more: object) => ({ ...SUM, answer: '{a}', ...more });

test('numbers the occurrences of a variable and the words', () => {
  const task = makeTask({
    templates: ['{IO} and {S}, {S} to', '{S} and {IO}, {S} To'],
    variables: { IO: ['Tom', 'Ann'], S: { like: 'IO' } },
    constraints: [{ distinct: ['IO', 'S'] }],
    answer: '{IO}',
  });
  expect(task.parts.map(({ id }) => id)).toEqual(['IO', 'S1', 'S2']);
  expect(task.spans.map(({ id, part }) => [id, part])).toEqual([
    ['IO', 0],
    ['and', undefined],
    ['S1', 1],
    [',', undefined],
    ['S2', 2],
    ['to', undefined],
  ]);
  const pair = { template: 1, base: ['Tom', 'Ann', 'Ann'], source: ['a', 'b', 'c'], right: [0] };
  const prompt = task.prompt(pair, pair.base);
  expect(prompt.text).toBe('Ann and Tom, Ann To');
  expect(prompt.spans.map(([a, b]) => prompt.text.slice(a, b))).toEqual([
    'Tom',
    'and',
    'Ann',
    ',',
    'Ann',
    'To',
  ]);
  expect(task.prompt(pair, pair.source).text).toBe('b and a, c To');
});

test('joins the words of a named span', () => {
  const task = makeTask(
    sum({ template: 'what is {a} + {b} ?', spans: [{ name: 'ask', text: 'what is' }] }),
  );
  expect(task.spans.map(({ id }) => id)).toEqual(['ask', 'a', '+', 'b', '?']);
});

test('quotes a word that is called as a part', () => {
  expect(makeTask(sum({ template: '{a} a {b}' })).spans.map(({ id }) => id)).toEqual([
    'a',
    '"a"',
    'b',
  ]);
});

test('has several right answers where a condition holds', () => {
  const task = makeTask(
    sum({ answer: { where: 'answer > a' }, answers: { range: [0, 3], pad: 2 } }),
  );
  const pair = task.draw(random('where'), 0, trialEffort());
  expect(task.answers).toEqual(['00', '01', '02', '03']);
  expect(pair.right).toEqual(pair.base[0] === '1' ? [2, 3] : [3]);
});

test('comes with comments and trailing commas', () => {
  const text =
    '// a\n{"template": "{a} =", /* b */ "variables": {"a": ["1", "2"],}, "answer": "{a}",}';
  expect(readTask(text, 't.json', sha256).answers).toEqual(['1', '2']);
});

test('lists the pairs of the ground truth', () => {
  const path = new URL('../fixture/tasks/modsum.task.json', import.meta.url);
  const task = readTask(readFileSync(path, 'utf8'), 'modsum.task.json', sha256);
  expect(task.listed).toHaveLength(256);
  expect(task.defaultPairs).toBe(256);
  expect(task.listed![0]).toEqual({
    template: 0,
    base: ['3', '0', '2'],
    source: ['5', '3', '5'],
    variables: { base: ['3', '0', '2'], source: ['5', '3', '5'] },
    right: [5],
  });
  expect(task.prompt(task.listed![0], task.listed![0].base).text).toBe('3 0 , 2 =');
});

test('a file without variables has those that its pairs use, and what is said of them counts', () => {
  const pair = (a: string, b: string) => ({ base: { a, b }, source: { a: b, b: a } });
  const task = makeTask({
    template: '{a} {b} =',
    constraints: ['a < b'],
    source: { draw: { a: 'same' } },
    answer: { value: 'a + b' },
    answers: ['3', '5'],
    pairs: [pair('1', '2'), pair('2', '3')],
  });
  expect(task.variables).toEqual(['a', 'b']);
  expect(task.listed!.map(({ right }) => right)).toEqual([[0], [1]]);
  const { base, source } = task.draw(random('listed'), 0, trialEffort());
  expect(Number(base[0])).toBeLessThan(Number(base[1]));
  expect(source[0]).toBe(base[0]);
});

test('keeps hostile names as text', () => {
  const evil = ['__proto__', 'constructor', '<img src=x onerror=alert(1)>', '\u202Eabc'];
  const text = `{"template": "{__proto__} then {toString}", "variables":
      {"__proto__": ${JSON.stringify(evil)}, "toString": {"like": "__proto__"}},
      "answer": "{__proto__}"}`;
  const task = readTask(text, 't.json', sha256);
  expect(task.parts.map(({ id }) => id)).toEqual(['__proto__', 'toString']);
  expect(task.answers).toEqual(evil);
  expect(Object.prototype).not.toHaveProperty('polluted');
});

test('has a digest of what it says, not of how it is written', () => {
  const { digest } = makeTask(sum({}));
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(makeTask(Object.fromEntries(Object.entries(sum({})).reverse())).digest).toBe(digest);
  expect(makeTask(sum({ $schema: 'x', vocab: {} })).digest).toBe(digest);
  expect(makeTask(sum({ floor: 0.9 })).digest).not.toBe(digest);
});

test('counts the words of plain prompts from the end', () => {
  const task = makeTask({
    prompts: [
      { text: 'The capital of France is', answer: 'Paris' },
      { text: 'The capital of Spain is', answer: 'Madrid' },
      'the big capital of Italy is',
      'the old capital of Peru is',
    ],
  });
  expect(task.parts).toEqual([{ id: 'prompt', variable: 'prompt' }]);
  expect(task.spans.map(({ id }) => id)).toEqual(['last-4', 'last-3', 'last-2', 'last-1', 'last']);
  const pair = { template: 0, base: ['the big capital of Italy is'], source: [''], right: [] };
  const { text, spans } = task.prompt(pair, pair.base);
  expect(spans.map(([a, b]) => text.slice(a, b))).toEqual([
    'the big',
    'capital',
    'of',
    'Italy',
    'is',
  ]);
});
