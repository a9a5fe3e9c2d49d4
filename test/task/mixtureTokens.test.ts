// Mixtures in tokens: what a trial gives for a set is what the tokenizer makes of its prompt, and pairs of which some
// mixture has other spans are left out.
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { drawPairs } from '../../src/engine/task/drawPairs.ts';
import { everything, nothing, occurrenceSet, variableSet } from '../../src/engine/task/partSet.ts';
import { framed, promptTokens } from '../../src/engine/task/promptTokens.ts';
import type { TaskFit } from '../../src/engine/task/taskFit.ts';
import { fitOf, makeTask } from '../support/tasks.ts';
import type { TokenizerName } from '../support/tokenizers.ts';

const every = (count: number) => Array.from({ length: 2 ** count }, (_, mask) => mask);
const NAMES = 'Alice Anna Ben Carl Emma Paul Tom';
const which = {
  S2: "if(which == 'first', first, second)",
  IO: "if(which == 'first', second, first)",
};
/** Eight variables, and one more that decides about two words. */
const eight = Array.from({ length: 8 }, (_, v) => `v${v}`);

const tasks: readonly (readonly [string, TokenizerName, object])[] = [
  [
    'words of one token each',
    'word-level',
    {
      template: 'when {first} and {second} went to the {place} , {S2} gave a drink to',
      variables: {
        first: { words: NAMES },
        second: { like: 'first' },
        which: ['first', 'second'],
        place: ['park', 'store'],
      },
      derive: which,
      constraints: ['first != second'],
      answer: '{IO}',
    },
  ],
  [
    'words of several tokens, glued to what stands beside them',
    'sentencepiece-bpe',
    {
      template: 'the {first}, the {second} and {S2}{S2}. {IO}',
      variables: {
        first: { words: 'Mary John store the a' },
        second: { like: 'first' },
        which: ['first', 'second'],
      },
      derive: which,
      answer: { of: 'which', table: { first: 'to', second: 'a' } },
    },
  ],
  [
    'a model that fills in a mask',
    'wordpiece',
    {
      template: '{first} and {second} {?} to {S2}.',
      variables: {
        first: { words: 'Mary John store the' },
        second: { like: 'first' },
        which: ['first', 'second'],
      },
      derive: which,
      answer: '{which}',
      answers: ['first', 'second'],
    },
  ],
  [
    'digits that are calculated',
    'digits',
    {
      template: '{a} {b} , {sum} {more} =',
      variables: { a: { range: [0, 5] }, b: { like: 'a' } },
      derive: { sum: '(a + b) % 6', more: '(sum + a) % 6' },
      answer: '{a}',
    },
  ],
  [
    'more variables than are all looked at',
    'digits',
    {
      template: `${eight.map((name) => `{${name}}`).join(' ')} , {sum} {any} =`,
      variables: Object.fromEntries(
        [...eight, 'u'].map((name) => [name, name === 'u' ? ['0', '1'] : { range: [0, 5] }]),
      ),
      derive: { sum: '(v0 + v1 + v2) % 6', any: 'if(u == 1, v3, v4)' },
      answer: '{sum}',
    },
  ],
];

/** Of a pair and a set: what the tokenizer says of the mixed prompt. */
function tokenised({ task, reader }: TaskFit, pair: Parameters<TaskFit['tokens']>[0], set: number) {
  const prompt = task.prompt(pair, task.mixed(pair, set).values);
  const tokens = promptTokens(task, prompt, reader);
  if (typeof tokens === 'string')
    throw new Error(`${tokens}: ${framed(task, prompt, reader).text}`);
  return tokens;
}

describe.each(tasks)('%s', (_, tokenizer, file) => {
  const fit = fitOf(makeTask(file), tokenizer);
  const { task } = fit;
  const few = task.variables.length > 6; // each of 2,560 sets is tokenised twice

  test('every input is what the tokenizer says, in the same spans', async () => {
    const { pairs } = await drawPairs(quietJob, task, few ? 2 : 6, 0, fit.misfit);
    const trial = await fit.tokenise(quietJob, pairs);
    const sets = [
      ...every(trial.readings.variables).map((mask) => variableSet(mask, trial.readings)),
      ...every(trial.parts).map((mask) => occurrenceSet(mask, trial.readings)),
    ];
    for (const [i, pair] of pairs.entries()) {
      for (const set of new Set(sets)) {
        const { ids, readAt, spans } = tokenised(fit, pair, set);
        const input = trial.input(i, set);
        expect([[...input.values], input.readAt]).toEqual([ids, readAt]);
        expect(spans).toEqual(trial.regions(i));
      }
      expect(trial.input(i, nothing).values).toEqual(Int32Array.from(fit.tokens(pair).base.ids));
      expect(trial.input(i, everything).values).toEqual(
        Int32Array.from(fit.tokens(pair).source.ids),
      );
    }
  });

  test('a mask of occurrences gives the input of its set', async () => {
    const { pairs } = await drawPairs(quietJob, task, 2, 1, fit.misfit);
    const trial = await fit.tokenise(quietJob, pairs);
    for (const mask of every(trial.parts)) {
      const set = occurrenceSet(mask, trial.readings);
      expect(trial.input(0, mask).values).toEqual(trial.input(0, set).values);
    }
  });
});

/** Tokenizer, the word made of "1" and "4", which only a mixture has -> why pairs do not fit. */
test.each<readonly [string, TokenizerName, string, string]>([
  [
    'a word made anew has more tokens',
    'digits',
    '5 5',
    '"made" has another number of tokens when two alone is taken from the source',
  ],
  [
    'the tokenizer does not know a word made anew',
    'digits',
    'x',
    'when two alone is taken from the source, the tokenizer does not know every value of "made"',
  ],
])('%s', (_, tokenizer, odd, reason) => {
  const task = makeTask({
    template: '{one} {two} , {made} =',
    variables: { one: ['1', '2'], two: ['3', '4'] },
    derive: {
      made: { of: ['one', 'two'], table: { 1: { 3: '5', 4: odd }, 2: { 3: '5', 4: '5' } } },
    },
    answer: '{one}',
    pairs: [
      { base: { one: '1', two: '3' }, source: { one: '2', two: '4' } },
      { base: { one: '2', two: '3' }, source: { one: '2', two: '4' } },
    ],
  });
  const fit = fitOf(task, tokenizer);
  expect(task.listed!.map((pair) => fit.misfit(pair))).toEqual([reason, undefined]);
});

test('the identity of a pair knows what its sets mean and how their words are made', async () => {
  const pair = { base: { a: '1', b: '2', c: '3' }, source: { a: '1', b: '3', c: '0' } };
  const other = { base: { a: '1', b: '2', c: '3' }, source: { a: '2', b: '2', c: '3' } };
  const file = {
    template: '{a} {b} {c} =',
    variables: { a: { range: [0, 3] }, b: { like: 'a' }, c: { like: 'a' } },
    derive: { d: 'if(a > b, a, b)' },
    answer: '{a}',
    pairs: [pair, pair],
  };
  const identityOf = async (changes: object) => {
    const fit = fitOf(makeTask({ ...file, ...changes }), 'digits');
    return (await fit.tokenise(quietJob, fit.task.listed!)).identity(0);
  };
  expect(await identityOf({ name: 'other', floor: 0.1 })).toBe(await identityOf({}));
  const identities = await Promise.all([
    identityOf({}),
    identityOf({ derive: { d: 'if(a > b, b, a)' } }),
    identityOf({ pairs: [pair, other] }), // a changes: the first variable is another
  ]);
  expect(new Set(identities).size).toBe(3);
});
