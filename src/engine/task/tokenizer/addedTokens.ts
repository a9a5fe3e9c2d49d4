// Added tokens stand in the text as they are, before the model sees it. The rules are those of the
// Rust library `tokenizers`: the longest one at the first place, white space at the sides taken in
// where the token says so, and ids given in the file's order.
import type { JsonObject } from '../../checkpoint/checkpoint.ts';

export type AddedToken = {
  readonly content: string;
  readonly id: number;
  /** The id that the file gives, where the Rust library gives another one. */
  readonly otherId: number | undefined;
  readonly singleWord: boolean;
  readonly leftSpace: boolean; // white space before it belongs to it
  readonly rightSpace: boolean;
  /** Looked for in normalised text, spelled as the normaliser spells it. */
  readonly normalised: boolean;
};

/** A stretch of text: an added token, or plain text where `token` is undefined. */
export type Section = {
  readonly from: number;
  readonly to: number;
  readonly token: AddedToken | undefined;
};

/** A token of the vocabulary keeps its id there; others are counted on from its size. */
export function readAddedTokens(
  json: readonly JsonObject[],
  vocabulary: ReadonlyMap<string, number>,
): readonly AddedToken[] {
  const tokens = new Map<string, AddedToken>();
  let next = vocabulary.size;
  for (const each of json) {
    const content = String(each.content);
    if (tokens.has(content)) continue;
    const known = vocabulary.get(content);
    const id = known ?? next;
    if (id >= next) next = id + 1;
    tokens.set(content, {
      content,
      id,
      otherId: each.id === id ? undefined : Number(each.id),
      singleWord: each.single_word === true,
      leftSpace: each.lstrip === true,
      rightSpace: each.rstrip === true,
      normalised: typeof each.normalized === 'boolean' ? each.normalized : each.special !== true,
    });
  }
  return [...tokens.values()];
}

/** Cuts a text at the tokens; `spell` says how each is written in it. */
export function sectionFinder(
  tokens: readonly AddedToken[],
  spell: (content: string) => string = (content) => content,
): (text: string) => readonly Section[] {
  const find = matcher(tokens, spell);
  return (text) => {
    const sections: Section[] = [];
    let done = 0;
    const push = (from: number, to: number, token?: AddedToken) => {
      if (to > from) sections.push({ from, to, token });
      done = to;
    };
    for (let at = 0; at < text.length; ) {
      const found = find(text, at);
      if (!found) {
        at++;
        continue;
      }
      const { token, length } = found;
      const end = at + length;
      if (!token.singleWord || !touchesWord(text, at, end)) {
        const from = token.leftSpace ? Math.max(done, spaceBefore(text, at)) : at;
        push(done, from);
        push(from, token.rightSpace ? spaceAfter(text, end) : end, token);
      }
      at = Math.max(end, at + 1);
    }
    push(done, text.length);
    return sections;
  };
}

type Found = { readonly token: AddedToken; readonly length: number };

/** The longest token at a place. By first letter only the lengths that occur are looked up. */
function matcher(tokens: readonly AddedToken[], spell: (content: string) => string) {
  const bySpelling = new Map<string, AddedToken>();
  const lengthsOf = new Map<string, Set<number>>();
  for (const token of tokens) {
    const spelling = spell(token.content);
    if (spelling === '' || bySpelling.has(spelling)) continue;
    bySpelling.set(spelling, token);
    const lengths = lengthsOf.get(spelling[0]) ?? new Set();
    lengthsOf.set(spelling[0], lengths.add(spelling.length));
  }
  const longestFirst = new Map(
    [...lengthsOf].map(([letter, lengths]) => [letter, [...lengths].sort((a, b) => b - a)]),
  );
  return (text: string, at: number): Found | undefined => {
    for (const length of longestFirst.get(text[at]) ?? []) {
      if (length > text.length - at) continue;
      const token = bySpelling.get(text.slice(at, at + length));
      if (token) return { token, length };
    }
    return undefined;
  };
}

const WORD_LETTER = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;
const WORD_BEFORE = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u;

function touchesWord(text: string, from: number, to: number): boolean {
  const before = text.slice(Math.max(0, from - 2), from); // a letter has two units at most
  const after = to < text.length ? String.fromCodePoint(text.codePointAt(to)!) : '';
  return WORD_BEFORE.test(before) || WORD_LETTER.test(after);
}

const SPACE = /\p{White_Space}/u;

function spaceBefore(text: string, end: number): number {
  let from = end;
  while (from > 0 && SPACE.test(text[from - 1])) from--;
  return from;
}

function spaceAfter(text: string, start: number): number {
  let to = start;
  while (to < text.length && SPACE.test(text[to])) to++;
  return to;
}
