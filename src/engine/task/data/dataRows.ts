// The rows of a task as its file describes them: scaled, in one order of channels, with their classes and variables.
import { grouped, quoted } from '../../checkpoint/words.ts';
import type { Job } from '../../core/job.ts';
import { dataPlace } from './dataPlace.ts';
import { type Disk, folderWord, readTable } from './readTable.ts';
import { type Rows, sizeOf, type Table, wrongData } from './rows.ts';

/** The field "data" of a task file. */
export type DataJson = {
  readonly file: string;
  readonly input?: string | readonly string[];
  readonly labels?: string;
  readonly classes?: readonly string[];
  readonly variables?: readonly string[];
  readonly shape?: readonly number[];
  readonly layout?: 'nhwc' | 'nchw';
  readonly scale?: number;
  readonly mean?: number | readonly number[];
  readonly std?: number | readonly number[];
};

/** `folder`: that of the task file. Throws EngineError('task-invalid') naming the file and what is wrong in it. */
export async function readRows(
  job: Job,
  disk: Disk,
  folder: string,
  json: DataJson,
): Promise<Rows> {
  const { files, sha256 } = disk;
  const input = typeof json.input === 'string' ? [json.input] : json.input;
  const names = json.variables ?? [];
  const others = [...(json.labels === undefined ? [] : [json.labels]), ...names];
  const path = await dataPlace(files, folder, json.file);
  const table = await readTable(job, disk, path, { input, others });
  const file = files.base(path);
  const missing = names.find((name) => !table.words.has(name));
  if (missing !== undefined) {
    const found = `no variable ${quoted(missing)}: a folder of pictures has the folder's name alone`;
    throw wrongData(file, found, 'Leave out "variables", or give the pictures as named arrays.');
  }
  const { dims, channelsFirst, numbers } = asPictures(table, json, file);
  scale(numbers, dims, json, file);
  const { labels, classes, notes } = labelled(table, json, file);
  const variables = names.map((name) => ({ name, values: table.words.get(name)! }));
  const digest = sha256();
  digest.update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  digest.update(new TextEncoder().encode(JSON.stringify([dims, [...labels], classes, variables])));
  const left = `${file}: the first ${grouped(table.count)} rows are used, of ${grouped(table.count + table.left)}.`;
  return {
    ...{ file, count: table.count, dims, channelsFirst, numbers, columns: table.columns },
    ...{ labels, classes, variables, digest: digest.hex() },
    notes: [...notes, ...(table.left > 0 ? [left] : [])],
  };
}

type Pictured = Pick<Rows, 'dims' | 'channelsFirst' | 'numbers'>;

/** Rows of one dimension stay columns, unless "shape" says that they are pictures. */
function asPictures(
  { dims: found, count, numbers, layout }: Table,
  json: DataJson,
  file: string,
): Pictured {
  const dims = json.shape ?? found;
  if (sizeOf(dims) !== sizeOf(found)) {
    const sizes = `a row has ${grouped(sizeOf(found))} numbers, "shape" asks for ${dims.join(' x ')}`;
    throw wrongData(file, sizes, 'Give height, width and channels of one picture.');
  }
  if (dims.length === 1) return { dims, channelsFirst: false, numbers };
  if (dims.length === 2) return { dims: [...dims, 1], channelsFirst: false, numbers };
  if (dims.length > 3) {
    const rank = `a row has the shape ${dims.join(' x ')}`;
    throw wrongData(
      file,
      rank,
      'A row is a list of columns, or a picture: height, width, channels.',
    );
  }
  if (!isChannelsFirst(dims, { layout, ...json }, file))
    return { dims, channelsFirst: false, numbers };
  const [c, h, w] = dims;
  const row = new Float32Array(c * h * w); // turned in its place: all rows may be half of what is allowed
  for (let i = 0; i < count; i++) {
    const own = numbers.subarray(i * row.length, (i + 1) * row.length);
    row.set(own);
    for (let at = 0; at < row.length; at++) own[at] = row[(at % c) * h * w + Math.floor(at / c)];
  }
  return { dims: [h, w, c], channelsFirst: true, numbers };
}

/** Pictures have few channels: where both ends are as small, the file has to say which are. */
function isChannelsFirst([first, , last]: readonly number[], { layout }: DataJson, file: string) {
  if (layout !== undefined) return layout === 'nchw';
  const mostChannels = 4;
  if (first > mostChannels) return false;
  if (last > mostChannels) return true;
  throw wrongData(file, `pictures of ${first} x .. x ${last}`, 'Say "layout": "nhwc" or "nchw".');
}

/** (number x scale - mean) / std, in double precision; mean and std of all numbers, or a channel's, or a column's. */
function scale(numbers: Float32Array, dims: readonly number[], json: DataJson, file: string) {
  const { scale: by = 1, mean = 0, std = 1 } = json;
  const last = dims[dims.length - 1];
  const each = (name: string, value: number | readonly number[]) => {
    const list = typeof value === 'number' ? Array<number>(last).fill(value) : value;
    if (list.length === last) return list;
    const found = `"${name}" has ${list.length} numbers, a row has ${last} ${dims.length === 1 ? 'columns' : 'channels'}`;
    throw wrongData(file, found, 'Give one number, or one for each.');
  };
  const [means, stds] = [each('mean', mean), each('std', std)];
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = (numbers[i] * by - means[i % last]) / stds[i % last];
    if (Number.isFinite(numbers[i])) continue;
    const size = sizeOf(dims);
    const found = `row ${grouped(Math.floor(i / size) + 1)}, number ${grouped((i % size) + 1)}: ${numbers[i]} is no finite number`;
    throw wrongData(file, found, 'Leave out such rows; "scale" and "std" count too.');
  }
}

/** Labels are names of classes, or their numbers from 0. */
function labelled({ words, count }: Table, { labels, classes }: DataJson, file: string) {
  const name = words.has(folderWord) ? folderWord : labels;
  const said = name === undefined ? undefined : words.get(name)?.slice(0, count);
  if (!said)
    throw wrongData(file, 'the task names no "labels"', 'Name what says the class of a row.');
  const isNumber = (word: string) => /^\d{1,4}$/.test(word);
  const areNumbers = name !== folderWord && said.every(isNumber);
  const most = () => said.reduce((sum, word) => Math.max(sum, Number(word)), 0) + 1;
  const names =
    classes ??
    (areNumbers ? Array.from({ length: most() }, (_, k) => `${k}`) : [...new Set(said)].sort());
  const known = new Map(names.map((each, k) => [each, k]));
  const index = (word: string, i: number): number => {
    const found =
      known.get(word) ?? (areNumbers && Number(word) < names.length ? Number(word) : -1);
    if (found >= 0) return found;
    const told = `row ${i + 1} has the label ${quoted(word)}; classes: ${names.slice(0, 12).map(quoted).join(', ')}`;
    throw wrongData(file, told, 'List the classes in the order of the outputs of the models.');
  };
  const order = `The classes are taken to be the outputs in this order: ${names.slice(0, 12).join(', ')}.`;
  const isGuess = classes === undefined && !areNumbers;
  return { labels: Int32Array.from(said, index), classes: names, notes: isGuess ? [order] : [] };
}
