// Pre-tokenizers: a text's pieces, as the Rust library `tokenizers` cuts them. All of them are a
// pattern and what becomes of its matches; of the JavaScript library, which knows neither every
// behaviour nor letters beyond ASCII, only the translation of regular expressions is used.
import { SplitPreTokenizer } from '@huggingface/tokenizers';
import type { JsonObject } from '../../checkpoint/checkpoint.ts';
import { byteLetters } from './byteLevel.ts';
import { checkGrowth } from './growth.ts';

/** `first`: the text stands at the start of all text. */
export type PreTokenise = (text: string, first: boolean) => readonly string[];

type Piece = { readonly text: string; readonly first: boolean };
type Step = (piece: Piece) => readonly Piece[];

/** Throws EngineError('file-unsafe') when a text explodes: a byte-level step makes letters of bytes. */
export function makePreTokeniser(chain: readonly JsonObject[], fileName: string): PreTokenise {
  const steps = chain.map(stepOf);
  return (text, first) => {
    let pieces: readonly Piece[] = [{ text, first }];
    for (const step of steps) {
      pieces = pieces.flatMap(step);
      const length = pieces.reduce((total, piece) => total + piece.text.length, 0);
      checkGrowth(fileName, 'pre_tokenizer', text.length, length);
    }
    return pieces.map((piece) => piece.text);
  };
}

const PUNCTUATION = /[\p{P}\u0021-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u007E]/gu;
const SPACE = /\p{White_Space}/gu;
const WORD =
  /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\p{White_Space}]+/gu;
const GPT2 =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

function stepOf(config: JsonObject): Step {
  const { type } = config;
  if (type === 'Split') return split(config);
  if (type === 'Metaspace') return metaspace(config);
  if (type === 'ByteLevel') return byteLevel(config);
  if (type === 'Whitespace') return (piece) => cut(piece, WORD, 'Removed', true);
  if (type === 'WhitespaceSplit') return (piece) => cut(piece, SPACE, 'Removed');
  if (type === 'BertPreTokenizer') {
    return (piece) =>
      cut(piece, SPACE, 'Removed').flatMap((word) => cut(word, PUNCTUATION, 'Isolated'));
  }
  if (type === 'Punctuation') {
    const behavior = String(config.behavior ?? 'Isolated');
    return (piece) => cut(piece, PUNCTUATION, behavior);
  }
  const digits = config.individual_digits === true ? 'Isolated' : 'Contiguous';
  return (piece) => cut(piece, /\p{N}/gu, digits); // Digits
}

type SplitConfig = ConstructorParameters<typeof SplitPreTokenizer>[0];

function split(config: JsonObject): Step {
  const { pattern } = new SplitPreTokenizer({ ...config, invert: true } as unknown as SplitConfig);
  const behavior = String(config.behavior ?? 'Isolated');
  if (pattern === null) return (piece) => [piece];
  return (piece) => cut(piece, pattern, behavior, config.invert === true);
}

/** Whether a text's place counts: a mark is put before the first one. */
export function marksFirst(chain: readonly JsonObject[]): boolean {
  return chain.some((each) => each.type === 'Metaspace' && metaspaceScheme(each) === 'first');
}

/** Whether a Metaspace puts its mark before every section, before the first or never. */
export function metaspaceScheme({ prepend_scheme, add_prefix_space }: JsonObject): string {
  return String(prepend_scheme ?? (add_prefix_space === false ? 'never' : 'always'));
}

function metaspace(config: JsonObject): Step {
  const mark = String(config.replacement ?? '▁');
  const scheme = metaspaceScheme(config);
  const pattern = new RegExp(mark.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gu');
  return ({ text, first }) => {
    const marked = text.replaceAll(' ', () => mark);
    const wanted = scheme === 'always' || (scheme === 'first' && first);
    const whole = { text: wanted && !marked.startsWith(mark) ? mark + marked : marked, first };
    return config.split === false ? [whole] : cut(whole, pattern, 'MergedWithNext');
  };
}

function byteLevel({ add_prefix_space, use_regex }: JsonObject): Step {
  return ({ text, first }) => {
    const spaced = add_prefix_space === true && !text.startsWith(' ') ? ` ${text}` : text;
    const whole = { text: spaced, first };
    const pieces = use_regex === false ? [whole] : cut(whole, GPT2, 'Isolated');
    return pieces.map((piece) => ({ ...piece, text: byteLetters(piece.text) }));
  };
}

type Tile = { readonly from: number; readonly to: number; readonly match: boolean };

/** The pieces around the matches of a pattern; with `invert` around what does not match. */
function cut(
  { text, first }: Piece,
  pattern: RegExp,
  behavior: string,
  invert = false,
): readonly Piece[] {
  const tiles: Tile[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(pattern)) {
    if (index > from) tiles.push({ from, to: index, match: invert });
    from = index + found.length;
    tiles.push({ from: index, to: from, match: !invert });
  }
  if (from < text.length) tiles.push({ from, to: text.length, match: invert });
  return joined(tiles, behavior)
    .filter(({ from: start, to }) => to > start)
    .map(({ from: start, to }) => ({ text: text.slice(start, to), first: first && start === 0 }));
}

function joined(tiles: readonly Tile[], behavior: string): readonly Tile[] {
  if (behavior === 'Isolated') return tiles;
  if (behavior === 'Removed') return tiles.filter(({ match }) => !match);
  const joins = (before: Tile, after: Tile) => {
    if (behavior === 'Contiguous') return before.match === after.match;
    const [glue, other] = behavior === 'MergedWithPrevious' ? [after, before] : [before, after];
    return glue.match && !other.match;
  };
  const out: Tile[] = [];
  for (const [i, tile] of tiles.entries()) {
    if (i > 0 && joins(tiles[i - 1], tile)) out.push({ ...out.pop()!, to: tile.to });
    else out.push(tile);
  }
  return out;
}
