// The file of test/fixture/gguf with keys and tensors changed.
import { readFileSync } from 'node:fs';
import { parseHeader } from '../../src/engine/checkpoint/gguf/header.ts';
import { ggmlTypes } from '../../src/engine/checkpoint/gguf/types.ts';
import { folderOf, opened } from './checkpoints.ts';
import { fixture } from './fixture.ts';
import { type Field, type GgufTensor, ggufBytes } from './gguf.ts';

export type Keys = Readonly<Record<string, Field | undefined>>;

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

export type Edit = {
  readonly keys?: Keys;
  readonly add?: readonly GgufTensor[];
  readonly drop?: readonly string[];
};

/** A model of the fixtures with the settings of llama.gguf and these changes. */
export function edited(from: string, { keys, add = [], drop = [] }: Edit, beside = {}) {
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

export const own = (key: string, ...field: Field | []) => {
  return { keys: { [`llama.${key}`]: field.length > 0 ? (field as Field) : undefined } };
};
export const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
