// Where a document goes: a file, whole or not at all; a device, a pipe or an open descriptor, written
// through. Nothing that is no regular file is ever replaced, and no input is written over.
import { type BigIntStats, constants, fstat, rmSync, write } from 'node:fs';
import { access, type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CallError } from '../protocol/rpc.ts';
import { type Inputs, inputAt } from './inputs.ts';
import { descriptorOf, endsAsFolder, infoOf, physicalPath } from './physicalPath.ts';

export type Text = string | Iterable<string>;

export interface Destination {
  /** As it was asked for. */
  readonly path: string;
  /** Of a file, new or not: where it is. */
  readonly file: string | undefined;
  readonly isStdout: boolean;
  /** A text, or the pieces of one that nobody needs as a whole. */
  write(text: Text): Promise<void>;
}

const FULL_PIPE_MS = 10; // between looks at a pipe whose reader is slow
/** A reader that is started at the same time is there within a moment; nobody waits for another. */
const READER_TRIES = 100;
const READER_EVERY_MS = 30;
const STDOUT_DESCRIPTOR = 1;

/**
 * Looks where `path` leads and refuses what must not be written, before anything long runs. A pipe is
 * opened here and now, so that its reader waits for the report. Throws CallError `usage` or
 * `file-missing`.
 */
export async function openDestination(path: string, inputs: Inputs): Promise<Destination> {
  return writable(path, async () => {
    const { physical, info } = await allowed(path, inputs);
    const descriptor = descriptorOf(physical);
    if (descriptor === STDOUT_DESCRIPTOR) return { ...standardOutput, path };
    if (info?.isFIFO() || info?.isCharacterDevice()) {
      if (descriptor !== undefined) await refuseUnwritable(descriptor);
      return throughStream(path);
    }
    if (descriptor !== undefined) return throughDescriptor(path, descriptor);
    await access(info ? physical : dirname(physical), constants.W_OK);
    await access(dirname(physical), constants.W_OK);
    return {
      path,
      file: physical,
      isStdout: false,
      write: (text) =>
        writable(path, async () => {
          const now = await allowed(path, inputs); // hours may have passed
          await replaceFile(now.physical, now.info, text);
        }),
    };
  });
}

export const standardOutput: Destination = {
  path: 'standard output',
  file: undefined,
  isStdout: true,
  write: printed,
};

/** Makes a folder for documents, and the folders above it. Throws as openDestination. */
export async function makeFolder(path: string, inputs: Inputs): Promise<void> {
  await writable(path, async () => {
    const physical = await physicalPath(path);
    const info = await infoOf(physical);
    if (info && !info.isDirectory()) {
      throw refusal(`${path} is no folder`, 'Give a folder, or a file ending in .json or .html.');
    }
    await refuseInput(join(physical, 'report'), undefined, inputs);
    await makeMissing(physical);
  });
}

/** One by one: node's own way tries without end where a folder exists in which none can be made, as in /proc. */
async function makeMissing(physical: string): Promise<void> {
  if (await infoOf(physical)) return;
  const parent = dirname(physical);
  if (parent !== physical) await makeMissing(parent);
  try {
    await mkdir(physical);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error; // another program was faster
  }
}

type Place = { readonly physical: string; readonly info: BigIntStats | undefined };

async function allowed(path: string, inputs: Inputs): Promise<Place> {
  const isFolder = () => refusal(`${path} is a folder`, 'Give the name of a file.');
  if (endsAsFolder(path)) throw isFolder();
  const physical = await physicalPath(path);
  const descriptor = descriptorOf(physical);
  const info = descriptor === undefined ? await infoOf(path) : await descriptorInfo(descriptor);
  if (info?.isDirectory()) throw isFolder();
  if (info?.isBlockDevice() || (info?.isSocket() && descriptor === undefined)) {
    const kind = info.isSocket() ? 'a socket' : 'a disk';
    throw refusal(`${path} is ${kind}`, 'Give a file, a pipe or a character device.');
  }
  await refuseInput(physical, info, inputs);
  return { physical, info };
}

async function refuseInput(
  physical: string,
  info: BigIntStats | undefined,
  inputs: Inputs,
): Promise<void> {
  const sentence = await inputAt(physical, info, inputs);
  if (sentence !== undefined) {
    throw refusal(`${sentence}; it will not be written to`, 'Write the report to another folder.');
  }
}

