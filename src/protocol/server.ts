// The answering end of rpc.ts. Calls run one at a time in the order they came: the runtime uses all
// the cores, and two runs at once would only share them and double the memory. Light calls go beside.

import {
  type Failure,
  type FromService,
  fieldsOf,
  type Method,
  type Params,
  type Part,
  type Progress,
  type Result,
} from './rpc.ts';
import { type Throttle, type Timer, throttled } from './throttle.ts';

/** What a method is given to talk with its caller while it runs. */
export interface Call<Part = never> {
  /** True once the caller asked this call to end. */
  readonly cancelled: boolean;
  /** Reaches the caller at most 10 times a second; the last one always does. */
  progress(fraction: number, doing: string): void;
  note(text: string): void;
  part(part: Part): void;
}

export type Handlers<S> = {
  readonly [M in Method<S>]: (
    call: Call<Part<S, M>>,
    params: Params<S, M>,
  ) => Promise<Result<S, M>>;
};

export type ServerOptions<S> = {
  readonly handlers: Handlers<S>;
  /** Methods that wait for nobody: a file's header must show while a long run works. */
  readonly beside?: readonly Method<S>[];
  readonly send: (message: FromService) => void;
  readonly timer: Timer;
  /** What was thrown -> what crosses. Code `cancelled` ends the call as cancelled. */
  readonly failureOf: (thrown: unknown) => Failure;
};

const PROGRESS_EVERY_MS = 100; // ten a second: what an eye follows, and nothing for the channel

type Waiting = { readonly id: number; readonly method: string; readonly params: unknown };
type Running = { cancelled: boolean };

/** Returns the function that takes messages. */
export function rpcServer<S>(options: ServerOptions<S>): (message: unknown) => void {
  const { send, beside = [] } = options;
  const waiting: Waiting[] = [];
  const running = new Map<number, Running>();
  let busy = false;

  const run = async (request: Waiting) => {
    const mine = { cancelled: false };
    running.set(request.id, mine);
    send(await answer(options, request, mine));
    running.delete(request.id);
  };
  const next = async () => {
    const request = waiting.shift();
    busy = request !== undefined;
    if (request === undefined) return;
    await run(request);
    void next();
  };
  const cancel = (id: unknown) => {
    const at = waiting.findIndex((request) => request.id === id);
    if (at >= 0) send({ kind: 'cancelled', id: waiting.splice(at, 1)[0].id });
    else if (typeof id === 'number' && running.has(id)) running.get(id)!.cancelled = true;
  };
  const known = (id: number) => running.has(id) || waiting.some((call) => call.id === id);

  return (message) => {
    const { kind, id, method, params } = fieldsOf(message);
    if (kind === 'cancel') {
      cancel(id); // a call that has just ended is no longer there, and that is fine
    } else if (kind !== 'request' || typeof id !== 'number' || known(id)) {
      send({ kind: 'refused', message: `not a request: ${String(kind)} ${String(id)}` });
    } else if (typeof method !== 'string' || !Object.hasOwn(options.handlers, method)) {
      send({
        kind: 'error',
        id,
        code: 'internal',
        message: `no method ${method}`,
        hint: undefined,
      });
    } else if (beside.some((each) => each === method)) {
      void run({ id, method, params });
    } else {
      waiting.push({ id, method, params });
      if (!busy) void next();
    }
  };
}

async function answer<S>(
  { handlers, send, timer, failureOf }: ServerOptions<S>,
  { id, method, params }: Waiting,
  running: Running,
): Promise<FromService> {
  const progress: Throttle<Progress> = throttled(
    (value) => send({ kind: 'progress', id, ...value }),
    PROGRESS_EVERY_MS,
    timer,
  );
  const call: Call = {
    get cancelled() {
      return running.cancelled;
    },
    progress: (fraction, doing) => progress.offer({ fraction, doing }),
    note: (text) => send({ kind: 'note', id, text }),
    part: (part) => send({ kind: 'part', id, part }),
  };
  try {
    const handler = handlers[method as Method<S>] as (call: Call, p: unknown) => Promise<unknown>;
    return { kind: 'ok', id, result: await handler(call, params) };
  } catch (thrown) {
    const failure = failureOf(thrown);
    return failure.code === 'cancelled'
      ? { kind: 'cancelled', id }
      : { kind: 'error', id, ...failure };
  } finally {
    progress.flush();
  }
}
