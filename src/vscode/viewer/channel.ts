// The typed channel between a webview and what answers it. A page that is hidden is gone; when it
// comes back it says `ready`, and everything is told to it again.
import type { Disposable, Webview } from 'vscode';
import { type Peer, rpcPeer } from '../../protocol/peer.ts';
import { cancelledFailure, fieldsOf } from '../../protocol/rpc.ts';
import type { Handlers } from '../../protocol/server.ts';
import { clip, type Slice } from '../../protocol/slices.ts';
import { timerOf } from '../../protocol/throttle.ts';
import { failureOf } from '../comparison/session.ts';

export interface Channel<Page> extends Disposable {
  /** The page that stands; undefined before the first one. Its calls reject when it goes away. */
  readonly page: Peer<Page> | undefined;
}

/** `Service` needs a method `ready`: a page's first call. */
export function openChannel<Service, Page>(
  webview: Webview,
  handlers: Handlers<Service>,
): Channel<Page> {
  let page: Peer<Page> | undefined;
  const listening = webview.onDidReceiveMessage((message: unknown) => {
    if (fieldsOf(message).method === 'ready') {
      page?.close(cancelledFailure); // a new page: what the old one was asked is void
      page = rpcPeer<Page, Service>({
        handlers,
        timer: timerOf(globalThis),
        failureOf,
        send: (answer) => void webview.postMessage(answer),
      });
    }
    page?.receive(message);
  });
  return {
    get page() {
      return page;
    },
    dispose() {
      listening.dispose();
      page?.close(cancelledFailure);
    },
  };
}

/** As it crosses to the page: names may be a megabyte long. */
export function clipped<Row extends { readonly name: string }>(slice: Slice<Row>): Slice<Row> {
  return { from: slice.from, rows: slice.rows.map((row) => ({ ...row, name: clip(row.name) })) };
}

/** A number from a page that should be a place in a list. */
export function placeIn<T>(list: readonly T[], place: unknown): T {
  const found = typeof place === 'number' ? list[place] : undefined;
  if (found === undefined) throw new RangeError(`no tensor ${String(place)}`);
  return found;
}
