// A file that a user writes, as text: JSON with comments, checked against its schema, the one source of what
// it may hold. Every problem is known by line and column.
import type { ValidateFunction } from 'ajv';
import {
  createScanner,
  findNodeAtLocation,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { Json } from '../checkpoint/checkpoint.ts';
import { grouped, quoted } from '../checkpoint/words.ts';
import { EngineError, type ErrorCode } from '../core/error.ts';
import { type Path, schemaProblems, validatorOf } from './jsonSchema.ts';

/** 4,096 listed pairs of 20 variables have about 2 MB. */
export const MAX_FILE_BYTES = 4 * 2 ** 20;
/** Schemas nest to 6; this bounds whoever walks the tree. */
const MAX_NESTING = 32;
/** 4,096 listed pairs of 20 variables have 180,000 values; a value takes some 400 bytes here. */
const MAX_VALUES = 250_000;
/** The longest lists of the schema. */
const MAX_MEMBERS = 10_000;
/** In a file of more values only the first thing that is wrong is told: each takes memory too. */
const MAX_VALUES_TOLD = 20_000;
/** More would not be read. */
const MAX_PROBLEMS = 100;

/** Line and column count from 1, in UTF-16 units. */
type Place = { readonly line: number; readonly column: number };

/** Something wrong in the text. */
export type FileProblem = Place & { readonly message: string };

/** A kind of file: what it may hold, and what its user is told to do. */
export type FileForm = {
  readonly code: ErrorCode;
  readonly schema: object;
  /** A key whose value may be longer than is read: it is null then. */
  readonly mayBeLong?: string;
  readonly hints: {
    readonly tooLong: string;
    readonly tooLarge: string;
    readonly noJson: string;
  };
};

/** A parsed file that can say where in it something is wrong. */
export interface FileSource {
  /** Objects have no prototype, so that a key may be "__proto__". */
  readonly value: Json;
  readonly fileName: string;
  /** Notes a problem at a value; `within` is an index into it when it is a string. */
  problem(path: Path, message: string, within?: number): void;
  /** Where values begin and end (after the last letter); they follow each other in the text. */
  places(paths: readonly Path[]): readonly { readonly from: Place; readonly to: Place }[];
  /** Throws an error of the form's code with every problem noted so far, if there is one. */
  throwProblems(hint: string): void;
}

/** Makes the reader of a kind of files. It throws a FileError that has everything that is wrong. */
export function fileReader(form: FileForm): (text: string, fileName: string) => FileSource {
  const made = new Map<boolean, ValidateFunction>(); // when first needed: that takes a moment
  const validator = (allErrors: boolean) => {
    const one = made.get(allErrors) ?? validatorOf(form.schema, allErrors);
    made.set(allErrors, one);
    return one;
  };
  return (text, fileName) => parse(text, fileName, form, validator);
}

function parse(
  text: string,
  fileName: string,
  { code, mayBeLong, hints }: FileForm,
  validator: (allErrors: boolean) => ValidateFunction,
): FileSource {
  const problems: Problem[] = [];
  const throwProblems = (hint: string, ofForm = true) =>
    throwAll(problems, text, fileName, { code, hint, ofForm });
  if (text.length > MAX_FILE_BYTES) {
    const found = `${grouped(text.length)} characters, ${grouped(MAX_FILE_BYTES)} are allowed`;
    throw new EngineError(code, `${fileName} has ${found}`, { hint: hints.tooLong });
  }
  const values = survey(text, problems);
  throwProblems(hints.tooLarge, false); // no schema knows these limits
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  for (const { error, offset } of errors) problems.push({ offset, message: syntaxMessage(error) });
  if (!root && errors.length === 0) problems.push({ offset: 0, message: 'the file is empty' });
  throwProblems(hints.noJson);
  const value = plainValue(root!, problems, mayBeLong);
  throwProblems('Keep one of two equal keys, and lists short.', false);
  for (const { path, message, key } of schemaProblems(
    value,
    validator(values <= MAX_VALUES_TOLD),
  )) {
    problems.push({ offset: offsetAt(root!, path, key), message });
  }
  throwProblems('An editor with JSON schemas completes and explains every field.');
  return {
    value,
    fileName,
    problem: (path, message, within) =>
      problems.push({ offset: offsetAt(root!, path, undefined, text, within), message }),
    places: (paths) => {
      const ends = paths.flatMap((path) => {
        const { offset, length } = findNodeAtLocation(root!, [...path]) ?? root!;
        return [offset, offset + length];
      });
      const at = placed(ends, text);
      return paths.map((_, i) => ({ from: at[2 * i], to: at[2 * i + 1] }));
    },
    throwProblems: (hint) => throwProblems(hint, false),
  };
}

type Problem = { readonly offset: number; readonly message: string };

/** Everything that is wrong in a file. */
export class FileError extends EngineError {
  readonly problems: readonly FileProblem[];
  /** They are of JSON or of the schema, not of what the file means. */
  readonly ofForm: boolean;

  constructor(
    problems: readonly FileProblem[],
    more: number,
    fileName: string,
    { code, hint, ofForm }: Advice,
  ) {
    const lines = problems.map(
      ({ line, column, message }) => `${fileName}:${line}:${column}: ${message}`,
    );
    if (more > 0) lines.push(`and ${grouped(more)} more`);
    super(code, lines.join('\n'), { hint });
    this.problems = problems;
    this.ofForm = ofForm;
  }
}

type Advice = { readonly code: ErrorCode; readonly hint: string; readonly ofForm: boolean };

function throwAll(problems: readonly Problem[], text: string, fileName: string, advice: Advice) {
  if (problems.length === 0) return;
  const sorted = [...problems].sort((a, b) => a.offset - b.offset);
  const first = sorted.slice(0, MAX_PROBLEMS);
  const places = placed(
    first.map(({ offset }) => offset),
    text,
  );
  const told = first.map(({ message }, i) => ({ ...places[i], message }));
  throw new FileError(told, sorted.length - told.length, fileName, advice);
}

/** Lines and columns, from 1, of offsets in the order of the text. */
function placed(offsets: readonly number[], text: string): readonly Place[] {
  const lineEnd = /\r\n|\r|\n/g;
  let line = 1;
  let start = 0; // of the line
  let next = lineEnd.exec(text);
  return offsets.map((offset) => {
    for (; next && lineEnd.lastIndex <= offset; next = lineEnd.exec(text)) {
      line++;
      start = lineEnd.lastIndex;
    }
    return { line, column: offset - start + 1 };
  });
}

/**
 * Counts values by their commas and depth by brackets, before a tree is made of them: that takes
 * memory and recurses.
 */
function survey(text: string, problems: Problem[]): number {
  const scanner = createScanner(text, true);
  let depth = 0;
  let values = 1;
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const offset = scanner.getTokenOffset();
    if ('{['.includes(text[offset])) depth++;
    if ('}]'.includes(text[offset])) depth--;
    if (text[offset] === ',') values++;
    const excess = excessOf(depth, values);
    if (excess === undefined) continue;
    problems.push({ offset, message: excess });
    break;
  }
  return values;
}

