// A task file as text: JSON with comments, checked against media/task.schema.json, the one source
// of what a task file may hold. Every problem is known by line and column.
import { Ajv, type ErrorObject } from 'ajv';
import {
  createScanner,
  findNodeAtLocation,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import schema from '../../../media/task.schema.json' with { type: 'json' };
import type { Json } from '../checkpoint/checkpoint.ts';
import { kindOf } from '../checkpoint/json.ts';
import { grouped, quoted } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';

/** 4,096 listed pairs of 20 variables have about 2 MB. */
export const MAX_TASK_BYTES = 4 * 2 ** 20;
/** The schema nests to 6; this bounds whoever walks the tree. */
const MAX_NESTING = 32;
/** 4,096 listed pairs of 20 variables have 180,000 values; a value takes some 400 bytes here. */
const MAX_VALUES = 250_000;
/** The longest lists of the schema. */
const MAX_MEMBERS = 10_000;
/** In a file of more values only the first thing that is wrong is told: each takes memory too. */
const MAX_VALUES_TOLD = 20_000;
/** More would not be read. */
const MAX_PROBLEMS = 100;

/** Something wrong in the text; line and column count from 1, in UTF-16 units. */
export type TaskProblem = {
  readonly line: number;
  readonly column: number;
  readonly message: string;
};

export type Path = readonly (string | number)[];

/** A parsed task file that can say where in it something is wrong. */
export interface TaskSource {
  /** Objects have no prototype, so that a key may be "__proto__". */
  readonly value: Json;
  readonly fileName: string;
  /** Notes a problem at a value; `within` is an index into it when it is a string. */
  problem(path: Path, message: string, within?: number): void;
  /** Throws EngineError('task-invalid') with every problem noted so far, if there is one. */
  throwProblems(hint: string): void;
}

/** Throws EngineError('task-invalid') naming file, line and column of everything that is wrong. */
export function parseTaskJson(text: string, fileName: string): TaskSource {
  const problems: Problem[] = [];
  const throwProblems = (hint: string, ofForm = true) =>
    throwAll(problems, text, fileName, { hint, ofForm });
  if (text.length > MAX_TASK_BYTES) {
    const found = `${grouped(text.length)} characters, ${grouped(MAX_TASK_BYTES)} are allowed`;
    throw new EngineError('task-invalid', `${fileName} has ${found}`, {
      hint: 'Let pairs be drawn instead of listing them.',
    });
  }
  const values = survey(text, problems);
  throwProblems('Flatten or shorten the file.', false); // no schema knows these limits
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  for (const { error, offset } of errors) problems.push({ offset, message: syntaxMessage(error) });
  if (!root && errors.length === 0) problems.push({ offset: 0, message: 'the file is empty' });
  throwProblems('A task file is JSON; comments and trailing commas are allowed.');
  const value = plainValue(root!, problems);
  throwProblems('Keep one of two equal keys, and lists short.', false);
  for (const { path, message, key } of schemaProblems(value, values <= MAX_VALUES_TOLD)) {
    problems.push({ offset: offsetAt(root!, path, key), message });
  }
  throwProblems('An editor with JSON schemas completes and explains every field.');
  return {
    value,
    fileName,
    problem: (path, message, within) =>
      problems.push({ offset: offsetAt(root!, path, undefined, text, within), message }),
    throwProblems: (hint) => throwProblems(hint, false),
  };
}

type Problem = { readonly offset: number; readonly message: string };

/** Everything that is wrong in a task file. */
export class TaskFileError extends EngineError {
  readonly problems: readonly TaskProblem[];
  /** They are of JSON or of the schema, not of what the file means. */
  readonly ofForm: boolean;

  constructor(
    problems: readonly TaskProblem[],
    more: number,
    fileName: string,
    { hint, ofForm }: { readonly hint: string; readonly ofForm: boolean },
  ) {
    const lines = problems.map(
      ({ line, column, message }) => `${fileName}:${line}:${column}: ${message}`,
    );
    if (more > 0) lines.push(`and ${grouped(more)} more`);
    super('task-invalid', lines.join('\n'), { hint });
    this.problems = problems;
    this.ofForm = ofForm;
  }
}

function throwAll(
  problems: readonly Problem[],
  text: string,
  fileName: string,
  advice: { readonly hint: string; readonly ofForm: boolean },
) {
  if (problems.length === 0) return;
  const sorted = [...problems].sort((a, b) => a.offset - b.offset);
  const told = placed(sorted.slice(0, MAX_PROBLEMS), text);
  throw new TaskFileError(told, sorted.length - told.length, fileName, advice);
}

/** With lines and columns, from 1. The problems are in the order of the text. */
function placed(problems: readonly Problem[], text: string): readonly TaskProblem[] {
  const lineEnd = /\r\n|\r|\n/g;
  let line = 1;
  let start = 0; // of the line
  let next = lineEnd.exec(text);
  return problems.map(({ offset, message }) => {
    for (; next && lineEnd.lastIndex <= offset; next = lineEnd.exec(text)) {
      line++;
      start = lineEnd.lastIndex;
    }
    return { line, column: offset - start + 1, message };
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

function plainValue(node: Node, problems: Problem[], isTop = true): Json {
  const members = node.children?.length ?? 0;
  if (members > MAX_MEMBERS) {
    const message = `found ${grouped(members)} members, ${grouped(MAX_MEMBERS)} are allowed`;
    problems.push({ offset: node.offset, message });
    return null;
  }
  if (node.type === 'array')
    return (node.children ?? []).map((child) => plainValue(child, problems, false));
  if (node.type !== 'object') return node.value;
  const object: Record<string, Json> = Object.create(null);
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (!value) continue;
    if (key.value in object) {
      problems.push({ offset: key.offset, message: `the key ${quoted(key.value)} is there twice` });
    }
    // A model's vocabulary may lie in the file: nobody reads it, and it may be long.
    object[key.value] = isTop && key.value === 'vocab' ? null : plainValue(value, problems, false);
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

const validator = (allErrors: boolean) =>
  new Ajv({
    allErrors,
    verbose: true, // errors carry the schema's own descriptions
    strictTypes: false,
    strictRequired: false,
  }).compile(schema);
const validateAll = validator(true);
const validateFirst = validator(false);

type SchemaProblem = { readonly path: Path; readonly key?: string; readonly message: string };

/**
 * Ajv's errors as sentences. Where a choice (anyOf) fails, what its branches say about the value
 * itself is left out: told is what is wrong deeper inside or, if nothing is, what the choice allows.
 */
function schemaProblems(value: Json, all: boolean): readonly SchemaProblem[] {
  const validate = all ? validateAll : validateFirst;
  if (validate(value)) return [];
  const errors = validate.errors ?? [];
  const choices = new Set(errors.filter((e) => e.keyword === 'anyOf').map((e) => e.instancePath));
  const above = new Set(errors.flatMap(({ instancePath }) => ancestors(instancePath)));
  const told = errors.filter(({ keyword, instancePath }) =>
    choices.has(instancePath) ? keyword === 'anyOf' && !above.has(instancePath) : true,
  );
  const unique = new Map<string, SchemaProblem>();
  for (const error of told) {
    if (error.keyword === 'propertyNames') continue; // its pattern or length error says more
    const problem = sentence(error, value);
    unique.set(problem.message, problem);
  }
  return [...unique.values()];
}

/** "/a/0/b" -> "", "/a", "/a/0". */
function ancestors(pointer: string): readonly string[] {
  const parts = pointer.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

function sentence(error: ErrorObject, root: Json): SchemaProblem {
  const path = pathOf(error.instancePath, root);
  const at = path.length > 0 ? `${pathText(path)}: ` : '';
  const { keyword, params, parentSchema } = error;
  const data = typeof error.data === 'string' ? error.data : JSON.stringify(error.data);
  const found = `found ${kindOf(error.data)}, ${quoted(data)}`;
  if (keyword === 'additionalProperties') {
    const key = String(params.additionalProperty);
    const allowed = Object.keys(parentSchema?.properties ?? {}).join(', ');
    return { path, key, message: `${at}the key ${quoted(key)} is not known; allowed: ${allowed}` };
  }
  if (keyword === 'required') {
    return { path, message: `${at}${quoted(params.missingProperty)} is missing` };
  }
  if (error.propertyName !== undefined) {
    const key = error.propertyName;
    const allowed =
      'a name without white space, braces, question marks or quotes around it, at most 100 characters';
    return {
      path,
      key,
      message: `${at}the name ${quoted(key)} is not allowed; allowed: ${allowed}`,
    };
  }
  if (keyword === 'enum') {
    const allowed = params.allowedValues.map((each: Json) => JSON.stringify(each)).join(' or ');
    return { path, message: `${at}${found}; allowed: ${allowed}` };
  }
  const described = keyword === 'anyOf' || keyword === 'pattern' || keyword === 'minLength';
  const allowed = described ? parentSchema?.description : undefined;
  const rule = allowed ? `allowed: ${allowed}` : `it ${error.message}`;
  return { path, message: `${at}${found}; ${rule}` };
}

/** A JSON pointer as a path: numbers into arrays, strings into objects. */
function pathOf(pointer: string, root: Json): Path {
  let value: Json | undefined = root;
  return pointer
    .split('/')
    .slice(1)
    .map((escaped) => {
      const part = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(value) ? Number(part) : part;
      value = (value as Record<string | number, Json> | undefined)?.[step];
      return step;
    });
}

/** variables.S[3] */
function pathText(path: Path): string {
  const parts = path.map((step) =>
    typeof step === 'number' ? `[${step}]` : `.${/^\w+$/.test(step) ? step : quoted(step)}`,
  );
  return parts.join('').slice(1);
}
