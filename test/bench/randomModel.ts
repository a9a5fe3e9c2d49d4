// Writes a randomly initialised GPT-2 to a folder: the model that the benchmark runs.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { random } from '../../src/engine/core/random.ts';

export type Gpt2Size = {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly vocabulary: number;
  readonly positions: number;
};

export const gpt2Small: Gpt2Size = {
  layers: 12,
  width: 768,
  heads: 12,
  vocabulary: 50257,
  positions: 1024,
};

/** Tensor names and shapes of a GPT-2 in the order of the file. */
export function gpt2Tensors({ layers, width: d, vocabulary, positions }: Gpt2Size) {
  const block = (l: number): [string, number[]][] => [
    [`h.${l}.ln_1.weight`, [d]],
    [`h.${l}.ln_1.bias`, [d]],
    [`h.${l}.attn.c_attn.weight`, [d, 3 * d]],
    [`h.${l}.attn.c_attn.bias`, [3 * d]],
    [`h.${l}.attn.c_proj.weight`, [d, d]],
    [`h.${l}.attn.c_proj.bias`, [d]],
    [`h.${l}.ln_2.weight`, [d]],
    [`h.${l}.ln_2.bias`, [d]],
    [`h.${l}.mlp.c_fc.weight`, [d, 4 * d]],
    [`h.${l}.mlp.c_fc.bias`, [4 * d]],
    [`h.${l}.mlp.c_proj.weight`, [4 * d, d]],
    [`h.${l}.mlp.c_proj.bias`, [d]],
  ];
  const tensors: [string, number[]][] = [
    ['wte.weight', [vocabulary, d]],
    ['wpe.weight', [positions, d]],
    ...Array.from({ length: layers }, (_, l) => block(l)).flat(),
    ['ln_f.weight', [d]],
    ['ln_f.bias', [d]],
  ];
  return tensors.map(([name, shape]) => ({ name: `transformer.${name}`, shape }));
}

/** Adds to the values of a tensor, which it knows by its name. */
export type Edit = (name: string, values: Float32Array) => void;

/** Without mass on a task's answers nothing is measured. */
const likelyChannel = 60;

/** Tokens that are said e^7 times as often as by chance: their rows share a direction that the last norm adds to all. */
export function likely(tokens: readonly number[], { width }: Gpt2Size): Edit {
  const along = 0.3;
  return (name, values) => {
    if (name.endsWith('wte.weight')) {
      for (const token of tokens) values[token * width + likelyChannel] += along;
    }
    if (name.endsWith('ln_f.bias')) values[likelyChannel] = 7 / along;
  };
}

/** Writes config.json and model.safetensors; uniform weights of the usual variances, edited. */
export function writeRandomGpt2(
  folder: string,
  size: Gpt2Size,
  seed: number,
  edits: readonly Edit[],
): void {
  mkdirSync(folder, { recursive: true });
  const config = {
    model_type: 'gpt2',
    n_layer: size.layers,
    n_embd: size.width,
    n_head: size.heads,
    vocab_size: size.vocabulary,
    n_positions: size.positions,
    activation_function: 'gelu_new',
    layer_norm_epsilon: 1e-5,
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const header: Record<string, object> = {};
  let end = 0;
  const tensors = gpt2Tensors(size);
  for (const { name, shape } of tensors) {
    const begin = end;
    end += 4 * shape.reduce((a, b) => a * b, 1);
    header[name] = { dtype: 'F32', shape, data_offsets: [begin, end] };
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = openSync(join(folder, 'model.safetensors'), 'w');
  writeSync(file, length);
  writeSync(file, json);
  const rng = random(seed);
  for (const { name, shape } of tensors) {
    const values = valuesOf(name, shape, rng.next, size);
    for (const edit of edits) edit(name, values);
    writeSync(file, new Uint8Array(values.buffer));
  }
  closeSync(file);
}

/** A tokenizer of whole words; their ids are their places, and the rest of the vocabulary is said by nobody. */
export function writeWordTokenizer(
  folder: string,
  { vocabulary }: Gpt2Size,
  words: readonly string[],
): void {
  const rest = Array.from({ length: vocabulary - words.length }, (_, i) => `unsaid${i}`);
  const tokenizer = {
    version: '1.0',
    added_tokens: [],
    pre_tokenizer: { type: 'WhitespaceSplit' },
    model: {
      type: 'WordLevel',
      vocab: Object.fromEntries([...words, ...rest].map((word, id) => [word, id])),
      unk_token: rest[0],
    },
  };
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer));
}

function valuesOf(
  name: string,
  shape: readonly number[],
  next: () => number,
  { layers }: Gpt2Size,
): Float32Array {
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  const isGain = /ln_\w+\.weight$/.test(name);
  // What is written back to the residual stream is smaller the more blocks write, as GPT-2 begins its training.
  const deviation = 0.02 / (/c_proj\.weight$/.test(name) ? Math.sqrt(2 * layers) : 1);
  const half = deviation * Math.sqrt(3); // of a uniform distribution
  for (let i = 0; i < values.length; i++) values[i] = isGain ? 1 : (2 * next() - 1) * half;
  return values;
}
