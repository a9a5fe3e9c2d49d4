// Where the rows of a task lie: a table of text, IDX files, a folder of pictures with a folder a class, or any file
// of named arrays that is read as a checkpoint (npz, safetensors).
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../../checkpoint/open.ts';
import { grouped, quoted } from '../../checkpoint/words.ts';
import type { Floats } from '../../core/dtype.ts';
import type { ByteSource, Files } from '../../core/files.ts';
import type { Job } from '../../core/job.ts';
import type { Hasher } from '../../core/ports.ts';
import { readCsv } from './csv.ts';
import { dataPlace } from './dataPlace.ts';
import { isIdx, readIdx } from './idx.ts';
import { mostPngBytes, type Picture, readPng } from './png.ts';
import { rowsToRead, sizeOf, type Table, wrongData } from './rows.ts';
import { openUnpacked } from './unpacked.ts';

/** Which columns, arrays or files; names of others are those of labels and variables. */
export type Asked = {
  readonly input: readonly string[] | undefined;
  readonly others: readonly string[];
};

/** The name under which a folder of pictures says the folder of each. */
export const folderWord = 'folder';

export type Disk = { readonly files: Files; readonly sha256: () => Hasher };

export async function readTable(job: Job, disk: Disk, path: string, asked: Asked): Promise<Table> {
  const { files } = disk;
  if ((await files.kind(path)) === 'folder') {
    if (await hasClassFolders(files, path)) return readPictures(job, files, path);
    return readArrays(job, disk, path, asked);
  }
  const source = await openUnpacked(job, files, path);
  try {
    const file = files.base(path);
    const head = await source.read(0, Math.min(4, source.size));
    if (isIdx(head)) return await readIdxTable(job, disk, source, asked);
    if (/\.(csv|tsv|txt)(\.gz)?$/i.test(file)) return await readCsv(job, source, file, asked);
  } finally {
    await source.close();
  }
  return readArrays(job, disk, path, asked);
}

/** Numbers of rows, and beside them a file for what else is known of each. */
async function readIdxTable(
  job: Job,
  { files }: Disk,
  source: ByteSource,
  { others }: Asked,
): Promise<Table> {
  const { path } = source;
  const { dims, numbers, left } = await readIdx(job, source, files.base(path), Float32Array);
  const words = new Map<string, readonly string[]>();
  for (const name of others) {
    const labels = await openUnpacked(job, files, await dataPlace(files, files.parent(path), name));
    try {
      const of = await readIdx(job, labels, name, Float64Array, dims[0]);
      if (of.dims.length !== 1) {
        const found = `${of.dims.length} dimensions, labels have one`;
        throw wrongData(name, found, 'Name the file of labels.');
      }
      const [all, rows] = [of.dims[0] + of.left, dims[0] + left];
      if (all !== rows) {
        const found = `${grouped(all)} rows, ${files.base(path)} has ${grouped(rows)}`;
        throw wrongData(name, found, 'Each row needs one label.');
      }
      words.set(name, Array.from(of.numbers, String));
    } finally {
      await labels.close();
    }
  }
  return { count: dims[0], dims: dims.slice(1), numbers, columns: undefined, words, left };
}

async function hasClassFolders(files: Files, path: string): Promise<boolean> {
  for (const name of await files.list(path)) {
    const inside = files.inside(path, name);
    if ((await files.kind(inside)) !== 'folder') continue;
    if ((await files.list(inside)).some(isPng)) return true;
  }
  return false;
}

const isPng = (name: string) => /\.png$/i.test(name);

