// Safetensors files for tests: written by the engine's own encoder, goldens read whole.
import { readFileSync, writeFileSync } from 'node:fs';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import {
  headerLength,
  LENGTH_BYTES,
  parseHeader,
} from '../../src/engine/checkpoint/safetensorsHeader.ts';
import { widen } from '../../src/engine/core/dtype.ts';
import { count, type Tensor } from '../../src/engine/core/tensor.ts';

export function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, Tensor>,
  metadata?: ReadonlyMap<string, string>,
): void {
  writeFileSync(path, encodeSafetensors(tensors, metadata));
}

/** Every tensor of a file: floats widened to float32, I64, I32 and BOOL as Int32Array. */
export function readSafetensors(path: string): ReadonlyMap<string, Tensor> {
  const bytes = new Uint8Array(readFileSync(path));
  const dataStart =
    LENGTH_BYTES + headerLength(bytes.subarray(0, LENGTH_BYTES), bytes.length, path);
  const json = bytes.subarray(LENGTH_BYTES, dataStart);
  const { entries } = parseHeader(json, bytes.length - dataStart, path);
  return new Map(
    [...entries.values()].map(({ name, dtype, shape: dims, begin, end }): [string, Tensor] => {
      const data = bytes.slice(dataStart + begin, dataStart + end);
      if (dtype.name === 'I64') {
        return [name, { dims, data: Int32Array.from(new BigInt64Array(data.buffer), Number) }];
      }
      if (dtype.name === 'BOOL') return [name, { dims, data: Int32Array.from(data) }];
      if (dtype.name === 'I32') return [name, { dims, data: new Int32Array(data.buffer) }];
      if (!dtype.isWeight) throw new Error(`${path}: ${name} has dtype ${dtype.name}`);
      const floats = new Float32Array(count(dims));
      widen(dtype, data, floats);
      return [name, { dims, data: floats }];
    }),
  );
}
