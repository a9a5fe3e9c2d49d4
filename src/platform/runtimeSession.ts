// What both builds of onnxruntime have in common: tensors in, tensors out, errors in our words.
import type * as Ort from 'onnxruntime-common';
import { EngineError } from '../engine/core/error.ts';
import type { Session, SessionOptions } from '../engine/core/runtime.ts';
import type { FloatTensor, Tensor } from '../engine/core/tensor.ts';

export type OrtModule = Pick<typeof Ort, 'InferenceSession' | 'Tensor'>;

/** What fails there is the file's doing and told in our words: the runtime does not write it to the terminal as well. */
const AS_WRITTEN = { graphOptimizationLevel: 'disabled', logSeverityLevel: 4 } as const;

/** Makes a session from ONNX bytes. Throws EngineError('runtime') with the runtime's own sentence. */
export async function ortSession(
  ort: OrtModule,
  onnx: Uint8Array,
  options: Ort.InferenceSession.SessionOptions,
  { asWritten = false }: SessionOptions = {},
): Promise<Session> {
  const own = asWritten ? { ...options, ...AS_WRITTEN } : options;
  const session = await said('a graph was refused', () => ort.InferenceSession.create(onnx, own));
  return {
    outputs: session.outputMetadata.map((output) => ({
      name: output.name,
      type: output.isTensor ? output.type : undefined,
      dims: output.isTensor ? output.shape : [],
    })),
    async run(inputs, outputs) {
      const feeds: Record<string, Ort.Tensor> = {};
      for (const [name, tensor] of Object.entries(inputs)) feeds[name] = toOrt(ort, tensor);
      const results = await said('a graph failed', () => session.run(feeds, outputs));
      const out: Record<string, FloatTensor> = {};
      for (const name of outputs) out[name] = fromOrt(name, results[name]);
      return out;
    },
    release: () => session.release(),
  };
}

/** Wraps the array as it is: the native runtime reads it in place. */
function toOrt(ort: OrtModule, { data, dims }: Tensor): Ort.Tensor {
  return data instanceof Float32Array
    ? new ort.Tensor('float32', data, dims)
    : new ort.Tensor('int32', data, dims);
}

function fromOrt(name: string, tensor: Ort.Tensor): FloatTensor {
  const data = tensor.data;
  if (data instanceof Float32Array) return { dims: tensor.dims, data };
  throw new EngineError('runtime', `output ${name} is ${tensor.type}, wanted float32`);
}

async function said<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const reason = firstLine(cause);
    if (/bad_alloc|out of memory|failed to allocate|allocation failed/i.test(reason)) {
      throw new EngineError('memory', `the runtime is out of memory: ${reason}`, {
        cause,
        hint: 'Use fewer pairs or threads, close other programs, or compare smaller models.',
      });
    }
    throw new EngineError('runtime', `${what}: ${reason}`, { cause });
  }
}

/** The first line of whatever was thrown. */
export function firstLine(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.split('\n', 1)[0].trim();
}
