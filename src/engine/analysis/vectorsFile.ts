// Lists of numbers by name, as the store keeps them.
import { decodeSafetensors, encodeSafetensors } from '../checkpoint/encodeSafetensors.ts';
import { EngineError } from '../core/error.ts';

export function encodeVectors(vectors: Readonly<Record<string, Float32Array>>): Uint8Array {
  const tensors = Object.entries(vectors).map(
    ([name, data]) => [name, { dims: [data.length], data }] as const,
  );
  return encodeSafetensors(new Map(tensors));
}

/** `sizes`: how many numbers each has. Throws EngineError where the bytes have not. */
export function decodeVectors<Name extends string>(
  bytes: Uint8Array,
  sizes: Readonly<Record<Name, number>>,
): Readonly<Record<Name, Float32Array>> {
  const { tensors } = decodeSafetensors(bytes);
  const vectors = Object.entries<number>(sizes).map(([name, size]) => {
    const data = tensors.get(name)?.data;
    if (data instanceof Float32Array && data.length === size) return [name, data] as const;
    throw new EngineError('file-format', `what is stored has no ${name} of ${size} numbers`);
  });
  return Object.fromEntries(vectors) as Record<Name, Float32Array>;
}
