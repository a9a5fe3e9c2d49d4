// How a tokenizer spells text in its tokens, for finding them in the text again.
import type { JsonObject } from '../../checkpoint/checkpoint.ts';
import { wordPiecePrefix } from './model.ts';
import { makeNormaliser, type Normalise } from './normalizers.ts';
import { metaspaceScheme, type PreTokenise } from './preTokenizers.ts';
import { members, type TokenizerJson } from './tokenizerJson.ts';

export type Spelling = {
  /**
   * One piece of text, normalised, without what is put before a whole section. Undefined: text
   * stays as it is.
   */
  readonly normalise: Normalise | undefined;
  /** What stands for a space: "▁" for Llama; undefined: a space. */
  readonly mark: string | undefined;
  /** What is put before a section that was normalised as a whole. */
  readonly prepended: string;
  /** What is put before any text between added tokens: "▁" for Llama, " " or nothing for others. */
  prefix(text: string, first: boolean): string;
  readonly byteLevel: boolean; // GPT-2's alphabet for bytes
  readonly byteFallback: boolean; // <0x0A>
  readonly continuing: string; // "##" of WordPiece; "" for none
  readonly wordEnd: string; // "</w>" of older BPE; "" for none
  readonly unknown: string | undefined; // the token for what is not in the vocabulary
  /** How much of normalised text, from its start, one unknown token covers. */
  unknownLength(rest: string, nextToken: string | undefined): number;
};

export function spellingOf(
  json: TokenizerJson,
  preTokenise: PreTokenise,
  fileName: string,
): Spelling {
  const { model, kind } = json;
  const chain = members(json.normalizer);
  const preTokenizers = members(json.preTokenizer);
  const metaspace = preTokenizers.find(({ type }) => type === 'Metaspace');
  const forLetters = chain.filter(({ type }) => type !== 'Prepend' && type !== 'Strip');
  const normalise = remembering(makeNormaliser(forLetters, fileName));
  const prepended = chain
    .filter(({ type }) => type === 'Prepend')
    .map(({ prepend }) => (normalise ? normalise(String(prepend)) : String(prepend)))
    .join('');
  return {
    normalise,
    mark: metaspace && String(metaspace.replacement ?? '▁'),
    prepended,
    prefix: (text, first) => prefixOf(preTokenizers, text, first),
    byteLevel: preTokenizers.some(({ type }) => type === 'ByteLevel'),
    byteFallback: model.byte_fallback === true || kind === 'ScoredBPE',
    continuing: kind === 'WordPiece' ? wordPiecePrefix(model) : '',
    wordEnd: typeof model.end_of_word_suffix === 'string' ? model.end_of_word_suffix : '',
    unknown: kind === 'WordLevel' ? undefined : unknownToken(model, kind),
    unknownLength: (rest, next) => unknownLength(json, preTokenise, rest, next),
  };
}

/** Letters come again and again. */
function remembering(normalise: Normalise | undefined): Normalise | undefined {
  if (!normalise) return undefined;
  const memo = new Map<string, string>();
  return (piece) => {
    const known = memo.get(piece);
    if (known !== undefined) return known;
    const normal = normalise(piece);
    if (piece.length <= 4 && memo.size < 10_000) memo.set(piece, normal);
    return normal;
  };
}

/** What the first pre-tokenizer that does so puts before a text. */
function prefixOf(chain: readonly JsonObject[], text: string, first: boolean): string {
  for (const each of chain) {
    if (each.type === 'ByteLevel' && each.add_prefix_space === true) {
      return text.startsWith(' ') ? '' : ' ';
    }
    if (each.type === 'Metaspace') {
      const mark = String(each.replacement ?? '▁');
      const scheme = metaspaceScheme(each);
      const wanted = scheme === 'always' || (scheme === 'first' && first);
      return wanted && !text.startsWith(mark) ? mark : '';
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
  preTokenise: PreTokenise,
  rest: string,
  next: string | undefined,
): number {
  if (kind === 'WordPiece') return preTokenise(rest, false)[0]?.length ?? rest.length;
  if (kind === 'BPE' && model.fuse_unk !== true) return 1;
  if (next === undefined) return rest.length;
  const found = rest.indexOf(next, 1);
  return found < 0 ? 1 : found;
}
