// What a run knows so far, handed out as parts of its call.
import type { Call } from '../protocol/server.ts';
import { throttled, timerOf } from '../protocol/throttle.ts';

/** What is kept gives report after report within a second, which nobody reads; the last one always comes. */
const SO_FAR_EVERY_MS = 1000;

export async function withSoFar<S, R>(
  call: Call<S>,
  run: (soFar: (known: S) => void) => Promise<R>,
): Promise<R> {
  const parts = throttled((known: S) => call.part(known), SO_FAR_EVERY_MS, timerOf(globalThis));
  try {
    return await run(parts.offer);
  } finally {
    parts.flush(); // before the call ends: nothing comes after that
  }
}
