// Models of token ids without a tokenizer: the words and ids that the task file says. And tasks of the wrong kind.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { taskCheckText } from '../../src/cli/taskCheck.ts';
import { certify } from '../../src/engine/analysis/certify.ts';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { taskCheck } from '../../src/engine/analysis/taskCheck.ts';
import { verifyCertificate } from '../../src/engine/analysis/verifyCertificate.ts';
import type { Json } from '../../src/engine/checkpoint/checkpoint.ts';
import { unbounded } from '../../src/engine/core/bounded.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { makeTokenizer } from '../../src/engine/task/tokenizer.ts';
import { vocabTokenizer } from '../../src/engine/task/vocabTokenizer.ts';
import { folderOf } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { sample } from '../support/samples.ts';
import { memoryStore, testPorts } from '../support/stores.ts';

const tokenizer = (vocab: Json) => makeTokenizer(vocabTokenizer(vocab), 'vocab', unbounded);

describe('a text in ids', () => {
  test.each<[string, Json, string, readonly number[]]>([
    ['words', { add: 0, '12': 1, '=': 2 }, 'add 12 12 =', [0, 1, 1, 2]],
    ['letters with spaces between', { a: 4, '=': 9 }, 'a a =', [4, 4, 9]],
    ['letters without', { a: 4, '=': 9 }, 'aa=', [4, 4, 9]],
    ['letters of which one is a space', { a: 0, ' ': 1, '\n': 2 }, 'a a\n', [0, 1, 0, 2]],
    ['letters beyond 16 bits', { '😀': 3, b: 1 }, '😀b', [3, 1]],
    ['names of properties', { constructor: 3, __proto__x: 1 }, 'constructor __proto__x', [3, 1]],
  ])('%s', (_, vocab, text, ids) => {
    const made = tokenizer(vocab);
    expect(made.ids(text, true)).toEqual(ids);
    expect(made.encode(text, true).unknown).toEqual([]);
  });

  test.each<[string, Json, RegExp]>([
    ['a list', ['a'], /object of token: id/],
    ['nothing', {}, /no vocabulary/],
    ['ids that are none', { a: '0' }, /"a" has the id/],
  ])('refused: %s', (_, vocab, message) => {
    expect(() => tokenizer(vocab)).toThrow(message);
  });
});

/** A sample model without its tokenizer. */
function bare(): string {
  const from = sample('ab-gpt2');
  const files = ['config.json', 'model.safetensors'];
  return folderOf(Object.fromEntries(files.map((name) => [name, readFileSync(join(from, name))])));
}

/** The samples' task with another vocabulary; undefined: none. */
function taskWith(vocab: Json | undefined): string {
  const { vocab: _, ...task } = JSON.parse(readFileSync(sample('task.json'), 'utf8'));
  const path = join(folderOf({}), 'task.json');
  writeFileSync(path, JSON.stringify({ ...task, ...(vocab === undefined ? {} : { vocab }) }));
  return path;
}

const run = { memory: 1000, resamples: 100, pairs: 16 };
const interpreted = (a: string, task: string) =>
  interpret(quietJob, testPorts(), { ...run, a, task });

describe('a model without a tokenizer', () => {
  test('by the words of the task it is the model that it is by its own tokenizer', async () => {
    const [own, words] = [
      await interpreted(sample('ab-gpt2'), sample('task.json')),
      await interpreted(bare(), sample('task.json')),
    ];
    expect(words.models[0].sites).toEqual(own.models[0].sites);
    expect(words.models[0].accuracy).toBe(own.models[0].accuracy);
    expect(words.provenance.task).toEqual(own.provenance.task);
    expect(words.notes.join()).toContain(
      'It has no tokenizer: a word\'s id is the one that "vocab"',
    );
    expect(own.notes.join()).not.toContain('vocab');
  });

  test('task check shows its tokens', async () => {
    const view = await taskCheck(quietJob, testPorts(), {
      model: bare(),
      task: sample('task.json'),
    });
    expect(view).toMatchObject({ fits: true });
    expect(view.answers.slice(0, 2)).toEqual([
      { word: '0', id: 0 },
      { word: '1', id: 1 },
    ]);
  });

  test('a certificate carries the words, and holds', async () => {
    const files = (['ab-gpt2', 'ab-llama'] as const).flatMap((name) =>
      ['config.json', 'model.safetensors'].map((file) => {
        return [`${name}/${file}`, readFileSync(join(sample(name), file))] as const;
      }),
    );
    const root = folderOf(Object.fromEntries(files));
    const couple = { study: join(root, 'ab-gpt2'), inPlaceOf: join(root, 'ab-llama') };
    const ports = testPorts(memoryStore());
    const asked = { task: sample('task.json'), memory: 1000, pairs: 32, resamples: 100 };
    const [{ certificate }] = await certify(quietJob, ports, { ...asked, couples: [couple] });
    const file = join(root, 'c.json');
    writeFileSync(file, JSON.stringify(certificate));
    const view = await verifyCertificate(quietJob, ports, { file, folders: [root], memory: 1000 });
    expect(view).toMatchObject({ holding: 'holds', unfound: [], differing: [] });
  });

  const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`w${i}`, i]));
  test.each<[string, () => string, RegExp]>([
    ['no words', () => taskWith(undefined), /no tokenizer beside the weights/],
    ['too many words', () => taskWith(many), /no tokenizer beside the weights/],
    ['words that are missing', () => taskWith({ '0': 0, '1': 1 }), /does not know/],
    ['ids beyond the model', () => taskWith({ ...wordsOf(), '5': 5000 }), /5,?000|vocabulary/],
    [
      'rows',
      () => fixture('rows/rows.task.json'),
      /reads tokens, and the task .* has rows of numbers/,
    ],
  ])('refused: a task with %s', async (_, taskOf, message) => {
    const task = taskOf();
    await expect(interpreted(bare(), task)).rejects.toThrow(message);
  });
});

describe('task check of a model of rows', () => {
  const checked = (model: string, task: string) =>
    taskCheck(quietJob, testPorts(), { model: fixture(`rows/${model}`), task });

  test.each([
    ['mlp-ab.safetensors', 'rows', ['a', 'b', 'c', 'd']],
    ['mlp-ab.onnx', 'rows', ['a', 'b', 'c', 'd']],
    ['cnn-top.safetensors', 'bars', ['top left', 'bottom right']],
  ])('%s on %s: its regions, classes, two rows and cuts', async (model, task, regions) => {
    const view = await checked(model, fixture(`rows/${task}.task.json`));
    expect(view).toMatchObject({ reads: 'rows', fits: true });
    expect(view.example!.spans.map(({ id }) => id)).toEqual(expect.arrayContaining(regions));
    expect(view.example!.base).toMatch(/^row \d+ \(/);
    expect(view.notes.join()).toContain('Cuts: 0 ');
    expect(view.answers.map(({ id }) => id)).toEqual([...view.answers.keys()]);
    const text = taskCheckText(view);
    expect(text).toContain(`regions  ${regions[0]}`);
    expect(text).toContain('output 0');
    expect(text).not.toContain('token');
  });

  test.each([
    ['a task of prompts', 'mlp-ab.safetensors', () => sample('task.json'), /has prompts/],
    ['rows of another size', 'mlp-ab.safetensors', () => fixture('rows/bars.task.json'), /reads/],
  ])('refused: %s', async (_, model, task, message) => {
    const error = await checked(model, task()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'task-kind' });
    expect((error as Error).message).toMatch(message);
  });
});

function wordsOf(): Record<string, number> {
  return JSON.parse(readFileSync(sample('task.json'), 'utf8')).vocab;
}
