// A container that the product does not know, as one would be added to it: a reader, three storages, a dtype.
// The file ends, as a zip archive does, in where its list of contents lies:
// data of tensors, contents (JSON), u32 where the contents begin, "PACK".
import { deflateSync, inflateSync } from 'node:zlib';
import type { JsonObject } from '../../src/engine/checkpoint/checkpoint.ts';
import type { Container, Reader, StoredTensor } from '../../src/engine/checkpoint/container.ts';
import { PlainStorage, type Storage } from '../../src/engine/checkpoint/storage.ts';
import { type Dtype, dtypes, type Floats, widen } from '../../src/engine/core/dtype.ts';
import type { ByteSource } from '../../src/engine/core/files.ts';
import { count } from '../../src/engine/core/tensor.ts';

/** As llama.cpp's Q8_0, its scale in float32: 32 elements are a scale and an int8 each. */
export const Q8: Dtype = {
  name: 'Q8_0',
  perBlock: 32,
  bytes: 36,
  isWeight: true,
  decode(blocks, out) {
    const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength);
    for (let i = 0; i < out.length; i++) {
      const block = 36 * Math.floor(i / 32);
      out[i] = view.getFloat32(block, true) * view.getInt8(block + 4 + (i % 32));
    }
  },
};

/** How a tensor is written: as it is, column by column, deflated, in blocks, or as another that is there. */
type Way = 'plain' | 'transposed' | 'inflated' | 'Q8_0' | { readonly as: string };

export type Packed = {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
  readonly way: Way;
};

export type Inside = {
  readonly name?: string;
  readonly config?: JsonObject;
  readonly tokenizer?: JsonObject;
};

type Entry = { readonly shape: number[]; readonly way: string; at: number; bytes: number };

export function packedBytes(
  tensors: Readonly<Record<string, Packed>>,
  inside: Inside = {},
): Uint8Array {
  const parts: Buffer[] = [];
  const entries: Record<string, Entry> = {};
  let at = 0;
  for (const [name, { shape, data, way }] of Object.entries(tensors)) {
    if (typeof way !== 'string') {
      entries[name] = entries[way.as];
      continue;
    }
    const part = Buffer.from(written(way, shape, data));
    entries[name] = { shape: [...shape], way, at, bytes: part.length };
    parts.push(part);
    at += part.length;
  }
  const end = Buffer.alloc(8);
  end.writeUInt32LE(at);
  end.write('PACK', 4);
  return Buffer.concat([...parts, Buffer.from(JSON.stringify({ entries, ...inside })), end]);
}

function written(way: string, shape: readonly number[], data: ArrayLike<number>): Uint8Array {
  const plain = new Uint8Array(Float32Array.from(data).buffer);
  if (way === 'inflated') return deflateSync(plain);
  if (way === 'Q8_0') return quantised(data);
  if (way === 'plain') return plain;
  const [rows, columns] = shape;
  const turned = Float32Array.from(
    data,
    (_, i) => data[(i % rows) * columns + Math.floor(i / rows)],
  );
  return new Uint8Array(turned.buffer);
}

function quantised(data: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array((data.length / 32) * 36);
  const view = new DataView(bytes.buffer);
  for (let block = 0; block < data.length / 32; block++) {
    const values = Array.from({ length: 32 }, (_, i) => data[32 * block + i]);
    const scale = Math.fround(Math.max(...values.map(Math.abs)) / 127) || 1;
    view.setFloat32(36 * block, scale, true);
    for (const [i, value] of values.entries()) {
      view.setInt8(36 * block + 4 + i, Math.round(value / scale));
    }
  }
  return bytes;
}

export const packed: Reader = {
  several: { are: 'packed files', hint: 'Open one of them.' },
  sniffFolder: (names) => names.filter((name) => name.endsWith('.packed')),
  async sniff({ read, size }) {
    return new TextDecoder().decode(await read(size - 4, 4)) === 'PACK';
  },
  modelName: (file) => file.replace(/\.packed$/, ''),
  async open(held, path): Promise<Container> {
    const source = await held.open(path);
    const end = Buffer.from(await source.readEarly(source.size - 8, 4));
    const begin = end.readUInt32LE();
    const headerBytes = source.size - 8 - begin;
    const json = Buffer.from(await source.readEarly(begin, headerBytes)).toString();
    const { entries, name, config, tokenizer } = JSON.parse(json);
    const file = held.files.base(path);
    const tensors = new Map<string, StoredTensor>();
    for (const [called, { shape, way, at, bytes }] of Object.entries<Entry>(entries)) {
      const dtype = way === 'Q8_0' ? Q8 : dtypes.get('F32')!;
      const storage = storageOf(way, source, dtype, shape, at, bytes);
      tensors.set(called, { name: called, dtype, shape, bytes, file, storage });
    }
    return {
      description: 'packed',
      tensors,
      metadata: new Map(),
      headerBytes,
      notes: ['It is packed.'],
      name,
      config,
      tokenizer: tokenizer && (async () => tokenizer),
    };
  },
};

function storageOf(
  way: string,
  source: ByteSource,
  dtype: Dtype,
  shape: readonly number[],
  at: number,
  bytes: number,
): Storage {
  if (way === 'plain' || way === 'Q8_0') return new PlainStorage(source, dtype, at);
  const all = async () => {
    const raw = await source.read(at, bytes);
    const numbers = new Float32Array(count(shape));
    widen(dtype, way === 'inflated' ? inflateSync(raw) : raw, numbers);
    return numbers;
  };
  const [rows, columns] = shape;
  const place = (i: number) =>
    way === 'inflated' ? i : (i % columns) * rows + Math.floor(i / columns);
  return {
    path: source.path,
    async read(job, first, out: Floats) {
      await job.pause();
      const numbers = await all();
      for (let i = 0; i < out.length; i++) out[i] = numbers[place(first + i)];
    },
  };
}
