// compare, fleet, interpret, circuit and layers: run, then hand out the report in every form that was asked for.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Ablation, CircuitRequest } from '../protocol/circuit.ts';
import type { LayersRequest, RunOptions } from '../protocol/engineService.ts';
import type { Report } from '../protocol/report.ts';
import { shown } from '../protocol/reportWords.ts';
import { CallError } from '../protocol/rpc.ts';
import { sectionOf } from '../protocol/sections.ts';
import { standardOutput } from '../report/destination.ts';
import { eapIgJson } from '../report/eapIg.ts';
import { reportHtml } from '../report/html.ts';
import { reportJson } from '../report/json.ts';
import { reportText } from '../report/text.ts';
import { explanationOf } from '../words/report.ts';
import { checkpointsOf } from './checkpoints.ts';
import { type EngineUse, runInEngine } from './engine.ts';
import { exitCodeOfFleet, exitCodeOfVerdict, exitCodes } from './exitCodes.ts';
import { UsageError } from './failure.ts';
import { type OutputOptions, outputTargets, type Target, writesStdout } from './output.ts';
import { soFarText } from './soFar.ts';
import { lookOf } from './terminal.ts';

type Handed = OutputOptions & EngineUse & { readonly task?: string };

export type ReportOptions = RunOptions & Handed;

type LayersChoice = Omit<LayersRequest, 'a' | 'b' | 'task'>;

export type LayersOptions = LayersChoice & Handed;

/** Returns the exit code. */
export async function compareCommand(a: string, b: string, options: ReportOptions) {
  return handOut(options, [a, b], (task) =>
    runInEngine('compare', { a, b, task, ...runOptionsOf(options) }, options, soFarText),
  );
}

export type FleetOptions = ReportOptions & {
  readonly against?: readonly string[];
  readonly implementations?: number;
  readonly strength?: readonly number[];
  readonly ablation?: Ablation;
};

/** Returns the exit code. */
export async function fleetCommand(words: readonly string[], options: FleetOptions) {
  const models = await checkpointsOf(words);
  const against = options.against && (await checkpointsOf(options.against));
  const all = [...models, ...(against ?? [])];
  if (all.length < 2) throw new UsageError('a fleet has two checkpoints or more; one is given');
  const request = { models, against, patching: patchingOf(options), ...runOptionsOf(options) };
  return handOut(options, all, (task) =>
    runInEngine('fleet', { ...request, task }, options, soFarText),
  );
}

function patchingOf({ against, implementations, strength, ablation }: FleetOptions) {
  const given = [implementations, strength, ablation].filter((each) => each !== undefined);
  if (given.length === 0) return undefined;
  if (against === undefined || implementations === undefined) {
    throw new UsageError(
      '--strength and --ablation are of --implementations, and these of two checkpoints: A --against B',
    );
  }
  return { implementations, strengths: strength, ablation };
}

/** Returns the exit code. */
export async function interpretCommand(a: string, options: ReportOptions): Promise<number> {
  return handOut(options, [a], (task) =>
    runInEngine('interpret', { a, task, ...runOptionsOf(options) }, options, soFarText),
  );
}

/** Returns the exit code. */
export async function layersCommand(a: string, b: string, options: LayersOptions): Promise<number> {
  const { measure, position, pairs, permutations, seed, threads, memory } = options;
  const choice: LayersChoice = { measure, position, pairs, permutations, seed, threads, memory };
  return handOut(options, [a, b], (task) =>
    runInEngine('layers', { a, b, task, ...choice }, options),
  );
}

/** Names between commas. */
export type CircuitOptions = Omit<CircuitRequest, 'a' | 'task' | 'source'> &
  OutputOptions &
  EngineUse & { readonly task?: string; readonly source?: string };

/** Returns the exit code. */
export async function circuitCommand(a: string, options: CircuitOptions): Promise<number> {
  const { pairs, seed, resamples, level, threads, memory } = options;
  const { metric, ablation, tolerance, effects, exact, sites, circuit } = options;
  const source = options.source?.split(',').map((name) => name.trim());
  const request = {
    ...{ a, pairs, seed, resamples, level, threads, memory },
    ...{ metric, ablation, tolerance, effects, exact, sites, source, circuit },
  };
  const run = (task: string) => runInEngine('circuit', { ...request, task }, options);
  return handOut(options, [a], run, circuit === undefined ? [] : [circuit]);
}

async function handOut(
  options: Handed,
  models: readonly string[],
  run: (task: string) => Promise<Report>,
  files: readonly string[] = [],
): Promise<number> {
  const { task } = options;
  if (task === undefined) throw new UsageError("required option '--task <task>' not specified");
  const targets = await outputTargets(options, { models, files: [task, ...files] });
  const report = await run(task);
  for (const { format, destination } of targets) {
    await destination.write(await documentOf(report, format));
  }
  if (!writesStdout(targets) && !options.quiet) {
    const written = targets.map(({ destination }) => `Written: ${shown(destination.path)}\n`);
    const text = reportText(report, lookOf(process.stdout, process.env));
    await standardOutput.write(`${text}${written.join('')}`);
  }
  return exitCodeOf(report);
}

async function documentOf(report: Report, format: Target['format']): Promise<string> {
  switch (format) {
    case 'json':
      return reportJson(report);
    case 'html':
      return pageOf(report);
    case 'eap-ig': {
      const found = sectionOf(report, 'circuit');
      if (found) return eapIgJson(found);
      throw new CallError({
        code: 'task-model',
        message: 'there is no circuit to export',
        hint: explanationOf(report),
      });
    }
  }
}

function exitCodeOf(report: Report): number {
  switch (report.kind) {
    case 'compare':
      return exitCodeOfVerdict(report.verdict);
    case 'fleet': {
      const counted = sectionOf(report, 'families')?.between ?? report.reason.verdicts;
      return exitCodeOfFleet(counted.map(({ verdict }) => verdict));
    }
    case 'interpret':
    case 'layers':
    case 'circuit':
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
