// White space at the end of a prompt and before a marked answer: what the model reads, and what the
// answer is then.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fitReport } from '../../src/engine/analysis/fitReport.ts';
import { unbounded } from '../../src/engine/core/bounded.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { framed } from '../../src/engine/task/promptTokens.ts';
import { readTask } from '../../src/engine/task/readTask.ts';
import { taskFit } from '../../src/engine/task/taskFit.ts';
import { makeTokenizer } from '../../src/engine/task/tokenizer.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { fitOf, makeTask } from '../support/tasks.ts';

const folder = new URL('../fixture/field/15-task-ends-in-newline/', import.meta.url);
const tokenizer = makeTokenizer(
  JSON.parse(readFileSync(new URL('tokenizer.json', folder), 'utf8')),
  'tokenizer.json',
  unbounded,
);
const reader = { tokenizer, masked: false, maxLength: 64, rows: 272 };
const lines = JSON.parse(readFileSync(new URL('t.task.json', folder), 'utf8'));

/** The tokens of the base prompt, the answers' tokens, and why it does not fit. */
async function seen(changes: object) {
  const task = readTask(JSON.stringify({ ...lines, ...changes }), 't.json', sha256);
  const { example, answers, problems } = await fitReport(quietJob, taskFit(task, reader), 0);
  const last = example!.baseTokens.slice(-2);
  return { last, answers: answers.map(({ id }) => tokenizer.tokenString(id)), problems, example };
}

describe('a causal model reads the prompt to its last character', () => {
  const both = ['red', 'blue'];
  test.each<[string, object, string, readonly string[]]>([
    ['a line break', {}, 'two Ċ', both],
    ['a line break, with a separator too', { separator: ' ' }, 'two Ċ', both],
    ['two line breaks', { template: '{a}\n{b}\n\n' }, 'Ċ Ċ', both],
    ['Windows line ends', { template: '{a}\r\n{b}\r\n' }, 'č Ċ', both],
    ['a tab', { template: '{a} {b}\t' }, 'Ġtwo ĉ', both],
    ['a space and a line break', { template: '{a} {b} \n' }, 'Ġ Ċ', both],
    ['a hard space', { template: '{a} {b}\u00a0' }, 'Â ł', both],
    ['a line break before the mark', { template: '{a}\n{b}\n{?}' }, 'two Ċ', both],
    ['no white space', { template: '{a}\n{b}' }, 'Ċ two', both],
    ['white space at the start', { template: '\n {a}\n{b}\n' }, 'two Ċ', both],
    // "Ġblue" is a token, so a space before the answer belongs to it.
    ['a space', { template: '{a} {b} ' }, 'Ġtwo Ġ', []],
    ['a space before the mark', { template: '{a} {b} {?}', separator: ' ' }, 'red Ġtwo', []],
  ])('%s', async (_, changes, last, answers) => {
    const found = await seen({ variables: { a: both, b: ['two'] }, ...changes });
    expect(found.last.join(' ').replace('blue', 'red')).toBe(last);
    expect(found.answers).toEqual(answers);
  });

  test('the spans tile it, the line break in the last one', async () => {
    const { example } = await seen({});
    expect(example!.spans.map(({ id, start, end }) => [id, start, end])).toEqual([
      ['a', 0, 1],
      ['b', 1, 4],
    ]);
    expect(example!.readAt).toBe(3);
  });

  test('white space that the tokenizer joins with the answer is said', async () => {
    const { problems } = await seen({ template: '{a} {b} ', answer: '{b}' });
    expect(problems[0]).toContain('it joins the white space at the end of the prompt');
  });

  test('plain prompts too', () => {
    const task = makeTask({
      prompts: [
        { text: 'red\none\n', answer: 'red' },
        { text: 'blue\ntwo\n{?}', answer: 'blue' },
        { text: 'blue two {?}', answer: 'blue' },
      ],
    });
    const text = (base: string) => task.prompt({ template: 0 }, [base]).text;
    expect(text('red\none\n')).toBe('red\none\n');
    expect(text('blue\ntwo\n{?}')).toBe('blue\ntwo\n');
    expect(text('blue two {?}')).toBe('blue two');
  });
});

test.each([
  ['{a} went to {b}\n', 'the went to year\n[MASK] .'],
  ['{a} went to {b}', 'the went to year [MASK] .'],
  ['{a} went to {b} {?} .', 'the went to year [MASK] .'],
  ['{a} went\n{?} to {b}', 'the went\n[MASK] to year'],
])('a masked model gets its mask there: %j', (template, wanted) => {
  const task = makeTask({ template, variables: { a: ['the'], b: ['year'] }, answer: '{b}' });
  const { reader: masked } = fitOf(task, 'wordpiece');
  const pair = { template: 0, base: ['the', 'year'], source: [], right: [] };
  expect(framed(task, task.prompt(pair, pair.base), masked).text).toBe(wanted);
});
