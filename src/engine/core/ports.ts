// Everything the engine needs from outside, in one record that platform/ fills.
import type { Bounded } from './bounded.ts';
import type { Devices } from './devices.ts';
import type { Files } from './files.ts';
import type { Runtime } from './runtime.ts';
import type { Store } from './store.ts';
import type { Tensorflow } from './tensorflow.ts';

export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Another that has had the same bytes. */
  copy(): Hasher;
  /** The digest in lower-case hex; the hasher is used up. */
  hex(): string;
}

export type Ports = {
  readonly files: Files;
  /** Made on first use: inspecting a file must not load the native runtime. */
  readonly runtime: () => Promise<Runtime>;
  /** Made on first use: only models of Keras and TensorFlow.js need it. */
  readonly tensorflow: () => Promise<Tensorflow>;
  /** What may compute beside the CPU; undefined: nothing. */
  readonly devices?: Devices | undefined;
  /** Of a run on a device that has failed: from now on `runtime` is the CPU's. */
  readonly withdraw?: (reason: string) => Promise<void>;
  readonly store: Store;
  /** A fresh SHA-256. */
  readonly sha256: () => Hasher;
  /** Ends a step that takes too long. */
  readonly bounded: Bounded;
  /** So many bytes are no longer used: gives memory back at once where it has become much. */
  readonly reclaim: (bytes: number) => void;
  /** Tells the user what is no failure and no part of the report: a sentence. */
  readonly note: (sentence: string) => void;
  /** Milliseconds from an arbitrary origin; used for timings only, never for results. */
  readonly now: () => number;
};
