// The asking end of rpc.ts.
import {
  CallError,
  cancelledFailure,
  type Failure,
  type FromService,
  fieldsOf,
  type Method,
  type Params,
  type Part,
  type Progress,
  type Result,
  type ToService,
} from './rpc.ts';

export type CallListeners<Part = never> = {
  readonly onProgress?: (progress: Progress) => void;
  /** Something the user should know that is no failure, a sentence. */
  readonly onNote?: (text: string) => void;
  /** Parts come in order, and all of them before the result. */
  readonly onPart?: (part: Part) => void;
};

export interface Caller<S> {
  /** Rejects with CallError. */
  call<M extends Method<S>>(
    method: M,
    params: Params<S, M>,
    listeners?: CallListeners<Part<S, M>>,
  ): { readonly id: number; readonly result: Promise<Result<S, M>> };
  /** Asks a call to end soon; it still ends by an answer or by `close`. */
  cancel(id: number): void;
  /** Ends a call as cancelled at once; what the service still says of it is dropped. */
  abandon(id: number): void;
  /** Takes a message from the service. False: it is not one, and the caller is closed. */
  receive(message: unknown): boolean;
  /** Ends every pending call, and every later one, with this failure. */
  close(failure: Failure): void;
  readonly pending: number;
  /** Of the pending calls the one that began first. */
  readonly first: number | undefined;
}

type Pending = {
  readonly listeners: CallListeners;
  resolve(result: unknown): void;
  reject(error: CallError): void;
};

export function rpcCaller<S>(send: (message: ToService<S>) => void): Caller<S> {
  const calls = new Map<number, Pending>();
  const abandoned = new Set<number>();
  let nextId = 1;
  let closed: Failure | undefined;

  const close = (failure: Failure) => {
    closed ??= failure;
    for (const [id, call] of calls) {
      calls.delete(id);
      call.reject(new CallError(failure));
    }
  };
  return {
    call(method, params, listeners = {}) {
      const id = nextId++;
      const ended = new Promise<unknown>((resolve, reject) => {
        if (closed !== undefined) reject(new CallError(closed));
        else calls.set(id, { listeners, resolve, reject });
      });
      if (closed === undefined) send({ kind: 'request', id, method, params } as ToService<S>);
      return { id, result: ended as Promise<Result<S, typeof method>> };
    },
    cancel(id) {
      if (calls.has(id)) send({ kind: 'cancel', id });
    },
    abandon(id) {
      const call = calls.get(id);
      if (call === undefined) return;
      calls.delete(id);
      abandoned.add(id);
      call.reject(new CallError(cancelledFailure));
    },
    receive(message) {
      if (isOfAbandoned(abandoned, message)) return true;
      const problem = deliver(calls, message);
      if (problem !== undefined) close({ code: 'internal', message: problem, hint: undefined });
      return problem === undefined;
    },
    close,
    get pending() {
      return calls.size;
    },
    get first() {
      return calls.keys().next().value;
    },
  };
}

/** Whether a message belongs to a call that was abandoned; its last one settles it. */
function isOfAbandoned(abandoned: Set<number>, message: unknown): boolean {
  const { kind, id } = fieldsOf(message);
  if (typeof id !== 'number' || !abandoned.has(id)) return false;
  if (kind === 'ok' || kind === 'error' || kind === 'cancelled') abandoned.delete(id);
  return true;
}

/** Hands an answer to its call; returns what is wrong with a message that is no answer. */
function deliver(calls: Map<number, Pending>, message: unknown): string | undefined {
  const { kind, id, message: text } = fieldsOf(message);
  if (kind === 'refused') return `the service refused a message: ${String(text)}`;
  const call = typeof id === 'number' ? calls.get(id) : undefined;
  if (call === undefined) return `an answer to no pending call: ${String(kind)} ${String(id)}`;
  const answer = message as Exclude<FromService, { kind: 'refused' }>;
  switch (answer.kind) {
    case 'progress':
      call.listeners.onProgress?.({ fraction: answer.fraction, doing: answer.doing });
      return undefined;
    case 'note':
      call.listeners.onNote?.(answer.text);
      return undefined;
    case 'part':
      call.listeners.onPart?.(answer.part as never);
      return undefined;
    case 'ok':
      call.resolve(answer.result);
      break;
    case 'error':
      call.reject(new CallError(answer));
      break;
    case 'cancelled':
      call.reject(new CallError(cancelledFailure));
      break;
    default:
      return `an answer of unknown kind: ${String(kind)} ${String(id)}`;
  }
  calls.delete(answer.id);
  return undefined;
}
