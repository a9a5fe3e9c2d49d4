// The ways in which one model is written down: names, heads, spellings of the config. Each gives the
// logits of the fixture, which agrees with PyTorch (test/forward/golden.test.ts).
import { describe, expect, test } from 'vitest';
import { withSubjects } from '../../src/engine/analysis/models.ts';
import type { JsonObject } from '../../src/engine/checkpoint/checkpoint.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { readWeight } from '../../src/engine/family/readWeight.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import { fixture } from '../support/fixture.ts';
import { type Edit, edited, furthest, logitsOf, renamed, type Tensors } from '../support/models.ts';

/** Two ways to write the same model. */
async function checkSame(folder: string, edit: Edit, other: Edit = {}) {
  const [one, two] = [await edited(folder, edit), await edited(folder, other)];
  expect(modelOf(one).spec).toEqual(modelOf(two).spec);
  expect(furthest(await logitsOf(one), await logitsOf(two))).toBe(0);
}

async function checkDiffers(folder: string, edit: Edit) {
  const [one, two] = [await edited(folder, edit), await edited(folder)];
  expect(furthest(await logitsOf(one), await logitsOf(two))).toBeGreaterThan(1e-3);
}

/** `to` becomes `from` times `factor`; BERT's bias goes with its head. */
function copied(from: string, to: string, factor = 1) {
  return (tensors: Tensors) => {
    const { dims, data } = tensors.get(from) as FloatTensor;
    tensors.set(to, { dims, data: data.map((x) => factor * x) });
    const bias = tensors.get('cls.predictions.bias');
    if (bias) tensors.set('cls.predictions.decoder.bias', bias);
  };
}

const naming = (rename: (name: string) => string): Edit => ({
  tensors: (tensors) => renamed(tensors, rename),
});

describe('names', () => {
  test('GPT-2 without "transformer."', () =>
    checkSame(
      'gpt2',
      naming((name) => name.replace('transformer.', '')),
    ));

  test('BERT whose norms have gamma and beta', () =>
    checkSame(
      'bert',
      naming((name) => name.replace('Norm.weight', 'Norm.gamma').replace('Norm.bias', 'Norm.beta')),
    ));

  test('GPT-NeoX whose head is called lm_head', () =>
    checkSame(
      'gpt_neox',
      naming((name) => name.replace('embed_out', 'lm_head')),
    ));

  test.each([
    ['gpt2', 'transformer.h.1.attn.', ['bias', 'masked_bias']],
    ['gpt_neox', 'gpt_neox.layers.1.attention.', ['bias', 'masked_bias', 'rotary_emb.inv_freq']],
    ['llama', 'model.layers.1.self_attn.', ['rotary_emb.inv_freq']],
    ['bert', 'bert.', ['embeddings.position_ids', 'pooler.dense.weight', 'pooler.dense.bias']],
  ])('%s with the masks and tables that old files carry', async (folder, at, names) => {
    const edit: Edit = {
      tensors: (tensors) => {
        for (const name of names) tensors.set(at + name, { dims: [1], data: new Float32Array(1) });
      },
    };
    expect(modelOf(await edited(folder, edit)).unused).toEqual([]);
    await checkSame(folder, edit);
  });
});

