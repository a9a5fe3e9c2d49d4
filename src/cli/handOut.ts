// A report in every form that was asked for: written, and said in the terminal.
import { existsSync } from 'node:fs';
import type { RunOptions } from '../protocol/engineService.ts';
import { mappingFiles } from '../protocol/mapping.ts';
import type { Report } from '../protocol/report.ts';
import { shown } from '../protocol/reportWords.ts';
import { CallError } from '../protocol/rpc.ts';
import { sectionOf } from '../protocol/sections.ts';
import { standardOutput } from '../report/destination.ts';
import { eapIgJson } from '../report/eapIg.ts';
import { reportHtml } from '../report/html.ts';
import type { Inputs } from '../report/inputs.ts';
import { reportJson } from '../report/json.ts';
import { reportText } from '../report/text.ts';
import { explanationOf } from '../words/report.ts';
import { modelsWith, shellLine } from '../words/shellLine.ts';
import { builtPage } from './builtPage.ts';
import type { EngineUse } from './engine.ts';
import {
  exitCodeOfFleet,
  exitCodeOfParting,
  exitCodeOfReduction,
  exitCodeOfVerdict,
  exitCodes,
} from './exitCodes.ts';
import { UsageError } from './failure.ts';
import { machineOf } from './machine.ts';
import { type OutputOptions, outputTargets, type Target, writesStdout } from './output.ts';
import { lookOf } from './terminal.ts';

/** What every report can be asked for. */
export type Handed = OutputOptions & EngineUse & { readonly task?: string };

export type ReportOptions = RunOptions & Handed;

/** `more`: writes what comes beside the report, once that is written; a line each. */
export async function handOut<R extends Report>(
  options: Handed,
  models: readonly string[],
  run: (task: string) => Promise<R>,
  files: readonly string[] = [],
  more: (report: R, task: string) => Promise<readonly string[]> = async () => [],
): Promise<number> {
  const { task } = options;
  if (task === undefined) throw new UsageError("required option '--task <task>' not specified");
  const inputs = { models, files: [task, ...files, ...mappingFiles(options)] };
  return deliver(
    options,
    inputs,
    () => run(task),
    (report) => more(report, task),
  );
}

/** Runs, and hands out the report in every form that was asked for. `inputs`: what must not be written to. */
export async function deliver<R extends Report>(
  options: OutputOptions & EngineUse,
  inputs: Inputs,
  run: () => Promise<R>,
  more: (report: R) => Promise<readonly string[]> = async () => [],
): Promise<number> {
  const targets = await outputTargets(options, inputs);
  const report = await run();
  await writeAll(options, targets, {
    document: (format) => documentOf(report, format),
    text: (look) => reportText(report, look),
    more: async (written) => [...nextOf(report, inputs, written), ...(await more(report))],
  });
  return exitCodeOf(report);
}

type Content = {
  /** undefined: it has nothing to write in that form. */
  readonly document: (format: Target['format']) => Promise<string | undefined>;
  readonly text: (look: ReturnType<typeof lookOf>) => string;
  /** Once all is written; lines for the terminal. */
  readonly more?: (written: readonly Target[]) => Promise<readonly string[]>;
};

/** Every target, and then the terminal, unless it is one of them or nothing is to be said. */
export async function writeAll(
  { quiet }: Pick<EngineUse, 'quiet'>,
  targets: readonly Target[],
  { document, text, more = async () => [] }: Content,
): Promise<void> {
  const written: Target[] = [];
  for (const target of targets) {
    const { path } = target.destination;
    const content = await document(target.format);
    if (content === undefined) {
      process.stderr.write(`congruity: nothing to export: ${leftWords(path)}\n`);
      continue;
    }
    await target.destination.write(content);
    written.push(target);
  }
  const lines = written.map(({ destination }) => `Written: ${shown(destination.path)}`);
  lines.push(...(await more(written)));
  if (writesStdout(targets) || quiet) return;
  const shownText = text(lookOf(process.stdout, process.env));
  await standardOutput.write(`${shownText}${lines.map((line) => `${line}\n`).join('')}`);
}

/** What to run next: circuits are no verdict, and a task file on which two models part is there to be compared on. */
function nextOf(
  report: Report,
  { models, files }: Inputs,
  written: readonly Target[],
): readonly string[] {
  if (report.kind === 'wiring') return [`The verdict: ${compareLine(models, files[0])}`];
  if (report.kind !== 'distinguish') return [];
  const exported = written.filter(({ format }) => format === 'export');
  return exported.map(
    ({ destination }) => `What it shows: ${compareLine(models, destination.path)}`,
  );
}

/** For the shell. */
function compareLine(models: readonly string[], task: string): string {
  const shell = process.platform === 'win32' ? 'PowerShell' : 'sh';
  return shellLine(shell, ['congruity', 'compare', ...modelsWith(['--task', task], models)]);
}

/** An older file stays: that is said where nothing else is, for the next command would read it. */
function leftWords(path: string): string {
  return `${shown(path)} ${existsSync(path) ? 'is as it was, of an earlier run' : 'is not written'}`;
}

async function documentOf(report: Report, format: Target['format']): Promise<string | undefined> {
  switch (format) {
    case 'json':
      return reportJson(report);
    case 'html':
      return reportHtml(report, await builtPage());
    case 'junit':
      throw new CallError({ code: 'usage', message: 'only a study has tests', hint: undefined });
    case 'export':
      return exported(report);
  }
}

/** undefined: nothing was found that could be. */
function exported(report: Report): string | undefined {
  if (report.kind === 'distinguish') return sectionOf(report, 'distinguishing')?.task ?? undefined;
  const found = sectionOf(report, 'circuit');
  if (found) return eapIgJson(found);
  throw new CallError({
    code: 'task-model',
    message: 'there is no circuit to export',
    hint: explanationOf(report),
  });
}

function exitCodeOf(report: Report): number {
  switch (report.kind) {
    case 'compare':
      return exitCodeOfVerdict(report.verdict);
    case 'fleet': {
      const counted = sectionOf(report, 'families')?.between ?? report.reason.verdicts;
      return exitCodeOfFleet(counted.map(({ verdict }) => verdict));
    }
    case 'distinguish':
      return exitCodeOfParting(report.verdict);
    case 'reduce':
      return exitCodeOfReduction(report.verdict);
    case 'trajectory':
    case 'interpret':
    case 'layers':
    case 'calibrate':
    case 'circuit':
    case 'wiring':
      return exitCodes.same;
  }
}

export function runOptionsOf(options: RunOptions): RunOptions {
  const { pairs, seed, resamples, level, margin, fullMargin } = options;
  const { work, stages, budget } = options;
  return {
    ...{ pairs, seed, resamples, level, margin, fullMargin },
    ...{ work, stages, budget, ...machineOf(options) },
  };
}
