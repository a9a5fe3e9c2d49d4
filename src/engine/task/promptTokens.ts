// One prompt in one model's tokens: ids, where the answer is read, and the tokens of every span.
// The spans tile the tokens, so that interchanging all of them is interchanging everything.
import { quoted } from '../checkpoint/words.ts';
import type { Prompt, Range, Task } from './task.ts';
import type { Encoding, Tokenizer } from './tokenizer.ts';

/** How a model reads prompts. */
export type Reader = {
  readonly tokenizer: Tokenizer;
  /** It fills in a mask (BERT) rather than going on after the last token. */
  readonly masked: boolean;
  readonly maxLength: number; // tokens
  readonly rows: number; // of the embedding: ids from there on have none
};

export type PromptTokens = {
  readonly ids: readonly number[]; // [T]
  readonly tokens: readonly string[];
  readonly readAt: number;
  readonly spans: readonly Range[]; // in tokens, as task.spans
};

/** The text that a model gets. With an `answer` that stands where it would be read. */
export type Framed = {
  readonly text: string;
  readonly spans: readonly Range[]; // in characters
};

/**
 * A causal model reads up to the answer, white space at the end included, which then separates; a masked one has a mask in its place and, where the prompt
 * ends there, a full stop after it, as in the texts it was trained on.
 */
export function framed(task: Task, prompt: Prompt, reader: Reader, answer?: string): Framed {
  const { text, spans, marker } = prompt;
  const filler = reader.masked ? (answer ?? reader.tokenizer.mask?.text ?? '') : (answer ?? '');
  const before = text.slice(0, marker);
  const separated = before === '' || /\s$/u.test(before);
  const put = filler === '' ? '' : (separated ? '' : task.separator) + filler;
  if (!reader.masked) return { text: before + put, spans };
  const rest = text.slice(marker ?? text.length);
  const after = marker === undefined ? ' .' : rest;
  const shift = before.length + put.length - (marker ?? text.length);
  const moved = spans.map(([a, b]): Range => (b > before.length ? [a + shift, b + shift] : [a, b]));
  return { text: before + put + after, spans: moved };
}

/** Why a prompt does not fit a model at all, whatever its values; undefined when it may. */
export function readerProblem(task: Task, prompt: Prompt, reader: Reader): string | undefined {
  if (reader.masked) {
    if (reader.tokenizer.mask) return undefined;
    return 'the model fills in masks, but its tokenizer has no [MASK] or <mask>';
  }
  const late = prompt.spans.findIndex(
    ([start]) => prompt.marker !== undefined && start >= prompt.marker,
  );
  if (late < 0) return undefined;
  const id = quoted(task.spans[late].id);
  return `${id} stands after the answer {?}, which a model that reads from left to right never sees`;
}

/** One prompt in tokens, or a sentence that says why it does not fit. */
export function promptTokens(task: Task, prompt: Prompt, reader: Reader): PromptTokens | string {
  const frame = framed(task, prompt, reader);
  const encoding = encodeFor(reader, frame.text);
  const { ids, tokens, unknown } = encoding;
  if (unknown.length > 0) return unknownWord(task, frame, unknown[0]);
  const beyond = ids.findIndex((id) => id >= reader.rows);
  if (beyond >= 0) return beyondRows(tokens[beyond], ids[beyond], reader);
  if (ids.length > reader.maxLength) {
    return `a prompt has ${ids.length} tokens, the model reads ${reader.maxLength}`;
  }
  const readAt = reader.masked ? ids.indexOf(reader.tokenizer.mask!.id) : ids.length - 1;
  const owners = ownersOf(task, frame, encoding);
  if (typeof owners === 'string') return owners;
  const spans: Range[] = [];
  for (const [s, { id }] of task.spans.entries()) {
    const start = owners.indexOf(s);
    if (start < 0) return `${quoted(id)} has no token of its own`;
    spans.push([start, owners.lastIndexOf(s) + 1]);
  }
  return { ids, tokens, readAt, spans };
}

/** A tokenizer that has got tokens after the model was trained. */
export function beyondRows(token: string, id: number, { rows }: Reader): string {
  const mend = 'resize the embedding, or use the tokenizer that the model was trained with';
  return `the token ${quoted(token)} has the id ${id}, the model's embedding ${rows} rows: ${mend}`;
}

/**
 * The tokens that a model gets, with special ones. Those that a post-processor puts after the text
 * are left out for a causal model: it would read its answer there.
 */
export function encodeFor({ tokenizer, masked }: Reader, text: string): Encoding {
  const encoding = tokenizer.encode(text, true);
  const length = masked ? encoding.ids.length : encoding.ids.length - tokenizer.tail;
  if (length === encoding.ids.length) return encoding;
  const cut = <T>(items: readonly T[]) => items.slice(0, length);
  const { ids, tokens, offsets, unknown } = encoding;
  return { ids: cut(ids), tokens: cut(tokens), offsets: cut(offsets), unknown };
}

/** The ids of `encodeFor` alone. */
export function idsFor({ tokenizer, masked }: Reader, text: string): readonly number[] {
  const ids = tokenizer.ids(text, true);
  return masked ? ids : ids.slice(0, ids.length - tokenizer.tail);
}

/**
 * The span of every token: that of its first character that is no white space. White space and what
 * comes before the text go with the token after them, the mask and what follows it with the span
 * before: there a causal model reads.
 */
function ownersOf(
  task: Task,
  { text, spans }: Framed,
  encoding: Encoding,
): readonly number[] | string {
  const { offsets, tokens } = encoding;
  const ofChar = new Int32Array(text.length + 1).fill(NONE);
  for (const [s, [start, end]] of spans.entries()) ofChar.fill(s, start, end);
  const owners = new Array<number>(tokens.length).fill(NONE);
  const goesForward = new Array<boolean>(tokens.length).fill(false);
  for (const [i, [start, end]] of offsets.entries()) {
    const piece = text.slice(start, end);
    const first = start + piece.length - piece.trimStart().length;
    const last = end - 1 - (piece.length - piece.trimEnd().length);
    goesForward[i] = first >= end && start < text.length;
    if (first > last) continue;
    owners[i] = ofChar[first];
    if (ofChar[last] !== ofChar[first]) return straddles(task, ofChar[first], ofChar[last]);
  }
  for (let i = tokens.length - 2; i >= 0; i--) {
    if (owners[i] === NONE && goesForward[i]) owners[i] = owners[i + 1];
  }
  const first = owners.find((owner) => owner !== NONE) ?? NONE;
  for (let i = 0; i < tokens.length; i++) {
    if (owners[i] === NONE) owners[i] = i === 0 ? first : owners[i - 1];
  }
  return owners;
}

const NONE = -1;

function straddles(task: Task, a: number, b: number): string {
  const name = (span: number) => (span === NONE ? 'the answer' : quoted(task.spans[span].id));
  return `one token covers ${name(a)} and ${name(b)}`;
}

function unknownWord(task: Task, { text, spans }: Framed, unknown: Range): string {
  const [from, to] = unknown;
  const inside = spans.findIndex(([start, end]) => from < end && to > start);
  const part = inside < 0 ? undefined : task.spans[inside].part;
  return part === undefined
    ? `the tokenizer does not know ${quoted(text.slice(from, to))}`
    : `the tokenizer does not know every value of ${quoted(task.parts[part].id)}`;
}
