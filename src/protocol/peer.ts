// Two ends that ask each other over one channel, as a page and its host do: rpc.ts in both
// directions. Leaf: knows no transport.
import { type Caller, rpcCaller } from './caller.ts';
import { fieldsOf } from './rpc.ts';
import { rpcServer, type ServerOptions } from './server.ts';

export interface Peer<Theirs> extends Pick<Caller<Theirs>, 'call' | 'close'> {
  /** Takes any message of the other end. False: it was none, and the caller is closed. */
  receive(message: unknown): boolean;
}

/** `Theirs` is what the other end answers, `Mine` what this end does. */
export function rpcPeer<Theirs, Mine>(
  options: Omit<ServerOptions<Mine>, 'send'> & { readonly send: (message: object) => void },
): Peer<Theirs> {
  const serve = rpcServer<Mine>(options);
  const caller = rpcCaller<Theirs>(options.send);
  return {
    call: caller.call,
    close: caller.close,
    receive(message) {
      const { kind } = fieldsOf(message);
      if (kind !== 'request' && kind !== 'cancel') return caller.receive(message);
      serve(message);
      return true;
    },
  };
}
