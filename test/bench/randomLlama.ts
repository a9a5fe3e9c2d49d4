// Writes a randomly initialised Llama to a folder, tensor by tensor: a model of the size of one that people use.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { random } from '../../src/engine/core/random.ts';
import { count } from '../../src/engine/core/tensor.ts';

export type LlamaSize = {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly mlp: number;
  readonly vocabulary: number;
};

/** SmolLM2-135M. */
export const smolLm2: LlamaSize = {
  ...{ layers: 30, width: 576, heads: 9, kvHeads: 3, mlp: 1536, vocabulary: 49152 },
};

/** To see that all of it runs, where a GPU is one in software. */
export const small: LlamaSize = {
  ...{ layers: 2, width: 48, heads: 3, kvHeads: 1, mlp: 96, vocabulary: 200 },
};

function tensorsOf({ layers, width: d, heads, kvHeads, mlp, vocabulary }: LlamaSize) {
  const kv = (d / heads) * kvHeads;
  const block = (l: number): [string, number[]][] => [
    [`layers.${l}.input_layernorm.weight`, [d]],
    [`layers.${l}.self_attn.q_proj.weight`, [d, d]],
    [`layers.${l}.self_attn.k_proj.weight`, [kv, d]],
    [`layers.${l}.self_attn.v_proj.weight`, [kv, d]],
    [`layers.${l}.self_attn.o_proj.weight`, [d, d]],
    [`layers.${l}.post_attention_layernorm.weight`, [d]],
    [`layers.${l}.mlp.gate_proj.weight`, [mlp, d]],
    [`layers.${l}.mlp.up_proj.weight`, [mlp, d]],
    [`layers.${l}.mlp.down_proj.weight`, [d, mlp]],
  ];
  const blocks = Array.from({ length: layers }, (_, l) => block(l)).flat();
  const all: [string, number[]][] = [
    ['embed_tokens.weight', [vocabulary, d]],
    ...blocks,
    ['norm.weight', [d]],
  ];
  return all.map(([name, shape]) => ({ name: `model.${name}`, shape }));
}

/** config.json and model.safetensors; uniform weights, those of the embedding the unembedding's too. */
export function writeRandomLlama(folder: string, size: LlamaSize, seed: number): void {
  mkdirSync(folder, { recursive: true });
  const config = {
    model_type: 'llama',
    num_hidden_layers: size.layers,
    hidden_size: size.width,
    num_attention_heads: size.heads,
    num_key_value_heads: size.kvHeads,
    intermediate_size: size.mlp,
    vocab_size: size.vocabulary,
    max_position_embeddings: 2048,
    rope_theta: 100000,
    rms_norm_eps: 1e-5,
    hidden_act: 'silu',
    tie_word_embeddings: true,
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const header: Record<string, object> = {};
  let end = 0;
  const tensors = tensorsOf(size);
  for (const { name, shape } of tensors) {
    const begin = end;
    end += 4 * count(shape);
    header[name] = { dtype: 'F32', shape, data_offsets: [begin, end] };
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = openSync(join(folder, 'model.safetensors'), 'w');
  writeSync(file, Buffer.concat([length, json]));
  const { next } = random(seed);
  for (const { name, shape } of tensors) {
    const isGain = name.includes('norm');
    const values = Float32Array.from({ length: count(shape) }, () =>
      isGain ? 1 : (next() - 0.5) * 0.14,
    );
    writeSync(file, new Uint8Array(values.buffer));
  }
  closeSync(file);
}
