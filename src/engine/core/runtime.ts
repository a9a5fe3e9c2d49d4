// The numerical runtime, as the engine sees it: it makes sessions from ONNX bytes and runs them.
// platform/ answers with onnxruntime-node on the CPU or on a device (a GPU) or, where that cannot load, with
// onnxruntime-web (WASM).
import { isEngineError } from './error.ts';
import type { FloatTensor, Tensor } from './tensor.ts';

/** An output as the runtime has understood it. */
export type SessionOutput = {
  readonly name: string;
  /** "float32", "int64" and so on; undefined: no tensor. */
  readonly type: string | undefined;
  /** Names are sizes that only a run tells. */
  readonly dims: readonly (number | string)[];
};

/** A tensor that lies on the device until it is released: by `giveBack`. */
export interface Resident {
  readonly dims: readonly number[];
  /** May throw EngineError 'device'. */
  release(): void;
}

/** What a graph takes: from memory, or from where it lies. */
export type Feed = Tensor | Resident;

export interface Session {
  readonly outputs: readonly SessionOutput[];
  /** Runs the graph; weights are inputs like any other and are not copied by the native runtime. */
  run(
    inputs: Readonly<Record<string, Feed>>,
    outputs: readonly string[],
  ): Promise<Record<string, FloatTensor>>;
  /** The same, and what it gives stays on the device; only a runtime with a device has it. */
  stay?(
    inputs: Readonly<Record<string, Feed>>,
    outputs: readonly string[],
  ): Promise<Record<string, Resident>>;
  release(): Promise<void>;
}

export type SessionOptions = {
  /** Every node by itself, as the graph has it: then a value does not depend on which others are looked at. */
  readonly asWritten?: boolean;
};

export type Precision = 'f32' | 'f16';

/** Where a runtime computes that is not the CPU. What it cannot do any more it says with EngineError 'device'. */
export interface Device {
  readonly name: string; // "NVIDIA H100 80GB HBM3"
  readonly api: string; // "WebGPU"
  /** Of the factors of matrix products; all else is single. */
  readonly precision: Precision;
  /** Bytes that weights and states may take there. */
  readonly memory: number;
  /** undefined: tensors cannot stay there, and all of a run crosses. */
  readonly tensors:
    | {
        put(tensor: FloatTensor): Promise<Resident>;
        get(tensor: Resident): Promise<FloatTensor>;
        /** The same numbers under other sizes: one of the two is released, not both. */
        view(tensor: Resident, dims: readonly number[]): Resident;
      }
    | undefined;
}

export interface Runtime {
  readonly name: 'onnxruntime-node' | 'onnxruntime-web';
  readonly version: string;
  readonly threads: number;
  /** Why the native runtime is not used; undefined when it is. */
  readonly fallbackReason: string | undefined;
  /** undefined: the CPU. */
  readonly device?: Device;
  session(onnx: Uint8Array, options?: SessionOptions): Promise<Session>;
}

/** Releases each, whatever fails; then throws the first failure. What a lost device held is gone with it: no failure. */
export function giveBack(tensors: Iterable<Resident>): void {
  const failures: unknown[] = [];
  for (const tensor of tensors) {
    try {
      tensor.release();
    } catch (error) {
      if (!isEngineError(error, 'device')) failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

export function isResident(feed: Feed): feed is Resident {
  return 'release' in feed;
}

/** What tells the numbers of a runtime from those of others; on the CPU its name and version. */
export function runtimeKey({ name, version, device }: Runtime): readonly string[] {
  return device ? [name, version, device.api, device.name, device.precision] : [name, version];
}
