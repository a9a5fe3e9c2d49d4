// NaN where no prompt can reach is a note; where one can, a refusal that names the tensor; and NaN that only
// running brings about is a refusal that names the model. None gets into a report.
import { describe, expect, test } from 'vitest';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { tokensOf } from '../../src/engine/analysis/reach.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Tensor } from '../../src/engine/core/tensor.ts';
import type { InterpretReport } from '../../src/protocol/report.ts';
import { type Edit, editedFolder, type Tensors } from '../support/models.ts';
import { sample } from '../support/samples.ts';
import { testPorts } from '../support/stores.ts';

const tied = { tie_word_embeddings: true };

function interpreted(name: 'ab-gpt2' | 'bc-llama', edit: Edit = {}): Promise<InterpretReport> {
  const folder = editedFolder(sample(name), edit);
  const request = { a: folder, task: sample('task.json'), memory: 1000, pairs: 16 };
  return interpret(quietJob, testPorts(), request);
}

/** Rows of `value` below a matrix. */
function padded(tensors: Tensors, name: string, rows: number, value: number) {
  const { dims, data } = tensors.get(name) as Tensor;
  const all = new Float32Array((dims[0] + rows) * dims[1]).fill(value);
  all.set(data as Float32Array);
  tensors.set(name, { dims: [dims[0] + rows, dims[1]], data: all });
}

/** What the numbers of a report are, without names and digests. */
function numbersOf({ models: [model] }: InterpretReport) {
  const { name: _, digests: __, ...rest } = model as typeof model & { digests?: unknown };
  return JSON.stringify(rest, (key, value) => (key === 'shape' ? undefined : value));
}

describe('rows that no token has', () => {
  const rows: readonly [string, 'ab-gpt2' | 'bc-llama', string[], number][] = [
    ['NaN in the head', 'bc-llama', ['lm_head.weight'], Number.NaN],
    ['infinite in the head', 'ab-gpt2', ['lm_head.weight'], Number.POSITIVE_INFINITY],
    ['NaN in both', 'ab-gpt2', ['lm_head.weight', 'transformer.wte.weight'], Number.NaN],
    ['NaN in the embedding', 'bc-llama', ['model.embed_tokens.weight'], Number.NaN],
  ];
  test.each(rows)(
    '%s of %s: a note, and the numbers of the model without them',
    async (_, name, broken, value) => {
      const matrices =
        name === 'ab-gpt2'
          ? ['lm_head.weight', 'transformer.wte.weight']
          : ['lm_head.weight', 'model.embed_tokens.weight'];
      const report = await interpreted(name, {
        config: { vocab_size: 11 },
        tensors: (tensors) => {
          for (const each of matrices) padded(tensors, each, 3, broken.includes(each) ? value : 0);
        },
      });
      expect(report.notes).toContainEqual(
        expect.stringMatching(
          new RegExp(`${broken[0]}.*: rows from 8 on hold NaN or infinite values`),
        ),
      );
      const plain = await interpreted(name);
      expect(numbersOf(report)).toBe(numbersOf(plain));
    },
  );

  test('finite padding stays, and nothing is said', async () => {
    const report = await interpreted('bc-llama', {
      config: { vocab_size: 11 },
      tensors: (tensors) => {
        padded(tensors, 'lm_head.weight', 3, 0);
        padded(tensors, 'model.embed_tokens.weight', 3, 0);
      },
    });
    expect(report.notes.join()).not.toContain('rows from');
  });

  test.each<[object, number]>([
    [{ model: { vocab: { a: 0, b: 7 } }, added_tokens: [] }, 8],
    [{ model: { vocab: { a: 0 } }, added_tokens: [{ id: 9, content: '<s>' }] }, 10],
    [
      {
        model: {
          vocab: [
            ['a', -1],
            ['b', -2],
          ],
        },
      },
      2,
    ], // Unigram
    [{ model: null, added_tokens: null }, 0],
    [{}, 0],
  ])('%j has %d ids', (json, count) => {
    expect(tokensOf(json as Parameters<typeof tokensOf>[0])).toBe(count);
  });
});

describe('NaN that a token reaches', () => {
  test.each<[string, (data: Float32Array) => void]>([
    ['the last token', (data) => data.fill(Number.NaN, data.length - 32)],
    ['the first token', (data) => data.fill(Number.NEGATIVE_INFINITY, 0, 1)],
  ])('%s: refused by the tensor', async (_, spoil) => {
    const edit: Edit = {
      tensors: (tensors) => spoil(tensors.get('lm_head.weight')!.data as Float32Array),
    };
    await expect(interpreted('bc-llama', edit)).rejects.toMatchObject({
      code: 'model-values',
      message: expect.stringContaining('lm_head.weight'),
    });
  });
});

describe('NaN that running brings about', () => {
  const times = (pattern: RegExp, factor: number) => (tensors: Tensors) => {
    for (const [name, { dims, data }] of [...tensors]) {
      if (!pattern.test(name)) continue;
      tensors.set(name, { dims, data: Float32Array.from(data as Float32Array, (x) => x * factor) });
    }
  };
  test.each<[string, 'ab-gpt2' | 'bc-llama', Edit]>([
    ['weights beyond float32', 'bc-llama', { tensors: times(/down_proj/, 1e38) }],
    ['a head beyond float32', 'ab-gpt2', { config: tied, tensors: times(/lm_head|ln_f/, 1e25) }],
    ['a gate beyond float32', 'bc-llama', { tensors: times(/(?:gate|up)_proj/, 1e25) }],
  ])('%s: refused by the model', async (_, name, edit) => {
    await expect(interpreted(name, edit)).rejects.toMatchObject({
      code: 'model-values',
      message: expect.stringMatching(/^congruity-\w+ computes (?:NaN|-?Infinity)$/),
      hint: expect.stringContaining('config.json'),
    });
  });
});
