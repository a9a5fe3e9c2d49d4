// JSON from files nobody vouches for: limits on size and nesting, no key twice in an object, and an
// error that says where the text breaks. Nothing recurses, so no nesting can exhaust the stack.
import { visit } from 'jsonc-parser';
import { EngineError } from '../core/error.ts';
import type { JsonObject } from './checkpoint.ts';
import { grouped, quoted } from './words.ts';

/** Configurations nest to about 6; this also bounds whoever walks the result recursively. */
const DEEPEST = 64;
/** Keys of one object, such as a header's tensors: the largest public checkpoints have 200,000. */
const MOST_KEYS = 1_000_000;

/**
 * Parses UTF-8 JSON whose top is an object; `what` names it for people. Throws EngineError('file-format') with line and column
 * where the text is not JSON, and with the key where an object holds one twice.
 */
export function parseJsonObject(bytes: Uint8Array, what: string): JsonObject {
  const text = decodeUtf8(bytes, what);
  const { excess, duplicate } = survey(text);
  if (excess) throw new EngineError('file-unsafe', `${what} ${excess}`);
  const value = parse(text, what);
  if (duplicate !== undefined) {
    const message = `${what} has the key ${quoted(duplicate)} twice in one object`;
    throw new EngineError('file-format', message, {
      hint: 'Programs differ in which of the two they read; write the file again.',
    });
  }
  if (!isJsonObject(value)) {
    throw new EngineError('file-format', `${what} is not a JSON object but ${kindOf(value)}`);
  }
  return value;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a JSON value is, in words: "a number", "null". */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function decodeUtf8(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new EngineError('file-format', `${what} is not UTF-8 text`, { cause });
  }
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EngineError('file-format', `${what} is not JSON: ${breakIn(text)}`, { cause });
  }
}

/** Where JSON text breaks first. */
function breakIn(text: string): string {
  if (text.trim() === '') return 'it is empty';
  let place = 'it ends too early';
  let found = false;
  visit(
    text,
    {
      onError: (_error, offset, _length, line, column) => {
        if (found) return;
        found = true;
        if (offset < text.trimEnd().length) place = `line ${line + 1}, column ${column + 1}`;
      },
    },
    { disallowComments: true },
  );
  return place;
}

type Survey = {
  /** The limit that the text exceeds, if any. */
  readonly excess?: string;
  /** The first key that an object holds twice, if any. */
  readonly duplicate?: string;
};

/** One walk over JSON text; what it says about text that is not JSON means nothing. */
function survey(text: string): Survey {
  const open: (Set<string> | undefined)[] = []; // one for each open bracket: the keys of an object
  let duplicate: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"') {
      const end = stringEnd(text, i);
      const keys = open.at(-1);
      if (keys && isKey(text, end)) {
        const key = unescaped(text.slice(i + 1, end));
        if (keys.has(key)) duplicate ??= key;
        keys.add(key);
        if (keys.size > MOST_KEYS)
          return { excess: `has an object of over ${grouped(MOST_KEYS)} keys` };
      }
      i = end;
    } else if (char === '{' || char === '[') {
      if (open.length === DEEPEST) return { excess: `nests deeper than ${DEEPEST} levels` };
      open.push(char === '{' ? new Set() : undefined);
    } else if (char === '}' || char === ']') {
      open.pop();
    }
  }
  return { duplicate };
}

/** Index of the quote that closes the string opened at `start`; the text's length if none does. */
function stringEnd(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return quote;
  }
  return text.length;
}

function isKey(text: string, end: number): boolean {
  let next = end + 1;
  while (next < text.length && ' \t\n\r'.includes(text[next])) next++;
  return text[next] === ':';
}

/** The same key can be spelled in two ways: "a" and "\u0061". */
function unescaped(key: string): string {
  if (!key.includes('\\')) return key;
  try {
    return JSON.parse(`"${key}"`);
  } catch {
    return key; // not JSON: JSON.parse of the whole text says so
  }
}
