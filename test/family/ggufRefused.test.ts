import { describe, expect, test } from 'vitest';
import { EngineError } from '../../src/engine/core/error.ts';
import { modelOf, notUnderstood } from '../../src/engine/family/model.ts';
import { type Edit, edited, floats, own } from '../support/editedGguf.ts';
import { listOf } from '../support/gguf.ts';

describe('refused', () => {
  type Row = readonly [string, Edit, string | RegExp];
  const rows: readonly Row[] = [
    ['a block too many', own('block_count', 'u32', 3), 'says 3 blocks, the tensors hold 2'],
    [
      'no epsilon',
      own('attention.layer_norm_rms_epsilon'),
      'llama.attention.layer_norm_rms_epsilon" is missing',
    ],
    ['no width', own('embedding_length'), 'm.gguf: "llama.embedding_length" is missing'],
    ['no heads', own('attention.head_count'), 'llama.attention.head_count" is missing'],
    ['no width of the MLP', own('feed_forward_length'), 'llama.feed_forward_length" is missing'],
    ['no longest prompt', own('context_length'), 'm.gguf: "llama.context_length" is missing'],
    [
      'a width of 2^60',
      {
        keys: {
          'llama.embedding_length': ['u64', 2n ** 60n],
          'llama.rope.dimension_count': undefined,
        },
      },
      'llama.embedding_length" is 1152921504606847000',
    ],
    ['a size in words', own('block_count', 'text', '2'), 'llama.block_count" is "2"'],
    [
      'heads that differ by layer',
      own('attention.head_count', 'list', listOf('u32', [4, 2])),
      'llama.attention.head_count" is [4,2]',
    ],
    [
      'a list of no sizes',
      own('attention.head_count_kv', 'list', listOf('u32', [])),
      'llama.attention.head_count_kv" is []',
    ],
    [
      'another vocabulary',
      own('vocab_size', 'u32', 97),
      /token_embd\.weight has shape \[96, 64\], .* asks for \[97, 64\]/,
    ],
    [
      'other heads',
      own('attention.head_count_kv', 'u32', 4),
      /attn_k\.weight has shape \[32, 64\], .* asks for \[64, 64\]/,
    ],
    ['wider heads', own('attention.key_length', 'u32', 32), 'llama.rope.dimension_count" is 16'],
    [
      'values of another width',
      own('attention.value_length', 'u32', 8),
      'llama.attention.value_length" is 8; allowed: the width of a head',
    ],
    [
      'a part of a head that turns',
      own('rope.dimension_count', 'u32', 8),
      'llama.rope.dimension_count" is 8',
    ],
    [
      'heads that do not divide the width',
      own('attention.head_count', 'u32', 5),
      'm.gguf: llama.embedding_length 64 is no multiple of llama.attention.head_count 5',
    ],
    ['a stretch of -4', own('rope.scaling.factor', 'f32', -4), 'llama.rope.scaling.factor" is -4'],
    ['a scale of its own', own('attention.scale', 'f32', 0.5), 'llama.attention.scale" is 0.5'],
    ['another scale of the answers', own('logit_scale', 'f32', 0.25), 'llama.logit_scale" is 0.25'],
    ['no causal mask', own('attention.causal', 'bool', false), 'llama.attention.causal" is false'],
    ['experts', own('expert_count', 'u32', 8), 'llama.expert_count" is 8'],
    ['a base of 0', own('rope.freq_base', 'f32', 0), 'llama.rope.freq_base" is 0'],
    [
      'a base that is NaN',
      own('rope.freq_base', 'f32', Number.NaN),
      'llama.rope.freq_base" is NaN',
    ],
    [
      'an unknown scaling',
      own('rope.scaling.type', 'text', 'magic'),
      'm.gguf: "llama.rope.scaling.type" is "magic"; allowed: "none" or "linear" or "yarn" or "longrope"',
    ],
    ...['dynamic', 'llama3', 'default', 'su', 'YARN', 'toString', ''].map((name): Row => {
      const sentence = `m.gguf: "llama.rope.scaling.type" is "${name}"; allowed: "none" or`;
      return [`the scaling ${name}`, own('rope.scaling.type', 'text', name), sentence];
    }),
    [
      'a scaling of a known factor, by another name',
      {
        keys: {
          'llama.rope.scaling.type': ['text', 'dynamic'],
          'llama.rope.scaling.factor': ['f32', 2],
        },
        add: [{ name: 'rope_freqs.weight', dims: [8], data: floats(...new Array(8).fill(2)) }],
      },
      'm.gguf: "llama.rope.scaling.type" is "dynamic"',
    ],
    [
      'a scaling by number',
      own('rope.scaling.type', 'u32', 2),
      'm.gguf: "llama.rope.scaling.type" is 2',
    ],
    [
      'a scaling without its lists',
      own('rope.scaling.type', 'text', 'longrope'),
      'm.gguf: "rope_freqs.weight" is absent',
    ],
    [
      'a factor of the attention without a rule that has one',
      own('rope.scaling.attn_factor', 'f32', 2),
      'llama.rope.scaling.attn_factor" is 2',
    ],
    [
      'an original length of 0',
      {
        keys: {
          'llama.rope.scaling.type': ['text', 'yarn'],
          'llama.rope.scaling.factor': ['f32', 4],
          'llama.rope.scaling.original_context_length': ['u32', 0],
        },
      },
      'm.gguf: "llama.rope.scaling.original_context_length" is 0; allowed: a number from',
    ],
    [
      'a factor of the attention of 0',
      {
        keys: {
          'llama.rope.scaling.type': ['text', 'yarn'],
          'llama.rope.scaling.factor': ['f32', 4],
          'llama.rope.scaling.attn_factor': ['f32', 0],
        },
      },
      'm.gguf: "llama.rope.scaling.attn_factor" is 0; allowed: a number from',
    ],
    [
      'yarn and factors pair by pair',
      {
        keys: {
          'llama.rope.scaling.type': ['text', 'yarn'],
          'llama.rope.scaling.factor': ['f32', 4],
        },
        add: [{ name: 'rope_freqs.weight', dims: [8], data: floats(1, 1, 1, 1, 2, 2, 2, 2) }],
      },
      'm.gguf: "rope_freqs.weight" is "a tensor beside yarn"',
    ],
    [
      'too few factors',
      { add: [{ name: 'rope_freqs.weight', dims: [4], data: floats(1, 1, 1, 1) }] },
      'm.gguf: "rope_freqs.weight" is [1,1,1,1]; allowed: a list of 8',
    ],
    [
      'a factor of 0',
      { add: [{ name: 'rope_freqs.weight', dims: [8], data: floats(0, 1, 1, 1, 1, 1, 1, 1) }] },
      'm.gguf: "rope_freqs.weight" is 0',
    ],
    [
      'factors that are a matrix',
      { add: [{ name: 'rope_freqs.weight', dims: [128, 128], data: new Uint8Array(1 << 16) }] },
      'm.gguf: "rope_freqs.weight" is []',
    ],
    [
      'a block that lacks a tensor',
      { drop: ['blk.1.ffn_up.weight'] },
      'tensor blk.1.ffn_up.weight is missing',
    ],
    [
      'experts by their tensors',
      { add: [{ name: 'blk.0.ffn_gate_inp.weight', dims: [1], data: floats(1) }] },
      'Llama in GGUF does not have tensor blk.0.ffn_gate_inp.weight',
    ],
    [
      'a bias in one block',
      { add: [{ name: 'blk.0.attn_q.bias', dims: [64], data: floats(...new Array(64).fill(0)) }] },
      'tensor blk.0.attn_k.bias is missing',
    ],
    [
      'another architecture',
      { keys: { 'general.architecture': ['text', 'phi3'] } },
      'model_type "phi3"; known families: ',
    ],
    ['no architecture', { keys: { 'general.architecture': undefined } }, 'model_type "none"'],
    [
      'an architecture that is a number',
      { keys: { 'general.architecture': ['u32', 7] } },
      'model_type "7"',
    ],
    [
      'an architecture that all objects have',
      { keys: { 'general.architecture': ['text', 'toString'] } },
      'model_type "toString"',
    ],
  ];
  test.each(rows)('%s', async (_, edit, sentence) => {
    const checkpoint = await edited('llama', edit);
    const error = (() => {
      try {
        return modelOf(checkpoint);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(EngineError);
    expect((error as EngineError).message).toMatch(sentence);
    expect(checkpoint.tensors.size).toBeGreaterThan(10); // they are listed nevertheless
    expect(() => notUnderstood(checkpoint)).not.toThrow();
  });
});
