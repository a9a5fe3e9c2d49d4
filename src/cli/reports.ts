// compare, fleet, trajectory, interpret, circuit and layers: run, then hand out the report in every form that was asked for.
import type { Ablation, CircuitRequest } from '../protocol/circuit.ts';
import type { LayersRequest, RunOptions } from '../protocol/engineService.ts';
import type { Level } from '../protocol/granularity.ts';
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
import { builtPage } from './builtPage.ts';
import { certificateFolder, writeCertificates } from './certificates.ts';
import { checkpointsOf } from './checkpoints.ts';
import { type EngineUse, runInEngine } from './engine.ts';
import { exitCodeOfFleet, exitCodeOfVerdict, exitCodes } from './exitCodes.ts';
import { UsageError } from './failure.ts';
import { type OutputOptions, outputTargets, type Target, writesStdout } from './output.ts';
import { soFarText } from './soFar.ts';
import { lookOf } from './terminal.ts';

type Handed = OutputOptions & EngineUse & { readonly task?: string };

export type ReportOptions = RunOptions & Handed;

/** Of runs that can look more finely. */
export type LevelledOptions = ReportOptions & { readonly granularity?: readonly Level[] };

type LayersChoice = Omit<LayersRequest, 'a' | 'b' | 'task'>;

export type LayersOptions = LayersChoice & Handed;

/** Returns the exit code. */
export async function compareCommand(a: string, b: string, options: LevelledOptions) {
  const { granularity } = options;
  return handOut(options, [a, b], (task) =>
    runInEngine(
      'compare',
      { a, b, task, granularity, ...runOptionsOf(options) },
      options,
      soFarText,
    ),
  );
}

export type FleetOptions = ReportOptions & {
  readonly against?: readonly string[];
  /** A folder. */
  readonly certificates?: string;
  readonly force?: boolean;
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
  const { certificates: folder, force = false } = options;
  const run = (task: string) => runInEngine('fleet', { ...request, task }, options, soFarText);
  if (folder === undefined) return handOut(options, all, run);
  const inputs = { models: all, files: options.task === undefined ? [] : [options.task] };
  const checked = async (task: string) => {
    await certificateFolder(folder, inputs, force);
    return run(task);
  };
  return handOut(options, all, checked, [], (report, task) =>
    writeCertificates(
      { folder, models: all, task, inputs },
      report,
      runOptionsOf(options),
      options,
    ),
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
export async function trajectoryCommand(runs: readonly string[], options: ReportOptions) {
  return handOut(options, runs, (task) =>
    runInEngine('trajectory', { runs, task, ...runOptionsOf(options) }, options, soFarText),
  );
}

/** Returns the exit code. */
export async function interpretCommand(a: string, options: LevelledOptions): Promise<number> {
  const { granularity } = options;
  return handOut(options, [a], (task) =>
    runInEngine(
      'interpret',
      { a, task, granularity, ...runOptionsOf(options) },
      options,
      soFarText,
    ),
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
export async function circuitCommand(
  a: string,
  b: string | undefined,
  options: CircuitOptions,
): Promise<number> {
  const { pairs, seed, resamples, level, threads, memory } = options;
  const { metric, ablation, tolerance, effects, exact, sites, circuit } = options;
  const source = options.source?.split(',').map((name) => name.trim());
  const request = {
    ...{ a, pairs, seed, resamples, level, threads, memory },
    ...{ metric, ablation, tolerance, effects, exact, sites, source, circuit },
  };
  if (b !== undefined) return wiringCommand({ ...request, b }, options);
  const run = (task: string) => runInEngine('circuit', { ...request, task }, options);
  return handOut(options, [a], run, circuit === undefined ? [] : [circuit]);
}

/** Of two models: their circuits beside each other. */
async function wiringCommand(
  request: Omit<CircuitRequest, 'task'> & { readonly b: string },
  options: CircuitOptions,
): Promise<number> {
  const { circuit, sites, ...rest } = request;
  const ofOne = { '--circuit': circuit, '--sites': sites, '--export': options.export };
  const asked = Object.entries(ofOne).find(([, value]) => value !== undefined);
  if (asked) throw new UsageError(`${asked[0]} is of one checkpoint; two are given`);
  return handOut(options, [rest.a, rest.b], (task) =>
    runInEngine('wiring', { ...rest, task }, options),
  );
}

/** `more`: writes what comes beside the report, once that is written; a line each. */
async function handOut<R extends Report>(
  options: Handed,
  models: readonly string[],
  run: (task: string) => Promise<R>,
  files: readonly string[] = [],
  more: (report: R, task: string) => Promise<readonly string[]> = async () => [],
): Promise<number> {
  const { task } = options;
  if (task === undefined) throw new UsageError("required option '--task <task>' not specified");
  const inputs = { models, files: [task, ...files] };
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
  for (const { format, destination } of targets) {
    await destination.write(await documentOf(report, format));
  }
  const others = await more(report);
  if (!writesStdout(targets) && !options.quiet) {
    const written = [
      ...targets.map(({ destination }) => `Written: ${shown(destination.path)}\n`),
      ...others.map((line) => `${line}\n`),
    ];
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
      return reportHtml(report, await builtPage());
    case 'junit':
      throw new CallError({ code: 'usage', message: 'only a study has tests', hint: undefined });
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
    case 'trajectory':
    case 'interpret':
    case 'layers':
    case 'calibrate':
    case 'circuit':
    case 'wiring':
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
