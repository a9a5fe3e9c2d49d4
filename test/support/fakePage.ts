// The page of a FakePanel, played by the test over the real protocol.
import { rpcPeer } from '../../src/protocol/peer.ts';
import { fieldsOf, internalFailure } from '../../src/protocol/rpc.ts';
import type { Handlers } from '../../src/protocol/server.ts';
import type { FakePanel } from './fakeWindow.ts';
import { manualTimer } from './wired.ts';

let pages = 0;

/** Answers the host by `handlers`; returns what asks it. As in the editor, the page played last hears
 * all that is told to the panel. */
export function playPage<Page, Service>(panel: FakePanel, handlers: Handlers<Page>) {
  const number = String(++pages);
  const peer = rpcPeer<Service, Page>({
    handlers,
    timer: manualTimer(),
    failureOf: internalFailure,
    send: (message) => panel.fromPage.fire(structuredClone({ ...message, page: number })),
  });
  panel.hear = (message) => fieldsOf(message).page === number && peer.receive(message);
  return peer;
}
