// The compute process as an object: forked on the first call, on cancel asked to stop and then, where
// the cancelled call holds it, killed; started afresh by the next call after a crash. Knows the
// protocol, not what is computed.
import { type Caller, type CallListeners, rpcCaller } from '../protocol/caller.ts';
import type { EngineService, ProcessSettings } from '../protocol/engineService.ts';
import {
  CallError,
  cancelledFailure,
  isCancelled,
  type Method,
  type Params,
  type Part,
  type Result,
} from '../protocol/rpc.ts';
import { crashFailure, type ProcessLife, silenceFailure, startProcess } from './processLife.ts';

export type EngineOptions = {
  /** How a sentence names the process; "the compute process" unless it is another. */
  readonly named?: string;
  /** The built worker: dist/worker.mjs. */
  readonly worker: string;
  readonly settings?: ProcessSettings;
  /** Limit of the process's JavaScript heap, MB; tensors do not live there. */
  readonly maxOldSpaceMb?: number;
  /** How long a cancelled call may take to end by itself. */
  readonly graceMs?: number; // 1000
  /** Ends the process after so long without a call; undefined: never. */
  readonly idleMs?: number;
  /**
   * A call that hears nothing for so long is taken for stuck: it fails, and the process is ended for
   * it, as for a cancelled one. undefined: a call may be silent as long as it likes.
   */
  readonly silenceMs?: number;
};

export type CallOptions<Part = never> = CallListeners<Part> & { readonly signal?: AbortSignal };

export interface Engine<S = EngineService> {
  /**
   * Rejects with CallError: the service's own, code `cancelled`, or what became of the process.
   * A cancelled call that does not end by itself is what holds the process if it began first: then
   * the process is killed, and the calls behind it are asked again of the next one, unless they have
   * had a part of their answer: those end as cancelled too. Otherwise it is abandoned.
   */
  call<M extends Method<S>>(
    method: M,
    params: Params<S, M>,
    options?: CallOptions<Part<S, M>>,
  ): Promise<Result<S, M>>;
  /** Kills the process, if there is one; pending calls end as cancelled. A later call restarts. */
  stop(): Promise<void>;
  /** Of the process while there is one. */
  readonly pid: number | undefined;
}

type Life<S> = {
  readonly process: ProcessLife;
  readonly caller: Caller<S>;
  /** We killed it, so it did not crash: to stop it, or for one of its calls. */
  killed: undefined | 'stop' | 'call';
};

/** Starts nothing until the first call. */
export function startEngine<S = EngineService>(options: EngineOptions): Engine<S> {
  const { graceMs = 1000, idleMs, silenceMs } = options;
  let life: Life<S> | undefined;
  let idle: NodeJS.Timeout | undefined;

  const current = () => {
    clearTimeout(idle);
    if (life !== undefined) return life;
    const born = begin<S>(options);
    life = born;
    void born.process.ended.then(() => {
      if (life === born) life = undefined;
    });
    return born;
  };
  const end = (ending: Life<S>, why: 'stop' | 'call') => {
    ending.killed ??= why;
    if (life === ending) life = undefined; // the next call must not meet a dying process
    ending.process.kill();
  };
  const rest = (resting: Life<S>) => {
    if (idleMs === undefined || resting.caller.pending > 0) return;
    idle = setTimeout(() => end(resting, 'stop'), idleMs).unref();
  };

  const ask = async <M extends Method<S>>(
    used: Life<S>,
    method: M,
    params: Params<S, M>,
    { signal, ...listeners }: CallOptions<Part<S, M>>,
  ): Promise<Result<S, M>> => {
    const silence =
      silenceMs === undefined ? undefined : silenceTimer(silenceMs, () => end(used, 'call'));
    const heard = silence ? hearing(listeners, silence.again) : listeners;
    const { id, result } = used.caller.call(method, params, heard);
    let grace: NodeJS.Timeout | undefined;
    const cancel = () => {
      used.caller.cancel(id);
      grace = setTimeout(() => {
        if (used.caller.first === id) end(used, 'call');
        else used.caller.abandon(id);
      }, graceMs);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await result;
    } catch (error) {
      throw silence?.over ? new CallError(silenceFailure(method, silenceMs!)) : error;
    } finally {
      clearTimeout(grace);
      silence?.stop();
      signal?.removeEventListener('abort', cancel);
      rest(used);
    }
  };

  return {
    async call(method, params, options = {}) {
      const { signal, onPart } = options;
      let parts = 0;
      const counting = (part: Parameters<NonNullable<typeof onPart>>[0]) => {
        parts++;
        onPart?.(part);
      };
      for (;;) {
        if (signal?.aborted) throw new CallError(cancelledFailure);
        const used = current();
        try {
          return await ask(used, method, params, { ...options, onPart: counting });
        } catch (error) {
          if (signal?.aborted) throw new CallError(cancelledFailure);
          const isBystander = used.killed === 'call' && isCancelled(error);
          if (!isBystander || parts > 0) throw error;
        }
      }
    },
    async stop() {
      clearTimeout(idle);
      const ending = life;
      if (ending === undefined) return;
      end(ending, 'stop');
      await ending.process.ended;
    },
    get pid() {
      return life?.process.pid;
    },
  };
}

type SilenceTimer = { again(): void; stop(): void; readonly over: boolean };

function silenceTimer(ms: number, onOver: () => void): SilenceTimer {
  let over = false;
  const timer = setTimeout(() => {
    over = true;
    onOver();
  }, ms);
  return {
    again: () => void timer.refresh(),
    stop: () => clearTimeout(timer),
    get over() {
      return over;
    },
  };
}

/** The same listeners, telling whenever something is heard. */
function hearing<P>(listeners: CallListeners<P>, tell: () => void): CallListeners<P> {
  const telling =
    <T>(listener: ((heard: T) => void) | undefined) =>
    (heard: T) => {
      tell();
      listener?.(heard);
    };
  return {
    onProgress: telling(listeners.onProgress),
    onNote: telling(listeners.onNote),
    onPart: telling(listeners.onPart),
  };
}

/** Runs `use` with an engine and leaves no process behind. */
export async function withEngine<T, S = EngineService>(
  options: EngineOptions,
  use: (engine: Engine<S>) => Promise<T>,
): Promise<T> {
  const engine = startEngine<S>(options);
  try {
    return await use(engine);
  } finally {
    await engine.stop();
  }
}

function begin<S>({ named, worker, settings = {}, maxOldSpaceMb }: EngineOptions): Life<S> {
  const process = startProcess(
    { path: worker, argument: JSON.stringify(settings), maxOldSpaceMb },
    (message) => {
      if (!caller.receive(message)) process.kill();
    },
  );
  const caller = rpcCaller<S>((message) => process.send(message));
  const life: Life<S> = { process, caller, killed: undefined };
  void process.ended.then((ended) => {
    caller.close(life.killed ? cancelledFailure : crashFailure(ended, named));
  });
  return life;
}
