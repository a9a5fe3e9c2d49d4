// Files of torch.save written by hand, instruction by instruction, so that they can say what PyTorch never would.
import type { Entry } from './zips.ts';
import { zipBytes } from './zips.ts';

/** A piece of a pickle. */
export type Code = Buffer;

const bytes = (...values: readonly (number | string | Uint8Array)[]): Code =>
  Buffer.concat(
    values.map((value) => {
      if (typeof value === 'number') return Buffer.from([value]);
      return typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
    }),
  );

function u32(value: number): Code {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

/** Values as protocol 2 has them. */
export const py = {
  raw: bytes,
  none: bytes('N'),
  text: (text: string) => bytes('X', u32(Buffer.byteLength(text)), Buffer.from(text)),
  int(value: number) {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(BigInt(value));
    return bytes(0x8a, 8, buffer);
  },
  name: (module: string, name: string) => bytes('c', Buffer.from(`${module}\n${name}\n`)),
  tuple: (...items: readonly Code[]) => bytes('(', ...items, 't'),
  list: (...items: readonly Code[]) => bytes('](', ...items, 'e'),
  dict: (members: Readonly<Record<string, Code>> = {}) =>
    bytes('}(', ...Object.entries(members).flatMap(([key, value]) => [py.text(key), value]), 'u'),
  call: (callee: Code, ...args: readonly Code[]) => bytes(callee, py.tuple(...args), 'R'),
  made: (of: Code, state?: Code) => bytes(of, ')', 0x81, ...(state ? [state, 'b'] : [])),
  persistent: (id: Code) => bytes(id, 'Q'),
};

export function pickled(body: Code, protocol = 2): Code {
  return bytes(0x80, protocol, body, '.');
}

export type View = {
  readonly key?: string;
  readonly storage?: string;
  /** As the pickle says. */
  readonly elements?: number;
  readonly offset?: number;
  readonly shape?: readonly number[];
  readonly strides?: readonly number[];
};

export function storage({
  key = '0',
  storage: name = 'FloatStorage',
  elements = 4,
}: View = {}): Code {
  const id = [
    py.text('storage'),
    py.name('torch', name),
    py.text(key),
    py.text('cpu'),
    py.int(elements),
  ];
  return py.persistent(py.tuple(...id));
}

/** A call of _rebuild_tensor_v2. */
export function tensor(view: View = {}): Code {
  const { offset = 0, shape = [4], strides = [1] } = view;
  const sizes = [shape, strides].map((each) => py.tuple(...each.map(py.int)));
  const hooks = py.call(py.name('collections', 'OrderedDict'));
  const args = [storage(view), py.int(offset), ...sizes, bytes(0x89), hooks];
  return py.call(py.name('torch._utils', '_rebuild_tensor_v2'), ...args);
}

/** As many numbers as a storage of float32 with `values` has. */
export function floats(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

export type Archive = {
  readonly storages?: Readonly<Record<string, Uint8Array | number>>;
  readonly top?: string;
  readonly more?: readonly Entry[];
};

/** The entries of torch.save's archive, in its order. */
export function archiveEntries(
  pickle: Code,
  { storages, top = 'archive/', more = [] }: Archive = {},
): Entry[] {
  const all = storages ?? { 0: floats(1, 2, 3, 4) };
  return [
    { name: `${top}data.pkl`, data: pickle, padding: 20 },
    { name: `${top}byteorder`, data: 'little' },
    ...Object.entries(all).map(([key, data]) => ({ name: `${top}data/${key}`, data, padding: 30 })),
    { name: `${top}version`, data: '3\n' },
    ...more,
  ];
}

export function archive(pickle: Code, options: Archive = {}): Uint8Array {
  return zipBytes(archiveEntries(pickle, options));
}

/** Before PyTorch 1.6: pickles and storages one after the other. */
export function legacy(
  body: Code,
  storages: Readonly<Record<string, Uint8Array>> = { 0: floats(1, 2, 3, 4) },
  littleEndian = true,
): Uint8Array {
  const magic = bytes(0x8a, 10, Buffer.from('6cfc9c46f9206aa85019', 'hex'));
  const machine = py.dict({ little_endian: bytes(littleEndian ? 0x88 : 0x89) });
  const keys = py.list(...Object.keys(storages).map(py.text));
  const pickles = [magic, py.int(1001), machine, body, keys].map((each) => pickled(each));
  const numbers = Object.values(storages).flatMap((data) => {
    const count = Buffer.alloc(8);
    count.writeBigInt64LE(BigInt(data.length / 4));
    return [count, data];
  });
  return bytes(...pickles, ...numbers);
}
