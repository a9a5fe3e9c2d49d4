// What reads values without hashing them first: statistics, and how far two checkpoints are apart. A file that is
// rewritten while it is read gives an error, or what one content gives; also where its time is put back.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tensorChanges } from '../../src/engine/analysis/checkpointDiff.ts';
import { tensorStatistics } from '../../src/engine/analysis/tensorStatistics.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { isEngineError } from '../../src/engine/core/error.ts';
import type { Files } from '../../src/engine/core/files.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { type Way, watchedFiles, ways, writeAged } from '../support/rewriting.ts';

const tensors = ['v', 'w', 'x'];
const made = (sign: number) =>
  encodeSafetensors(
    new Map(
      tensors.map((name, t) => {
        const data = Float32Array.from({ length: 64 }, (_, i) => sign * (1 + i + 100 * t));
        return [name, { dims: [8, 8], data }];
      }),
    ),
  );
const [before, after] = [made(1), made(-1)];

type Read = (files: Files, path: string, other: string) => Promise<unknown>;
const readers: Readonly<Record<string, Read>> = {
  statistics: (files, path) => tensorStatistics(quietJob, { files, sha256 }, { path, tensor: 'w' }),
  changes: (files, b, a) => tensorChanges(quietJob, { files, sha256 }, { a, b, tensors }),
};

/** What is read of a file that becomes `after` before the n-th thing that is asked of the disk. */
async function outcome(read: Read, content: Uint8Array, way: Way, moment: number) {
  const root = mkdtempSync(join(tmpdir(), 'congruity-read-'));
  const [path, other] = ['b', 'a'].map((name) => join(root, `${name}.safetensors`));
  writeAged(path, content);
  writeAged(other, before);
  const watched = watchedFiles((asked) => asked === moment && ways[way](path, after));
  try {
    const found = await read(watched.files, path, other);
    return { found: JSON.stringify(found).replaceAll(root, ''), asked: watched.asked };
  } catch (error) {
    if (!isEngineError(error, 'file-changed')) throw error;
    return { found: error.code, asked: watched.asked };
  } finally {
    rmSync(root, { recursive: true });
  }
}

const never = -1;
test.each(
  Object.entries(readers).flatMap(([name, read]) =>
    (Object.keys(ways) as Way[]).map((way) => [name, way, read] as const),
  ),
)('%s, rewritten %s', async (_, way, read) => {
  const whole = await outcome(read, before, way, never);
  const truths = [whole.found, (await outcome(read, after, way, never)).found];
  expect(truths[0]).not.toBe(truths[1]);
  const all = [];
  for (let moment = 0; moment < whole.asked; moment++) {
    all.push((await outcome(read, before, way, moment)).found);
  }
  expect(all.filter((found) => ![...truths, 'file-changed'].includes(found))).toEqual([]);
  expect(all).toContain('file-changed');
});
