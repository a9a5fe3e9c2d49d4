// On which side of a norm the activation stands: no tensor says it, but the numbers that a Sequential counts with do.
import type { Module } from './modules.ts';

/** By norm; undefined: nothing tells. */
export type Places = ReadonlyMap<Module, 'before' | 'after' | undefined>;

/**
 * A number that is missing before a norm, or after it, is the activation. `others`: how many more are missing after
 * norm i, of what has no tensors either, as a pooling.
 */
export function activationPlaces(order: readonly Module[], others: (i: number) => number): Places {
  const places = new Map<Module, 'before' | 'after' | undefined>();
  for (const [i, norm] of order.entries()) {
    if (norm.kind !== 'norm' || i === order.length - 1) continue;
    const [before, next] = [missing(order[i - 1], norm), missing(norm, order[i + 1])];
    const after = next === undefined ? undefined : next - others(i);
    const isTold = before !== undefined && after !== undefined && before > 0 !== after > 0;
    places.set(norm, isTold ? (before > 0 ? 'before' : 'after') : undefined);
  }
  return places;
}

/** How many numbers lie between "net.0" and "net.3"; undefined: these are no numbers of one Sequential. */
function missing(a: Module, b: Module): number | undefined {
  const [one, other] = [a, b].map(({ name }) => /^(.*?)(\d+)$/.exec(name));
  if (!one || !other || one[1] !== other[1] || !/^$|\.$/.test(one[1])) return undefined;
  return Number(other[2]) - Number(one[2]) - 1;
}

export function normNotes(places: Places): string[] {
  const guessed = [...places].filter(([, place]) => !place).map(([{ name }]) => name);
  if (guessed.length === 0) return [];
  return [
    `Nothing says on which side of a norm the activation is: after ${guessed.join(', ')} is a guess.`,
  ];
}

/** Is there an activation between the two? */
export function isActed(layer: Module, next: Module, places: Places): boolean {
  if (next.kind === 'norm') return places.get(next) === 'before';
  return layer.kind !== 'norm' || places.get(layer) !== 'before';
}
