// Graphs that were exported for a fixed number of samples take any number, so many at a time; what the last batch has too
// few of is filled up, and what comes of that is dropped.
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import { count, type FloatTensor, type Tensor } from '../core/tensor.ts';

type Given = Readonly<Record<string, Tensor>>;
type Results = Readonly<Record<string, FloatTensor>>;

/** `size`: of the only batch that the graph of `file` takes; undefined: it takes any. */
export async function inBatches(
  job: Job,
  { file, size }: { readonly file: string; readonly size: number | undefined },
  given: Given,
  compute: (batch: Given) => Promise<Results>,
): Promise<Results> {
  const samples = samplesOf(file, given);
  if (size === undefined || size === samples) {
    await job.pause();
    return compute(given);
  }
  const batches: Results[] = [];
  for (let from = 0; from < samples; from += size) {
    await job.pause();
    batches.push(await compute(batchAt(given, from, size)));
  }
  return joined(batches, samples, size);
}

/** Of all given values: they are of the same samples. */
function samplesOf(file: string, given: Given): number {
  const lengths = new Set(Object.values(given).map(({ dims }) => dims[0]));
  const [samples] = lengths;
  if (lengths.size === 1 && samples !== undefined) return samples;
  const found = lengths.size === 0 ? 'none' : [...lengths].join(' and ');
  throw new EngineError(
    'model-inconsistent',
    `values for ${file} are of one number of samples, found: ${found}`,
  );
}

/** Rows [from, from + size) of every given value; the last ones are repeated where there are fewer. */
function batchAt(given: Given, from: number, size: number): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(given).map(([name, tensor]) => [name, rows(tensor, from, size)]),
  );
}

function rows({ dims: [samples, ...row], data }: Tensor, from: number, size: number): Tensor {
  const width = count(row);
  const out =
    data instanceof Float32Array ? new Float32Array(size * width) : new Int32Array(size * width);
  for (let i = 0; i < size; i++) {
    const at = Math.min(from + i, samples - 1) * width;
    out.set(data.subarray(at, at + width), i * width);
  }
  const dims = [size, ...row];
  return out instanceof Float32Array ? { dims, data: out } : { dims, data: out };
}

/** The values of `samples` samples from those of batches of `size`. */
function joined(batches: readonly Results[], samples: number, size: number): Results {
  const names = Object.keys(batches[0] ?? {});
  return Object.fromEntries(
    names.map((name) => {
      const parts = batches.map((batch) => batch[name]);
      const [first, ...row] = parts[0].dims;
      if (first !== size) return [name, parts[0]]; // of no sample
      const width = count(row);
      const data = new Float32Array(parts.length * size * width);
      for (const [i, part] of parts.entries()) data.set(part.data, i * size * width);
      return [name, { dims: [samples, ...row], data: data.slice(0, samples * width) }];
    }),
  );
}
