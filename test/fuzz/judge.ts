// What becomes of a damaged file: it opens and its numbers can be read, or one sentence says what is wrong. Never another
// error, never over 2 s of the processor, never over 256 MB, never a file left open.
import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { isEngineError } from '../../src/engine/core/error.ts';
import type { Files } from '../../src/engine/core/files.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { count } from '../../src/engine/core/tensor.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import type { Format } from './formats.ts';
import { mutated } from './mutate.ts';

/** What opening and reading may take: the line between slow and hanging, in time of this process alone. */
const MOST_MS = 2_000;
/** What buffers may take. */
export const MOST_BYTES = 256 << 20;
/** Numbers of one tensor that are read. */
const MOST_READ = 1 << 22;

export type Outcome = 'opened' | 'refused';

/** Case `number` of a format, written into this empty folder. Throws where the outcome is not one that may be. */
export async function outcomeOf(
  { seeds, marks }: Format,
  number: number,
  folder: string,
  files: Files,
): Promise<Outcome> {
  const path = written(seeds[number % seeds.length], marks, number, folder);
  const before = process.cpuUsage();
  const outcome = await opening(path, files);
  const { user } = process.cpuUsage(before);
  if (user / 1000 > MOST_MS) throw new Error(`case ${number} took ${Math.round(user / 1000)} ms`);
  const { arrayBuffers } = process.memoryUsage();
  if (arrayBuffers > MOST_BYTES) throw new Error(`case ${number} holds ${arrayBuffers} bytes`);
  return outcome;
}

async function opening(path: string, files: Files): Promise<Outcome> {
  try {
    const checkpoint = await openCheckpoint(files, sha256, path);
    try {
      for (const { name, shape } of checkpoint.tensors.values()) {
        if (count(shape) <= MOST_READ) await checkpoint.read(quietJob, name).catch(typed);
      }
      if (checkpoint.configProblem) typed(checkpoint.configProblem);
    } finally {
      await checkpoint.close();
    }
    return 'opened';
  } catch (error) {
    typed(error);
    return 'refused';
  }
}

/** One sentence of ours, in one line. */
function typed(error: unknown): void {
  if (!isEngineError(error) || error.code === 'internal') throw error;
  if (/[\n\0\u202e]/.test(error.message)) throw new Error(`not one line: ${error.message}`);
}

/** The damaged file, or the folder in which one file is damaged. */
function written(seed: string, marks: readonly string[], number: number, folder: string): string {
  if (!statSync(seed).isDirectory()) {
    const path = join(folder, basename(seed));
    writeFileSync(path, mutated(readFileSync(seed), marks, number));
    return path;
  }
  cpSync(seed, folder, { recursive: true });
  const inside = readdirSync(folder).sort();
  const at = join(folder, inside[number % inside.length]);
  writeFileSync(at, mutated(readFileSync(at), marks, number));
  return folder;
}
