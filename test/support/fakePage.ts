// The page of a FakePanel, played by the test over the real protocol.
import { rpcPeer } from '../../src/protocol/peer.ts';
import { internalFailure } from '../../src/protocol/rpc.ts';
import type { Handlers } from '../../src/protocol/server.ts';
import type { FakePanel } from './fakeWindow.ts';
import { manualTimer } from './wired.ts';

/** Answers the host by `handlers`; returns what asks it. */
export function playPage<Page, Service>(panel: FakePanel, handlers: Handlers<Page>) {
  const peer = rpcPeer<Service, Page>({
    handlers,
    timer: manualTimer(),
    failureOf: internalFailure,
    send: (message) => panel.fromPage.fire(structuredClone(message)),
  });
  panel.hear = (message) => peer.receive(message);
  return peer;
}
