// What both builds of onnxruntime have in common: tensors in, tensors out, errors in our words.
import type * as Ort from 'onnxruntime-common';
import { EngineError } from '../engine/core/error.ts';
import { isResident, type Session, type SessionOptions } from '../engine/core/runtime.ts';
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
  const sizes = sizeInputs(session);
  return {
    outputs: outputsOf(session),
    async run(inputs, outputs) {
      const feeds: Record<string, Ort.Tensor> = {};
      for (const [name, feed] of Object.entries(inputs)) {
        if (isResident(feed)) throw new TypeError(`${name} lies on a device`);
        feeds[name] = toOrt(ort, feed, sizes.has(name));
      }
      const results = await said('a graph failed', () => session.run(feeds, outputs));
      const out: Record<string, FloatTensor> = {};
      for (const name of outputs) out[name] = fromOrt(name, results[name]);
      return out;
    },
    release: () => session.release(),
  };
}

export function outputsOf({ outputMetadata }: Ort.InferenceSession): Session['outputs'] {
  return outputMetadata.map((output) => ({
    name: output.name,
    type: output.isTensor ? output.type : undefined,
    dims: output.isTensor ? output.shape : [],
  }));
}

/** The inputs that are int64, as ONNX wants sizes. */
export function sizeInputs({ inputMetadata }: Ort.InferenceSession): ReadonlySet<string> {
  const sizes = inputMetadata.filter((input) => input.isTensor && input.type === 'int64');
  return new Set(sizes.map(({ name }) => name));
}

/** Wraps the array as it is: the native runtime reads it in place; a size is one number. */
export function toOrt(ort: OrtModule, { data, dims }: Tensor, isSize: boolean): Ort.Tensor {
  if (isSize) return new ort.Tensor('int64', BigInt64Array.from(data, BigInt), dims);
  return data instanceof Float32Array
    ? new ort.Tensor('float32', data, dims)
    : new ort.Tensor('int32', data, dims);
}

export function fromOrt(name: string, tensor: Ort.Tensor): FloatTensor {
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