function excessOf(depth: number, values: number): string | undefined {
  if (depth > MAX_NESTING) return `nests deeper than ${MAX_NESTING} levels`;
  return values > MAX_VALUES ? `has more than ${grouped(MAX_VALUES)} values` : undefined;
}

/** "CommaExpected" -> "comma expected". */
function syntaxMessage(error: ParseError['error']): string {
  const words = printParseErrorCode(error).replace(/\B[A-Z]/g, (letter) => ` ${letter}`);
  return words.toLowerCase();
}

/** `mayBeLong`: a key of the node itself that becomes null where it is too long. */
function plainValue(node: Node, problems: Problem[], mayBeLong?: string): Json {
  const members = node.children?.length ?? 0;
  if (members > MAX_MEMBERS) {
    const message = `found ${grouped(members)} members, ${grouped(MAX_MEMBERS)} are allowed`;
    problems.push({ offset: node.offset, message });
    return null;
  }
  if (node.type === 'array')
    return (node.children ?? []).map((child) => plainValue(child, problems));
  if (node.type !== 'object') return node.value;
  const object: Record<string, Json> = Object.create(null);
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (!value) continue;
    if (key.value in object) {
      problems.push({ offset: key.offset, message: `the key ${quoted(key.value)} is there twice` });
    }
    const isLeftOut = key.value === mayBeLong && (value.children?.length ?? 0) > MAX_MEMBERS;
    object[key.value] = isLeftOut ? null : plainValue(value, problems);
  }
  return object;
}

/** Offset of the value at `path`, or of the key `key` in it, or of a character of a string value. */
function offsetAt(root: Node, path: Path, key?: string, text?: string, within?: number): number {
  const node = findNodeAtLocation(root, [...path]) ?? root;
  if (key !== undefined) {
    const property = node.children?.find((child) => child.children?.[0].value === key);
    return property?.offset ?? node.offset;
  }
  if (text === undefined || within === undefined || node.type !== 'string') return node.offset;
  // Escapes make the written text longer than the value; its start is right in any case.
  const written = text.slice(node.offset, node.offset + node.length);
  return written.includes('\\') ? node.offset : node.offset + 1 + within;
}