/** Writes beside its place, then renames: a reader never sees half a report. The mode is kept. */
async function replaceFile(
  physical: string,
  old: BigIntStats | undefined,
  text: Text,
): Promise<void> {
  if (old && !old.isFile()) throw new Error('it is no longer a regular file');
  // A short name, for the file's own may be as long as names can be.
  const temporary = join(dirname(physical), `.congruity-${crypto.randomUUID().slice(0, 13)}.tmp`);
  const leaveNothing = () => rmSync(temporary, { force: true });
  process.once('exit', leaveNothing);
  try {
    const handle = await open(temporary, 'wx');
    try {
      if (old) await handle.chmod(Number(old.mode) & 0o7777);
      await writeAll(handle.fd, text);
    } finally {
      await handle.close();
    }
    await rename(temporary, physical);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    process.off('exit', leaveNothing);
  }
}

/** Resolves once the text is handed over, so that a pipe gets all of it. */
function printed(text: Text): Promise<void> {
  return writable(standardOutput.path, async () => {
    for (const piece of piecesOf(text)) {
      if (!(await isTaken(piece))) return;
    }
  });
}

/** False: whoever reads has seen enough. */
function isTaken(piece: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    process.stdout.write(piece, (error) => {
      if (error && !isReaderGone(error)) reject(error);
      else resolve(!error);
    });
  });
}

/** A string is iterable too, letter by letter. */
function piecesOf(text: Text): Iterable<string> {
  return typeof text === 'string' ? [text] : text;
}

/** A device or a pipe: opened anew by its name, so that it can be asked not to block. */
async function throughStream(path: string): Promise<Destination> {
  const handle = await openForReader(path);
  return {
    path,
    file: undefined,
    isStdout: false,
    write: async (text) => {
      await writable(path, () => writeAll(handle.fd, text));
      await handle.close();
    },
  };
}

/** Does not wait for ever for who reads a pipe: nobody would see why nothing happens. */
async function openForReader(path: string): Promise<FileHandle> {
  const { O_WRONLY, O_NONBLOCK = 0, O_NOCTTY = 0 } = constants;
  for (let tries = 1; ; tries++) {
    try {
      return await open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY);
    } catch (error) {
      if (codeOf(error) !== 'ENXIO' || tries === READER_TRIES) throw error;
      await delay(READER_EVERY_MS);
    }
  }
}

/** A file that the shell opened: at its place in it, at its end where it is appended to. */
async function throughDescriptor(path: string, descriptor: number): Promise<Destination> {
  await refuseUnwritable(descriptor);
  return {
    path,
    file: undefined,
    isStdout: false,
    write: (text) => writable(path, () => writeAll(descriptor, text)),
  };
}

async function descriptorInfo(descriptor: number): Promise<BigIntStats> {
  return promisify(fstat)(descriptor, { bigint: true });
}

/** Writing nothing fails where something would: descriptors that are for reading. */
async function refuseUnwritable(descriptor: number): Promise<void> {
  await promisify(write)(descriptor, Buffer.alloc(0), 0, 0, null);
}

async function writeAll(descriptor: number, text: Text): Promise<void> {
  for (const piece of piecesOf(text)) {
    try {
      await writePiece(descriptor, Buffer.from(piece));
    } catch (error) {
      if (isReaderGone(error)) return;
      throw error;
    }
  }
}

async function writePiece(descriptor: number, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    try {
      const rest = bytes.length - done;
      done += (await promisify(write)(descriptor, bytes, done, rest, null)).bytesWritten;
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error;
      await delay(FULL_PIPE_MS);
    }
  }
}

/** Who reads a pipe may stop when it has seen enough, as `head` does. */
function isReaderGone(error: unknown): boolean {
  return codeOf(error) === 'EPIPE' || codeOf(error) === 'ERR_STREAM_DESTROYED';
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

function refusal(message: string, hint: string): CallError {
  return new CallError({ code: 'usage', message, hint });
}

const hints: Readonly<Record<string, string>> = {
  ENXIO: 'Start what reads it first.',
  ENOSPC: 'Make room on the disk, or write to another.',
  EDQUOT: 'Make room on the disk, or write to another.',
  other: 'Give a path in a folder that exists and that you may write to.',
};

async function writable<T>(path: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (cause) {
    if (cause instanceof CallError) throw cause;
    const code = codeOf(cause) ?? '';
    const why = code === 'ENXIO' ? 'it is a pipe that nobody reads' : (cause as Error).message;
    const message = `${path} cannot be written: ${why}`;
    throw new CallError({ code: 'file-missing', message, hint: hints[code] ?? hints.other });
  }
}
