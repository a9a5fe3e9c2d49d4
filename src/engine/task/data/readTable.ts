// Where the rows of a task lie: a table of text, IDX files, a folder of pictures with a folder a class, or any file
// of named arrays that is read as a checkpoint (npz, safetensors).
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../../checkpoint/open.ts';
import { grouped, quoted } from '../../checkpoint/words.ts';
import type { Files } from '../../core/files.ts';
import { type Job, quietJob } from '../../core/job.ts';
import type { Hasher } from '../../core/ports.ts';
import { readTextFile } from '../textFile.ts';
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

export async function readTable(disk: Disk, path: string, asked: Asked): Promise<Table> {
  const { files } = disk;
  const file = files.base(path);
  if ((await files.kind(path)) === 'folder') {
    if (await hasClassFolders(files, path)) return readPictures(files, path);
    return readArrays(disk, path, asked);
  }
  const source = await openUnpacked(files, path);
  try {
    const head = await source.read(0, Math.min(4, source.size));
    if (isIdx(head)) {
      const { dims, numbers, left } = await readIdx(source, file);
      const words = new Map<string, readonly string[]>();
      for (const name of asked.others) words.set(name, await readIdxWords(files, path, name));
      return { count: dims[0], dims: dims.slice(1), numbers, columns: undefined, words, left };
    }
  } finally {
    await source.close();
  }
  if (/\.(csv|tsv|txt)$/i.test(file)) {
    const text = await readTextFile(files, path, 'task-invalid', 'Leave out rows.', mostTextBytes);
    return readCsv(text, file, asked.input, asked.others);
  }
  return readArrays(disk, path, asked);
}

/** A table of 20,000 rows of 784 numbers has some 50 MB. */
const mostTextBytes = 64 * 2 ** 20;

async function readIdxWords(files: Files, path: string, name: string): Promise<string[]> {
  const source = await openUnpacked(files, await dataPlace(files, files.parent(path), name));
  try {
    const { dims, numbers } = await readIdx(source, name);
    if (dims.length === 1) return Array.from(numbers, String);
    throw wrongData(name, `${dims.length} dimensions, labels have one`, 'Name the file of labels.');
  } finally {
    await source.close();
  }
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
async function readPictures(files: Files, path: string): Promise<Table> {
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
  const pictures: Picture[] = [];
  let count = all.length;
  for (const [f, name] of all) {
    if (pictures.length >= count) break;
    const picture = readPng(
      await readPicture(files, files.inside(files.inside(path, names[f]), name)),
      `${names[f]}/${name}`,
    );
    const [first = picture] = pictures;
    if (`${picture.dims}` !== `${first.dims}`) {
      const found = `${picture.dims.join(' x ')}, the first picture is ${first.dims.join(' x ')}`;
      throw wrongData(
        `${names[f]}/${name}`,
        found,
        'All pictures must have one size, grey or colour.',
      );
    }
    pictures.push(picture);
    count = rowsToRead(all.length, sizeOf(first.dims));
  }
  const size = sizeOf(pictures[0].dims);
  const numbers = new Float32Array(pictures.length * size);
  for (const [i, { data }] of pictures.entries()) numbers.set(data, i * size);
  const words = all.slice(0, pictures.length).map(([f]) => names[f]);
  return {
    ...{ count: pictures.length, dims: pictures[0].dims, layout: 'nhwc' },
    ...{ numbers, columns: undefined },
    ...{ words: new Map([[folderWord, words]]), left: all.length - pictures.length },
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
async function readArrays({ files, sha256 }: Disk, path: string, asked: Asked): Promise<Table> {
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
    const numbers = await firstNumbers(quietJob, arrays, tensor.name, count * sizeOf(dims));
    const words = new Map<string, readonly string[]>();
    for (const name of asked.others) {
      const other = arrays.tensors.get(name);
      if (other?.shape[0] !== all || sizeOf(other.shape) !== all) {
        const found = `${quoted(name)} is no array of ${grouped(all)} numbers, one a row`;
        throw wrongData(file, found, 'Name arrays of one number a row.');
      }
      words.set(name, Array.from(await firstNumbers(quietJob, arrays, name, count), String));
    }
    return { count, dims, numbers, columns: undefined, words, left: all - count };
  } finally {
    await arrays.close();
  }
}

async function firstNumbers(job: Job, arrays: Checkpoint, name: string, wanted: number) {
  const out = new Float32Array(wanted);
  let at = 0;
  for await (const piece of arrays.pieces(job, name)) {
    out.set(piece.subarray(0, wanted - at), at);
    at += piece.length;
    if (at >= wanted) break;
  }
  return out;
}
