// The page's end of the channel to the extension host, and what it keeps over a reload.
import { type Peer, rpcPeer } from '../../src/protocol/peer.ts';
import { fieldsOf, internalFailure } from '../../src/protocol/rpc.ts';
import type { Handlers } from '../../src/protocol/server.ts';
import { timerOf } from '../../src/protocol/throttle.ts';

type Api = {
  postMessage(message: object): void;
  getState(): unknown;
  setState(state: object): void;
};
declare function acquireVsCodeApi(): Api;

/** `Service` is what the host answers, `State` what the page keeps. */
export interface Host<Service, State extends object> {
  readonly peer: Peer<Service>;
  /** What an earlier page of this panel kept, of whatever shape. */
  readonly kept: unknown;
  /** Keeps what the panel is about, for the editor to restore it with. */
  keep(state: State): void;
}

/** To be called once a page; `page` is what the page answers. */
export function connectHost<Service, Page, State extends object>(
  page: Handlers<Page>,
): Host<Service, State> {
  const api = acquireVsCodeApi();
  // Every page has another number: what was told to one before it is not for this one.
  const number = crypto.getRandomValues(new Uint32Array(2)).join('-');
  const peer = rpcPeer<Service, Page>({
    handlers: page,
    send: (message) => api.postMessage({ ...message, page: number }),
    failureOf: internalFailure,
    timer: timerOf(globalThis),
  });
  window.addEventListener('message', ({ data }) => {
    if (fieldsOf(data).page === number) peer.receive(data);
  });
  return { peer, kept: api.getState(), keep: (state) => api.setState(state) };
}
