// Ctrl-C and its kin: they end the process at once, unless something is under way that ends by itself.
import { exitCodes } from './exitCodes.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function endAtOnce(): never {
  process.exit(exitCodes.cancelled);
}

/** From the first line on; what lies half written is removed at exit (report/destination.ts). */
export function listenToSignals(): void {
  for (const signal of signals) process.on(signal, endAtOnce);
}

/** While `use` runs, `onSignal` decides. */
export async function whileSignalsAsk<T>(onSignal: () => void, use: () => Promise<T>): Promise<T> {
  for (const signal of signals) process.off(signal, endAtOnce).on(signal, onSignal);
  try {
    return await use();
  } finally {
    for (const signal of signals) process.off(signal, onSignal).on(signal, endAtOnce);
  }
}
