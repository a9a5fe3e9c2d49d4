// Where a path really leads: links followed one by one and `..` taken where the system takes it, also
// for what is not there yet. Node's realpath knows neither such paths nor descriptors.
import { type BigIntStats, stat as statOf } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute, resolve, sep } from 'node:path';
import { promisify } from 'node:util';

const MOST_LINKS = 40; // as Linux itself; more is a circle

export type Identity = Pick<BigIntStats, 'dev' | 'ino'>;

/** Stops at an open descriptor of this process, whose link leads nowhere by name. */
export async function physicalPath(path: string, links = 0): Promise<string> {
  // Not resolve(), which would take `..` of a link's name instead of the link's target.
  const whole = isAbsolute(path) ? path : `${process.cwd()}${sep}${path}`;
  const parent = dirname(whole);
  if (parent === whole) return whole;
  const folder = await physicalPath(parent, links);
  const here = resolve(folder, basename(whole));
  if (descriptorOf(here) !== undefined) return here;
  const to = await linkTarget(here);
  if (to === undefined) return here;
  if (links >= MOST_LINKS) throw new Error(`ELOOP: too many links, at ${here}`);
  return physicalPath(isAbsolute(to) ? to : `${folder}${sep}${to}`, links + 1);
}

/** Such a path can only be a folder's. */
export function endsAsFolder(path: string): boolean {
  return path.endsWith('/') || path.endsWith(sep);
}

/** The number of the open descriptor that a physical path names; undefined: it names none. */
export function descriptorOf(path: string): number | undefined {
  const own = new RegExp(`^(?:/proc/${process.pid}(?:/task/\\d+)?/fd|/dev/fd)/(\\d{1,9})$`);
  const found = own.exec(path);
  return found ? Number(found[1]) : undefined;
}

/** What is there, links followed; undefined when nothing is, or nothing that we may know of. */
export async function infoOf(path: string): Promise<BigIntStats | undefined> {
  return promisify(statOf)(path, { bigint: true }).catch(() => undefined);
}

/** One file or folder under two names: hard links, mounts and letter case do not hide it. */
export function isSame(a: Identity | undefined, b: Identity | undefined): boolean {
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

async function linkTarget(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EINVAL' || code === 'ENOENT' || code === 'UNKNOWN') return undefined; // no link
    throw error;
  }
}
