// How numbers, sets and names of a report are written, on the page and in the terminal. Pure.
import {
  idOf,
  isOccurrence,
  type SetName,
  type SitePlace,
  type SiteReport,
} from './coordinates.ts';
import type { Interval, SpanReport } from './sections.ts';

/** "0.08": every score and distance. */
export function score(x: number): string {
  return x.toFixed(2);
}

/** "0.08 [0.05, 0.12]". */
export function interval(of: Interval): string {
  return `${score(of.value)} [${score(of.low)}, ${score(of.high)}]`;
}

export function percent(x: number): string {
  return `${Number((100 * x).toFixed(1))} %`;
}

/** Very small numbers, as of the self-checks: "0", "4.8e-7", "1e-6". */
export function tiny(x: number): string {
  if (x === 0 || Math.abs(x) >= 0.001) return String(Number(x.toPrecision(2)));
  return x.toExponential(1).replace('.0e', 'e');
}

/** "{a,b}", "\"S2\"" of words as they stand, "{}" for the empty set. */
export function setText(set: SetName): string {
  const names = set.map((member) => shown(idOf(member), 80));
  if (set.length > 0 && set.every(isOccurrence)) return names.map((name) => `"${name}"`).join(',');
  return `{${names.join(',')}}`;
}

/** "{a,b} 0.60", "nothing 0.40": a set with its weight. */
export function weightText({ set, weight }: SiteReport['coordinates'][number]): string {
  return `${set.length === 0 ? 'nothing' : setText(set)} ${score(weight)}`;
}

/** "18-20, 22" of numbers that rise. */
export function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const n of numbers) {
    const last = ranges.at(-1);
    if (last && last[1] === n - 1) last[1] = n;
    else ranges.push([n, n]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

/** "{a,S2}": parts by their ids, as merge trees join them. */
export function partsText(parts: readonly string[]): string {
  return `{${parts.map((part) => shown(part, 80)).join(',')}}`;
}

/** "b", "b and after". */
export function spanText({ span, onward }: SitePlace): string {
  return `${shown(span, 80)}${onward ? ' and after' : ''}`;
}

/** "block 0", "L0H2", "all heads of block 0", "block 0, apart from d": of a span, where and what. */
export function levelText({ cut, at, heads, apart }: SitePlace): string {
  if (heads) return heads.length === 1 ? `L${cut}H${heads[0]}` : `all heads of block ${cut}`;
  const from = apart?.map((part) => shown(part, 80)).join(', ');
  return from ? `${cutText(cut)}, apart from ${from}` : cutText(cut, at);
}

/** "embedding", "block 3": after what a cut is; where it has a name of its own, that. */
export function cutText(cut: number, at?: string): string {
  if (at !== undefined) return cut === 0 ? 'input' : shown(at, 80);
  return cut === 0 ? 'embedding' : `block ${cut - 1}`;
}

/** "embedding", "after block 3", "conv1": where a cut is. */
export function cutPlaceText(cut: number, at?: string): string {
  return cut === 0 || at !== undefined ? cutText(cut, at) : `after ${cutText(cut)}`;
}

/** Letter of a model by its place in the report. */
export function letter(model: number): string {
  return model === 0 ? 'A' : 'B';
}

/** Controls, what turns the direction of the text after it, and what nobody sees. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Nearly all text; the pattern above takes fifty times as long. */
const plain = /^[\x20-\x7e]*$/;
const plainLines = /^[\n\x20-\x7e]*$/;

/** Text from a file as it may be shown: on one line, nothing hidden, at most `most` letters of it. */
export function shown(text: string, most = 2000): string {
  if (text.length <= most && plain.test(text)) return text;
  const cut = text.length > most ? `${text.slice(0, most)}… (${count(text.length)} letters)` : text;
  return cut.replace(unprintable, (letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`);
}

/** JSON text that means the same, in which nothing is hidden. Line ends between its values stay. */
export function shownJson(json: string): string {
  if (plainLines.test(json)) return json;
  return json.replace(unprintable, (letter) => (letter === '\n' ? letter : jsonEscapes(letter)));
}

/** "\u202e"; two of them for a letter beyond four digits. */
function jsonEscapes(letter: string): string {
  const unit = (at: number) => `\\u${letter.charCodeAt(at).toString(16).padStart(4, '0')}`;
  return Array.from({ length: letter.length }, (_, at) => unit(at)).join('');
}

/** A name in at most `most` letters, without its middle when it is longer: names of a run often differ
 * in their ends only ("llama-3-8b-…-checkpoint-12000"). */
export function middle(name: string, most: number): string {
  if (name.length <= most) return name;
  const tail = Math.ceil((most - 1) / 2);
  const head = most - 1 - tail;
  // Twice as many code units hold as many letters; a name of a megabyte is not taken apart.
  const first = [...name.slice(0, 2 * head)].slice(0, head);
  const last = [...name.slice(-2 * tail - 1)].slice(-tail);
  return `${first.join('')}…${last.join('')}`;
}

export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Share of `part` among those of a site; absent parts, and names such as `__proto__`, read 0. */
export function shareOf(shares: NonNullable<SpanReport['shares']>, part: string): number {
  return Object.hasOwn(shares, part) ? shares[part] : 0;
}
