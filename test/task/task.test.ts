// What holds of every task that can be read and every pair that is drawn, whatever the tokenizer.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isEngineError } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import { drawPairs } from '../../src/engine/task/drawPairs.ts';
import { trialEffort } from '../../src/engine/task/effort.ts';
import { mixtureIds } from '../../src/engine/task/pairTokens.ts';
import { readTask } from '../../src/engine/task/readTask.ts';
import type { Task } from '../../src/engine/task/task.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { builtIn, fitOf, makeTask } from '../support/tasks.ts';
import { fixtureTokenizer, type TokenizerName } from '../support/tokenizers.ts';

const RUNS = { numRuns: 40, seed: 20261123 };
const TOKENIZERS: readonly TokenizerName[] = ['byte-level', 'wordpiece', 'sentencepiece-bpe'];

/** Templates of words and variables that the fixture tokenizers know, glued or apart. */
const WORDS = ['the', 'store', ',', 'went to', 'and', 'year', '.'];
const VALUES = ['Mary', 'John', 'the', 'to', 'store', 'a'];
const templates = fc
  .array(fc.tuple(fc.constantFrom('{x}', '{y}', ...WORDS), fc.constantFrom(' ', ' ', '')), {
    minLength: 2,
    maxLength: 9,
  })
  .map((pieces) =>
    pieces
      .map(([text, gap]) => text + gap)
      .join('')
      .trim(),
  )
  .filter((text) => text.includes('{x}') && text.includes('{y}'));
const task = (template: string): Task =>
  makeTask({ template, variables: { x: VALUES, y: VALUES }, answer: '{x}' });

describe('tokens', () => {
  test('lie in the text, in order, and cover all of it that is no white space', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc
        .array(fc.constantFrom(...WORDS, ...VALUES, 'é', '👍', 'ß', '\n'), { maxLength: 12 })
        .map((w) => w.join(' ')),
    );
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom('byte-level' as const, 'sentencepiece-bpe' as const),
        (text, name) => {
          const { offsets, ids } = fixtureTokenizer(name).encode(text, true);
          expect(offsets).toHaveLength(ids.length);
          const covered = new Array<boolean>(text.length).fill(false);
          for (const [i, [start, end]] of offsets.entries()) {
            expect(0 <= start && start <= end && end <= text.length).toBe(true);
            if (i > 0) expect(start).toBeGreaterThanOrEqual(offsets[i - 1][0]);
            covered.fill(true, start, end);
          }
          expect([...covered.keys()].filter((i) => !covered[i] && text[i].trim() !== '')).toEqual(
            [],
          );
        },
      ),
      RUNS,
    );
  });
});

describe('a pair that fits', () => {
  test('has spans that tile its tokens, and mixtures that are what the tokenizer says', () => {
    let fitting = 0;
    fc.assert(
      fc.property(templates, fc.constantFrom(...TOKENIZERS), fc.nat(), (template, name, seed) => {
        const fit = fitOf(task(template), name);
        const { parts, prompt } = fit.task;
        const rng = random(seed);
        for (let k = 0; k < 5; k++) {
          const pair = fit.task.draw(rng, 0, trialEffort());
          if (fit.misfit(pair) !== undefined) continue;
          fitting++;
          const { base, source } = fit.tokens(pair);
          const spans = [...base.spans].sort(([a], [b]) => a - b);
          expect(spans[0][0]).toBe(0);
          expect(spans.at(-1)![1]).toBe(base.ids.length);
          for (const [i, [start, end]] of spans.entries()) {
            expect(end).toBeGreaterThan(start);
            if (i > 0) expect(start).toBe(spans[i - 1][1]);
          }
          expect(source.spans).toEqual(base.spans);
          const tail = fit.reader.masked ? ' [MASK] .' : '';
          for (let mask = 0; mask < 2 ** parts.length; mask++) {
            const text = prompt(pair, fit.task.mixed(pair, mask).values).text.trimEnd();
            const wanted = fit.reader.tokenizer.ids(text + tail, true);
            const ids = mixtureIds(fit.task, pair, fit.reader, fit.tokens(pair), mask);
            expect([...ids]).toEqual(wanted);
          }
        }
      }),
      RUNS,
    );
    expect(fitting).toBeGreaterThan(50);
  });
});

