// How much a checkpoint holds: what several tensors share, a tied head or a view into another tensor, is counted once.
import { count } from '../core/tensor.ts';
import type { Stored } from './checkpoint.ts';
import type { StoredTensor } from './container.ts';

/** The tensors must come in the order of their places, as readers give them. */
export function storedOnce(tensors: Iterable<StoredTensor>): Stored {
  const seen = new Map<string, number>(); // by file: the byte up to which all is counted
  let [parameters, bytes] = [0, 0];
  for (const tensor of tensors) {
    const { storage, shape } = tensor;
    const numbers = count(shape);
    const { offset, reach } = storage;
    const begin = reach?.begin ?? offset;
    if (begin === undefined || tensor.bytes === 0) {
      parameters += numbers;
      bytes += tensor.bytes;
      continue;
    }
    const end = reach?.end ?? begin + tensor.bytes;
    const known = seen.get(storage.path) ?? 0;
    if (end <= known) continue;
    const hasGaps = end - begin > tensor.bytes; // others may lie between its numbers
    const own = hasGaps ? tensor.bytes : end - Math.max(begin, known);
    bytes += own;
    parameters += own === tensor.bytes ? numbers : Math.round(numbers * (own / tensor.bytes));
    if (!hasGaps) seen.set(storage.path, end);
  }
  return { parameters, bytes };
}
