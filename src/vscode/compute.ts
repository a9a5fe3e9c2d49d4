// The compute process as the extension sees it: started on first use, ended when idle, its errors
// in the log, and a status bar item while it works. The host itself computes nothing. Looks at headers
// and values have a process of their own: the slowest header holds up no run, a run holds up no look.
// One that is stuck is ended, and the looks beside it are asked again.
import type { Disposable } from 'vscode';
import { type CallOptions, type Engine, startEngine } from '../client/engineClient.ts';
import { type EngineService, looks, type ProcessSettings } from '../protocol/engineService.ts';
import {
  CallError,
  isCancelled,
  type Method,
  type Params,
  type Part,
  type Result,
} from '../protocol/rpc.ts';
import { commands } from './ids.ts';
import type { Log } from './log.ts';
import type { Settings, SettingsSnapshot } from './settings.ts';
import type { VsCode } from './vsCode.ts';

export interface Compute extends Disposable {
  /** Rejects with CallError. A crashed process is started afresh by the next call. */
  call<M extends Method<EngineService>>(
    method: M,
    params: Params<EngineService, M>,
    options?: CallOptions<Part<EngineService, M>>,
  ): Promise<Result<EngineService, M>>;
  /** Of the process of the runs while there is one. */
  readonly pid: number | undefined;
}

export type ComputeOptions = {
  /** The built worker: dist/worker.mjs. */
  readonly worker: string;
  /** Folder for what can be computed again. */
  readonly cache: string;
  /** A process has the mappings of its start: where they change, one begins anew once it rests. */
  readonly settings?: Pick<Settings, 'onDidChange'> & {
    readonly now: Pick<SettingsSnapshot, 'mappings'>;
  };
};

const IDLE_MS = 5 * 60_000; // long enough for a second look, short enough to give the memory back
const HEAP_MB = 4096; // tensors do not live there
const LOOK_HEAP_MB = 1024; // the largest header takes a quarter
/** Looks say every 100 ms how far they are; headers, who do not, are read in a second. */
const LOOK_SILENCE_MS = 30_000;
const SHOW_AFTER_MS = 300; // what is done sooner needs no word

export function startCompute(
  vscode: VsCode,
  log: Log,
  { worker, cache, settings }: ComputeOptions,
): Compute {
  const mappings = () => (settings?.now.mappings.length ? settings.now.mappings : undefined);
  const given: ProcessSettings = {
    cache,
    get mappings() {
      return mappings(); // as they are when a process starts
    },
  };
  const common = { worker, settings: given, idleMs: IDLE_MS };
  const runs = renewing(startEngine({ ...common, maxOldSpaceMb: HEAP_MB }));
  const aside = renewing(
    startEngine({ ...common, maxOldSpaceMb: LOOK_HEAP_MB, silenceMs: LOOK_SILENCE_MS }),
  );
  let told = JSON.stringify(mappings());
  const listening = settings?.onDidChange(() => {
    if (told === JSON.stringify(mappings())) return;
    told = JSON.stringify(mappings());
    runs.renew();
    aside.renew();
  });
  const status = workingItem(vscode);
  return {
    async call(method, params, options = {}) {
      const started = performance.now();
      status.begin();
      try {
        const listening = {
          ...options,
          onNote: (text: string) => {
            log.info(`${method}: ${text}`);
            options.onNote?.(text);
          },
        };
        const { engine, during } = looks.includes(method) ? aside : runs;
        const result = await during(() => engine.call(method, params, listening));
        log.debug(`${method}: ${Math.round(performance.now() - started)} ms`);
        return result;
      } catch (error) {
        if (!isCancelled(error)) log.error(`${method}: ${describe(error)}`);
        throw error;
      } finally {
        status.end();
      }
    },
    get pid() {
      return runs.engine.pid;
    },
    dispose() {
      status.dispose();
      listening?.dispose();
      for (const { engine } of [runs, aside]) void engine.stop(); // kills before it waits
    },
  };
}

/** A process that is ended between two calls once it is to begin anew. */
function renewing(engine: Engine) {
  let calls = 0;
  let isStale = false;
  const settle = () => {
    if (!isStale || calls > 0) return;
    isStale = false;
    void engine.stop();
  };
  return {
    engine,
    async during<T>(use: () => Promise<T>): Promise<T> {
      calls++;
      try {
        return await use();
      } finally {
        calls--;
        settle();
      }
    },
    renew() {
      isStale = true;
      settle();
    },
  };
}

function describe(error: unknown): string {
  if (error instanceof CallError) return [error.message, error.hint].filter(Boolean).join(' ');
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Left in the status bar, and only while there is work. */
function workingItem({ window, StatusBarAlignment, l10n }: VsCode) {
  let calls = 0;
  let soon: NodeJS.Timeout | undefined;
  const item = window.createStatusBarItem('congruity.working', StatusBarAlignment.Left);
  item.name = 'Congruity';
  item.text = `$(sync~spin) ${l10n.t('Congruity')}`;
  item.tooltip = l10n.t('Congruity is computing. Select to show its log.');
  item.command = commands.showLog;
  return {
    begin() {
      calls++;
      soon ??= setTimeout(() => item.show(), SHOW_AFTER_MS);
    },
    end() {
      calls--;
      if (calls > 0) return;
      clearTimeout(soon);
      soon = undefined;
      item.hide();
    },
    dispose() {
      clearTimeout(soon);
      item.dispose();
    },
  };
}
