// Makes this process serve a service to the one that forked it: messages, signals, its own end.
import { followParent, sendToParent } from '../child/parent.ts';
import { isEngineError } from '../engine/core/error.ts';
import type { Failure } from '../protocol/rpc.ts';
import { type Handlers, rpcServer, type ServerOptions } from '../protocol/server.ts';
import { timerOf } from '../protocol/throttle.ts';

/** Answers the parent until it goes away; then this process ends, whatever it was doing. */
export function serveParent<S>(handlers: Handlers<S>, beside?: ServerOptions<S>['beside']): void {
  const receive = rpcServer<S>({
    handlers,
    beside,
    failureOf,
    timer: timerOf(globalThis),
    send: sendToParent,
  });
  process.on('message', receive);
  followParent();
}

/** What was thrown, as it crosses to the caller. */
export function failureOf(thrown: unknown): Failure {
  if (isEngineError(thrown)) {
    return { code: thrown.code, message: thrown.message, hint: thrown.hint };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof RangeError && /allocation failed|invalid array length/i.test(message)) {
    return { code: 'memory', message: `out of memory: ${message}`, hint: memoryHint };
  }
  const where = thrown instanceof Error ? thrown.stack?.split('\n', 2)[1]?.trim() : undefined;
  return { code: 'internal', message: where ? `${message} (${where})` : message, hint: bugHint };
}

const memoryHint = 'Use fewer pairs, or close other programs.';
const bugHint = 'This is a fault of Congruity: please report it with what you compared.';
