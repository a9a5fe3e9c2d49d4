// Node's clock for the throttles of the protocol.
import type { Timer } from '../protocol/throttle.ts';

export const nodeTimer: Timer = {
  now: () => performance.now(),
  after(ms, then) {
    const timeout = setTimeout(then, ms);
    return () => clearTimeout(timeout);
  },
};
