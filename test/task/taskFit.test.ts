import { describe, expect, test } from 'vitest';
import { fitReport } from '../../src/engine/analysis/fitReport.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { drawPairs } from '../../src/engine/task/drawPairs.ts';
import { taskFit } from '../../src/engine/task/taskFit.ts';
import { builtIn, fitOf, makeTask } from '../support/tasks.ts';
import { fixtureTokenizer, type TokenizerName } from '../support/tokenizers.ts';

/** Spans of the example as text: "S1=[Tom]", tokens joined by a bar. */
async function exampleSpans(
  task: Parameters<typeof fitOf>[0],
  tokenizer: TokenizerName,
): Promise<string> {
  const { example, problems } = await fitReport(quietJob, fitOf(task, tokenizer), 0);
  if (!example) throw new Error(problems.join('; '));
  const text = (from: number, to: number) => example.baseTokens.slice(from, to).join('|');
  return example.spans.map(({ id, start, end }) => `${id}=[${text(start, end)}]`).join(' ');
}

const TWO_NAMES = {
  template: 'When {IO} and {S} went to the store , {S} gave a drink to',
  variables: { IO: ['Mary', 'John'], S: { like: 'IO' } },
  constraints: ['S != IO'],
  answer: '{IO}',
};

describe('a built-in task fits, or it is said why', () => {
  test.each<[string, TokenizerName, string]>([
    ['ioi', 'word-level', 'fits'],
    ['ioi', 'digits', 'the tokenizer does not know "When" (200 pairs)'],
    ['modsum', 'digits', 'fits'],
    ['cmpsum', 'digits', 'fits'],
    ['max4', 'digits', 'fits'],
    ['modsum', 'word-level', 'the tokenizer does not know every value of "a" (200 pairs)'],
    ['modsum', 'byte-level', 'the answer "0" is not one token after the prompt but "Ġ" "0"'],
    ['greater-than', 'word-level', 'the tokenizer does not know "The"'],
    ['subject-verb', 'byte-level', '"noun" has more tokens in one prompt than in the other'],
    [
      'gendered-pronoun',
      'wordpiece',
      'the answer "she" is not one token after the prompt but "s" "##he"',
    ],
    ['docstring', 'wordpiece', 'the tokenizer does not know'],
    ['induction', 'word-level', 'the tokenizer does not know "Say:"'],
  ])('%s, %s: %s', async (name, tokenizer, wanted) => {
    const { fits, problems, answers } = await fitReport(
      quietJob,
      fitOf(builtIn(name), tokenizer),
      0,
    );
    expect(fits).toBe(wanted === 'fits');
    if (fits) expect(answers.map(({ word }) => word)).toEqual(builtIn(name).answers);
    else expect(problems.join('\n')).toContain(wanted);
  });

  test('a token over the border of two spans', async () => {
    const task = makeTask({
      template: 'to the {place}, {S} and {IO} to',
      variables: { place: ['store', 'office'], S: ['Mary', 'John'], IO: { like: 'S' } },
      constraints: ['S != IO'],
      answer: '{IO}',
    });
    const { problems } = await fitReport(quietJob, fitOf(task, 'sentencepiece-bpe'), 0);
    expect(problems.join('\n')).toContain('one token covers "place" and ","');
  });
});

describe('spans in tokens', () => {
  test('of words', async () => {
    expect(await exampleSpans(builtIn('ioi'), 'word-level')).toBe(
      'When=[when] first=[Sam] and=[and] second=[Clara] went=[went] to=[to] the=[the] ' +
        'place=[garden] ,=[,] S2=[Clara] gave=[gave] a=[a] thing=[drink] to 2=[to]',
    );
  });

  test('take the mark of the space before them, and <s> goes with the first', async () => {
    expect(await exampleSpans(makeTask(TWO_NAMES), 'sentencepiece-bpe')).toMatch(
      /^When=\[<s>\|▁\|Whe\|n\] IO=\[▁\w+\] and=\[▁a\|nd\] .* store=\[▁\|st\|or\|e\] ,=\[▁\|,\] /,
    );
  });

  test('of a masked model end with its mask', async () => {
    expect(await exampleSpans(makeTask(TWO_NAMES), 'wordpiece')).toMatch(
      /^When=\[\[CLS\]\|when\] .* to 2=\[to\|\[MASK\]\|\.\|\[SEP\]\]$/,
    );
  });

  test('around a mask in the middle', async () => {
    const task = makeTask({
      ...TWO_NAMES,
      template: '{S} and {IO} {?} went to {S}.',
      answers: ['Mary', 'John'],
    });
    expect(await exampleSpans(task, 'wordpiece')).toMatch(
      / IO=\[\w+\|\[MASK\]\] went=\[went\] .* \.=\[\.\|\[SEP\]\]$/,
    );
  });
});

