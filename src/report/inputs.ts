// What a report must not be written over or into: the checkpoints and task files that it was made from.
// Files and folders are told apart by device and inode, not by name.
import type { BigIntStats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { infoOf, isSame, physicalPath } from './physicalPath.ts';

export type Inputs = {
  /** Paths of checkpoints: folders, or files in a folder. */
  readonly models: readonly string[];
  /** Other files that were read; what does not exist (the name of a built-in task) does not matter. */
  readonly files: readonly string[];
};

export const noInputs: Inputs = { models: [], files: [] };

/** Entries of a checkpoint's folder that are looked through for a file; real ones have under 1,000. */
const MOST_ENTRIES = 20_000;
/** A lone weight file is read with its neighbours where one of these lies beside it. */
const checkpointMark = /^(?:config|tokenizer|.*\.index)\.json$/;
/** A GGUF file in parts is read with the others. */
const partOfModel = /-\d{5}-of-\d{5}\.gguf$/i;
/** What may be read one folder above a checkpoint that lacks it. */
const sharedParts =
  /^(?:config|tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab)\.json$|^(?:merges|vocab)\.txt$|\.model$/;

/**
 * The sentence against writing to `target`, a physical path of which `info` is known when it exists;
 * undefined: it is no input.
 */
export async function inputAt(
  target: string,
  info: BigIntStats | undefined,
  { models, files }: Inputs,
): Promise<string | undefined> {
  for (const file of files) {
    if (isSame(await infoOf(file), info)) return `${target} is an input: ${file}`;
  }
  for (const model of models) {
    const found = await inputOfModel(target, info, model);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function inputOfModel(
  target: string,
  info: BigIntStats | undefined,
  model: string,
): Promise<string | undefined> {
  const own = await infoOf(model);
  if (own === undefined) return undefined; // the run says that it is missing
  if (isSame(own, info)) return `${target} is an input: ${model}`;
  const folder = own.isDirectory() ? model : dirname(model);
  const isAlone = !own.isDirectory() && !partOfModel.test(model);
  if (isAlone && !(await namesIn(folder)).some((name) => checkpointMark.test(name))) {
    return undefined;
  }
  if (await isInside(target, folder)) return `${target} lies in ${folder}, an input`;
  if (info === undefined) return undefined;
  const above = dirname(await physicalPath(folder));
  for (const name of (await namesIn(above)).filter((each) => sharedParts.test(each))) {
    if (isSame(await infoOf(join(above, name)), info)) {
      return `${target} is an input: it may be read with ${folder}`;
    }
  }
  return fileOf(folder, target, info);
}

async function isInside(target: string, folder: string): Promise<boolean> {
  const wanted = await infoOf(folder);
  for (let at = target; at !== dirname(at); at = dirname(at)) {
    if (isSame(await infoOf(dirname(at)), wanted)) return true;
  }
  return false;
}

/** Looks for the file among those of a folder, which may be links, hard or not, to it. */
async function fileOf(
  folder: string,
  target: string,
  info: BigIntStats,
): Promise<string | undefined> {
  const seen = new Set<string>();
  const waiting = [folder];
  let entries = 0;
  for (let here = waiting.shift(); here !== undefined; here = waiting.shift()) {
    const id = await infoOf(here);
    if (id === undefined || seen.has(`${id.dev}:${id.ino}`)) continue;
    seen.add(`${id.dev}:${id.ino}`);
    for (const name of await namesIn(here)) {
      if (++entries > MOST_ENTRIES) {
        return `${target} exists, and ${folder}, an input, has too many files to tell that it is none of them`;
      }
      const path = join(here, name);
      const found = await infoOf(path);
      if (isSame(found, info)) return `${target} is an input: ${path}`;
      if (found?.isDirectory()) waiting.push(path);
    }
  }
  return undefined;
}

/** A folder that cannot be listed cannot be read as a checkpoint either. */
async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
