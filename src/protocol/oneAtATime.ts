// What is told to somebody who may be slow. Leaf.

/**
 * Sends one value at a time; of those that come while it is under way the last one counts. `send` may reject: whoever
 * goes away misses what is told.
 */
export function oneAtATime<T>(send: (value: T) => Promise<unknown>): (value: T) => void {
  let isBusy = false;
  let next: { readonly value: T } | undefined;
  const go = async (value: T) => {
    isBusy = true;
    await send(value).catch(() => undefined);
    isBusy = false;
    const waiting = next;
    next = undefined;
    if (waiting) void go(waiting.value);
  };
  return (value) => {
    if (isBusy) next = { value };
    else void go(value);
  };
}