/** All of one size; the folders in turn, so that the first rows are of all classes. */
async function readPictures(job: Job, files: Files, path: string): Promise<Table> {
  const folders: (readonly string[])[] = [];
  const names = await files.list(path);
  for (const name of names) {
    const inside = files.inside(path, name);
    const isFolder = (await files.kind(inside)) === 'folder';
    folders.push(isFolder ? (await files.list(inside)).filter(isPng) : []);
  }
  const longest = Math.max(...folders.map(({ length }) => length));
  const all = Array.from({ length: longest }).flatMap((_, i) =>
    folders.flatMap((pictures, f) => (i < pictures.length ? [[f, pictures[i]] as const] : [])),
  );
  let first: Picture['dims'] | undefined;
  let numbers = new Float32Array(0);
  let count = all.length;
  for (let i = 0; i < count; i++) {
    await job.pause();
    job.progress(i / count, `reading ${files.base(path)}`);
    const [f, name] = all[i];
    const bytes = await readPicture(files, files.inside(files.inside(path, names[f]), name));
    const { dims, data } = readPng(bytes, `${names[f]}/${name}`);
    if (!first) {
      first = dims;
      count = rowsToRead(all.length, sizeOf(dims));
      numbers = new Float32Array(count * sizeOf(dims));
    }
    if (`${dims}` !== `${first}`) {
      const found = `${dims.join(' x ')}, the first picture is ${first.join(' x ')}`;
      const hint = 'All pictures must have one size, grey or colour.';
      throw wrongData(`${names[f]}/${name}`, found, hint);
    }
    numbers.set(data, i * sizeOf(dims));
  }
  const words = all.slice(0, count).map(([f]) => names[f]);
  return {
    ...{ count, dims: first ?? [], layout: 'nhwc', numbers, columns: undefined },
    ...{ words: new Map([[folderWord, words]]), left: all.length - count },
  };
}

async function readPicture(files: Files, path: string): Promise<Uint8Array> {
  const source = await files.open(path);
  try {
    if (source.size <= mostPngBytes) return await source.read(0, source.size);
    const found = `${grouped(source.size)} bytes, ${grouped(mostPngBytes)} are allowed`;
    throw wrongData(files.base(path), found, 'Make the pictures smaller.');
  } finally {
    await source.close();
  }
}

/** Arrays by name: one with a row each, and one number a row of labels and variables. */
async function readArrays(
  job: Job,
  { files, sha256 }: Disk,
  path: string,
  asked: Asked,
): Promise<Table> {
  const file = files.base(path);
  const arrays = await openCheckpoint(files, sha256, path);
  try {
    const [input] = asked.input ?? [];
    const tensor = input === undefined ? undefined : arrays.tensors.get(input);
    if (!tensor || tensor.shape.length < 2) {
      const found =
        input === undefined ? 'it says no "input"' : `no array ${quoted(input)} of rows`;
      const names = [...arrays.tensors.keys()].slice(0, 12).map(quoted).join(', ');
      throw wrongData(file, `${found}; arrays: ${names}`, 'Name the array of the rows as "input".');
    }
    const [all, ...dims] = tensor.shape;
    const count = rowsToRead(all, sizeOf(dims));
    job.progress(0, `reading ${file}`);
    const numbers = new Float32Array(count * sizeOf(dims));
    await fillFirst(job, arrays, tensor.name, numbers);
    const words = new Map<string, readonly string[]>();
    for (const name of asked.others) {
      const other = arrays.tensors.get(name);
      if (other?.shape[0] !== all || sizeOf(other.shape) !== all) {
        const found = `${quoted(name)} is no array of ${grouped(all)} numbers, one a row`;
        throw wrongData(file, found, 'Name arrays of one number a row.');
      }
      const exact = new Float64Array(count);
      await fillFirst(job, arrays, name, exact);
      words.set(name, Array.from(exact, String));
    }
    return { count, dims, numbers, columns: undefined, words, left: all - count };
  } finally {
    await arrays.close();
  }
}

async function fillFirst(job: Job, arrays: Checkpoint, name: string, out: Floats) {
  let at = 0;
  for await (const piece of arrays.pieces(job, name)) {
    await job.pause();
    out.set(piece.subarray(0, out.length - at), at);
    at += piece.length;
    if (at >= out.length) break;
  }
}
