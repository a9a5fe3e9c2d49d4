// A model in a GGUF file is the model that it was converted from: the sample checkpoint, written as llama.cpp's
// converter does, is interpreted alike from the bare file and says that nothing was lost, or what was.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inspect } from '../../src/engine/analysis/inspect.ts';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Tensor } from '../../src/engine/core/tensor.ts';
import { folderOf } from '../support/checkpoints.ts';
import { type Field, ggufBytes, listOf } from '../support/gguf.ts';
import { readSafetensors } from '../support/safetensors.ts';
import { sample } from '../support/samples.ts';
import { testPorts } from '../support/stores.ts';

const folder = sample('ab-llama');
const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
const heads = { q: config.num_attention_heads, k: config.num_key_value_heads };

const names: readonly (readonly [RegExp, string])[] = [
  [/^model\.layers\./, 'blk.'],
  [/^model\.embed_tokens\./, 'token_embd.'],
  [/^model\.norm\./, 'output_norm.'],
  [/^lm_head\./, 'output.'],
  [/input_layernorm/, 'attn_norm'],
  [/post_attention_layernorm/, 'ffn_norm'],
  [/self_attn\.o_proj/, 'attn_output'],
  [/self_attn\.([qkv])_proj/, 'attn_$1'],
  [/mlp\.(gate|up|down)_proj/, 'ffn_$1'],
];

/** Of q and k the two rows that turn together lie side by side: row r of a half is row 2 r of its head. */
function inPairs({ dims, data }: Tensor, heads: number): ArrayLike<number> {
  const [rows, width] = dims;
  const half = rows / heads / 2;
  const out = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    const [head, within] = [Math.floor(row / (2 * half)), row % (2 * half)];
    const to = head * 2 * half + 2 * (within % half) + Math.floor(within / half);
    out.set(data.subarray(row * width, (row + 1) * width), to * width);
  }
  return out;
}

type Metadata = readonly (readonly [string, ...Field])[];

function asGguf(tokenizer: Metadata = []): Uint8Array {
  const settings: Readonly<Record<string, Field>> = {
    context_length: ['u32', config.max_position_embeddings],
    embedding_length: ['u32', config.hidden_size],
    block_count: ['u32', config.num_hidden_layers],
    feed_forward_length: ['u32', config.intermediate_size],
    'attention.head_count': ['u32', heads.q],
    'attention.head_count_kv': ['u32', heads.k],
    'attention.layer_norm_rms_epsilon': ['f32', config.rms_norm_eps],
    'rope.freq_base': ['f32', config.rope_theta ?? config.rope_parameters.rope_theta],
    vocab_size: ['u32', config.vocab_size],
  };
  const tensors = [...readSafetensors(join(folder, 'model.safetensors'))].map(([name, tensor]) => {
    const kind = /\.([qk])_proj/.exec(name)?.[1] as 'q' | 'k' | undefined;
    const data = Float32Array.from(kind ? inPairs(tensor, heads[kind]) : tensor.data);
    return {
      name: names.reduce((now, [from, to]) => now.replace(from, to), name),
      dims: tensor.dims.toReversed(),
      data: new Uint8Array(data.buffer),
    };
  });
  const metadata = Object.entries(settings).map(
    ([key, field]) => [`llama.${key}`, ...field] as const,
  );
  const all = [['general.architecture', 'text', 'llama'] as const, ...metadata, ...tokenizer];
  return ggufBytes({ metadata: all, tensors });
}

test('the sample is interpreted from its GGUF file as from its folder', async () => {
  const tokenizer = readFileSync(join(folder, 'tokenizer.json'));
  const at = folderOf({ 'ab-llama.gguf': asGguf(), 'tokenizer.json': tokenizer });
  const request = { task: sample('task.json'), memory: 1000, pairs: 8 };
  const [found, plain] = await Promise.all(
    [join(at, 'ab-llama.gguf'), folder].map((a) =>
      interpret(quietJob, testPorts(), { ...request, a }),
    ),
  );
  for (const part of ['sections', 'reason'] as const) {
    expect(found[part]).toEqual(plain[part]);
  }
  const { family, shape, ...model } = found.models[0];
  expect([family, shape[0]]).toEqual(['gguf_llama', ['family', 'Llama in GGUF']]);
  expect(plain.models[0]).toMatchObject(model);
});

/** The sample with a tokenizer of one letter a token: its task is written without spaces. */
const bare = () =>
  asGguf([
    ['tokenizer.ggml.model', 'text', 'gpt2'],
    ['tokenizer.ggml.pre', 'text', 'gpt-2'],
    ['tokenizer.ggml.tokens', 'list', listOf('text', [...'012345,='])],
    ['tokenizer.ggml.token_type', 'list', listOf('i32', new Array(8).fill(1))],
    ['tokenizer.ggml.merges', 'list', listOf('text', [])],
  ]);
const task = readFileSync(sample('task.json'), 'utf8').replace('{a} {b} , {c} =', '{a}{b},{c}=');

test('the editor is tried with it', () => {
  const kept = new URL('../fixture/gguf/bare.gguf', import.meta.url);
  if (process.env.WRITE_FIXTURES) writeFileSync(kept, bare());
  expect(readFileSync(kept).equals(bare())).toBe(true);
});

test('the bare file is all that is needed: its tokenizer is in it', async () => {
  const at = folderOf({ 'ab.gguf': bare(), 'task.json': task });
  const found = await interpret(quietJob, testPorts(), {
    task: join(at, 'task.json'),
    memory: 1000,
    pairs: 8,
    a: join(at, 'ab.gguf'),
  });
  expect(found.models[0]).toMatchObject({ name: 'ab', accuracy: 1 });
});

test('a report and the notes say what is dequantised', async () => {
  const path = new URL('../fixture/gguf/llama.gguf', import.meta.url).pathname;
  const { notes, problems, family, container, answers } = await inspect(quietJob, testPorts(), {
    path,
  });
  expect({ family, container, answers, problems }).toEqual({
    family: 'Llama in GGUF',
    container: 'GGUF 3',
    answers: true,
    problems: [],
  });
  expect(notes[0]).toBe('Weights are dequantised: the file has tensors of the types Q8_0 (15).');
});
