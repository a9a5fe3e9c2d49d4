// Checkpoints for tests: opened and closed, folders written on the spot, and Files that keep a record.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Checkpoint } from '../../src/engine/checkpoint/checkpoint.ts';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import type { Files } from '../../src/engine/core/files.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';

/** Opens a checkpoint for one test, which closes it when it ends. */
export async function opened(path: string, files: Files = nodeFiles()): Promise<Checkpoint> {
  const checkpoint = await openCheckpoint(files, sha256, path);
  onTestFinished(() => checkpoint.close());
  return checkpoint;
}

/** A new folder with these files, for one test. */
export function folderOf(contents: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'congruity-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Paths of files; a text that begins with "-> " is a link to what follows. */
export type Tree = Readonly<Record<string, string | Uint8Array>>;

export function planted(tree: Tree): string {
  const root = folderOf({});
  for (const [path, content] of Object.entries(tree)) {
    const at = join(root, path);
    mkdirSync(dirname(at), { recursive: true });
    if (typeof content === 'string' && content.startsWith('-> ')) symlinkSync(content.slice(3), at);
    else writeFileSync(at, content);
  }
  return root;
}

/** The bytes of a file with this header and data; a header that is no text becomes JSON. */
export function safetensorsBytes(header: unknown, data: Uint8Array | number = 0): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const json = new TextEncoder().encode(text);
  const body = typeof data === 'number' ? new Uint8Array(data) : data;
  const bytes = new Uint8Array(8 + json.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(body, 8 + json.length);
  return bytes;
}

export type Recorded = {
  readonly files: Files;
  /** Every path that was opened, in order. */
  readonly opened: string[];
  /** Bytes read so far. */
  bytes: number;
  /** Opened and not closed yet. */
  open: number;
};

/** Node's files, keeping a record of what is opened, read and left open. */
export function recorded(): Recorded {
  const inner = nodeFiles();
  const record: Recorded = {
    opened: [],
    bytes: 0,
    open: 0,
    files: {
      ...inner,
      open: async (path) => {
        record.opened.push(path);
        const source = await inner.open(path);
        record.open++;
        return {
          ...source,
          read: (offset, length) => {
            record.bytes += length;
            return source.read(offset, length);
          },
          readInto: (offset, target) => {
            record.bytes += target.length;
            return source.readInto(offset, target);
          },
          close: () => {
            record.open--;
            return source.close();
          },
        };
      },
    },
  };
  return record;
}