describe('heads', () => {
  const untied = { tie_word_embeddings: false };
  const tied = { tie_word_embeddings: true };
  const rows: readonly [string, embedding: string, head: string][] = [
    ['gpt2', 'transformer.wte.weight', 'lm_head.weight'],
    ['gpt_neox', 'gpt_neox.embed_in.weight', 'embed_out.weight'],
    ['llama', 'model.embed_tokens.weight', 'lm_head.weight'],
    ['bert', 'bert.embeddings.word_embeddings.weight', 'cls.predictions.decoder.weight'],
  ];

  test.each(rows)('%s: tied is untied with the embedding for a head', (folder, embedding, head) =>
    checkSame(
      folder,
      { config: tied, tensors: (tensors) => tensors.delete(head) },
      { config: untied, tensors: copied(embedding, head) },
    ),
  );

  test.each(rows)('%s: tied, a head of its own is read all the same', (folder, embedding, head) => {
    const tensors = copied(embedding, head, 2);
    return checkSame(folder, { config: tied, tensors }, { config: untied, tensors });
  });

  test.each(rows)('%s: untied, the head in the file is read', (folder, embedding, head) =>
    checkDiffers(folder, { config: untied, tensors: copied(embedding, head, 2) }),
  );

  test.each([
    ['a MiniLM encoder', 'minilm', {}],
    [
      'a BERT with a classifier for a head',
      'bert',
      {
        tensors: (tensors) => {
          renamed(tensors, (name) => (name.startsWith('cls.') ? undefined : name));
          tensors.set('classifier.weight', { dims: [2, 32], data: new Float32Array(64) });
        },
      },
    ],
  ] satisfies [string, string, Edit][])('%s is a model without answers', async (_, name, edit) => {
    const model = modelOf(await edited(name, edit));
    expect(model.spec.head).toBeUndefined();
    expect(model.headless).toMatch(/^BERT/);
    expect(model.unused).toEqual(name === 'bert' ? ['classifier.weight'] : []);
  });

  test('an encoder is refused where answers are compared', async () => {
    const paths = ['gpt2', 'minilm'].map((name) => fixture(`checkpoints/${name}`));
    const ports = nodePorts({ cache: false });
    await expect(
      withSubjects(quietJob, ports, paths, () => expect.unreachable()),
    ).rejects.toMatchObject({
      code: 'model-headless',
      message: 'minilm: a BERT encoder without a head has no answers to compare',
      hint: expect.stringContaining('language-model head'),
    });
  });
});

describe('configs', () => {
  test.each(['gpt2', 'gpt_neox', 'llama'])('%s as transformers 5 writes it', (folder) =>
    checkSame(folder, { configFile: 'config.v5.json' }),
  );

  test.each<[string, JsonObject]>([
    ['gpt2', { n_inner: 128, scale_attn_weights: null, tie_word_embeddings: true }],
    ['gpt_neox', { rotary_pct: 0.25, rotary_emb_base: 10000, attention_bias: true }],
    ['llama', { head_dim: 8, rope_theta: 10000, mlp_bias: false, tie_word_embeddings: false }],
    ['bert', { position_embedding_type: 'absolute', is_decoder: false, type_vocab_size: 2 }],
  ])('%s with what goes without saying said, or left open: %j', (folder, config) =>
    checkSame(folder, { config }),
  );

  test.each<[string, JsonObject, windows: (number | undefined)[]]>([
    ['mistral', { sliding_window: 16 }, [16, 16, 16]],
    ['mistral', { sliding_window: null }, [undefined, undefined, undefined]],
    ['qwen2', { use_sliding_window: true, max_window_layers: 2 }, [undefined, undefined, 4096]],
    ['qwen2', { sliding_window: 16 }, [undefined, undefined, undefined]],
    [
      'qwen3',
      {
        use_sliding_window: true,
        sliding_window: 7,
        layer_types: ['sliding_attention', 'full_attention', 'sliding_attention'],
      },
      [7, undefined, 7],
    ],
  ])('windows of %s with %j, block by block', async (type, said, windows) => {
    const config = { model_type: type, head_dim: 8, ...said };
    const vector = (size: number) => ({ dims: [size], data: new Float32Array(size).fill(1) });
    const checkpoint = await edited('llama', {
      config,
      tensors: (tensors) => {
        for (const at of [0, 1, 2].map((layer) => `model.layers.${layer}.self_attn.`)) {
          for (const kind of type === 'qwen3' ? ['q', 'k'] : []) {
            tensors.set(`${at}${kind}_norm.weight`, vector(8));
          }
          for (const kind of type === 'qwen2' ? ['q', 'k', 'v'] : []) {
            tensors.set(`${at}${kind}_proj.bias`, vector(kind === 'q' ? 32 : 16));
          }
        }
      },
    });
    const { blocks, maxLength } = modelOf(checkpoint).spec;
    expect(blocks.map(({ attention }) => attention.window)).toEqual(windows);
    expect(blocks.every(({ attention }) => !attention.norm === (type !== 'qwen3'))).toBe(true);
    expect(maxLength).toBe(64);
  });

  test('GPT-NeoX, one half block after the other', () =>
    checkDiffers('gpt_neox', { config: { use_parallel_residual: false } }));
});

