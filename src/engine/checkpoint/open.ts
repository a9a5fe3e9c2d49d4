// From a path to a Checkpoint.
import { EngineError } from '../core/error.ts';
import type { Files } from '../core/files.ts';
import type { Job } from '../core/job.ts';
import type { Hasher } from '../core/ports.ts';
import { findMapping, findTokenizer, noteAdapter, type Tokenizer } from './beside.ts';
import type { Checkpoint, JsonObject } from './checkpoint.ts';
import { configOf } from './configOf.ts';
import { type Container, sharing } from './container.ts';
import { findWeights } from './folder.ts';
import { type HeldFiles, heldFiles } from './held.ts';
import { throughLostLinks } from './lostLinks.ts';
import { modelName } from './modelName.ts';
import { readers } from './readers.ts';
import { storedOnce } from './storedOnce.ts';
import { readPieces, readTensor, readTensorRows } from './tensors.ts';
import { oneLine, quoted, several } from './words.ts';

/**
 * Opens the checkpoint at `path`: a folder as transformers saves it, one weight file, or an index
 * of shards. Reads headers and config.json only. The caller closes it. Throws EngineError whose message names the file,
 * what was found and what was allowed.
 */
export async function openCheckpoint(
  disk: Files,
  sha256: () => Hasher,
  path: string,
): Promise<Checkpoint> {
  const followed = new Set<string>();
  const files = throughLostLinks(disk, (link) => followed.add(disk.base(link)));
  const weights = await findWeights(files, readers, path);
  const held = heldFiles(files, sha256);
  try {
    const container = await weights.reader.open(held, weights.path);
    const { config, problem, notes, words } = await configOf(container, held, weights.path);
    const tokenizer = await tokenizerOf(container, config, held, weights.path);
    const mapping = await findMapping(held, weights.path, path);
    const adapter = await noteAdapter(files, weights.path);
    const { short: name, long: longName } = modelName(files, weights, saidName(container));
    return {
      path,
      name,
      longName,
      config,
      configWords: words,
      configProblem: problem,
      mapping,
      container: container.description,
      tensors: container.tensors,
      metadata: container.metadata,
      sharing: sharing(container.tensors.values()),
      stored: storedOnce(container.tensors.values()),
      notes: [
        ...lostLinks([...followed]),
        ...weights.notes,
        ...container.notes,
        ...notes,
        ...adapter,
        ...tokenizer.notes,
      ],
      read: async (job, tensor) => readTensor(job, stored(container, tensor, name)),
      readRows: async (job, tensor, from, to) =>
        readTensorRows(job, stored(container, tensor, name), from, to),
      pieces: (job, tensor) => readPieces(job, stored(container, tensor, name)),
      tokenizer: () => tokenizer.read(config),
      holdsTokenizer: container.tokenizer !== undefined,
      stated: container.stated,
      base: container.base,
      graph: container.graph,
      notComputed: container.notComputed ?? [],
      digest: once((job: Job) => held.hold(job)),
      checkUnchanged: () => held.checkUnchanged(),
      close: () => held.close(),
    };
  } catch (error) {
    await held.close();
    throw error;
  }
}

async function tokenizerOf(
  { tokenizer, dataset, tensors }: Container,
  config: JsonObject | undefined,
  held: HeldFiles,
  weights: string,
): Promise<Tokenizer> {
  if (tokenizer) return { read: tokenizer, notes: [] };
  const said = config?.vocab_size ?? tensors.get('transformer.wte.weight')?.shape[0];
  const vocabulary = typeof said === 'number' ? said : undefined;
  return findTokenizer(held, weights, { dataset, vocabulary });
}

/** A name from inside a file may be as hostile as the file. */
function saidName({ name }: Container): string | undefined {
  return name?.trim() ? oneLine(name.trim()) : undefined;
}

function lostLinks(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return [`The hub's cache has lost its links, and their texts are followed: ${several(names)}.`];
}

function stored(container: Container, tensor: string, name: string) {
  const found = container.tensors.get(tensor);
  if (found) return found;
  throw new EngineError('model-inconsistent', `${name} has no tensor ${quoted(tensor)}`);
}

/** Remembers the first result; a call that failed or was cancelled leaves nothing behind. */
function once<T>(compute: (job: Job) => Promise<T>): (job: Job) => Promise<T> {
  let known: T | undefined;
  return async (job) => {
    known ??= await compute(job);
    return known;
  };
}
