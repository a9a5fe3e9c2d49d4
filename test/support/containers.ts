// One set of weights in every container that holds such a set: the tensors of a checkpoint's folder, written anew.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import type { Tree } from './checkpoints.ts';
import { ggufBytes } from './gguf.ts';
import { npzBytes } from './npy.ts';
import { readSafetensors } from './safetensors.ts';
import { archive, type Code, legacy, pickled, py, tensor } from './torchFiles.ts';

type Tensors = ReadonlyMap<string, FloatTensor>;

const bytesOf = ({ data }: FloatTensor) =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** A pickled dict of tensors, and their storages by key. */
function stateDict(tensors: Tensors) {
  const members: Record<string, Code> = {};
  const storages: Record<string, Uint8Array> = {};
  for (const [i, [name, one]] of [...tensors].entries()) {
    const shape = [...one.dims];
    const strides = shape.map((_, at) => shape.slice(at + 1).reduce((a, b) => a * b, 1));
    members[name] = tensor({ key: `${i}`, elements: one.data.length, shape, strides });
    storages[i] = bytesOf(one);
  }
  return { dict: py.dict(members), storages };
}

/** A state dict, as torch.save writes it. */
export function torchFile(tensors: Tensors): Uint8Array {
  const { dict, storages } = stateDict(tensors);
  return archive(pickled(dict), { storages });
}

function halves(tensors: Tensors): readonly [Tensors, Tensors] {
  const all = [...tensors];
  const middle = Math.floor(all.length / 2);
  return [new Map(all.slice(0, middle)), new Map(all.slice(middle))];
}

function inShards(
  tensors: Tensors,
  stem: string,
  ending: string,
  write: (half: Tensors) => Uint8Array,
): Tree {
  const files = [1, 2].map((n) => `${stem}-0000${n}-of-00002.${ending}`);
  const parts = halves(tensors);
  const places = parts.flatMap((part, i) => [...part.keys()].map((name) => [name, files[i]]));
  return {
    [files[0]]: write(parts[0]),
    [files[1]]: write(parts[1]),
    [`${stem}.${ending}.index.json`]: JSON.stringify({ weight_map: Object.fromEntries(places) }),
  };
}

/** GPT-2's names in llama.cpp, its matrices as Linear has them. */
const ggufNames: readonly (readonly [RegExp, string])[] = [
  [/^transformer\.h\./, 'blk.'],
  [/^transformer\.wte\./, 'token_embd.'],
  [/^transformer\.wpe\./, 'position_embd.'],
  [/^transformer\.ln_f\./, 'output_norm.'],
  [/^lm_head\./, 'output.'],
  [/\.ln_1\./, '.attn_norm.'],
  [/\.ln_2\./, '.ffn_norm.'],
  [/\.attn\.c_attn\./, '.attn_qkv.'],
  [/\.attn\.c_proj\./, '.attn_output.'],
  [/\.mlp\.c_fc\./, '.ffn_up.'],
  [/\.mlp\.c_proj\./, '.ffn_down.'],
];

type Gpt2Config = Readonly<Record<string, number>>;

function gguf(tensors: Tensors, config: Gpt2Config): Uint8Array {
  return ggufBytes({
    metadata: [
      ['general.architecture', 'text', 'gpt2'],
      ['gpt2.context_length', 'u32', config.n_positions],
      ['gpt2.embedding_length', 'u32', config.n_embd],
      ['gpt2.block_count', 'u32', config.n_layer],
      ['gpt2.feed_forward_length', 'u32', 4 * config.n_embd],
      ['gpt2.attention.head_count', 'u32', config.n_head],
      ['gpt2.attention.layer_norm_epsilon', 'f32', config.layer_norm_epsilon],
    ],
    tensors: [...tensors].map(([name, one]) => {
      const isTurned = /\.h\..*(?:c_attn|c_proj|c_fc)\.weight$/.test(name);
      const { dims, data } = isTurned ? turned(one) : one;
      return {
        name: ggufNames.reduce((now, [from, to]) => now.replace(from, to), name),
        dims: dims.toReversed(),
        data: bytesOf({ dims, data }),
      };
    }),
  });
}

function turned({ dims: [rows, columns], data }: FloatTensor): FloatTensor {
  const other = data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]);
  return { dims: [columns, rows], data: other };
}

/** By the name of the container: the files of a folder with GPT-2's weights in it. */
export function inContainers(folder: string): ReadonlyMap<string, Tree> {
  const read = (name: string) => readFileSync(join(folder, name));
  const tensors = readSafetensors(join(folder, 'model.safetensors')) as Tensors;
  const { dict, storages } = stateDict(tensors);
  const config = JSON.parse(read('config.json').toString());
  const trees: Readonly<Record<string, Tree>> = {
    safetensors: { 'model.safetensors': read('model.safetensors') },
    'safetensors in shards': inShards(tensors, 'model', 'safetensors', encodeSafetensors),
    'torch.save': { 'ab-gpt2.pt': torchFile(tensors) },
    'torch.save before 1.6': { 'ab-gpt2.pth': legacy(dict, storages) },
    'a training dict': {
      'last.ckpt': archive(pickled(py.dict({ epoch: py.int(3), state_dict: dict })), { storages }),
    },
    '.bin in shards': inShards(tensors, 'pytorch_model', 'bin', torchFile),
    GGUF: { 'ab-gpt2.gguf': gguf(tensors, config) },
    npz: { 'ab-gpt2.npz': npzBytes(tensors) },
    'npz, packed': { 'ab-gpt2.npz': npzBytes(tensors, true) },
  };
  const beside = { 'config.json': read('config.json'), 'tokenizer.json': read('tokenizer.json') };
  return new Map(Object.entries(trees).map(([name, tree]) => [name, { ...tree, ...beside }]));
}
