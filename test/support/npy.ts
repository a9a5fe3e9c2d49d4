// Arrays of NumPy for tests, with headers that may lie.
import type { Tensor } from '../../src/engine/core/tensor.ts';
import { zipBytes } from './zips.ts';

export type Header = {
  readonly descr?: string;
  readonly order?: string;
  readonly shape?: string;
  /** In place of the whole dictionary. */
  readonly text?: string;
  /** What is said of its length. */
  readonly length?: number;
  readonly version?: number;
};

/** The bytes of an .npy file, float32 unless the header says otherwise. */
export function npyBytes(data: Uint8Array, header: Header = {}): Uint8Array {
  const { descr = "'<f4'", order = 'False', shape = `(${data.length / 4},)` } = header;
  const { version = 1 } = header;
  const text = header.text ?? `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`;
  const lengthBytes = version === 1 ? 2 : 4;
  const padding = 64 - ((8 + lengthBytes + text.length) % 64);
  const line = new TextEncoder().encode(`${text}${' '.repeat(padding - 1)}\n`);
  const out = new Uint8Array(8 + lengthBytes + line.length + data.length);
  out.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(out.buffer);
  const length = header.length ?? line.length;
  if (version === 1) view.setUint16(8, length, true);
  else view.setUint32(8, length, true);
  out.set(line, 8 + lengthBytes);
  out.set(data, 8 + lengthBytes + line.length);
  return out;
}

export function npzBytes(tensors: ReadonlyMap<string, Tensor>, deflated = false): Uint8Array {
  return zipBytes(
    [...tensors].map(([name, { dims, data }]) => ({
      name: `${name}.npy`,
      data: npyBytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), {
        shape: `(${dims.map((size) => `${size},`).join(' ')})`,
        descr: data instanceof Float32Array ? "'<f4'" : "'<i4'",
      }),
      deflated,
    })),
  );
}