describe('drawing', () => {
  test('obeys the constraints and repeats with its seed', async () => {
    const sorted = makeTask({
      template: '{a} {b} , {c} =',
      variables: { a: { range: [0, 5] }, b: { like: 'a' }, c: { like: 'a' } },
      constraints: ['a < b', { distinct: ['a', 'b', 'c'] }, { not: { a: '0', c: '5' } }],
      source: { draw: { c: 'same' }, answer: 'other' },
      answer: { value: '(a + b + c) % 6' },
      answers: { range: [0, 5] },
    });
    const fit = fitOf(sorted, 'digits');
    const draw = (n: number, seed: number) => drawPairs(quietJob, sorted, n, seed, fit.misfit);
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const { pairs } = await draw(20, seed);
        expect((await draw(20, seed)).pairs).toEqual(pairs);
        expect((await draw(10, seed)).pairs).toEqual(pairs.slice(0, 10));
        for (const { base, source, right } of pairs) {
          for (const [a, b, c] of [base, source]) {
            expect(Number(a)).toBeLessThan(Number(b));
            expect(new Set([a, b, c]).size).toBe(3);
            expect([a, c]).not.toEqual(['0', '5']);
          }
          expect(source[2]).toBe(base[2]);
          const sum = (values: readonly string[]) => values.map(Number).reduce((x, y) => x + y) % 6;
          expect(right).toEqual([sum(base)]);
          expect(sum(source)).not.toBe(sum(base));
        }
      }),
      { ...RUNS, numRuns: 15 }, // of 20 pairs each
    );
  });

  test.each(['modsum', 'cmpsum', 'max4'])('%s has the right answers', (name) => {
    const rules: Readonly<Record<string, (v: readonly number[]) => number>> = {
      modsum: ([a, b, c]) => (a + b + c) % 6,
      cmpsum: ([a, b, c, d]) => (a + b > c + d ? 1 : 0),
      max4: (values) => Math.max(...values),
    };
    const built = builtIn(name);
    const rng = random(name);
    for (let i = 0; i < 200; i++) {
      const { base, right } = built.draw(rng, 0, trialEffort());
      expect(right.map((r) => built.answers[r])).toEqual([String(rules[name](base.map(Number)))]);
    }
  });

  test('greater-than: all endings above the year are right', () => {
    const built = builtIn('greater-than');
    const rng = random('years');
    for (let i = 0; i < 50; i++) {
      const { base, right } = built.draw(rng, 0, trialEffort());
      const year = Number(base[built.parts.findIndex(({ id }) => id === 'year')]);
      expect(right.map((r) => Number(built.answers[r]))).toEqual(
        built.answers.map(Number).filter((answer) => answer > year),
      );
    }
  });
});

test('any text is read as a task or refused with an EngineError', () => {
  const values = fc.jsonValue({ maxDepth: 3 });
  const keys = [
    'template',
    'variables',
    'answer',
    'answers',
    'pairs',
    'prompts',
    'constraints',
    'spans',
    'source',
    'derive',
    'classes',
  ];
  const files = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.dictionary(fc.constantFrom(...keys), values).map((file) => JSON.stringify(file)),
  );
  fc.assert(
    fc.property(files, (text) => {
      try {
        readTask(text, 't.json', sha256);
      } catch (error) {
        if (!isEngineError(error, 'task-invalid')) throw error;
        expect(error.message).toMatch(/^t\.json:\d+:\d+: /);
      }
    }),
    { ...RUNS, numRuns: 500 },
  );
});
