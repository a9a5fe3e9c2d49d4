// The values of variables and answers, as a task file writes them: a list, a range of numbers, a
// text of words, or those of another variable.
import { grouped, quoted } from '../checkpoint/words.ts';

export type ValuesJson =
  | readonly string[]
  | { readonly range: readonly [number, number]; readonly step?: number; readonly pad?: number }
  | { readonly words: string }
  | { readonly like: string };

/** A value list longer than any task needs would only slow its draws. */
const MAX_VALUES = 10_000;

/**
 * The words of a list of values. `others` are the variables' own lists, for {"like": ...}. Returns
 * what is wrong as a sentence.
 */
export function readValues(
  json: ValuesJson,
  others: Readonly<Record<string, ValuesJson>>,
  asked: readonly string[] = [],
): readonly string[] | { readonly wrong: string } {
  if (isList(json)) return distinct(json);
  if ('words' in json) return distinct(json.words.trim().split(/\s+/u));
  if ('range' in json) return range(json);
  const other = Object.hasOwn(others, json.like) ? others[json.like] : undefined;
  if (other === undefined) return { wrong: `there is no variable ${quoted(json.like)}` };
  if (asked.includes(json.like)) return { wrong: `${quoted(json.like)} is like itself` };
  return readValues(other, others, [...asked, json.like]);
}

function isList(json: ValuesJson): json is readonly string[] {
  return Array.isArray(json);
}

function distinct(words: readonly string[]): readonly string[] | { readonly wrong: string } {
  if (words.length > MAX_VALUES) return tooMany(words.length);
  const seen = new Set<string>();
  for (const word of words) {
    if (seen.has(word)) return { wrong: `the value ${quoted(word)} is there twice` };
    seen.add(word);
  }
  return words;
}

function range({
  range: [first, last],
  step = 1,
  pad = 1,
}: Extract<ValuesJson, { range: unknown }>) {
  const count = Math.floor((last - first) / step) + 1;
  if (count < 1) return { wrong: `the range ends at ${last}, before its start ${first}` };
  if (count > MAX_VALUES) return tooMany(count);
  return Array.from({ length: count }, (_, i) => padded(first + i * step, pad));
}

function padded(value: number, digits: number): string {
  return (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(digits, '0');
}

const tooMany = (count: number) => ({
  wrong: `there are ${grouped(count)} values, ${grouped(MAX_VALUES)} are allowed`,
});
