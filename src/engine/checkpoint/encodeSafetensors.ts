// Tensors as safetensors bytes and back: what is kept between runs is in the format that models have.
import { EngineError } from '../core/error.ts';
import { count, type Tensor } from '../core/tensor.ts';
import { type HeaderEntry, headerLength, LENGTH_BYTES, parseHeader } from './safetensorsHeader.ts';
import { quoted, shapeText } from './words.ts';

/** One whole file; the same tensors in the same order give the same bytes. */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array {
  const header = headerBytes(tensors, metadata);
  const dataStart = LENGTH_BYTES + header.length;
  let end = dataStart;
  for (const { data } of tensors.values()) end += data.byteLength;
  const bytes = new Uint8Array(end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, LENGTH_BYTES);
  let at = dataStart;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

export type Decoded = {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: ReadonlyMap<string, string>;
};

/**
 * What encodeSafetensors wrote. The tensors share the memory of `bytes` where its alignment allows.
 * Throws EngineError('file-format') as a reader would, and for a dtype that is not F32 or I32.
 */
export function decodeSafetensors(bytes: Uint8Array, file = 'the stored tensors'): Decoded {
  if (bytes.length < LENGTH_BYTES) {
    throw new EngineError('file-format', `${file} have only ${bytes.length} bytes`);
  }
  const dataStart =
    LENGTH_BYTES + headerLength(bytes.subarray(0, LENGTH_BYTES), bytes.length, file);
  const json = bytes.subarray(LENGTH_BYTES, dataStart);
  const data = bytes.subarray(dataStart);
  const { entries, metadata } = parseHeader(json, data.length, file);
  const tensors = new Map([...entries].map(([name, entry]) => [name, tensorOf(entry, data, file)]));
  return { tensors, metadata };
}

function tensorOf(
  { name, dtype, shape, begin, end }: HeaderEntry,
  data: Uint8Array,
  file: string,
): Tensor {
  const bytes = data.subarray(begin, end);
  const { buffer, byteOffset } = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const length = count(shape);
  if (dtype.name === 'F32')
    return { dims: shape, data: new Float32Array(buffer, byteOffset, length) };
  if (dtype.name === 'I32')
    return { dims: shape, data: new Int32Array(buffer, byteOffset, length) };
  const message = `tensor ${quoted(name)} of ${file} has dtype ${dtype.name}, F32 and I32 are kept`;
  throw new EngineError('file-format', message);
}

/** The header's JSON, padded with spaces so that the data are aligned to 8 bytes. */
function headerBytes(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: ReadonlyMap<string, string>,
): Uint8Array {
  const entries: [string, object][] = [];
  if (metadata.size > 0) entries.push(['__metadata__', Object.fromEntries(metadata)]);
  let begin = 0;
  for (const [name, { dims, data }] of tensors) {
    const dtype = data instanceof Float32Array ? 'F32' : 'I32';
    const end = begin + data.byteLength;
    if (count(dims) !== data.length || name === '__metadata__') {
      const found = `${data.length} numbers of shape ${shapeText(dims)}`;
      throw new EngineError('internal', `tensor ${quoted(name)} cannot be written: ${found}`);
    }
    entries.push([name, { dtype, shape: dims, data_offsets: [begin, end] }]);
    begin = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const padded = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  padded.set(json);
  return padded;
}
