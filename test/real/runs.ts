// One run of the product's own command line, as a user would run it, and what it gave. A run that gave a
// report is kept beside the models and not made again, so that a long table can be made in pieces.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { algorithm } from '../../src/engine/core/version.ts';
import { defaultCacheFolder } from '../../src/platform/store.ts';
import type { CompareReport, InterpretReport } from '../../src/protocol/report.ts';
import { run } from '../attack/measure.ts';
import { realFolder } from './models.ts';

export type Subject = { readonly name: string; readonly path: string };

export type Asked = {
  /** One is interpreted, two are compared. */
  readonly models: readonly [Subject] | readonly [Subject, Subject];
  readonly task: string;
  readonly pairs: number;
  readonly threads?: string;
};

type Given = CompareReport | InterpretReport;

export type Ran = {
  readonly models: readonly string[];
  readonly task: string;
  readonly pairs: number;
  readonly day: string; // 2026-11-27
  /** Of the processors, all threads together. */
  readonly seconds: number;
  /** Peaks of its processes, summed; 0 where the system does not tell. */
  readonly megabytes: number;
  /** The report, or why there is none. */
  readonly given: Given | { readonly exitCode: number | null; readonly message: string };
};

const PATIENCE_MS = 12 * 3600 * 1000; // one run, on a slow machine that does other things too

/** `fresh`: whatever is kept. What fails is tried again each time: it is quick, and may be mended. */
export async function runOf(asked: Asked, fresh: boolean): Promise<Ran> {
  const kept = fileOf(asked);
  const changed = Math.max(...asked.models.map(({ path }) => changedAt(path)));
  if (!fresh && existsSync(kept) && statSync(kept).mtimeMs > changed) {
    return JSON.parse(readFileSync(kept, 'utf8'));
  }
  mkdirSync(dirname(kept), { recursive: true });
  const ran = await made(asked, `${kept}.report.json`);
  if ('kind' in ran.given) writeFileSync(kept, JSON.stringify(ran));
  return ran;
}

function fileOf({ models, task, pairs }: Asked): string {
  const names = models.map(({ name }) => name).join('+');
  return join(realFolder, `runs-${algorithm}`, `${task}.${names}.${pairs}.json`);
}

/** When a checkpoint was last written: the time of a folder is not that of its files. */
function changedAt(path: string): number {
  const weights = join(path, 'model.safetensors');
  return statSync(existsSync(weights) ? weights : path).mtimeMs;
}

async function made(asked: Asked, target: string): Promise<Ran> {
  const { models, task, pairs, threads } = asked;
  const args = [
    models.length === 1 ? 'interpret' : 'compare',
    ...models.map(({ path }) => path),
    ...['--task', task, '--pairs', String(pairs), `--json=${target}`, '--quiet'],
    ...(threads === undefined ? [] : ['--threads', threads]),
  ];
  const place = {
    dist: join(process.cwd(), 'dist'),
    folder: process.cwd(),
    patienceMs: PATIENCE_MS,
    cache: defaultCacheFolder(),
  };
  const { ms, megabytes, stderr, code } = await run({ args }, place);
  const report: Given | undefined = existsSync(target)
    ? JSON.parse(readFileSync(target, 'utf8'))
    : undefined;
  rmSync(target, { force: true });
  return {
    ...{ models: models.map(({ name }) => name), task, pairs },
    ...{ day: new Date().toISOString().slice(0, 10), seconds: ms / 1000, megabytes },
    given: report ?? { exitCode: code, message: messageOf(stderr) },
  };
}

/** The sentence of the error; what is said before it are notes. */
export function messageOf(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.startsWith('congruity: '));
  return lines.at(-1)?.slice('congruity: '.length) ?? stderr.trim();
}
