// Chooses the runtime: native, or WebAssembly with the reason said.
import { EngineError } from '../engine/core/error.ts';
import type { Runtime } from '../engine/core/runtime.ts';
import { nativeRuntime } from './runtimeNode.ts';
import { firstLine } from './runtimeSession.ts';
import { wasmRuntime } from './runtimeWasm.ts';

export type RuntimeChoice = 'native' | 'wasm';

export const loaders = { native: nativeRuntime, wasm: wasmRuntime };

/**
 * The native runtime where it loads, else WASM with `fallbackReason`. `prefer`, or else the
 * environment variable CONGRUITY_RUNTIME, forces one. Throws EngineError('runtime') when nothing
 * loads, or when what was forced does not.
 */
export async function openRuntime(
  { threads, prefer = forced() }: { threads: number; prefer?: RuntimeChoice },
  { native, wasm } = loaders,
): Promise<Runtime> {
  let reason = 'CONGRUITY_RUNTIME=wasm asks for it';
  if (prefer !== 'wasm') {
    try {
      return await native({ threads });
    } catch (cause) {
      reason = `onnxruntime-node did not load: ${why(cause)}`;
      if (prefer === 'native') throw notLoaded(reason, cause);
    }
  }
  try {
    return await wasm({ threads }, reason);
  } catch (cause) {
    throw notLoaded(`${reason}; onnxruntime-web did not load: ${firstLine(cause)}`, cause);
  }
}

/** Node's own sentence would put the place of the installation into every report. */
function why(cause: unknown): string {
  const absent = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
  return absent
    ? 'it is not installed here (the universal package comes without it)'
    : firstLine(cause);
}

function forced(): RuntimeChoice | undefined {
  const wanted = process.env.CONGRUITY_RUNTIME;
  if (wanted === undefined || wanted === '' || wanted === 'native' || wanted === 'wasm') {
    return wanted === '' ? undefined : wanted;
  }
  throw new EngineError('runtime', `CONGRUITY_RUNTIME is "${wanted}", allowed: native, wasm`, {
    hint: 'Unset it to let Congruity choose.',
  });
}

function notLoaded(message: string, cause: unknown): EngineError {
  return new EngineError('runtime', message, {
    cause,
    hint: 'Install Congruity again, with its packages (npm ci in a checkout).',
  });
}
