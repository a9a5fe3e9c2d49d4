// From a path to a Checkpoint.
import { EngineError } from '../core/error.ts';
import type { Files } from '../core/files.ts';
import type { Job } from '../core/job.ts';
import type { Hasher } from '../core/ports.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type Container, type Reader, sharing } from './container.ts';
import { findWeights, modelName, readConfig, readTokenizer } from './folder.ts';
import { readPieces } from './pieces.ts';
import { safetensors } from './safetensors.ts';
import { sharded } from './sharded.ts';
import { readTensor, readTensorRows } from './tensors.ts';
import { quoted } from './words.ts';

/** Every container that is read, the preferred ones first. */
const readers: readonly Reader[] = [sharded, safetensors];

/**
 * Opens the checkpoint at `path`: a folder as transformers saves it, one weight file, or an index
 * of shards. Reads headers and config.json only. The caller closes it. Throws EngineError whose
 * message names the file, what was found and what was allowed.
 */
export async function openCheckpoint(
  files: Files,
  sha256: () => Hasher,
  path: string,
): Promise<Checkpoint> {
  const weights = await findWeights(files, readers, path);
  const container = await weights.reader.open(files, weights.path);
  try {
    const config = await readConfig(files, weights.path);
    const name = modelName(files, weights.path);
    return {
      path,
      name,
      config,
      container: container.description,
      tensors: container.tensors,
      metadata: container.metadata,
      sharing: sharing(container.tensors.values()),
      notes: container.notes,
      read: async (job, tensor) => readTensor(job, stored(container, tensor, name)),
      readRows: async (job, tensor, from, to) =>
        readTensorRows(job, stored(container, tensor, name), from, to),
      pieces: (job, tensor) => readPieces(job, stored(container, tensor, name)),
      tokenizer: () => readTokenizer(files, weights.path),
      digest: once((job: Job) => digest(job, container, sha256())),
      close: () => close(container),
    };
  } catch (error) {
    await close(container);
    throw error;
  }
}

function stored(container: Container, tensor: string, name: string) {
  const found = container.tensors.get(tensor);
  if (found) return found;
  throw new EngineError('model-inconsistent', `${name} has no tensor ${quoted(tensor)}`);
}

/** Bytes hashed between two looks at the job. */
const PIECE_BYTES = 4 << 20;

/** SHA-256 of the weight files' bytes, one file after the other. */
async function digest(job: Job, container: Container, hasher: Hasher): Promise<string> {
  const total = container.sources.reduce((bytes, source) => bytes + source.size, 0);
  const piece = new Uint8Array(Math.min(PIECE_BYTES, total));
  let done = 0;
  for (const source of container.sources) {
    for (let offset = 0; offset < source.size; offset += PIECE_BYTES) {
      await job.pause();
      const bytes = piece.subarray(0, Math.min(PIECE_BYTES, source.size - offset));
      await source.readInto(offset, bytes);
      hasher.update(bytes);
      done += bytes.length;
      job.progress(done / total, 'Hashing the weights');
    }
  }
  return hasher.hex();
}

/** Remembers the first result; a call that failed or was cancelled leaves nothing behind. */
function once<T>(compute: (job: Job) => Promise<T>): (job: Job) => Promise<T> {
  let known: T | undefined;
  return async (job) => {
    known ??= await compute(job);
    return known;
  };
}

async function close(container: Container): Promise<void> {
  await Promise.all(container.sources.map((source) => source.close()));
}
