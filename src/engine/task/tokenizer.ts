// A model's tokenizer: text to ids, with the characters that every token covers. The ids are the
// library's (@huggingface/tokenizers); the offsets, which it does not give, are tokenOffsets.ts's.
import {
  Tokenizer as LibraryTokenizer,
  MetaspacePreTokenizer,
  SequenceNormalizer,
} from '@huggingface/tokenizers';
import type { JsonObject } from '../checkpoint/checkpoint.ts';
import { quoted } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import type { Range } from './task.ts';
import { checkTokenizerJson, members, type TokenizerJson } from './tokenizerJson.ts';
import { placeTokens, type Spelling } from './tokenOffsets.ts';

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
  /** How many special tokens stand after the text. */
  readonly tail: number;
  /** The token as the tokenizer writes it; "#17" for an id without one. */
  tokenString(id: number): string;
  /** The token that stands for a masked word; undefined for tokenizers without one. */
  readonly mask: { readonly id: number; readonly text: string } | undefined;
}

/**
 * Makes a tokenizer from the content of a tokenizer.json. Throws EngineError('file-format') naming
 * the part that is not understood.
 */
export function makeTokenizer(json: JsonObject, fileName: string): Tokenizer {
  const checked = checkTokenizerJson(json, fileName);
  const library = load(checked, fileName);
  const spelling = spellingOf(checked, library);
  const added = new Set(checked.addedTokens.map((token) => String(token.content)));
  if (spelling.unknown !== undefined) added.delete(spelling.unknown); // hardly ever meant literally
  const special = specialTokens(library, fileName);

  const encodePlain = (text: string): Encoding => {
    const { ids, tokens } = library.encode(text, { add_special_tokens: false });
    const placed = placeTokens(text, tokens, added, spelling);
    if (!placed) {
      throw new EngineError(
        'task-model',
        `${fileName}: cannot place the tokens of ${quoted(text)}`,
        {
          hint: 'Write the text without characters that the tokenizer rewrites.',
        },
      );
    }
    // A word-level model gives a word that it does not know no id at all.
    const missing = placed.offsets.filter((_, i) => ids[i] === undefined);
    const unknown = [...placed.lost, ...missing];
    return { ids: ids.map((id) => id ?? 0), tokens, offsets: placed.offsets, unknown };
  };

  return {
    fileName,
    encode(text, withSpecial) {
      const plain = encodePlain(text);
      return withSpecial ? surrounded(plain, special, text.length) : plain;
    },
    ids(text, withSpecial) {
      const plain = library.encode(text, { add_special_tokens: false }).ids;
      if (!withSpecial || special.before.length + special.after.length === 0) return plain;
      return [...special.before.map(([id]) => id), ...plain, ...special.after.map(([id]) => id)];
    },
    tail: special.after.length,
    tokenString: (id) => library.id_to_token(id) ?? `#${id}`,
    mask: maskToken(checked),
  };
}

function load(checked: TokenizerJson, fileName: string): LibraryTokenizer {
  const json = {
    model: checked.model,
    normalizer: checked.normalizer,
    pre_tokenizer: checked.preTokenizer,
    post_processor: checked.postProcessor,
    decoder: null, // nothing is decoded
    added_tokens: checked.addedTokens,
  };
  try {
    return new LibraryTokenizer(json, {});
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError('file-format', `${fileName}: not understood: ${reason}`, {
      hint: 'Save the tokenizer again with tokenizer.save_pretrained(folder).',
      cause,
    });
  }
}

function spellingOf(checked: TokenizerJson, library: LibraryTokenizer): Spelling {
  const { model, kind } = checked;
  const chain = members(checked.normalizer);
  const preTokenizers = members(checked.preTokenizer);
  const normalise = normaliser(chain, preTokenizers);
  const prepended = chain
    .filter(({ type }) => type === 'Prepend')
    .map(({ prepend }) => (normalise ? normalise(String(prepend)) : String(prepend)))
    .join('');
  return {
    normalise,
    prefix: (section, first) => prepended || sectionPrefix(preTokenizers, section, first),
    byteLevel: preTokenizers.some(({ type }) => type === 'ByteLevel'),
    byteFallback: model.byte_fallback === true,
    continuing: kind === 'WordPiece' ? String(model.continuing_subword_prefix ?? '##') : '',
    wordEnd: typeof model.end_of_word_suffix === 'string' ? model.end_of_word_suffix : '',
    unknown: kind === 'WordLevel' ? undefined : unknownToken(model, kind),
    unknownLength: (rest, next) => unknownLength(checked, library, rest, next),
  };
}

