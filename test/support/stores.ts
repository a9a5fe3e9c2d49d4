// A store in memory whose entries a test can look at and damage.
import type { Ports } from '../../src/engine/core/ports.ts';
import type { Store } from '../../src/engine/core/store.ts';
import { nodePorts } from '../../src/platform/ports.ts';

export type MemoryStore = Store & {
  readonly entries: Map<string, Uint8Array>;
  /** Keys in the order in which they were written. */
  readonly written: string[];
};

export function memoryStore(): MemoryStore {
  const entries = new Map<string, Uint8Array>();
  const written: string[] = [];
  return {
    entries,
    written,
    get: (key) => Promise.resolve(entries.get(key)?.slice()),
    put: (key, value) => {
      entries.set(key, value.slice());
      written.push(key);
      return Promise.resolve();
    },
  };
}

/** Node's ports with one thread, and a store in memory. */
export function testPorts(store: Store = memoryStore()): Ports {
  return { ...nodePorts({ threads: 1, cache: false }), store };
}
