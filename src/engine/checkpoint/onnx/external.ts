// Weights in other files: in the model's own folder or below it, and nowhere else.
import { EngineError } from '../../core/error.ts';
import type { HeldFiles, HeldSource } from '../held.ts';
import { isWithin, linkRoots } from '../sharded.ts';
import { grouped, quoted } from '../words.ts';
import { bytesFor, type External, type TensorProto } from './tensorProto.ts';

/** Old exporters write a file a weight; each keeps a file open. */
const MAX_FILES = 1_000;
const OUTSIDE = 'Nothing outside the folder is opened: put the file into it and export again.';

/** Bytes of a weight in another file. */
export type Place = {
  readonly source: HeldSource;
  /** As the model's file calls it. */
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
};

/** Opens the files that weights lie in, each once and in the order of their names. */
export async function openExternal(
  held: HeldFiles,
  model: string,
  weights: readonly TensorProto[],
): Promise<ReadonlyMap<TensorProto, Place>> {
  const located = weights.flatMap((weight) =>
    weight.external ? [{ weight, words: weight.external }] : [],
  );
  const locations = new Set<string>();
  for (const { weight, words } of located) locations.add(locationOf(words, weight, model));
  if (locations.size > MAX_FILES) {
    const names = `${model} keeps its weights in ${grouped(locations.size)} files`;
    throw new EngineError('file-unsafe', `${names}, ${grouped(MAX_FILES)} are allowed`);
  }
  const sources = new Map<string, HeldSource>();
  for (const location of [...locations].sort()) {
    sources.set(location, await openLocated(held, model, location));
  }
  const places = new Map<TensorProto, Place>();
  for (const { weight, words } of located) {
    const file = locationOf(words, weight, model);
    const source = sources.get(file);
    if (source) places.set(weight, placeOf(source, file, words, weight, model));
  }
  return places;
}

/** A path that goes down from the model's folder, its parts joined by slashes. */
function locationOf(words: External, { name }: TensorProto, model: string): string {
  const location = words.get('location') ?? '';
  const parts = location.split('/').filter((part) => part !== '' && part !== '.');
  // A separator or drive of Windows, an alternate stream, a name cut off by NUL.
  const leaves = /^\/|[\\:\0]/.test(location) || parts.includes('..');
  if (!leaves && parts.length > 0) return parts.join('/');
  const names = `${model} keeps tensor ${quoted(name)} in ${quoted(location)}`;
  if (!leaves) {
    const hint = 'The file is damaged: download or export it again.';
    throw new EngineError('file-format', `${names}, which names no file`, { hint });
  }
  throw new EngineError('file-unsafe', `${names}, a path that leaves its folder`, {
    hint: OUTSIDE,
  });
}

async function openLocated(held: HeldFiles, model: string, location: string): Promise<HeldSource> {
  const { files } = held;
  const folder = files.parent(model);
  const path = location.split('/').reduce((inside, part) => files.inside(inside, part), folder);
  if ((await files.kind(path)) === 'missing') {
    const message = `${model} keeps weights in ${quoted(location)}, which is not in its folder`;
    throw new EngineError('file-missing', message, {
      hint: 'Download or copy that file too: both belong together.',
    });
  }
  const real = await files.real(path);
  if (!(await linkRoots(files, folder)).some((root) => isWithin(files, real, root))) {
    const link = `${quoted(location)}, a link to ${quoted(real)} outside its folder`;
    throw new EngineError('file-unsafe', `${model} keeps weights in ${link}`, { hint: OUTSIDE });
  }
  return held.open(path);
}

function placeOf(
  source: HeldSource,
  file: string,
  words: External,
  { name, dtype, shape }: TensorProto,
  model: string,
): Place {
  const fail = (found: string): never => {
    const what = `${model} says that tensor ${quoted(name)} lies in ${quoted(file)}`;
    throw new EngineError('file-format', `${what} ${found}`, {
      hint: 'One of the two files is damaged or of another export: export the model again.',
    });
  };
  const number = (key: string, or: number): number => {
    const said = words.get(key);
    if (said === undefined) return or;
    const value = Number(said);
    const isCount = /^\d+$/.test(said) && Number.isSafeInteger(value);
    return isCount ? value : fail(`with the ${key} ${quoted(said)}, which is no count of bytes`);
  };
  const bytes = bytesFor(dtype, shape);
  const offset = number('offset', 0);
  const length = number('length', bytes);
  if (length !== bytes) {
    fail(`with ${grouped(length)} bytes instead of the ${grouped(bytes)} of its shape and type`);
  }
  if (offset + bytes > source.size) {
    fail(`up to byte ${grouped(offset + bytes)}, and that has ${grouped(source.size)}`);
  }
  return { source, file, offset, bytes };
}