describe('where the answer is read', () => {
  test.each<[TokenizerName, string]>([
    ['sentencepiece-bpe', '▁to'],
    ['wordpiece', '[MASK]'],
  ])('%s: %s', async (tokenizer, wanted) => {
    const fit = fitOf(makeTask(TWO_NAMES), tokenizer);
    const { pairs } = await drawPairs(quietJob, fit.task, 8, 0, fit.misfit);
    const tokens = await fit.tokenise(quietJob, pairs);
    const { values, readAt } = tokens.input(0, 0);
    expect(fit.reader.tokenizer.tokenString(values[readAt])).toBe(wanted);
    expect(tokens.right.map(([i]) => fit.task.answers[i])).toEqual(
      pairs.map(({ base }) => base[0]),
    );
  });

  test('an answer may continue a word', async () => {
    const task = makeTask({
      template: 'the year 17{d}, to the year 17',
      variables: { d: ['3', '4'] },
      answer: '{d}',
      separator: '',
    });
    const { answers, fits } = await fitReport(quietJob, fitOf(task, 'byte-level'), 0);
    expect(fits).toBe(true);
    expect(answers).toEqual([
      { word: '3', id: 19 },
      { word: '4', id: 20 },
    ]);
  });

  test('a model that reads from left to right cannot have its answer before a variable', async () => {
    const task = makeTask({ ...TWO_NAMES, template: '{S} and {?} went to {IO} {S}' });
    const { fits, problems } = await fitReport(quietJob, fitOf(task, 'sentencepiece-bpe'), 0);
    expect(fits).toBe(false);
    expect(problems[0]).toContain(
      'stands after the answer {?}, which a model that reads from left',
    );
  });

  test('a masked model needs a mask token', async () => {
    const reader = {
      tokenizer: fixtureTokenizer('byte-level'),
      masked: true,
      maxLength: 64,
      rows: 320,
    };
    const { problems } = await fitReport(quietJob, taskFit(makeTask(TWO_NAMES), reader), 0);
    expect(problems[0]).toContain('its tokenizer has no [MASK] or <mask>');
  });
});

test('a prompt longer than the model reads is left out', async () => {
  const { fits, problems } = await fitReport(
    quietJob,
    fitOf(makeTask(TWO_NAMES), 'sentencepiece-bpe', 12),
    0,
  );
  expect(fits).toBe(false);
  expect(problems[0]).toMatch(/a prompt has \d+ tokens, the model reads 12/);
});

test('two models with different tokenizers get the same pairs', async () => {
  const task = makeTask(TWO_NAMES);
  const [a, b] = [fitOf(task, 'wordpiece'), fitOf(task, 'sentencepiece-bpe')];
  const { pairs } = await drawPairs(
    quietJob,
    task,
    16,
    3,
    (pair) => a.misfit(pair) ?? b.misfit(pair),
  );
  expect(pairs).toHaveLength(16);
  const [x, y] = [await a.tokenise(quietJob, pairs), await b.tokenise(quietJob, pairs)];
  for (const i of pairs.keys()) {
    expect(x.text(i)).toEqual(y.text(i));
    expect(x.regions(i)).toHaveLength(task.spans.length);
    expect(y.regions(i)).toHaveLength(task.spans.length);
  }
});

test('plain prompts: the one part is the whole prompt', async () => {
  const task = makeTask({
    prompts: [
      { text: 'John went to the store', answer: 'John' },
      { text: 'Mary went to the store', answer: 'Mary' },
      { text: 'the year is 1732', answer: 'Mary' },
      { text: 'the war is 1732', answer: 'John' },
    ],
  });
  const fit = fitOf(task, 'sentencepiece-bpe');
  const { pairs } = await drawPairs(quietJob, task, 8, 0, fit.misfit);
  const tokens = await fit.tokenise(quietJob, pairs);
  for (const [i, { base, source }] of pairs.entries()) {
    const ids = (text: string) => [...fit.reader.tokenizer.encode(text, true).ids];
    expect([...tokens.input(i, 0).values]).toEqual(ids(base[0]));
    expect([...tokens.input(i, 1).values]).toEqual(ids(source[0]));
  }
});
