// The control of a network whose weights are in somebody else's file: before every stage its units stand in random
// order, as if its weights were shuffled.
import { random, shuffled } from '../core/random.ts';

/** Those of one size stand in one order whatever their names, which are a file's own. */
export function unitsInRandomOrder(numbers: number, place: number, seed: number): number[] {
  return shuffled([...Array(numbers).keys()], random(`${seed} cut ${place}`));
}

/** Rows of so many numbers, each in this order. */
export function reordered(numbers: Float32Array, order: readonly number[]): Float32Array {
  const size = order.length;
  return numbers.map((_, i) => numbers[i - (i % size) + order[i % size]]);
}
