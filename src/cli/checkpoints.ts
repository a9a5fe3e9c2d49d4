// The checkpoints that a word of the command line means: one; all in a folder of them (seeds, a ground truth); those
// that a pattern fits, where no shell has taken it first.
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isWeightFile } from '../protocol/weightFiles.ts';
import { UsageError } from './failure.ts';

/** A folder in which one of these lies is itself a checkpoint; and one of a run's steps, or of the hub's cache, means one. */
const marks = /^(?:config\.json|checkpoint-\d+|snapshots|lightning_logs)$/i;
const isMark = (name: string) => marks.test(name) || isWeightFile(name);
const wild = /[*?]/;

/** In order, those of a folder or pattern by their names, numbers as numbers. Throws UsageError where a pattern fits none. */
export async function checkpointsOf(words: readonly string[]): Promise<string[]> {
  const all: string[] = [];
  for (const word of words) all.push(...(await meantBy(word)));
  return all;
}

async function meantBy(word: string): Promise<readonly string[]> {
  if (existsSync(word) || !wild.test(word)) return membersOf(word);
  const found = await fitting(word);
  if (found.length === 0) throw new UsageError(`no file or folder fits the pattern ${word}`);
  return (await Promise.all(found.map(membersOf))).flat();
}

/** The checkpoints in a folder that is none itself; whatever else it is: the path as it stands. */
async function membersOf(path: string): Promise<readonly string[]> {
  const names = await namesIn(path);
  if (names.length === 0 || names.some(isMark)) return [path];
  const inside = names.map((name) => join(path, name));
  const isCheckpoint = await Promise.all(
    inside.map(async (each) => (await namesIn(each)).some(isMark)),
  );
  const members = inside.filter((_, i) => isCheckpoint[i]);
  return members.length > 0 ? members : [path];
}

/** [] of what is no folder, or cannot be listed: the run says so. */
async function namesIn(path: string): Promise<string[]> {
  const isFolder = await stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
  return isFolder ? byName(await readdir(path).catch(() => [])) : [];
}

async function fitting(pattern: string): Promise<string[]> {
  const [first, ...rest] = pattern.split('/');
  let found = [first === '' ? '/' : ''];
  for (const part of first === '' ? rest : [first, ...rest]) {
    const next: string[] = [];
    for (const at of found) {
      if (!wild.test(part)) next.push(join(at, part));
      else next.push(...(await matches(at, part)).map((name) => join(at, name)));
    }
    found = next.filter((each) => existsSync(each));
  }
  return found;
}

/** As in a shell: * and ? are any letters of a name, and a leading dot is written out. */
async function matches(folder: string, part: string): Promise<string[]> {
  const escaped = part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
  const names = await namesIn(folder === '' ? '.' : folder);
  return names.filter(
    (name) => pattern.test(name) && (part.startsWith('.') || !name.startsWith('.')),
  );
}

function byName(names: readonly string[]): string[] {
  const order = new Intl.Collator('en', { numeric: true });
  return [...names].sort(order.compare);
}
