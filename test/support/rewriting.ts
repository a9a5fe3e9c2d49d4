// A checkpoint that somebody rewrites while it is read, at a chosen moment: before the n-th thing that
// is asked of the disk. What a run then says and keeps must belong to one content.
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { isEngineError } from '../../src/engine/core/error.ts';
import type { Files } from '../../src/engine/core/files.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { bytesOf } from './reports.ts';
import { sample } from './samples.ts';
import { type MemoryStore, memoryStore, testPorts } from './stores.ts';

/** A folder's files by name. */
export type Content = ReadonlyMap<string, Uint8Array>;

export function contentOf(folder: string): Content {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

/** The same files with some text of one of them replaced. */
export function withText(content: Content, file: string, from: string, to: string): Content {
  const text = Buffer.from(content.get(file)!).toString();
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  return new Map([...content, [file, Buffer.from(text.replace(from, to))]]);
}

export const ways = {
  /** The same file, written over. */
  'in place': (path: string, bytes: Uint8Array) => writeFileSync(path, bytes, { flag: 'r+' }),
  /** As within one tick of the file system's clock. */
  'in place, its time put back': (path: string, bytes: Uint8Array) => {
    const { atime, mtime } = statSync(path);
    writeFileSync(path, bytes, { flag: 'r+' });
    utimesSync(path, atime, mtime);
  },
  'by renaming another over it': (path: string, bytes: Uint8Array) => {
    writeFileSync(`${path}.new`, bytes);
    renameSync(`${path}.new`, path);
  },
} as const;
export type Way = keyof typeof ways;

/** A file that was last written in a whole second: a time of parts of it cannot be put back from here. */
export function writeAged(path: string, bytes: Uint8Array): void {
  writeFileSync(path, bytes);
  utimesSync(path, 1_700_000_000, 1_700_000_000);
}

export type Outcome = { readonly code: string } | { readonly report: string };

/** What is said of one content that nobody touches, and all that is kept of it. */
export type Truth = { readonly report: string; readonly store: MemoryStore };

export async function truthOf(content: Content): Promise<Truth> {
  const store = memoryStore();
  const outcome = await inFolder(content, (folder) => outcomeOf(folder, nodeFiles(), store));
  if (!('report' in outcome)) throw new Error(`refused: ${outcome.code}`);
  return { report: outcome.report, store };
}

/** How many moments a run has. */
export async function momentsOf(content: Content): Promise<number> {
  const watched = watchedFiles(() => undefined);
  await inFolder(content, (folder) => outcomeOf(folder, watched.files, memoryStore()));
  return watched.asked;
}

/** A run on `before` that becomes `after` at a moment; throws unless all belongs to one of the truths. */
export async function checkRewritten(
  before: Content,
  after: Content,
  way: Way,
  moment: number,
  truths: readonly Truth[],
): Promise<string> {
  return inFolder(before, async (folder) => {
    const watched = watchedFiles((asked) => {
      if (asked !== moment) return;
      for (const [name, bytes] of after) {
        if (before.get(name) !== bytes) ways[way](join(folder, name), bytes);
      }
    });
    const store = memoryStore();
    const outcome = await outcomeOf(folder, watched.files, store);
    for (const [key, value] of store.entries) {
      const known = truths.map((truth) => truth.store.entries.get(key));
      if (!known.some((bytes) => bytes && Buffer.compare(bytes, value) === 0)) {
        throw new Error(
          `rewritten ${way} at ${moment}: what was kept under ${key} is of no content`,
        );
      }
    }
    if ('code' in outcome) return outcome.code;
    const which = truths.findIndex(({ report }) => report === outcome.report);
    if (which < 0) throw new Error(`rewritten ${way} at ${moment}: the report is of no content`);
    return `content ${which}`;
  });
}

async function inFolder<T>(content: Content, use: (folder: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'congruity-rewritten-'));
  const folder = join(root, 'model');
  try {
    cpSync(sample('ab-llama'), folder, { recursive: true });
    for (const [name, bytes] of content) writeAged(join(folder, name), bytes);
    return await use(folder);
  } finally {
    rmSync(root, { recursive: true });
  }
}

async function outcomeOf(folder: string, files: Files, store: MemoryStore): Promise<Outcome> {
  const ports = { ...testPorts(store), files };
  const request = { a: folder, task: sample('task.json'), memory: 1000, pairs: 8 };
  try {
    const report = await interpret(quietJob, ports, request);
    return { report: bytesOf(report) };
  } catch (error) {
    if (isEngineError(error) && error.message.includes(folder)) return { code: error.code };
    throw error;
  }
}

/** Node's files, telling before each thing that is asked of them how often they were asked. */
export function watchedFiles(onAsked: (asked: number) => void): {
  files: Files;
  readonly asked: number;
} {
  const inner = nodeFiles();
  let asked = 0;
  const tell = () => onAsked(asked++);
  return {
    get asked() {
      return asked;
    },
    files: {
      ...inner,
      kind: (path) => {
        tell();
        return inner.kind(path);
      },
      stamp: (path) => {
        tell();
        return inner.stamp(path);
      },
      written: (path) => {
        tell();
        return inner.written(path);
      },
      open: async (path) => {
        tell();
        const source = await inner.open(path);
        return {
          ...source,
          read: (offset, length) => {
            tell();
            return source.read(offset, length);
          },
          readInto: (offset, target) => {
            tell();
            return source.readInto(offset, target);
          },
        };
      },
    },
  };
}
