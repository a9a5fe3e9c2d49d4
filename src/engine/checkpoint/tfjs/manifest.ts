// The weights that a model.json lists: groups of tensors, one after the other, in files whose bytes are joined.
import { type Dtype, dtypes, type Floats } from '../../core/dtype.ts';
import { EngineError } from '../../core/error.ts';
import { count } from '../../core/tensor.ts';
import type { Json, JsonObject } from '../checkpoint.ts';
import type { StoredTensor } from '../container.ts';
import type { HeldFiles } from '../held.ts';
import { isJsonObject, kindOf } from '../json.ts';
import { isWithin, linkRoots } from '../sharded.ts';
import { PlainStorage } from '../storage.ts';
import { grouped, oneLine, quoted } from '../words.ts';
import { joined } from './joined.ts';

/** Converters write shards of 4 MB: so many are 4 GB, more than TensorFlow.js takes. Each keeps a file open. */
const MOST_SHARDS = 1_000;
const MOST_TENSORS = 100_000;

/** By the names of the manifest, in its order. */
export async function readManifest(
  held: HeldFiles,
  model: string,
  manifest: Json | undefined,
): Promise<ReadonlyMap<string, StoredTensor>> {
  if (!Array.isArray(manifest)) {
    throw wrong(model, `has a weightsManifest that is no list but ${kindOf(manifest)}`);
  }
  const groups = manifest.map((group) => readGroup(group, model));
  const shards = groups.reduce((sum, { paths }) => sum + paths.length, 0);
  if (shards > MOST_SHARDS) {
    const allowed = `${grouped(MOST_SHARDS)} are allowed`;
    throw new EngineError('file-unsafe', `${model} names ${grouped(shards)} files, ${allowed}`);
  }
  const tensors = new Map<string, StoredTensor>();
  for (const group of groups) await openGroup(held, model, group, tensors);
  return tensors;
}

type Group = { readonly paths: readonly string[]; readonly weights: readonly JsonObject[] };

function readGroup(group: Json, model: string): Group {
  const { paths, weights } = isJsonObject(group) ? group : {};
  if (!Array.isArray(paths) || !Array.isArray(weights) || !weights.every(isJsonObject)) {
    throw wrong(model, 'has a weightsManifest without paths and weights');
  }
  return { paths: paths.map((path) => checkedName(path, model)), weights };
}

/** A plain file name: nothing that leads out of the folder. */
function checkedName(path: Json, model: string): string {
  if (typeof path !== 'string') throw wrong(model, `names a file that is ${kindOf(path)}`);
  // A separator of either system, a drive, an address or an alternate stream, a name cut off by NUL.
  if (/[/\\:\0]/.test(path) || path === '..' || path === '.' || path === '') {
    const message = `${model} names ${quoted(path)}, a path instead of a file in its own folder`;
    throw new EngineError('file-unsafe', message, {
      hint: 'Nothing outside the folder is opened.',
    });
  }
  return path;
}

async function openGroup(
  held: HeldFiles,
  model: string,
  { paths, weights }: Group,
  tensors: Map<string, StoredTensor>,
): Promise<void> {
  const folder = held.files.parent(model);
  const roots = await linkRoots(held.files, folder);
  const sources = [];
  for (const name of paths) {
    const path = held.files.inside(folder, name);
    const kind = await held.files.kind(path);
    if (kind !== 'file') {
      throw new EngineError('file-missing', `${model} names ${quoted(name)}, which is not there`, {
        hint: 'Copy all of its .bin files, too.',
      });
    }
    const real = await held.files.real(path);
    if (!roots.some((root) => isWithin(held.files, real, root))) {
      const message = `${model} names ${quoted(name)}, a link that leads out of its folder`;
      throw new EngineError('file-unsafe', message, {
        hint: 'Nothing outside the folder is opened: put the file itself there.',
      });
    }
    sources.push(await held.open(path));
  }
  const source = joined(sources);
  let at = 0;
  for (const weight of weights) {
    const tensor = readWeight(weight, model);
    if (tensors.has(tensor.name)) throw wrong(model, `lists ${quoted(tensor.name)} twice`);
    if (tensors.size >= MOST_TENSORS)
      throw wrong(model, `lists over ${grouped(MOST_TENSORS)} weights`);
    const storage = new PlainStorage(source, tensor.dtype, at);
    const file = paths[source.indexAt(at)] ?? '';
    tensors.set(tensor.name, { ...tensor, file, storage });
    at += tensor.bytes;
  }
  if (at === source.size) return;
  const found = `${grouped(source.size)} bytes in ${paths.length} files`;
  const message = `${model} lists weights of ${grouped(at)} bytes, and there are ${found}`;
  throw new EngineError('file-format', message, {
    hint: 'A file is of another model, or not all there: copy all of them again.',
  });
}

type Weight = Omit<StoredTensor, 'file' | 'storage'>;

function readWeight({ name, shape, dtype, quantization }: JsonObject, model: string): Weight {
  if (typeof name !== 'string') throw wrong(model, 'lists a weight without a name');
  const what = `weight ${quoted(name)}`;
  const isShape =
    Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && Number(size) >= 0);
  if (!isShape)
    throw wrong(model, `gives ${what} the shape ${oneLine(JSON.stringify(shape) ?? 'none')}`);
  const found = isJsonObject(quantization)
    ? quantised(quantization, String(dtype))
    : dtypes.get(DTYPES[String(dtype)] ?? '');
  if (!found) {
    const said = oneLine(
      JSON.stringify(isJsonObject(quantization) ? quantization : dtype) ?? 'none',
    );
    throw wrong(model, `gives ${what} the dtype ${said}, which is not read`);
  }
  const sizes = shape as readonly number[];
  const bytes = count(sizes) * found.bytes;
  if (!Number.isSafeInteger(bytes)) throw wrong(model, `gives ${what} too many numbers`);
  return { name, shape: sizes, dtype: found, bytes };
}

const DTYPES: Readonly<Record<string, string>> = {
  float32: 'F32',
  float16: 'F16',
  int32: 'I32',
  uint16: 'U16',
  uint8: 'U8',
  bool: 'BOOL',
  complex64: 'C64',
};

/** Numbers as integers, which a scale and an offset make numbers again. */
function quantised(quantization: JsonObject, original: string): Dtype | undefined {
  const { dtype, scale, min } = quantization;
  if (dtype === 'float16') return dtypes.get('F16');
  const base =
    dtype === 'uint8' ? dtypes.get('U8') : dtype === 'uint16' ? dtypes.get('U16') : undefined;
  if (!base || !Number.isFinite(scale) || !Number.isFinite(min)) return undefined;
  const whole = original === 'int32';
  const decode = (blocks: Uint8Array, out: Floats) => {
    base.decode(blocks, out);
    for (let i = 0; i < out.length; i++) {
      const value = out[i] * Number(scale) + Number(min);
      out[i] = whole ? Math.round(value) : value;
    }
  };
  const name = `${base.name} with a scale`;
  return { name, perBlock: 1, bytes: base.bytes, isWeight: !whole, decode };
}

export function wrong(model: string, found: string): EngineError {
  return new EngineError('file-format', `${model} ${found}`, {
    hint: 'Convert the model again, or copy all of its files.',
  });
}
