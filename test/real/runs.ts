// One run of the product's own command line, as a user would run it, and what it gave. A run that gave a
// report is kept beside the models and not made again, so that a long table can be made in pieces.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { algorithm } from '../../src/engine/core/version.ts';
import { defaultCacheFolder } from '../../src/platform/store.ts';
import type { CompareReport, InterpretReport } from '../../src/protocol/report.ts';
import { readReport } from '../../src/report/read.ts';
import { run } from '../attack/measure.ts';
import { realFolder } from './models.ts';

export type Subject = { readonly name: string; readonly path: string };

export type Asked = {
  /** One is interpreted, two are compared. */
  readonly models: readonly [Subject] | readonly [Subject, Subject];
  readonly task: string;
  /** undefined: as the product does it, in looks where all pairs would take long. */
  readonly pairs: number | undefined;
  readonly threads?: string;
  /** With nothing that other runs left in the store: what it costs is its own. Kept apart from the others. */
  readonly alone?: boolean;
};

type Given = CompareReport | InterpretReport;

export type Ran = {
  readonly models: readonly Subject[];
  readonly task: string;
  /** What the report rests on; what was asked for where there is none. */
  readonly pairs: number;
  readonly day: string; // 2026-11-27
  /** Of the processors, all threads together. */
  readonly seconds: number;
  /** Peaks of its processes, summed; 0 where the system does not tell. */
  readonly megabytes: number;
  /** The report, or why there is none. */
  readonly given: Given | Failed | 'not run';
};

type Failed = { readonly exitCode: number | null; readonly message: string };

const PATIENCE_MS = 12 * 3600 * 1000; // one run, on a slow machine that does other things too

/** What is kept of this run, else the run. `fresh`: whatever is kept. */
export async function runOf(asked: Asked, fresh: boolean): Promise<Ran> {
  const file = fileOf(asked);
  const kept = fresh ? undefined : keptReport(asked);
  if (kept) return kept;
  mkdirSync(folderOf(asked), { recursive: true });
  const ran = await made(asked, `${file}.report`);
  writeFileSync(file, JSON.stringify(ran));
  return ran;
}

/** What is kept of this run, where it gave a report: what failed is tried again, is quick, and may be mended. */
export function keptReport(asked: Asked): Ran | undefined {
  const kept = keptIn(fileOf(asked), asked);
  return kept && hasReport(kept) ? kept : undefined;
}

/** Of all that is kept of these models on this task, the run with the most pairs. */
export function keptRun(asked: Asked): Ran {
  const named = prefixOf(asked);
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const runs = files
    .filter((file) => file.startsWith(named) && file.endsWith('.json'))
    .flatMap((file) => keptIn(join(folder, file), asked) ?? [])
    .sort((a, b) => Number(hasReport(b)) - Number(hasReport(a)) || b.pairs - a.pairs);
  return (
    runs[0] ?? { ...asked, pairs: 0, day: today(), seconds: 0, megabytes: 0, given: 'not run' }
  );
}

const hasReport = ({ given }: Ran) => typeof given === 'object' && 'kind' in given;

const folder = join(realFolder, `runs-${algorithm}`);
const prefixOf = ({ models, task }: Asked) =>
  `${task}.${models.map(({ name }) => name).join('+')}.`;
const folderOf = ({ alone }: Asked) => (alone ? `${folder}-alone` : folder);
const fileOf = (asked: Asked) =>
  join(folderOf(asked), `${prefixOf(asked)}${asked.pairs ?? 'looks'}.json`);

/** undefined: there is none, or it is of other files, or the files have been written since. */
function keptIn(file: string, { models }: Asked): Ran | undefined {
  if (!existsSync(file)) return undefined;
  const ran: Ran = JSON.parse(readFileSync(file, 'utf8'));
  const changed = Math.max(...models.map(({ path }) => changedAt(path)));
  const isSame = models.every(({ path }, i) => ran.models[i]?.path === path);
  return isSame && statSync(file).mtimeMs > changed ? asNow(ran) : undefined;
}

/** With its report as this version reads it: it may have been kept by an older one. */
function asNow(ran: Ran): Ran {
  if (!hasReport(ran)) return ran;
  const given = readReport(JSON.stringify(ran.given));
  return given === undefined ||
    given.kind === 'fleet' ||
    given.kind === 'layers' ||
    given.kind === 'calibrate' ||
    given.kind === 'circuit'
    ? ran
    : { ...ran, given };
}

/** When a checkpoint was last written: the time of a folder is not that of its files. */
function changedAt(path: string): number {
  const weights = join(path, 'model.safetensors');
  return statSync(existsSync(weights) ? weights : path).mtimeMs;
}

const today = () => new Date().toISOString().slice(0, 10);

async function made(asked: Asked, target: string): Promise<Ran> {
  const { models, task, pairs, threads, alone } = asked;
  const args = [
    models.length === 1 ? 'interpret' : 'compare',
    ...models.map(({ path }) => path),
    ...['--task', task, `--json=${target}`, '--quiet'],
    ...(pairs === undefined ? [] : ['--pairs', String(pairs)]),
    ...(threads === undefined ? [] : ['--threads', threads]),
  ];
  const cache = alone ? mkdtempSync(`${target}-`) : defaultCacheFolder();
  const place = {
    ...{ dist: join(process.cwd(), 'dist'), folder: process.cwd(), cache },
    patienceMs: PATIENCE_MS,
  };
  const { ms, megabytes, stderr, code } = await run({ args }, place);
  const report: Given | undefined = existsSync(target)
    ? JSON.parse(readFileSync(target, 'utf8'))
    : undefined;
  rmSync(target, { force: true });
  if (alone) rmSync(cache, { recursive: true });
  return {
    ...{ models, task, pairs: report?.task.pairs ?? pairs ?? 0 },
    ...{ day: today(), seconds: ms / 1000, megabytes },
    given: report ?? { exitCode: code, message: messageOf(stderr) },
  };
}

/** The sentence of the error; what is said before it are notes. */
export function messageOf(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.startsWith('congruity: '));
  return lines.at(-1)?.slice('congruity: '.length) ?? stderr.trim();
}
