// The Files port over node:fs: positioned reads through one handle a file, never whole files.
import { type BigIntStats, constants, readlinkSync, statSync } from 'node:fs';
import { type FileHandle, open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { EngineError } from '../engine/core/error.ts';
import type { ByteSource, Files, PathKind, Places } from '../engine/core/files.ts';

export function nodeFiles(places?: Places): Files {
  return {
    places,
    kind,
    list: async (folder) => (await explained(folder, () => readdir(folder))).sort(),
    open: openFile,
    stamp: stampAt,
    written,
    inside: (folder, name) => join(folder, name),
    base: (path) => basename(resolve(path)),
    parent: (path) => dirname(resolve(path)),
    real: (path) => explained(path, () => realpath(path)),
  };
}

/** One read's most bytes: Node's own limit is 2^31 - 1. */
const LARGEST_READ = 2 ** 30;

async function kind(path: string): Promise<PathKind> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (isMissing(error)) return 'missing';
    throw fileError(path, error);
  }
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(codeOf(error) ?? '');
}

async function openFile(path: string): Promise<ByteSource> {
  checkRegular(path, await explained(path, () => stat(path, { bigint: true })));
  const handle = await explained(path, () => open(path, REGULAR_ONLY));
  const found = await handle.stat({ bigint: true });
  try {
    checkRegular(path, found); // another may have taken its place
  } catch (error) {
    await handle.close();
    throw error;
  }
  const size = Number(found.size);
  const readInto = (offset: number, target: Uint8Array) => fill(handle, path, size, offset, target);
  return {
    path,
    size,
    stamp: stampOf(found),
    readInto,
    read: async (offset, length) => {
      checkRange(path, size, offset, length);
      const bytes = new Uint8Array(length);
      await readInto(offset, bytes);
      return bytes;
    },
    close: () => handle.close(),
  };
}

/** To open a named pipe would wait for its writer, and a terminal would become ours: neither is. */
export const REGULAR_ONLY =
  constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0); // Windows has none

function checkRegular(path: string, found: BigIntStats): void {
  if (found.isDirectory()) throw new EngineError('file-format', `${path} is a folder, not a file`);
  if (!found.isFile()) {
    throw new EngineError('file-unsafe', `${path} is a pipe, socket or device, not a file`);
  }
}

async function stampAt(path: string): Promise<string | undefined> {
  try {
    return stampOf(await stat(path, { bigint: true }));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileError(path, error);
  }
}

/** Without waiting: a twentieth of the time of a look that other threads take, and there is one a small tensor. */
function written(path: string): string | undefined {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found && [found.mtimeNs, found.ctimeNs].join(' ');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileError(path, error);
  }
}

function stampOf({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs].join(' ');
}

async function fill(
  handle: FileHandle,
  path: string,
  size: number,
  offset: number,
  target: Uint8Array,
): Promise<void> {
  checkRange(path, size, offset, target.length);
  for (let done = 0; done < target.length; ) {
    const length = Math.min(target.length - done, LARGEST_READ);
    const { bytesRead } = await explained(path, () =>
      handle.read(target, done, length, offset + done),
    );
    if (bytesRead === 0) {
      const message = `${path} ended at byte ${offset + done}, it had ${size} when it was opened`;
      throw new EngineError('file-changed', message, {
        hint: 'Wait until it is written, then retry.',
      });
    }
    done += bytesRead;
  }
}

function checkRange(path: string, size: number, offset: number, length: number): void {
  if (offset >= 0 && length >= 0 && offset + length <= size) return;
  const asked = `bytes ${offset} to ${offset + length} of ${path} were asked for`;
  throw new EngineError('file-format', `${asked}, it has ${size}`);
}

async function explained<T>(path: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    throw fileError(path, error);
  }
}

const NOT_UTF8 = 'Its name holds bytes that are not UTF-8 text (shown as \ufffd): rename it.';

const LOST = 'Its download was not finished, or what it leads to was moved: download it again.';

/** Of a symbolic link. */
function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // it is no link
  }
}

/** An error of node:fs about a path, in words. */
export function fileError(path: string, cause: unknown): EngineError {
  switch (codeOf(cause)) {
    case 'ENOENT':
    case 'ENOTDIR': {
      const above =
        codeOf(cause) === 'ENOTDIR' ? ': a part of the path is a file, not a folder' : '';
      const target = linkTarget(path);
      if (target !== undefined) {
        const message = `${path} is a link to ${target}, which is not there`;
        return new EngineError('file-missing', message, { cause, hint: LOST });
      }
      // Node shows bytes that are not UTF-8 as this sign, and finds nothing by it.
      const hint = path.includes('\ufffd') ? NOT_UTF8 : undefined;
      return new EngineError('file-missing', `${path} does not exist${above}`, { cause, hint });
    }
    case 'EACCES':
    case 'EPERM': {
      const hint = 'Ask its owner for the right to read it.';
      return new EngineError('file-missing', `${path} may not be read: no permission`, {
        cause,
        hint,
      });
    }
    case 'ELOOP':
      return new EngineError('file-missing', `${path} is a symbolic link to itself`, { cause });
    case 'EMFILE':
    case 'ENFILE': {
      const hint = 'Close other programs, or raise the limit (ulimit -n).';
      return new EngineError('file-missing', `${path}: too many files are open`, { cause, hint });
    }
    default: {
      const reason = cause instanceof Error ? cause.message : String(cause);
      return new EngineError('file-missing', `${path} cannot be read: ${reason}`, { cause });
    }
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
