// Models that read images: patches are positions, and what is computed is what PyTorch computes, by the names of
// transformers and of timm. Goldens: test/fixture/make/families.py.
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor, Tensor } from '../../src/engine/core/tensor.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activationsOf } from '../../src/engine/forward/activations.ts';
import type { Input } from '../../src/engine/task/trial.ts';
import { fixture } from '../support/fixture.ts';
import { type Edit, edited, forwardOf, furthest, renamed } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';

const tolerance = 2e-5;
const golden = readSafetensors(fixture('checkpoints/vit/golden.safetensors'));
const pixels = golden.get('pixels')!.data as Float32Array; // [2, 3, 8, 12]
const inputs = [0, 1].map((b): Input => {
  return {
    values: pixels.subarray((b * pixels.length) / 2, ((b + 1) * pixels.length) / 2),
    readAt: 0,
  };
});
const T = 7; // two rows of three patches, and the first

async function foundOf(folder: string, edit: Edit = {}) {
  const forward = await forwardOf(await edited(folder, edit));
  return activationsOf(quietJob, forward, inputs, T, Int32Array.of(T, T));
}

/** As transformers 5 calls them in memory. */
const inMemory: readonly (readonly [string, string])[] = [
  ['encoder.layer', 'layers'],
  ['attention.attention.query', 'attention.q_proj'],
  ['attention.attention.key', 'attention.k_proj'],
  ['attention.attention.value', 'attention.v_proj'],
  ['attention.output.dense', 'attention.o_proj'],
  ['intermediate.dense', 'mlp.fc1'],
  ['output.dense', 'mlp.fc2'],
];
const named: Edit = {
  tensors: (all) =>
    renamed(all, (name) => inMemory.reduce((now, [from, to]) => now.replace(from, to), name)),
};

test.each<[string, Edit]>([
  ['vit', {}],
  ['timm_vit', {}],
  ['vit', named],
])('%s, row %#: states, patterns and logits', async (folder, edit) => {
  const { embed, blocks, logits } = await foundOf(folder, edit);
  const rows: readonly [string, FloatTensor][] = [
    ['resid.embed', embed],
    ['logits', firstRows(logits!)],
    ...blocks.flatMap(({ residual, pattern }, l): [string, FloatTensor][] => [
      [`resid.${l}`, residual],
      [`attn.pattern.${l}`, pattern],
    ]),
  ];
  for (const [name, { data }] of rows) {
    const wanted = golden.get(name) as Tensor;
    expect.soft(furthest(data, wanted.data as Float32Array), name).toBeLessThan(tolerance);
  }
});

/** A class is read at the first position: [B, T, L] -> [B, L]. */
function firstRows({ dims: [B, , L], data }: FloatTensor): FloatTensor {
  const rows = Array.from({ length: B }, (_, b) => [...data.subarray(b * T * L, b * T * L + L)]);
  return { dims: [B, L], data: Float32Array.from(rows.flat()) };
}

test.each([
  ['vit', 'ViT for images'],
  ['timm_vit', 'ViT of timm for images'],
])('%s has classes, and no words to compare', async (folder, headless) => {
  const { spec, notes, ...model } = modelOf(await edited(folder));
  const image = { channels: 3, height: 8, width: 12, patch: { height: 4, width: 4 } };
  expect(spec).toMatchObject({ image, maxLength: T, vocabulary: 5, causal: false });
  expect([model.headless, model.unused, notes]).toEqual([headless, [], []]);
});

test('without its head it is states alone', async () => {
  const model = modelOf(
    await edited('vit', {
      tensors: (all) => {
        for (const part of ['weight', 'bias']) all.delete(`classifier.${part}`);
      },
    }),
  );
  expect([model.headless, model.spec.head]).toEqual(['ViT for images without a head', undefined]);
});

const wide = { dims: [1], data: new Float32Array(1) };

describe('refused by name', () => {
  test.each<[string, Edit, string]>([
    [
      'vit',
      { config: { image_size: 10 } },
      '"patch_size" is 4; allowed: what divides image_size, 10 x 10',
    ],
    [
      'vit',
      { config: { image_size: [8, 12, 3] } },
      '"image_size" is [8,12,3]; allowed: a side or two',
    ],
    [
      'vit',
      { config: { image_size: 8 } },
      'position_embeddings has shape [1, 7, 16], config.json asks for [1, 5, 16]',
    ],
    [
      'vit',
      { config: { num_channels: 1 } },
      'has shape [16, 3, 4, 4], config.json asks for [16, 1, 4, 4]',
    ],
    ['vit', { config: { num_labels: 4 } }, '"num_labels" is 4; allowed: 5, as id2label has'],
    ['vit', { config: { qkv_bias: false, id2label: null } }, 'classifier.weight'],
    [
      'vit',
      { tensors: (all) => all.set('vit.embeddings.distillation_token', wide) },
      'does not compute with tensor vit.embeddings.distillation_token',
    ],
    [
      'timm_vit',
      { config: { architecture: 'vit_base_patch16_siglip_224' } },
      '"architecture" is "vit_base_patch16_siglip_224"; allowed: vit_SIZE',
    ],
    [
      'timm_vit',
      { config: { model_args: { embed_dim: 16, init_values: 1e-5 } } },
      '"model_args.init_values" is 0.00001',
    ],
    ['timm_vit', { config: { global_pool: 'avg' } }, '"global_pool" is "avg"; allowed: "token"'],
    [
      'timm_vit',
      { tensors: (all) => all.set('fc_norm.weight', wide) },
      'does not compute with tensor fc_norm.weight',
    ],
    [
      'timm_vit',
      { tensors: (all) => all.set('blocks.0.ls1.gamma', wide) },
      'does not have tensor blocks.0.ls1.gamma',
    ],
  ])('%s, row %#', async (folder, edit, message) => {
    const checkpoint = await edited(folder, edit);
    expect(() => modelOf(checkpoint)).toThrow(message);
  });

  test('an image of another size', async () => {
    const forward = await forwardOf(await edited('vit'));
    const small = [{ values: new Float32Array(3), readAt: 0 }];
    await expect(forward.network.embed(quietJob, small, T)).rejects.toMatchObject({
      code: 'task-model',
      message: expect.stringContaining(
        'an image has 3 numbers, the model reads 3 x 8 x 12 in 7 positions',
      ),
    });
  });
});
