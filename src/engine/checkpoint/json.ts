// JSON from files nobody vouches for: one pass over the bytes, limits on nesting and on the number of
// values, and an error that says where the text breaks. Nothing recurses, so no nesting can exhaust
// the stack.
import { EngineError } from '../core/error.ts';
import type { Json, JsonObject } from './checkpoint.ts';
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  JsonLexer,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
} from './jsonLexer.ts';
import { grouped, quoted } from './words.ts';

/** Configurations nest to about 6; this also bounds whoever walks the result recursively. */
const DEEPEST = 64;
/** The largest tokenizer.json has 1.9 million; an empty list, two letters long, takes 16 bytes. */
const MOST_VALUES = 4_000_000;
/** More odd places than anybody reads; a hostile file has millions. */
const MOST_TOLD = 8;

/**
 * Parses UTF-8 JSON whose top is an object; `what` names it for people. Throws EngineError('file-format')
 * with line and column where the text is not JSON, and with the key where an object holds one twice.
 */
export function parseJsonObject(
  bytes: Uint8Array,
  what: string,
  mostValues = MOST_VALUES,
): JsonObject {
  const object: Record<string, Json> = {};
  const add = (key: string, value: Json) => {
    if (Object.hasOwn(object, key)) throw twice(what, key);
    put(object, key, value);
  };
  eachMember(bytes, what, add, mostValues);
  return object;
}

/** Hands out the members of the top object one by one, those of one name too; inner ones are single. */
export function eachMember(
  bytes: Uint8Array,
  what: string,
  use: (key: string, value: Json) => void,
  mostValues = MOST_VALUES,
): void {
  const strict: Dialect = {
    python: false,
    mostValues,
    twice: (path) => {
      throw twice(what, path.at(-1)!);
    },
    odd: () => undefined,
  };
  const lexer = new JsonLexer(bytes, what);
  lexer.passMark();
  parse(lexer, strict, use);
}

/**
 * As Python's json reads a file: NaN and infinities are numbers, and of a key that stands twice in an
 * object the last counts. `odd` is told of each, a sentence without its subject and its end.
 */
export function parsePythonObject(
  bytes: Uint8Array,
  what: string,
  odd: (found: string) => void,
): JsonObject {
  const object: Record<string, Json> = {};
  const lexer = new JsonLexer(bytes, what);
  let told = 0;
  const tell = (found: string) => {
    if (++told <= MOST_TOLD) odd(found);
  };
  if (lexer.passMark()) tell('begins with a byte order mark, which Python refuses');
  const python: Dialect = {
    python: true,
    mostValues: MOST_VALUES,
    twice: (path) => {
      tell(`has ${quoted(path.join('.'))} twice: the last is taken, as Python does`);
    },
    odd: (path, value) => {
      tell(`has ${value} at ${quoted(path.join('.'))}, which only Python takes for JSON`);
    },
  };
  parse(lexer, python, (key, value) => {
    if (Object.hasOwn(object, key)) python.twice([key]);
    put(object, key, value);
  });
  return object;
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

type Dialect = {
  readonly python: boolean;
  readonly mostValues: number;
  /** An inner object holds the last key of this path a second time. */
  readonly twice: (path: readonly string[]) => void;
  /** A number that JSON has not. */
  readonly odd: (path: readonly string[], value: number) => void;
};

/** An open bracket, and in an object the key whose value comes next. */
type Open = { readonly container: Record<string, Json> | Json[]; key: string };

/** One walk over the text. Of the top object nothing is kept. */
function parse(lexer: JsonLexer, dialect: Dialect, use: (key: string, value: Json) => void): void {
  const open: Open[] = [];
  const pathTo = () => open.map(({ container, key }) => (Array.isArray(container) ? '[]' : key));
  const { mostValues } = dialect;
  let values = 0;

  const add = (value: Json) => {
    const { container, key } = open.at(-1)!;
    if (Array.isArray(container)) container.push(value);
    else if (open.length === 1) use(key, value);
    else {
      if (Object.hasOwn(container, key)) dialect.twice(pathTo());
      put(container, key, value);
    }
    if (typeof value === 'number' && !Number.isFinite(value)) dialect.odd(pathTo(), value);
  };
  /** Passes what stands before a value: nothing in a list, a key in an object. */
  const begin = (top: Open) => {
    if (Array.isArray(top.container)) return;
    top.key = lexer.string();
    lexer.expect(COLON);
  };
  /** After a value: passes closing brackets up to the comma; whether the text goes on. */
  const goesOn = (): boolean => {
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const next = lexer.peek();
      if (next === COMMA) {
        lexer.pass();
        begin(top);
        return true;
      }
      lexer.expect(Array.isArray(top.container) ? CLOSE_LIST : CLOSE_OBJECT);
      open.pop();
      if (open.length > 0) add(top.container);
    }
    if (lexer.peek() !== undefined) lexer.fail();
    return false;
  };

  checkTop(lexer, dialect);
  for (;;) {
    if (++values > mostValues) lexer.exceed(`over ${grouped(mostValues)} values`);
    const byte = lexer.peek();
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      if (open.length === DEEPEST) lexer.exceed(`brackets nested deeper than ${DEEPEST} levels`);
      lexer.pass();
      const top: Open = { container: byte === OPEN_LIST ? [] : {}, key: '' };
      open.push(top);
      if (lexer.peek() !== (byte === OPEN_LIST ? CLOSE_LIST : CLOSE_OBJECT)) {
        begin(top);
        continue;
      }
    } else {
      add(byte === QUOTE ? lexer.string() : lexer.scalar(dialect.python));
    }
    if (!goesOn()) return;
  }
}

function checkTop(lexer: JsonLexer, { python }: Dialect): void {
  const byte = lexer.peek();
  if (byte === OPEN_OBJECT) return;
  const value = byte === OPEN_LIST ? [] : byte === QUOTE ? lexer.string() : lexer.scalar(python);
  throw new EngineError('file-format', `${lexer.what} is not a JSON object but ${kindOf(value)}`);
}

function twice(what: string, key: string): EngineError {
  return new EngineError('file-format', `${what} has the key ${quoted(key)} twice in one object`, {
    hint: 'Programs differ in which of the two they read; write the file again.',
  });
}

/** Also under "__proto__", which an assignment would not make a member. */
function put(object: Record<string, Json>, key: string, value: Json): void {
  if (key !== '__proto__') object[key] = value;
  else
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
}