describe('weights, arranged for the graphs', () => {
  /** The row numbers of `name` in the order in which the canonical weight holds them. */
  async function rowsOf(folder: string, weight: string, names: readonly string[]) {
    const checkpoint = await edited(folder, {
      tensors: (tensors) => {
        for (const [k, name] of names.entries()) {
          const { dims, data } = tensors.get(name) as FloatTensor;
          const row = data.length / dims[0];
          tensors.set(name, { dims, data: data.map((_, i) => 1000 * k + Math.floor(i / row)) });
        }
      },
    });
    const model = modelOf(checkpoint);
    const { dims, data } = await readWeight(quietJob, model, model.parts.block(0)[weight]);
    return Array.from({ length: dims[0] }, (_, i) => data[(i * data.length) / dims[0]]);
  }
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

  test.each(['weight', 'bias'])(
    'GPT-NeoX keeps q, k, v of a head together: they are taken apart (%s)',
    async (kind) => {
      const name = `gpt_neox.layers.0.attention.query_key_value.${kind}`;
      // 4 heads of 16: head h has q at 48 h, k 16 further on, v 32.
      const heads = (first: number) =>
        [0, 1, 2, 3].flatMap((h) => range(48 * h + first, 48 * h + first + 16));
      expect(await rowsOf('gpt_neox', `qkv.${kind}`, [name])).toEqual(
        [0, 16, 32].flatMap((first) => heads(first)),
      );
    },
  );

  test('Llama: q, k, v one below the other, with fewer rows of k and v', async () => {
    const names = ['q', 'k', 'v'].map((kind) => `model.layers.0.self_attn.${kind}_proj.weight`);
    const wanted = [...range(0, 32), ...range(1000, 1016), ...range(2000, 2016)];
    expect(await rowsOf('llama', 'qkv.weight', names)).toEqual(wanted);
  });

  test('Llama: gate above up', async () => {
    const names = ['gate', 'up'].map((kind) => `model.layers.0.mlp.${kind}_proj.weight`);
    const wanted = [...range(0, 64), ...range(1000, 1064)];
    expect(await rowsOf('llama', 'up.weight', names)).toEqual(wanted);
  });

  test('Qwen2: biases of q, k and v alone', async () => {
    const edit: Edit = {
      config: { model_type: 'qwen2' },
      tensors: (tensors) => {
        for (const layer of [0, 1, 2]) {
          for (const [k, kind] of ['q', 'k', 'v'].entries()) {
            const data = new Float32Array(kind === 'q' ? 32 : 16).fill(k + 1);
            const name = `model.layers.${layer}.self_attn.${kind}_proj.bias`;
            tensors.set(name, { dims: [data.length], data });
          }
        }
      },
    };
    const model = modelOf(await edited('llama', edit));
    const bias = await readWeight(quietJob, model, model.parts.block(2)['qkv.bias']);
    expect([...bias.data]).toEqual([
      ...Array(32).fill(1),
      ...Array(16).fill(2),
      ...Array(16).fill(3),
    ]);
    const { attention, mlp } = model.spec.blocks[2];
    expect([attention.bias, mlp.bias]).toEqual([{ qkv: true, out: false }, false]);
    await checkDiffers('llama', edit);
  });
});

test('layers that compute the same share one spec: a config may say 27,000', async () => {
  const config = { use_sliding_window: true, sliding_window: 4, max_window_layers: 1 };
  const { blocks } = modelOf(await edited('qwen3', { config })).spec;
  expect(blocks.map(({ attention }) => attention.window)).toEqual([undefined, 4]);
  for (const folder of ['gpt2', 'llama', 'mistral']) {
    const spec = modelOf(await edited(folder)).spec;
    expect(new Set(spec.blocks).size, folder).toBe(1);
  }
});
