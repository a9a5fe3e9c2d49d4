// Runs one call in the compute process, with progress, notes and Ctrl-C.
import { fileURLToPath } from 'node:url';
import { startEngine } from '../client/engineClient.ts';
import type { EngineService } from '../protocol/engineService.ts';
import type { Mapping } from '../protocol/mapping.ts';
import {
  CallError,
  cancelledFailure,
  isCancelled,
  type Method,
  type Params,
  type Part,
  type Result,
} from '../protocol/rpc.ts';
import { endAtOnce, whileSignalsAsk } from './interrupt.ts';
import { progressLine, type SoFar } from './progress.ts';

export type EngineUse = {
  readonly quiet: boolean;
  /** false: keep nothing between runs. */
  readonly cache: boolean;
  /** Paths of the base models of adapters. */
  readonly base?: readonly string[];
  /** Where --mapping puts them (mappings.ts). */
  readonly mapping?: readonly Mapping[];
};

/** The built worker lies beside the built command line. */
const worker = fileURLToPath(new URL('./worker.mjs', import.meta.url));

const toGoOn = 'What was measured is kept: the same command goes on from there.';

/**
 * Ctrl-C asks the run to end, which takes at most a second; the second one ends everything at once. `soFarText`: what
 * a part of the answer says of it, for the line of progress.
 */
export async function runInEngine<M extends Method<EngineService>>(
  method: M,
  params: Params<EngineService, M>,
  { quiet, cache, base: bases, mapping: mappings }: EngineUse,
  soFarText?: (part: Part<EngineService, M>) => SoFar,
): Promise<Result<EngineService, M>> {
  const settings = { ...(cache ? {} : { cache: false as const }), bases, mappings };
  const engine = startEngine({ worker, settings });
  const line = progressLine(process.stderr, process.env, () => performance.now());
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) {
      line.done();
      void engine.stop(); // kills before it waits
      endAtOnce();
    }
    line.note('stopping');
    stop.abort();
  };
  let goesOn = false;
  const onPart = (part: Part<EngineService, M>) => {
    if (soFarText === undefined) return;
    goesOn = cache; // what a part tells of is kept
    line.soFar(soFarText(part));
  };
  const listeners = quiet ? {} : { onProgress: line.update, onNote: line.note, onPart };
  return whileSignalsAsk(onSignal, async () => {
    try {
      return await engine.call(method, params, { signal: stop.signal, ...listeners });
    } catch (error) {
      if (goesOn && isCancelled(error)) throw new CallError({ ...cancelledFailure, hint: toGoOn });
      throw error;
    } finally {
      line.done();
      await engine.stop();
    }
  });
}
