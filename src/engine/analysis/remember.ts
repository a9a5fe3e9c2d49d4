// What was computed before, from the store: keyed by a digest of everything that it depends on.
import { isEngineError } from '../core/error.ts';
import type { Ports } from '../core/ports.ts';
import { algorithm } from '../core/version.ts';

export type Codec<T> = {
  readonly encode: (value: T) => Uint8Array;
  /** Throws EngineError when the bytes are not what `encode` wrote. */
  readonly decode: (bytes: Uint8Array) => T;
};

export async function remembered<T>(
  ports: Ports,
  kind: string,
  depends: readonly unknown[],
  codec: Codec<T>,
  make: () => Promise<T>,
): Promise<T> {
  const runtime = await ports.runtime();
  const key = `${kind}-${digestOf(ports, [algorithm, runtime.name, runtime.version, ...depends])}`;
  const stored = await ports.store.get(key);
  if (stored) {
    try {
      return codec.decode(stored);
    } catch (error) {
      if (!isEngineError(error)) throw error; // a damaged entry is made again
    }
  }
  const made = await make();
  await ports.store.put(key, codec.encode(made));
  return made;
}

/** SHA-256 of a plain value's JSON, hex; numbers that JSON has not (Infinity, NaN, -0) by their names. */
export function digestOf({ sha256 }: Pick<Ports, 'sha256'>, value: unknown): string {
  const hasher = sha256();
  hasher.update(new TextEncoder().encode(JSON.stringify(value, named)));
  return hasher.hex();
}

function named(_key: string, value: unknown): unknown {
  if (typeof value !== 'number') return value;
  if (Object.is(value, -0)) return { number: '-0' };
  return Number.isFinite(value) ? value : { number: String(value) };
}
