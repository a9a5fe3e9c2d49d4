// T5's encoder: what its config says of the MLP and of distances, and what stands beside it. That it computes what PyTorch
// computes test/forward/golden.test.ts shows; buckets here are transformers' (T5Attention._relative_position_bucket).
import { describe, expect, test } from 'vitest';
import { modelOf } from '../../src/engine/family/model.ts';
import { bucketsOf } from '../../src/engine/graph/positions.ts';
import { type Edit, edited } from '../support/models.ts';

test.each<[buckets: number, farthest: number, distances: number[], found: number[]]>([
  [
    32,
    128,
    [-200, -128, -127, -64, -32, -16, -15, -8, -7, -1, 0, 1, 7, 8, 12, 16, 32, 64, 91, 128, 200],
    [15, 15, 15, 14, 12, 10, 9, 8, 7, 1, 0, 17, 23, 24, 25, 26, 28, 30, 31, 31, 31],
  ],
  [8, 6, [-7, -6, -4, -3, -2, -1, 0, 1, 2, 3, 6], [3, 3, 3, 2, 2, 1, 0, 5, 6, 6, 7]],
])('%i buckets up to %i', (buckets, farthest, distances, found) => {
  const T = 402; // the query in the middle, at 201
  const placing = { batch: 1, queries: T, start: 0, readAt: Int32Array.of(201) };
  const { dims, data } = bucketsOf({ buckets, farthest }, placing);
  expect(dims).toEqual([1, 1, T]);
  expect(distances.map((distance) => data[201 + distance])).toEqual(found);
  const all = bucketsOf({ buckets, farthest }, { ...placing, readAt: undefined });
  expect(all.dims).toEqual([1, T, T]);
  expect([...all.data.subarray(201 * T, 202 * T)]).toEqual([...data]);
});

/** The gate taken away: one matrix. */
const ungated: Edit['tensors'] = (tensors) => {
  for (const [name, tensor] of [...tensors]) {
    if (name.includes('.wi_0.')) tensors.set(name.replace('wi_0', 'wi'), tensor);
    if (/\.wi_[01]\./.test(name)) tensors.delete(name);
  }
};

test.each<[Edit, activation: string, gated: boolean]>([
  [{}, 'gelu_tanh', true],
  [{ config: { feed_forward_proj: 'gated-silu' } }, 'silu', true],
  [{ config: { feed_forward_proj: 'relu' }, tensors: ungated }, 'relu', false],
  [{ config: { feed_forward_proj: undefined }, tensors: ungated }, 'relu', false],
  [
    {
      config: {
        feed_forward_proj: undefined,
        model_type: 'mt5',
        architectures: ['MT5EncoderModel'],
      },
    },
    'gelu_tanh',
    true,
  ],
])('row %#', async (edit, activation, gated) => {
  const { headless, notes, spec } = modelOf(await edited('t5', edit));
  expect([headless, notes, spec.head]).toEqual(['T5 encoder', [], undefined]);
  expect(spec.blocks[0].mlp).toMatchObject({ activation, gated });
  expect(spec.blocks[0].attention).toMatchObject({
    scale: 1,
    distances: { buckets: 8, farthest: 6 },
  });
});

const one = { dims: [1], data: new Float32Array(1) };

test('the decoder and a head are beside it, and said', async () => {
  const { headless, notes } = modelOf(
    await edited('t5', {
      config: { architectures: ['T5ForConditionalGeneration'] },
      tensors: (all) => {
        all.set('decoder.block.0.layer.0.SelfAttention.q.weight', one);
        all.set('encoder.embed_tokens.weight', one);
      },
    }),
  );
  expect(headless).toBe('T5 encoder');
  expect(notes).toEqual([
    'tensor decoder.block.0.layer.0.SelfAttention.q.weight: not used by T5 encoder',
  ]);
});

describe('refused by name', () => {
  test.each<[Edit, string]>([
    [
      { config: { feed_forward_proj: 'gated-gelu-x' } },
      '"feed_forward_proj" is "gated-gelu-x"; allowed',
    ],
    [{ config: { feed_forward_proj: 'gated-snake' } }, '"dense_act_fn" is "snake"; allowed'],
    [{ config: { dense_act_fn: 'relu' } }, '"dense_act_fn" is "relu"; allowed: "gelu_new"'],
    [{ config: { is_gated_act: false } }, '"is_gated_act" is false'],
    [{ config: { relative_attention_num_buckets: 7 } }, '"relative_attention_num_buckets" is 7'],
    [
      { config: { relative_attention_num_buckets: 16 } },
      'has shape [8, 4], config.json asks for [16, 4]',
    ],
    [{ config: { relative_attention_max_distance: 2 } }, '"relative_attention_num_buckets" is 8'],
    [
      {
        tensors: (all) =>
          all.delete('encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight'),
      },
      'relative_attention_bias.weight is missing',
    ],
  ])('row %#', async (edit, message) => {
    const checkpoint = await edited('t5', edit);
    expect(() => modelOf(checkpoint)).toThrow(message);
  });
});
