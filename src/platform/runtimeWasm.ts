// onnxruntime-web in Node: WebAssembly with SIMD, slower (a quarter of the native rate), everywhere
// the same. Its Node build finds the .wasm file in its own folder, so nothing is fetched.
import type { Runtime } from '../engine/core/runtime.ts';
import { ortSession } from './runtimeSession.ts';

/** `reason` says why the native runtime is not used; it reaches every report. */
export async function wasmRuntime(
  { threads }: { threads: number },
  reason: string,
): Promise<Runtime> {
  const ort = await import('onnxruntime-web');
  ort.env.wasm.numThreads = threads;
  const options = {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  } as const;
  return {
    name: 'onnxruntime-web',
    version: ort.env.versions.web ?? ort.env.versions.common,
    threads,
    fallbackReason: reason,
    session: (onnx, asked) => ortSession(ort, onnx, options, asked),
  };
}
