// compare, fleet and interpret: run, then hand out the report in every form that was asked for.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { RunOptions } from '../protocol/engineService.ts';
import type { Report } from '../protocol/report.ts';
import { shown } from '../protocol/reportWords.ts';
import { standardOutput } from '../report/destination.ts';
import { reportHtml } from '../report/html.ts';
import { reportJson } from '../report/json.ts';
import { reportText } from '../report/text.ts';
import { type EngineUse, runInEngine } from './engine.ts';
import { exitCodeOfFleet, exitCodeOfVerdict, exitCodes } from './exitCodes.ts';
import { UsageError } from './failure.ts';
import { type OutputOptions, outputTargets, writesStdout } from './output.ts';
import { soFarText } from './soFar.ts';
import { lookOf } from './terminal.ts';

export type ReportOptions = RunOptions & OutputOptions & EngineUse & { readonly task?: string };

/** Returns the exit code. */
export async function compareCommand(a: string, b: string, options: ReportOptions) {
  return handOut(options, [a, b], (request) =>
    runInEngine('compare', { a, b, ...request }, options, soFarText),
  );
}

/** Returns the exit code. */
export async function fleetCommand(models: readonly string[], options: ReportOptions) {
  if (models.length < 2) throw new UsageError('a fleet has two checkpoints or more; one is given');
  return handOut(options, models, (request) =>
    runInEngine('fleet', { models, ...request }, options, soFarText),
  );
}

/** Returns the exit code. */
export async function interpretCommand(a: string, options: ReportOptions): Promise<number> {
  return handOut(options, [a], (request) =>
    runInEngine('interpret', { a, ...request }, options, soFarText),
  );
}

async function handOut(
  options: ReportOptions,
  models: readonly string[],
  run: (request: RunOptions & { readonly task: string }) => Promise<Report>,
): Promise<number> {
  const { task } = options;
  if (task === undefined) throw new UsageError("required option '--task <task>' not specified");
  const targets = await outputTargets(options, { models, files: [task] });
  const report = await run({ ...runOptionsOf(options), task });
  for (const { format, destination } of targets) {
    await destination.write(format === 'json' ? reportJson(report) : await pageOf(report));
  }
  if (!writesStdout(targets) && !options.quiet) {
    const written = targets.map(({ destination }) => `Written: ${shown(destination.path)}\n`);
    const text = reportText(report, lookOf(process.stdout, process.env));
    await standardOutput.write(`${text}${written.join('')}`);
  }
  return exitCodeOf(report);
}

function exitCodeOf(report: Report): number {
  switch (report.kind) {
    case 'compare':
      return exitCodeOfVerdict(report.verdict);
    case 'fleet':
      return exitCodeOfFleet(report.reason.verdicts.map(({ verdict }) => verdict));
    case 'interpret':
      return exitCodes.same;
  }
}

function runOptionsOf(options: RunOptions): RunOptions {
  const { pairs, seed, resamples, level, margin, fullMargin } = options;
  const { work, stages, budget, threads, memory } = options;
  return {
    ...{ pairs, seed, resamples, level, margin, fullMargin },
    ...{ work, stages, budget, threads, memory },
  };
}

async function pageOf(report: Report): Promise<string> {
  const built = (name: string) =>
    readFile(fileURLToPath(new URL(`./webview/${name}`, import.meta.url)), 'utf8');
  return reportHtml(report, { script: await built('report.js'), css: await built('report.css') });
}
