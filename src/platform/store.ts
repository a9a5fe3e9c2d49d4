// Finished results on disk: one file an entry, named by the hash of its key, written beside its
// place and renamed into it. A killed process leaves at most a temporary file, which nobody reads
// and the next one sweeps out. Size-capped: the entries that were not used longest go first.
import { createHash, randomBytes } from 'node:crypto';
import {
  mkdir,
  open,
  readdir,
  rename,
  rm,
  stat,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../engine/core/store.ts';
import { REGULAR_ONLY } from './files.ts';
import { firstLine } from './runtimeSession.ts';

const MAGIC = Buffer.from('congruity entry 1\n');
const DIGEST_BYTES = 32;
const ENTRY = /^[0-9a-f]{64}\.entry$/;
const TEMPORARY = /^(\d+)-[0-9a-f]+\.tmp$/;

export const DEFAULT_CAP_BYTES = 1024 ** 3;

export type StoreOptions = {
  readonly capBytes: number;
  /** Told once, in a sentence, when the folder cannot be used; the run goes on without a cache. */
  readonly onProblem: (sentence: string) => void;
};

/** Where entries live unless the caller says otherwise. CONGRUITY_CACHE overrides. */
export function defaultCacheFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
  home: string = homedir(),
): string {
  if (env.CONGRUITY_CACHE) return env.CONGRUITY_CACHE;
  if (platform === 'win32') {
    return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'congruity');
  }
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'congruity');
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'congruity');
}

/** A store that keeps nothing. */
export const noStore: Store = {
  get: () => Promise.resolve(undefined),
  put: () => Promise.resolve(),
};

/** Opens nothing until the first get or put. Never throws: a cache that fails is a cache that misses. */
export function diskStore(folder: string, { capBytes, onProblem }: StoreOptions): Store {
  let broken = false;
  let swept: Promise<void> | undefined;
  const room = new Room(folder, capBytes);
  const attempt = async <T>(run: () => Promise<T>): Promise<T | undefined> => {
    if (broken) return undefined;
    try {
      return await run();
    } catch (error) {
      broken = true;
      onProblem(`the cache folder ${folder} cannot be used (${firstLine(error)})`);
      return undefined;
    }
  };
  return {
    get: (key) => attempt(() => readEntry(pathOf(folder, key), key, capBytes)),
    put: async (key, value) => {
      await attempt(async () => {
        await mkdir(folder, { recursive: true });
        swept ??= sweepTemporary(folder);
        await swept;
        await writeEntry(folder, key, value);
        await room.taken(value.length);
      });
    },
  };
}

/** Total size of the entries of a folder, bytes; 0 when it does not exist. */
export async function storedBytes(folder: string): Promise<number> {
  return (await entries(folder)).reduce((sum, entry) => sum + entry.bytes, 0);
}

function pathOf(folder: string, key: string): string {
  return join(folder, `${createHash('sha256').update(key).digest('hex')}.entry`);
}

/** Everything that must be true of an entry stands before its value: magic, digest of key + value. */
function headerOf(key: string, value: Uint8Array): Buffer {
  const digest = createHash('sha256').update(key).update('\0').update(value).digest();
  return Buffer.concat([MAGIC, digest]);
}

async function readEntry(
  path: string,
  key: string,
  capBytes: number,
): Promise<Uint8Array | undefined> {
  const bytes = await readRegular(path, capBytes);
  if (bytes === undefined) return undefined;
  const start = MAGIC.length + DIGEST_BYTES;
  const value = new Uint8Array(bytes.subarray(start));
  if (!headerOf(key, value).equals(bytes.subarray(0, start))) {
    await rm(path, { force: true }); // cut off by a full disk, or another version's
    return undefined;
  }
  const now = new Date();
  await ifPresent(utimes(path, now, now)); // its time is its last use
  return value;
}

/** undefined for what no store wrote: a pipe would be waited for, a device never ends. */
async function readRegular(path: string, mostBytes: number): Promise<Buffer | undefined> {
  if (!(await ifPresent(stat(path)))?.isFile()) return undefined;
  const handle = await ifPresent(open(path, REGULAR_ONLY));
  if (handle === undefined) return undefined;
  try {
    const found = await handle.stat();
    return found.isFile() && found.size <= mostBytes ? await handle.readFile() : undefined;
  } finally {
    await handle.close();
  }
}

async function writeEntry(folder: string, key: string, value: Uint8Array): Promise<void> {
  const temporary = join(folder, `${process.pid}-${randomBytes(8).toString('hex')}.tmp`);
  try {
    await writeFile(temporary, Buffer.concat([headerOf(key, value), value]), { flag: 'wx' });
    await rename(temporary, pathOf(folder, key));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Keeps a folder below its cap. A run puts thousands of entries, and to look at all of them after each would take
 * longer than the run: it looks at its first, and again when a sixteenth of the cap is put, or all that was free.
 * Processes that fill one folder at once may be over the cap by as much each, until the next look.
 */
class Room {
  readonly #folder: string;
  readonly #capBytes: number;
  /** Bytes that may be put before the next look. */
  #left = 0;

  constructor(folder: string, capBytes: number) {
    this.#folder = folder;
    this.#capBytes = capBytes;
  }

  async taken(bytes: number): Promise<void> {
    this.#left -= bytes;
    if (this.#left > 0) return;
    const total = await evict(this.#folder, this.#capBytes);
    this.#left = Math.min(this.#capBytes - total, this.#capBytes / 16);
  }
}

/** Bytes that are left. Where some must go, a sixteenth of the cap is made free, so that not every put must. */
async function evict(folder: string, capBytes: number): Promise<number> {
  const oldestFirst = (await entries(folder)).sort((a, b) => a.usedAt - b.usedAt);
  let total = oldestFirst.reduce((sum, entry) => sum + entry.bytes, 0);
  if (total <= capBytes) return total;
  for (const entry of oldestFirst) {
    if (total <= (capBytes * 15) / 16) break;
    await ifPresent(unlink(entry.path));
    total -= entry.bytes;
  }
  return total;
}

/** Removes the temporary files of processes that are no more. */
async function sweepTemporary(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const writer = TEMPORARY.exec(name)?.[1];
    if (writer !== undefined && !isAlive(Number(writer))) {
      await rm(join(folder, name), { force: true });
    }
  }
}

type Entry = { readonly path: string; readonly bytes: number; readonly usedAt: number };

async function entries(folder: string): Promise<Entry[]> {
  const found: Entry[] = [];
  for (const name of (await ifPresent(readdir(folder))) ?? []) {
    if (!ENTRY.test(name)) continue;
    const path = join(folder, name);
    const info = await ifPresent(stat(path)); // another process may evict at the same time
    if (info?.isFile()) found.push({ path, bytes: info.size, usedAt: info.mtimeMs });
  }
  return found;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM'; // alive, and somebody else's
  }
}

/** undefined instead of an error when the file or folder is not there, or a link leads nowhere. */
async function ifPresent<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ELOOP') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
