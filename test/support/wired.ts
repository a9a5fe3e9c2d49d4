// Both ends of the protocol in one process, with a clock that the test turns.
import { rpcCaller } from '../../src/protocol/caller.ts';
import type { FromService, ToService } from '../../src/protocol/rpc.ts';
import { type Handlers, rpcServer, type ServerOptions } from '../../src/protocol/server.ts';
import type { Timer } from '../../src/protocol/throttle.ts';

export type ManualTimer = Timer & { advance(ms: number): void };

/** A clock that stands still until it is advanced. */
export function manualTimer(): ManualTimer {
  let time = 0;
  let due: { at: number; then: () => void }[] = [];
  return {
    now: () => time,
    after(ms, then) {
      const entry = { at: time + ms, then };
      due.push(entry);
      return () => {
        due = due.filter((other) => other !== entry);
      };
    },
    advance(ms) {
      time += ms;
      const ripe = due.filter(({ at }) => at <= time);
      due = due.filter(({ at }) => at > time);
      for (const { then } of ripe) then();
    },
  };
}

/** Messages cross as copies and in order, as between processes; `log` holds what the server sent. */
export function wired<S>(
  handlers: Handlers<S>,
  timer: Timer = manualTimer(),
  beside?: ServerOptions<S>['beside'],
) {
  const log: FromService[] = [];
  const caller = rpcCaller<S>((message) => toServer(message));
  const receive = rpcServer<S>({
    handlers,
    beside,
    timer,
    failureOf: (thrown) => thrown as { code: string; message: string; hint: undefined },
    send: (message) => {
      log.push(message);
      queueMicrotask(() => caller.receive(structuredClone(message)));
    },
  });
  const toServer = (message: ToService<S>) => {
    queueMicrotask(() => receive(structuredClone(message)));
  };
  return { caller, log, receive };
}
