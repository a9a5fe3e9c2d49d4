// A model's tokenizer: text to ids, with the characters that every token covers. The steps are those
// of the Rust library `tokenizers`; the models themselves (BPE, Unigram, WordPiece) are those of
// @huggingface/tokenizers, and the offsets, which it does not give, tokenOffsets.ts's.
import type { JsonObject } from '../checkpoint/checkpoint.ts';
import { quoted } from '../checkpoint/words.ts';
import type { Bounded } from '../core/bounded.ts';
import { EngineError, isEngineError } from '../core/error.ts';
import type { Range } from './task.ts';
import {
  type AddedToken,
  readAddedTokens,
  type Section,
  sectionFinder,
} from './tokenizer/addedTokens.ts';
import { makeModel } from './tokenizer/model.ts';
import { makeNormaliser, startKeeper } from './tokenizer/normalizers.ts';
import { makePreTokeniser, marksFirst } from './tokenizer/preTokenizers.ts';
import { readSpecialTokens } from './tokenizer/specialTokens.ts';
import { spellingOf } from './tokenizer/spelling.ts';
import { checkTokenizerJson, members, sizeOf } from './tokenizer/tokenizerJson.ts';
import { originOf, placeTokens } from './tokenizer/tokenOffsets.ts';

export type Encoding = {
  readonly ids: readonly number[];
  readonly tokens: readonly string[]; // as the tokenizer writes them
  /** UTF-16 units of the text; empty for special tokens, which stand before or after it. */
  readonly offsets: readonly Range[];
  /** Where text is that the vocabulary lacks; when there is any, an id may be wrong. */
  readonly unknown: readonly Range[];
};

export interface Tokenizer {
  readonly fileName: string;
  /** With `special` the tokens of the post-processor are added: <s>, [CLS] ... [SEP]. */
  encode(text: string, special: boolean): Encoding;
  /** The ids of `encode` alone, three times as fast. */
  ids(text: string, special: boolean): readonly number[];
  /**
   * Runs a step that encodes about so many characters. Throws EngineError('file-unsafe') when that
   * takes too long: the file's patterns may take for ever.
   */
  within<T>(characters: number, step: () => T): T;
  /** How many special tokens stand after the text. */
  readonly tail: number;
  /** The token as the tokenizer writes it; "#17" for an id without one. */
  tokenString(id: number): string;
  /** The token that stands for a masked word; undefined for tokenizers without one. */
  readonly mask: { readonly id: number; readonly text: string } | undefined;
}

/** What a tokenizer may take before the first text, ms of processor time. */
const START_MS = 700;
/** Tokenizers in use take 1 to 3 µs a character. */
const MS_A_CHARACTER = 0.02;

/**
 * Makes a tokenizer from the content of a tokenizer.json. Throws EngineError('file-format') naming
 * the part that is not understood.
 */
export function makeTokenizer(json: JsonObject, fileName: string, bounded: Bounded): Tokenizer {
  const within = budget(fileName, bounded);
  return within(sizeOf(json), () => ({ ...make(json, fileName), within }));
}

/** All steps together may take the start's time and so much for every character. */
function budget(fileName: string, bounded: Bounded): Tokenizer['within'] {
  let left = START_MS;
  return (characters, step) => {
    left += characters * MS_A_CHARACTER;
    try {
      const done = bounded(left, step);
      if (done === 'late') {
        const message = `${fileName}: tokenising takes for ever`;
        throw new EngineError('file-unsafe', message, { hint: PATTERNS });
      }
      left -= done.spent;
      return done.value;
    } catch (cause) {
      if (isEngineError(cause)) throw cause;
      if (cause instanceof RangeError) throw tooDeep(fileName, cause);
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new EngineError('file-format', `${fileName}: not understood: ${reason}`, {
        hint: 'Save the tokenizer again with tokenizer.save_pretrained(folder).',
        cause,
      });
    }
  };
}

/** The stack or the longest string does not suffice. */
function tooDeep(fileName: string, cause: RangeError): EngineError {
  const message = `${fileName}: its patterns are too much for a text: ${cause.message}`;
  return new EngineError('file-unsafe', message, { cause, hint: PATTERNS });
}

const PATTERNS = 'Look at the patterns in it, such as quantifiers in quantifiers: "(.*)*".';

