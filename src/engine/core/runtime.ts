// The numerical runtime, as the engine sees it: it makes sessions from ONNX bytes and runs them.
// platform/ answers with onnxruntime-node or, where that cannot load, onnxruntime-web (WASM).
import type { FloatTensor, Tensor } from './tensor.ts';

export interface Session {
  /** Runs the graph; weights are inputs like any other and are not copied by the native runtime. */
  run(
    inputs: Readonly<Record<string, Tensor>>,
    outputs: readonly string[],
  ): Promise<Record<string, FloatTensor>>;
  release(): Promise<void>;
}

export interface Runtime {
  readonly name: 'onnxruntime-node' | 'onnxruntime-web';
  readonly version: string;
  readonly threads: number;
  /** Why the native runtime is not used; undefined when it is. */
  readonly fallbackReason: string | undefined;
  session(onnx: Uint8Array): Promise<Session>;
}
