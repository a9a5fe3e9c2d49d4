// Lists, sets and shares within a sentence.
import { idOf, isOccurrence, type SetName } from '../protocol/coordinates.ts';

/** "a", "a and b", "a, b and c". */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** "`which`", "{a, b}", "the token `S2`". */
export function setWords(of: SetName): string {
  const names = list(of.map((member) => `\`${idOf(member)}\``));
  if (of.length > 0 && of.every(isOccurrence)) {
    return `the ${of.length === 1 ? 'token' : 'tokens'} ${names}`;
  }
  return of.length === 1 ? names : `{${of.join(', ')}}`;
}

/** "98.4 %". */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
