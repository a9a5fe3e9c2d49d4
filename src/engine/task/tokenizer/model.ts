// The model of a tokenizer: pieces of text to tokens of its vocabulary.
import { BPE, Unigram, WordPiece } from '@huggingface/tokenizers';
import type { JsonObject } from '../../checkpoint/checkpoint.ts';
import { scoredBpe } from './scoredBpe.ts';
import type { TokenizerJson } from './tokenizerJson.ts';

export type TokenModel = {
  /** Its own id of every token; added tokens are not among them. */
  readonly vocabulary: ReadonlyMap<string, number>;
  tokens(pieces: readonly string[]): readonly string[];
};

/** Throws what the library throws. */
export function makeModel({ kind, model }: TokenizerJson): TokenModel {
  if (kind === 'WordLevel') {
    const vocabulary = new Map(Object.entries(model.vocab as Readonly<Record<string, number>>));
    return { vocabulary, tokens: (pieces) => pieces };
  }
  if (kind === 'ScoredBPE') return scoredModel(model.vocab as readonly ScoredToken[]);
  const library = libraryModel(kind, model);
  const vocabulary = library.tokens_to_ids as Map<string, number>;
  const known = kind === 'BPE' && dropsUnknown(model) ? knownLetters(vocabulary) : undefined;
  // The library would make one unknown token of those of neighbouring pieces.
  const tokens = (piece: string) => library([known ? known(piece) : piece]);
  if (kind === 'Unigram' && model.byte_fallback === true) {
    return {
      vocabulary,
      tokens: (pieces) => pieces.flatMap(tokens).flatMap(spelledIn(vocabulary)),
    };
  }
  return { vocabulary, tokens: (pieces) => pieces.flatMap(tokens) };
}

type ScoredToken = readonly [token: string, score: number];

/** SentencePiece's own BPE, which a GGUF file may hold; no tokenizer.json has it. */
function scoredModel(vocab: readonly ScoredToken[]): TokenModel {
  const vocabulary = new Map(vocab.map(([token], id) => [token, id]));
  const tokens = scoredBpe(
    vocabulary,
    Float64Array.from(vocab, ([, score]) => score),
  );
  return { vocabulary, tokens: (pieces) => pieces.flatMap(tokens).flatMap(spelledIn(vocabulary)) };
}

function libraryModel(kind: 'BPE' | 'Unigram' | 'WordPiece', model: JsonObject) {
  if (kind === 'BPE') return new BPE(model as unknown as ConstructorParameters<typeof BPE>[0]);
  if (kind === 'WordPiece') {
    const config = { ...model, continuing_subword_prefix: wordPiecePrefix(model) };
    return new WordPiece(config as unknown as ConstructorParameters<typeof WordPiece>[0]);
  }
  type UnigramConfig = ConstructorParameters<typeof Unigram>[0];
  return new Unigram(model as unknown as UnigramConfig, undefined as unknown as string);
}

/** A BPE that has nothing to put in the place of a letter that it lacks. */
function dropsUnknown({ unk_token, byte_fallback, end_of_word_suffix }: JsonObject): boolean {
  return typeof unk_token !== 'string' && byte_fallback !== true && !end_of_word_suffix;
}

/** What is dropped is dropped before its neighbours are merged. */
function knownLetters(vocabulary: ReadonlyMap<string, number>) {
  return (piece: string) =>
    Array.from(piece)
      .filter((char) => vocabulary.has(char))
      .join('');
}

const encoder = new TextEncoder();

/** What a model lacks, byte by byte; the library does so for BPE alone. */
function spelledIn(vocabulary: ReadonlyMap<string, number>) {
  return (token: string) => (vocabulary.has(token) ? [token] : bytesOf(token, vocabulary));
}

function bytesOf(token: string, vocabulary: ReadonlyMap<string, number>): readonly string[] {
  const bytes = Array.from(
    encoder.encode(token),
    (byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  );
  return bytes.every((byte) => vocabulary.has(byte)) ? bytes : [token];
}

export function wordPiecePrefix({ continuing_subword_prefix }: JsonObject): string {
  return String(continuing_subword_prefix ?? '##');
}
