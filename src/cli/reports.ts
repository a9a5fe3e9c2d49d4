// compare, trajectory, interpret, circuit and layers: run, then hand out the report.
import type { CircuitRequest } from '../protocol/circuit.ts';
import type { LayersRequest } from '../protocol/engineService.ts';
import type { Level } from '../protocol/granularity.ts';
import { type EngineUse, runInEngine } from './engine.ts';
import { UsageError } from './failure.ts';
import { type Handed, handOut, type ReportOptions, runOptionsOf } from './handOut.ts';
import { machineOf } from './machine.ts';
import type { OutputOptions } from './output.ts';
import { soFarText } from './soFar.ts';

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
  const { measure, position, pairs, permutations, seed } = options;
  const choice: LayersChoice = {
    ...{ measure, position, pairs, permutations, seed },
    ...machineOf(options),
  };
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
  const { pairs, seed, resamples, level } = options;
  const { metric, ablation, tolerance, effects, exact, sites, edges, circuit } = options;
  const source = options.source?.split(',').map((name) => name.trim());
  const request = {
    ...{ a, pairs, seed, resamples, level, ...machineOf(options) },
    ...{ metric, ablation, tolerance, effects, exact, sites, edges, source, circuit },
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
  const { circuit, sites, edges, ...rest } = request;
  const ofOne = {
    '--circuit': circuit,
    '--sites': sites,
    '--edges': edges,
    '--export': options.export,
  };
  const asked = Object.entries(ofOne).find(([, value]) => value !== undefined);
  if (asked) throw new UsageError(`${asked[0]} is of one checkpoint; two are given`);
  return handOut(options, [rest.a, rest.b], (task) =>
    runInEngine('wiring', { ...rest, task }, options),
  );
}
