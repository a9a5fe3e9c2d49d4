// Lists, sets and shares within a sentence.
import type { PartSet } from '../protocol/reason.ts';

/** "a", "a and b", "a, b and c". */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** "{a, b}". */
export function set(parts: PartSet): string {
  return `{${parts.join(', ')}}`;
}

/** "98.4 %". */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
