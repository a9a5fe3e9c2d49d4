// The typed channel between a webview and what answers it. A page that is hidden is gone, and the
// editor hands what was told to it meanwhile to the next one: so every message bears the number of its
// page (webview/host/hostChannel.ts), a new number is a new channel, and nobody hears what was meant for
// another. A new page says `ready`, and everything is told to it again.
import type { Disposable, Webview } from 'vscode';
import { type Peer, rpcPeer } from '../protocol/peer.ts';
import { cancelledFailure, fieldsOf } from '../protocol/rpc.ts';
import type { Handlers } from '../protocol/server.ts';
import { timerOf } from '../protocol/throttle.ts';
import { failureOf } from './comparison/session.ts';

export interface PageChannel<Page> extends Disposable {
  /** The page that stands; undefined before the first one. Its calls reject when it goes away. */
  readonly page: Peer<Page> | undefined;
}

/** To be opened before the webview has its HTML: a page speaks at once. */
export function openPageChannel<Service, Page>(
  webview: Pick<Webview, 'onDidReceiveMessage' | 'postMessage'>,
  handlers: Handlers<Service>,
): PageChannel<Page> {
  let standing: { readonly number: unknown; readonly peer: Peer<Page> } | undefined;
  const connect = (number: unknown) => {
    standing?.peer.close(cancelledFailure); // what the old page was asked is void
    const peer = rpcPeer<Page, Service>({
      handlers,
      timer: timerOf(globalThis),
      failureOf,
      send: (message) => {
        if (standing?.peer === peer) void webview.postMessage({ ...message, page: number });
      },
    });
    standing = { number, peer };
    return peer;
  };
  const listening = webview.onDidReceiveMessage((message: unknown) => {
    const { page: number } = fieldsOf(message);
    const peer = standing?.number === number ? standing?.peer : undefined;
    (peer ?? connect(number)).receive(message);
  });
  return {
    get page() {
      return standing?.peer;
    },
    dispose() {
      listening.dispose();
      standing?.peer.close(cancelledFailure);
    },
  };
}
