// What is made once and given back once.
import { isEngineError } from './error.ts';

type Release = () => Promise<void>;

/** By key, made where it is asked for the first time. What cannot be made is not kept: there is nothing to give back. */
export class MadeOnce<K, T extends { release(): Promise<void> }> {
  readonly #made = new Map<K, Promise<T>>();

  get(key: K, make: () => Promise<T>): Promise<T> {
    const known = this.#made.get(key);
    if (known) return known;
    const made = make();
    this.#made.set(key, made);
    made.catch(() => {
      if (this.#made.get(key) === made) this.#made.delete(key);
    });
    return made;
  }

  async release(): Promise<void> {
    const all = [...this.#made.values()];
    this.#made.clear();
    await releaseAll(all.map((made) => async () => (await made).release()));
  }
}

/** Gives all back, whatever fails; then throws the first failure. What a lost device held is gone with it: no failure. */
export async function releaseAll(all: readonly Release[]): Promise<void> {
  const failures: unknown[] = [];
  for (const release of all) {
    try {
      await release();
    } catch (error) {
      if (!isEngineError(error, 'device')) failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** What is made of it; where that fails it is given back. */
export async function orReleased<T>(
  held: { release(): Promise<void> },
  use: () => T | Promise<T>,
): Promise<T> {
  try {
    return await use();
  } catch (error) {
    await Promise.allSettled([held.release()]); // what failed first is told
    throw error;
  }
}

/** What `use` gives, with all given back after it; where it fails too, that is the failure. */
export async function releasing<T>(
  use: () => Promise<T>,
  all: () => readonly Release[],
): Promise<T> {
  const [used] = await Promise.allSettled([use()]);
  const [released] = await Promise.allSettled([releaseAll(all())]);
  if (used.status === 'rejected') throw used.reason;
  if (released.status === 'rejected') throw released.reason;
  return used.value;
}