function make(json: JsonObject, fileName: string): Omit<Tokenizer, 'within'> {
  const checked = checkTokenizerJson(json, fileName);
  const model = makeModel(checked);
  const normalise = makeNormaliser(members(checked.normalizer), fileName);
  const preTokenise = makePreTokeniser(members(checked.preTokenizer), fileName);
  const spelling = spellingOf(checked, preTokenise, fileName);
  const added = readAddedTokens(checked.addedTokens, model.vocabulary);
  for (const { content, normalised } of added) {
    if (normalised && normalise?.(content) === '') throw emptyToken(content, fileName);
  }
  const inText = sectionFinder(added.filter(({ normalised }) => !normalised));
  const inNormal = sectionFinder(
    added.filter(({ normalised }) => normalised),
    normalise,
  );
  const ownIds = new Map(added.map(({ content, id }) => [content, id]));
  const idOf = (token: string) => ownIds.get(token) ?? model.vocabulary.get(token);
  const { before, after } = readSpecialTokens(members(checked.postProcessor), idOf, fileName);

  const looksAtStart = marksFirst(members(checked.preTokenizer));
  const startsThere = startKeeper(members(checked.normalizer), fileName);
  /** What a normaliser leaves of a text may begin later in it; that is not its start then. */
  const keepsStart = (text: string) =>
    !looksAtStart || startsThere(String.fromCodePoint(text.codePointAt(0) ?? 0));

  /** The stretches of a text: added tokens, and the tokens of what is between them. */
  function* stretches(text: string): Iterable<Stretch> {
    for (const section of inText(text)) {
      const whole = text.slice(section.from, section.to);
      const normal = normalise && !section.token ? normalise(whole) : whole;
      const parts = section.token ? [{ ...section, from: 0, to: whole.length }] : inNormal(normal);
      for (const part of parts) {
        const first = section.from === 0 && part.from === 0 && keepsStart(whole);
        const piece = normal.slice(part.from, part.to);
        const tokens = part.token ? [] : model.tokens(preTokenise(piece, first));
        yield { section, whole, normal, part, first, tokens };
      }
    }
  }
  const idsOf = ({ part, tokens }: Stretch) =>
    part.token ? [checkedId(part.token, fileName)] : tokens.map((t) => model.vocabulary.get(t));

  /** Offsets in the text of the section. */
  const place = ({ whole, normal, part, first, tokens }: Stretch) => {
    const all = part.from === 0 && part.to === normal.length;
    const origin: Range | undefined = all
      ? [0, whole.length]
      : originOf(whole, normal, [part.from, part.to], spelling);
    if (!origin || part.token) return origin && { offsets: [origin], lost: [] };
    const prefix = (letters: string) =>
      (part.from === 0 ? spelling.prepended : '') || spelling.prefix(letters, first);
    const placed = placeTokens(whole.slice(...origin), tokens, prefix, spelling);
    return placed && shifted(placed, origin[0]);
  };

  const encodePlain = (text: string): Encoding => {
    const out = { ids: [], tokens: [], offsets: [], unknown: [] } as Growing;
    for (const stretch of stretches(text)) {
      const placed = place(stretch);
      if (!placed) throw cannotPlace(text, fileName);
      const { offsets, lost } = shifted(placed, stretch.section.from);
      const ids = idsOf(stretch);
      const { token } = stretch.part;
      append(
        out.ids,
        ids.map((id) => id ?? UNKNOWN),
      );
      append(out.tokens, token ? [token.content] : stretch.tokens);
      append(out.offsets, offsets);
      append(out.unknown, lost);
      append(
        out.unknown,
        offsets.filter((_, i) => ids[i] === undefined),
      );
    }
    return out;
  };
  const plainIds = (text: string) => {
    const ids: number[] = [];
    for (const stretch of stretches(text)) {
      for (const id of idsOf(stretch)) ids.push(id ?? UNKNOWN);
    }
    return ids;
  };

  return {
    fileName,
    encode(text, special) {
      const plain = encodePlain(text);
      if (!special) return plain;
      const end: Range = [text.length, text.length];
      return {
        ids: [...before.map(({ id }) => id), ...plain.ids, ...after.map(({ id }) => id)],
        tokens: [...before, ...plain.tokens.map((token) => ({ token })), ...after].map(
          ({ token }) => token,
        ),
        offsets: [...before.map((): Range => [0, 0]), ...plain.offsets, ...after.map(() => end)],
        unknown: plain.unknown,
      };
    },
    ids(text, special) {
      const plain = plainIds(text);
      if (!special) return plain;
      return [...before.map(({ id }) => id), ...plain, ...after.map(({ id }) => id)];
    },
    tail: after.length,
    tokenString: tokenStrings(added, model.vocabulary),
    mask: added
      .filter(({ content }) => content === '[MASK]' || content === '<mask>') // BERT, RoBERTa
      .map(({ id, content }) => ({ id, text: content }))[0],
  };
}

/** As arguments of a call 200,000 tokens overflow the stack. */
function append<T>(to: T[], more: readonly T[]): void {
  for (const one of more) to.push(one);
}

/** In the place of an id: it equals none. */
const UNKNOWN = -1;

type Stretch = {
  readonly section: Section; // of the text
  readonly whole: string; // the section's text
  readonly normal: string; // normalised
  readonly part: Section; // of the normalised text
  readonly first: boolean;
  readonly tokens: readonly string[];
};
type Growing = { [K in keyof Encoding]: Encoding[K][number][] };
type Placed = NonNullable<ReturnType<typeof placeTokens>>;

function shifted({ offsets, lost }: Placed, by: number): Placed {
  const move = ([a, b]: Range): Range => [a + by, b + by];
  return { offsets: offsets.map(move), lost: lost.map(move) };
}

function cannotPlace(text: string, fileName: string): EngineError {
  const message = `${fileName}: cannot place the tokens of ${quoted(text)}`;
  return new EngineError('task-model', message, {
    hint: 'Write the text without characters that the tokenizer rewrites.',
  });
}

/** The Rust library finds it between any two letters. */
function emptyToken(content: string, fileName: string): EngineError {
  const message = `${fileName}: nothing is left of the added token ${quoted(content)} once normalised`;
  return new EngineError('file-format', message, { hint: 'Give it "normalized": false.' });
}

/** The id of an added token that stands in a text. */
function checkedId({ content, id, otherId }: AddedToken, fileName: string): number {
  if (otherId === undefined) return id;
  const found = `the added token ${quoted(content)} has the id ${otherId}`;
  const message = `${fileName}: ${found}, the library tokenizers counts on and gives it ${id}`;
  throw new EngineError('task-model', message, {
    hint: 'Save the tokenizer again with tokenizer.save_pretrained(folder), or leave the word out.',
  });
}

function tokenStrings(
  added: readonly AddedToken[],
  vocabulary: ReadonlyMap<string, number>,
): (id: number) => string {
  let byId: Map<number, string> | undefined; // few ask
  return (id) => {
    byId ??= new Map([
      ...[...vocabulary].map(([token, own]) => [own, token] as const),
      ...added.map(({ content, id: own }) => [own, content] as const),
    ]);
    return byId.get(id) ?? `#${id}`;
  };
}
