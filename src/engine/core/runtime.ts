// The numerical runtime, as the engine sees it: it makes sessions from ONNX bytes and runs them.
// platform/ answers with onnxruntime-node or, where that cannot load, onnxruntime-web (WASM).
import type { FloatTensor, Tensor } from './tensor.ts';

/** An output as the runtime has understood it. */
export type SessionOutput = {
  readonly name: string;
  /** "float32", "int64" and so on; undefined: no tensor. */
  readonly type: string | undefined;
  /** Names are sizes that only a run tells. */
  readonly dims: readonly (number | string)[];
};

export interface Session {
  readonly outputs: readonly SessionOutput[];
  /** Runs the graph; weights are inputs like any other and are not copied by the native runtime. */
  run(
    inputs: Readonly<Record<string, Tensor>>,
    outputs: readonly string[],
  ): Promise<Record<string, FloatTensor>>;
  release(): Promise<void>;
}

export type SessionOptions = {
  /** Every node by itself, as the graph has it: then a value does not depend on which others are looked at. */
  readonly asWritten?: boolean;
};

export interface Runtime {
  readonly name: 'onnxruntime-node' | 'onnxruntime-web';
  readonly version: string;
  readonly threads: number;
  /** Why the native runtime is not used; undefined when it is. */
  readonly fallbackReason: string | undefined;
  session(onnx: Uint8Array, options?: SessionOptions): Promise<Session>;
}
