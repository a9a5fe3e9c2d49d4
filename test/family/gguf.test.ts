// What the metadata of a GGUF file say of its model: the file of test/fixture/gguf with a key or a tensor changed
// computes the same, is refused with what was found, or says what it passed over.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseHeader } from '../../src/engine/checkpoint/gguf/header.ts';
import { ggmlTypes } from '../../src/engine/checkpoint/gguf/types.ts';
import { EngineError } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf, notUnderstood } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { folderOf, opened } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { type Field, type GgufTensor, ggufBytes, listOf } from '../support/gguf.ts';
import { forwardOf, furthest } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';

type Keys = Readonly<Record<string, Field | undefined>>;

const settings: Keys = {
  'general.architecture': ['text', 'llama'],
  'llama.context_length': ['u32', 512],
  'llama.embedding_length': ['u32', 64],
  'llama.block_count': ['u32', 2],
  'llama.feed_forward_length': ['u32', 96],
  'llama.attention.head_count': ['u32', 4],
  'llama.attention.head_count_kv': ['u32', 2],
  'llama.attention.layer_norm_rms_epsilon': ['f32', 1e-5],
  'llama.rope.freq_base': ['f32', 10000],
  'llama.rope.dimension_count': ['u32', 16],
  'llama.vocab_size': ['u32', 96],
};

type Edit = {
  readonly keys?: Keys;
  readonly add?: readonly GgufTensor[];
  readonly drop?: readonly string[];
};

/** A model of the fixtures with the settings of llama.gguf and these changes. */
function edited(from: string, { keys, add = [], drop = [] }: Edit, beside = {}) {
  const bytes = new Uint8Array(readFileSync(fixture(`gguf/${from}.gguf`)));
  const numbers = new Map([...ggmlTypes].map(([number, { name }]) => [name, number]));
  const { entries, dataStart } = parseHeader(bytes, bytes.length, from);
  const kept = entries.map((entry) => ({
    name: entry.name,
    dims: entry.shape.toReversed(),
    type: numbers.get(entry.dtype.name),
    data: bytes.subarray(dataStart + entry.offset, dataStart + entry.offset + entry.bytes),
  }));
  const metadata = Object.entries({ ...settings, ...keys }).flatMap(([key, field]) => {
    return field ? [[key, ...field] as const] : [];
  });
  const tensors = [...kept.filter(({ name }) => !drop.includes(name)), ...add];
  return opened(folderOf({ 'm.gguf': ggufBytes({ metadata, tensors }), ...beside }));
}

const own = (key: string, ...field: Field | []) => {
  return { keys: { [`llama.${key}`]: field.length > 0 ? (field as Field) : undefined } };
};
const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);

describe('the same numbers', () => {
  const rows: readonly (readonly [string, string, Edit])[] = [
    ['as it is', 'llama', {}],
    ['sizes in 64 bits', 'llama', own('block_count', 'u64', 2)],
    ['a size as a float', 'llama', own('block_count', 'f32', 2)],
    [
      'a list of one size for each layer',
      'llama',
      own('attention.head_count', 'list', listOf('u32', [4, 4])),
    ],
    ['no size of the vocabulary', 'llama', own('vocab_size')],
    ['no width of what turns', 'llama', own('rope.dimension_count')],
    ['no rotary base', 'llama', own('rope.freq_base')],
    ['what changes nothing', 'llama', own('attention.scale', 'f32', 0)],
    ['a scale of 1', 'llama', own('logit_scale', 'f32', 1)],
    ['no experts', 'llama', own('expert_count', 'u32', 0)],
    ['a scaling of none', 'llama', own('rope.scaling.type', 'text', 'none')],
    ['an attention of factor 1', 'llama', own('rope.scaling.attn_factor', 'f32', 1)],
    ['a scaling by 1', 'llama', own('rope.scaling.factor', 'f32', 1)],
    ['a head beside', 'llama', { add: [{ name: 'other.weight', dims: [1], data: floats(1) }] }],
    ['linear without its name', 'llama-linear', own('rope.scaling.factor', 'f32', 4)],
    ['linear as it was called', 'llama-linear', own('rope.scale_linear', 'f32', 4)],
    [
      'linear pair by pair',
      'llama-linear',
      { add: [{ name: 'rope_freqs.weight', dims: [8], data: floats(...new Array(8).fill(4)) }] },
    ],
    [
      'linear, half of it pair by pair',
      'llama-linear',
      {
        ...own('rope.scaling.factor', 'f32', 2),
        add: [{ name: 'rope_freqs.weight', dims: [8], data: floats(...new Array(8).fill(2)) }],
      },
    ],
  ];
  test.each(rows)('%s', async (_, from, edit) => {
    const golden = readSafetensors(fixture(`gguf/${from}.safetensors`));
    const { dims, data } = golden.get('input_ids')!;
    const prompts = [0, 1].map((i) =>
      Int32Array.from(data.subarray(i * dims[1], (i + 1) * dims[1])),
    );
    const forward = await forwardOf(await edited(from, edit));
    const { logits } = await activations(quietJob, forward, prompts);
    const wanted = golden.get('logits')!.data as Float32Array;
    expect(furthest(logits!.data, wanted)).toBeLessThan(2e-5);
  });
});

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

test('what is said of a config is said of the metadata', async () => {
  const checkpoint = await edited('llama', own('block_count', 'u32', 3));
  expect(() => modelOf(checkpoint)).toThrow('m: the metadata says 3 blocks, the tensors hold 2');
  expect(() => modelOf(checkpoint)).toThrow(
    expect.objectContaining({ hint: 'Check that the metadata belongs to these weights.' }),
  );
});

test('what is beside the file, and what is in it, keeps its name', async () => {
  const files = { 'adapter_config.json': '{}' };
  const checkpoint = await edited('llama', own('block_count', 'u32', 2), files);
  expect(modelOf(checkpoint).notes).toContainEqual(
    expect.stringMatching(/^adapter_config\.json stands beside the weights: /),
  );
  const named = { name: 'blk.0.config.json.weight', dims: [1], data: floats(1) };
  const strange = await edited('llama', { add: [named] });
  expect(() => modelOf(strange)).toThrow(/does not have tensor blk\.0\.config\.json\.weight/);
});

test('a window that llama does not have is noted', async () => {
  const model = modelOf(await edited('llama', own('attention.sliding_window', 'u32', 4096)));
  expect(model.notes.join()).not.toContain('config.json');
  expect(model.notes.join()).toContain(
    '"llama.attention.sliding_window" is 4096, but llama does not read it',
  );
});

test('an architecture that no dialect has is named where no tensor tells it', async () => {
  const tensors = [{ name: 'blk.0.ssm_in.weight', dims: [4], data: floats(1, 2, 3, 4) }];
  const metadata = [['general.architecture', 'text', 'mamba'] as const];
  const checkpoint = await opened(folderOf({ 'm.gguf': ggufBytes({ metadata, tensors }) }));
  expect(() => modelOf(checkpoint)).toThrow(/blk\.0\.ssm_in\.weight.*model_type "mamba"/);
});
