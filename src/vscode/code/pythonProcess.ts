// The process that reads Python, as the host sees it: begun by the first call, and again by the next one
// after it died. One call at a time goes to it, so a call that is stuck takes only itself with it: at
// its deadline the process is killed, and what waits behind it is asked of the next one.
import type { Disposable } from 'vscode';
import { startEngine } from '../../client/engineClient.ts';
import {
  CallError,
  cancelledFailure,
  type Method,
  type Params,
  type Result,
} from '../../protocol/rpc.ts';
import { type SourceService, tooMuchFailure } from '../../protocol/sourceService.ts';

export interface PythonProcess extends Disposable {
  /** Rejects with CallError; its code is that of `tooMuchFailure` where the text is at fault. */
  call<M extends Method<SourceService>>(
    method: M,
    params: Params<SourceService, M>,
  ): Promise<Result<SourceService, M>>;
  /** Of the process while there is one. */
  readonly pid: number | undefined;
}

export type PythonOptions = {
  /** The built process: dist/python.mjs. */
  readonly script: string;
  /** Whether it should stay though nothing was asked for a while: Python files are open. */
  readonly wanted: () => boolean;
  /** How long one call may take. */
  readonly deadlineMs?: number;
};

const DEADLINE_MS = 2000; // what is left of it after the count of work has ended is little
const BEGIN_MS = 30_000; // to load the parser, on a machine that is busy
const REST_MS = 60_000; // without a call
const HEAP_MB = 160; // a file of a megabyte takes 100 as plain data

export function pythonProcess({
  script,
  wanted,
  deadlineMs = DEADLINE_MS,
}: PythonOptions): PythonProcess {
  const engine = startEngine<SourceService>({
    named: 'the process that reads Python',
    worker: script,
    maxOldSpaceMb: HEAP_MB,
    graceMs: 0, // it is busy: what it is asked now it would not hear
  });
  let last: Promise<unknown> = Promise.resolve();
  let life = 0; // counts what `dispose` ended
  let rest: NodeJS.Timeout | undefined;

  const within = async <T>(ms: number, ask: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), ms);
    try {
      return await ask(late.signal);
    } catch (error) {
      // Its memory is the text's doing too.
      const isMemory = error instanceof CallError && error.code === 'memory';
      throw late.signal.aborted || isMemory ? new CallError(tooMuchFailure) : error;
    } finally {
      clearTimeout(timer);
    }
  };
  const restLater = () => {
    clearTimeout(rest);
    rest = setTimeout(() => {
      if (wanted()) restLater();
      else void engine.stop();
    }, REST_MS).unref();
  };
  const ask = async <M extends Method<SourceService>>(
    begun: number,
    method: M,
    params: Params<SourceService, M>,
  ): Promise<Result<SourceService, M>> => {
    if (begun !== life) throw new CallError(cancelledFailure);
    if (engine.pid === undefined) {
      await within(BEGIN_MS, (signal) => engine.call('ready', {}, { signal }));
    }
    if (begun !== life) throw new CallError(cancelledFailure);
    restLater();
    return within(deadlineMs, (signal) => engine.call(method, params, { signal }));
  };
  return {
    call(method, params) {
      const begun = life;
      const result = last.then(() => ask(begun, method, params));
      last = result.catch(() => undefined); // who asked is told
      return result;
    },
    get pid() {
      return engine.pid;
    },
    dispose() {
      life++;
      clearTimeout(rest);
      void engine.stop();
    },
  };
}
