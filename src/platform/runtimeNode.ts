// onnxruntime-node: the native runtime. Loaded on first use, because loading takes a while, and not
// every machine has a build of it (no macOS on Intel, no musl).
import type { Runtime } from '../engine/core/runtime.ts';
import { ortSession } from './runtimeSession.ts';

/**
 * Throws whatever loading throws where there is no build for this machine. Choices, measured on 2
 * cores with block-shaped graphs: the memory arena costs nothing in speed and takes 12 % off the
 * peak; spinning threads make graphs of tiny nodes 35 % faster on an idle machine, blocks up to 20 %
 * slower on a shared one, and burn a core between runs: off.
 */
export async function nativeRuntime({ threads }: { threads: number }): Promise<Runtime> {
  // Else it keeps an id of this machine beside the user's caches, and sends its maker what it runs.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  const ort = await import('onnxruntime-node');
  const options = {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    enableCpuMemArena: true,
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  } as const;
  return {
    name: 'onnxruntime-node',
    version: ort.env.versions.node ?? ort.env.versions.common,
    threads,
    fallbackReason: undefined,
    session: (onnx, asked) => ortSession(ort, onnx, options, asked),
  };
}
