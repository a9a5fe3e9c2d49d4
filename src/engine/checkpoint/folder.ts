// Where a model lies on disk: the folder that people choose, the weight file in it, what stands
// beside the weights, and what people call it.
import { EngineError } from '../core/error.ts';
import type { Files } from '../core/files.ts';
import type { JsonObject } from './checkpoint.ts';
import { type Reader, SNIFF_BYTES } from './container.ts';
import { unreadable } from './foreign.ts';
import type { HeldFiles } from './held.ts';
import { parseJsonObject } from './json.ts';
import { several } from './words.ts';

/** Configurations have a few KB; those that list every layer's quantisation reach one MB. */
const MAX_CONFIG_BYTES = 16 << 20;
/** The largest public tokenizers have 35 MB. */
const MAX_TOKENIZER_BYTES = 256 << 20;

export type Weights = { readonly reader: Reader; readonly path: string };

/** The file to open in the folder or file that the user chose, and who reads it. */
export async function findWeights(
  files: Files,
  readers: readonly Reader[],
  path: string,
): Promise<Weights> {
  switch (await files.kind(path)) {
    case 'missing':
      throw new EngineError('file-missing', `${path} does not exist`);
    case 'folder':
      return weightsInFolder(files, readers, path);
    case 'file':
      return weightsInFile(files, readers, path);
  }
}

/** config.json beside the weights; undefined when there is none. */
export function readConfig(held: HeldFiles, weights: string): Promise<JsonObject | undefined> {
  return readBeside(held, weights, 'config.json', MAX_CONFIG_BYTES);
}

/** tokenizer.json beside the weights; undefined when there is none. */
export function readTokenizer(held: HeldFiles, weights: string): Promise<JsonObject | undefined> {
  return readBeside(held, weights, 'tokenizer.json', MAX_TOKENIZER_BYTES);
}

/** What people call the model in a weight file: the folder, unless the file has a name of its own. */
export function modelName(files: Files, weights: string): string {
  const file = files.base(weights);
  const folder = files.parent(weights);
  if (/^model\.safetensors(\.index\.json)?$/.test(file)) return folderName(files, folder);
  return file.replace(/\.safetensors(\.index\.json)?$/, '');
}

/** In the hub's cache a folder is called after its commit: models--org--name/snapshots/<commit>. */
function folderName(files: Files, folder: string): string {
  const snapshots = files.parent(folder);
  const repository = files.base(files.parent(snapshots));
  const cached = files.base(snapshots) === 'snapshots' && /^models--(.+)$/.exec(repository);
  return cached ? cached[1].replaceAll('--', '/') : files.base(folder);
}

async function weightsInFolder(
  files: Files,
  readers: readonly Reader[],
  folder: string,
): Promise<Weights> {
  const names = await files.list(folder);
  for (const reader of readers) {
    const found = reader.sniffFolder(names);
    if (found.length === 0) continue;
    if (found.length === 1) return { reader, path: files.inside(folder, found[0]) };
    const message = `${folder} has ${found.length} weight files and no model.safetensors: ${several(found)}`;
    throw new EngineError('file-format', message, {
      hint: 'Open one of them; shards of one model need their index, model.safetensors.index.json.',
    });
  }
  throw isNamedAsFile(readers, files.base(folder))
    ? new EngineError('file-format', `${folder} is a folder, not a file, and holds no weights`)
    : unreadable(folder, names);
}

function isNamedAsFile(readers: readonly Reader[], name: string): boolean {
  return readers.some((reader) => reader.sniff(name, new Uint8Array()));
}

async function weightsInFile(
  files: Files,
  readers: readonly Reader[],
  path: string,
): Promise<Weights> {
  const name = files.base(path);
  const source = await files.open(path);
  try {
    if (source.size === 0) throw new EngineError('file-format', `${path} is empty (0 bytes)`);
    const head = await source.read(0, Math.min(SNIFF_BYTES, source.size));
    const reader = readers.find((each) => each.sniff(name, head));
    if (!reader) throw unreadable(path, [name]);
    return { reader, path };
  } finally {
    await source.close();
  }
}

async function readBeside(
  held: HeldFiles,
  weights: string,
  name: string,
  maxBytes: number,
): Promise<JsonObject | undefined> {
  const { files } = held;
  const path = files.inside(files.parent(weights), name);
  if ((await files.kind(path)) === 'missing') return undefined;
  return parseJsonObject(await held.readWhole(path, maxBytes), path);
}
