// GGUF files for tests, written by hand so that everything in them can be wrong: a value is [type, value], a
// tensor's dims are in the file's order.
import { writeFileSync } from 'node:fs';

export type Field = readonly [type: GgufType, value: unknown];

const types = {
  u8: 0,
  i8: 1,
  u16: 2,
  i16: 3,
  u32: 4,
  i32: 5,
  f32: 6,
  bool: 7,
  text: 8,
  list: 9,
  u64: 10,
  i64: 11,
  f64: 12,
} as const;
export type GgufType = keyof typeof types;

export type GgufTensor = {
  readonly name: string | Uint8Array;
  readonly dims: readonly (number | bigint)[];
  /** ggml's number; F32 when it is left out. */
  readonly type?: number;
  /** From where the data begin; by itself after what lies before. */
  readonly offset?: number | bigint;
  readonly data?: Uint8Array;
};

export type GgufFile = {
  readonly version?: number;
  /** Claimed; as many as there are when they are left out. */
  readonly tensorCount?: bigint;
  readonly keyCount?: bigint;
  readonly metadata?: readonly (readonly [key: string | Uint8Array, ...Field])[];
  readonly tensors?: readonly GgufTensor[];
  readonly alignment?: number;
};

export function ggufBytes({
  version = 3,
  metadata = [],
  tensors = [],
  tensorCount = BigInt(tensors.length),
  keyCount = BigInt(metadata.length),
  alignment = 32,
}: GgufFile): Uint8Array {
  const header: Uint8Array[] = [text('GGUF'), u32(version), u64(tensorCount), u64(keyCount)];
  for (const [key, type, value] of metadata) {
    header.push(sized(key), u32(types[type]), encoded(type, value));
  }
  const data: Uint8Array[] = [];
  let at = 0;
  for (const { name, dims, type = 0, offset = at, data: bytes = new Uint8Array(0) } of tensors) {
    header.push(sized(name), u32(dims.length), ...dims.map(u64), u32(type), u64(offset));
    const padded = new Uint8Array(Math.ceil(bytes.length / alignment) * alignment);
    padded.set(bytes);
    data.push(padded);
    at += padded.length;
  }
  const head = joined(header);
  const start = Math.ceil(head.length / alignment) * alignment;
  return joined([head, new Uint8Array(start - head.length), ...data]);
}

export function writeGguf(path: string, file: GgufFile): void {
  writeFileSync(path, ggufBytes(file));
}

/** A list of values of one type: ['list', listOf('u32', [1, 2])]. */
export function listOf(type: GgufType | number, values: readonly unknown[], claimed?: bigint) {
  return { type, values, claimed };
}

function encoded(type: GgufType, value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value; // as it is
  if (type === 'text') return sized(String(value));
  if (type === 'list') {
    const {
      type: of,
      values,
      claimed = BigInt(values.length),
    } = value as ReturnType<typeof listOf>;
    const number = typeof of === 'number' ? of : types[of];
    const parts = values.map((one) => encoded(typeof of === 'number' ? 'u8' : of, one));
    return joined([u32(number), u64(claimed), ...parts]);
  }
  const view = new DataView(new ArrayBuffer(8));
  const [size, set] = numbers[type];
  set(view, value as never);
  return new Uint8Array(view.buffer, 0, size);
}

type Numbers = Exclude<GgufType, 'text' | 'list'>;
const numbers: Record<Numbers, readonly [number, (view: DataView, value: never) => void]> = {
  u8: [1, (view, value) => view.setUint8(0, value)],
  i8: [1, (view, value) => view.setInt8(0, value)],
  u16: [2, (view, value) => view.setUint16(0, value, true)],
  i16: [2, (view, value) => view.setInt16(0, value, true)],
  u32: [4, (view, value) => view.setUint32(0, value, true)],
  i32: [4, (view, value) => view.setInt32(0, value, true)],
  f32: [4, (view, value) => view.setFloat32(0, value, true)],
  bool: [1, (view, value) => view.setUint8(0, Number(value))],
  u64: [8, (view, value) => view.setBigUint64(0, BigInt(value), true)],
  i64: [8, (view, value) => view.setBigInt64(0, BigInt(value), true)],
  f64: [8, (view, value) => view.setFloat64(0, value, true)],
};

function text(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? new TextEncoder().encode(value) : value;
}

function sized(value: string | Uint8Array): Uint8Array {
  const bytes = text(value);
  return joined([u64(bytes.length), bytes]);
}

export function u32(value: number): Uint8Array {
  return encoded('u32', value);
}

export function u64(value: number | bigint): Uint8Array {
  return encoded('u64', value);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