/** The normalisers that work letter by letter, and "▁" for spaces. Undefined when there are none. */
function normaliser(
  chain: readonly JsonObject[],
  preTokenizers: readonly JsonObject[],
): ((piece: string) => string) | undefined {
  const forLetters = chain.filter(({ type }) => type !== 'Prepend' && type !== 'Strip');
  const metaspace = preTokenizers.find(({ type }) => type === 'Metaspace');
  if (forLetters.length === 0 && !metaspace) return undefined;
  const letters = new SequenceNormalizer({
    type: 'Sequence',
    normalizers: forLetters,
  } as unknown as SequenceConfig);
  const marks =
    metaspace &&
    new MetaspacePreTokenizer({
      ...metaspace,
      prepend_scheme: 'never',
    } as unknown as MetaspaceConfig);
  const memo = new Map<string, string>(); // of letters
  return (piece) => {
    const known = memo.get(piece);
    if (known !== undefined) return known;
    const normal = letters.normalize(piece);
    const marked = marks ? marks.pre_tokenize_text(normal).join('') : normal;
    if (piece.length <= 4 && memo.size < 10_000) memo.set(piece, marked);
    return marked;
  };
}

type MetaspaceConfig = ConstructorParameters<typeof MetaspacePreTokenizer>[0];
type SequenceConfig = ConstructorParameters<typeof SequenceNormalizer>[0];

/** What the first pre-tokenizer that does so puts before a section. */
function sectionPrefix(chain: readonly JsonObject[], section: string, first: boolean): string {
  for (const each of chain) {
    if (each.type === 'ByteLevel' && each.add_prefix_space === true) {
      return section.startsWith(' ') ? '' : ' ';
    }
    if (each.type === 'Metaspace') {
      const mark = String(each.replacement ?? '▁');
      const scheme = each.prepend_scheme ?? 'always';
      const wanted = scheme === 'always' || (scheme === 'first' && first);
      return wanted && !section.startsWith(mark) ? mark : '';
    }
  }
  return '';
}

function unknownToken(model: JsonObject, kind: TokenizerJson['kind']): string | undefined {
  if (kind !== 'Unigram') return typeof model.unk_token === 'string' ? model.unk_token : undefined;
  const id = model.unk_id;
  const entry = Array.isArray(model.vocab) && typeof id === 'number' ? model.vocab[id] : undefined;
  return Array.isArray(entry) ? String(entry[0]) : undefined;
}

/** WordPiece gives up a whole word, BPE and Unigram one letter or, fused, a run of letters. */
function unknownLength(
  { kind, model }: TokenizerJson,
  library: LibraryTokenizer,
  rest: string,
  next: string | undefined,
): number {
  if (kind === 'WordPiece') {
    return library.pre_tokenizer?.pre_tokenize(rest)[0]?.length ?? rest.length;
  }
  if (kind === 'BPE' && model.fuse_unk !== true) return 1;
  if (next === undefined) return rest.length;
  const found = rest.indexOf(next, 1);
  return found < 0 ? 1 : found;
}

type Special = {
  readonly before: readonly (readonly [number, string])[];
  readonly after: readonly (readonly [number, string])[];
};

/** What the post-processor puts around a text, found by sending a stand-in through it. */
function specialTokens(library: LibraryTokenizer, fileName: string): Special {
  const standIn = '\u0000text';
  const tokens = library.post_processor?.post_process([standIn], null, true).tokens ?? [standIn];
  const at = tokens.indexOf(standIn);
  if (at < 0 || tokens.lastIndexOf(standIn) !== at) {
    throw new EngineError(
      'file-format',
      `${fileName}: "post_processor" does not hold the text once`,
    );
  }
  const withId = (token: string) => {
    const id = library.token_to_id(token);
    if (id !== undefined) return [id, token] as const;
    const message = `${fileName}: "post_processor" adds ${quoted(token)}, which has no id`;
    throw new EngineError('file-format', message);
  };
  return { before: tokens.slice(0, at).map(withId), after: tokens.slice(at + 1).map(withId) };
}

function surrounded(plain: Encoding, { before, after }: Special, length: number): Encoding {
  if (before.length + after.length === 0) return plain;
  return {
    ids: [...before.map(([id]) => id), ...plain.ids, ...after.map(([id]) => id)],
    tokens: [...before.map(([, t]) => t), ...plain.tokens, ...after.map(([, t]) => t)],
    offsets: [
      ...before.map(() => [0, 0] as const),
      ...plain.offsets,
      ...after.map(() => [length, length] as const),
    ],
    unknown: plain.unknown,
  };
}

/** BERT writes [MASK], RoBERTa <mask>. */
function maskToken({ addedTokens }: TokenizerJson): Tokenizer['mask'] {
  const token = addedTokens.find(({ content }) => content === '[MASK]' || content === '<mask>');
  return token && { id: Number(token.id), text: String(token.content) };
}
