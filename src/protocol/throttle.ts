// Lets values through at most once an interval; the newest always gets through in the end.

/** Time as a parameter, so that a test can be its clock. */
export interface Timer {
  /** Milliseconds from an arbitrary origin. */
  now(): number;
  /** Runs `then` after `ms`; the returned function takes that back. */
  after(ms: number, then: () => void): () => void;
}

/** The clock of the place where this runs: Node's or a page's `globalThis`. */
export function timerOf<Id>(place: {
  readonly performance: { now(): number };
  setTimeout(then: () => void, ms: number): Id;
  clearTimeout(id: Id): void;
}): Timer {
  return {
    now: () => place.performance.now(),
    after(ms, then) {
      const id = place.setTimeout(then, ms);
      return () => place.clearTimeout(id);
    },
  };
}

export interface Throttle<T> {
  offer(value: T): void;
  /** Lets the newest value through now, if it is still held back. */
  flush(): void;
}

export function throttled<T>(pass: (value: T) => void, everyMs: number, timer: Timer): Throttle<T> {
  let lastAt = Number.NEGATIVE_INFINITY;
  let held: { value: T } | undefined;
  let takeBack: (() => void) | undefined;

  const flush = () => {
    takeBack?.();
    takeBack = undefined;
    if (held === undefined) return;
    const { value } = held;
    held = undefined;
    lastAt = timer.now();
    pass(value);
  };
  return {
    offer(value) {
      held = { value };
      const wait = lastAt + everyMs - timer.now();
      if (wait <= 0) flush();
      else takeBack ??= timer.after(wait, flush);
    },
    flush,
  };
}
