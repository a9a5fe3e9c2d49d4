// The small language of constraints, answers and derived words: "a != b", "(a + b + c) % 6",
// "max(a, b) > c", "answer > YY", "if(which == 'first', A, B)". Types are checked when an expression is read, so that evaluating never fails.

/** A value in an expression: a number, a word or a truth. */
export type Value = number | string | boolean;
type Kind = 'number' | 'word' | 'truth';

/** By name: the word that stands for it in one prompt. */
export type Words = (variable: string) => string;

/** What an expression hands on as it is written. */
export type Passed = { readonly word: string } | { readonly variable: string };

export interface Expression {
  readonly kind: Kind;
  /** How much evaluating it takes. */
  readonly terms: number;
  /** The variables that it looks at. */
  readonly names: readonly string[];
  /** All that it may hand on; undefined: it computes what it gives. */
  readonly passes: readonly Passed[] | undefined;
  /** `words` by variable name. */
  evaluate(words: Words): Value;
  /** Its value as a word: 1 and 0 for true and false; what is handed on stays as written, "07". */
  text(words: Words): string;
}

/** What is wrong with an expression, and at which character of it. */
export class ExpressionError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.name = 'ExpressionError';
    this.at = at;
  }
}

/**
 * Reads an expression. `kindOf` tells whether all values of a variable are numbers; undefined: there
 * is no such variable. Throws ExpressionError.
 */
export function readExpression(
  text: string,
  kindOf: (variable: string) => 'number' | 'word' | undefined,
): Expression {
  const parser = { tokens: tokenise(text), next: 0, kindOf, names: new Set<string>() };
  const expression = readBinary(parser, 0);
  const rest = parser.tokens[parser.next];
  if (rest.text !== END) throw new ExpressionError(`${shown(rest)} is one too many`, rest.at);
  return { ...expression, terms: parser.tokens.length, names: [...parser.names] };
}

function valueText(value: Value): string {
  return typeof value === 'boolean' ? (value ? '1' : '0') : String(value);
}

/** True for what counts as a number in expressions: "7", "-3", "07", "2.5". */
export function isNumeric(word: string): boolean {
  return /^-?\d{1,15}(\.\d{1,15})?$/.test(word);
}

type Part = Omit<Expression, 'terms' | 'names'>;

/** What gives a value of its own. */
function computes(kind: Kind, evaluate: (words: Words) => Value): Part {
  return { kind, passes: undefined, evaluate, text: (words) => valueText(evaluate(words)) };
}

type Token = {
  readonly text: string;
  readonly at: number;
  /** A bare name may be an operator or a function too; a {variable} in braces is only that. */
  readonly kind: 'sign' | 'name' | 'variable' | 'word';
};
type Parser = {
  readonly tokens: readonly Token[];
  readonly kindOf: (variable: string) => 'number' | 'word' | undefined;
  readonly names: Set<string>; // the variables met
  next: number;
};

const END = '';

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?|[-+*/%(),]|[=!<>]=|[<>])|'([^']*)'|\{([^{}]+)\}|([\p{L}_][\p{L}\p{N}_]*))/uy;

function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (at < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    const start = at + /^\s*/.exec(text.slice(at))![0].length;
    if (!match) throw new ExpressionError(`${text[start]} is not understood`, start);
    const [, other, word, braced, name] = match;
    if (word !== undefined) tokens.push({ text: word, at: start, kind: 'word' });
    else if (braced !== undefined) tokens.push({ text: braced, at: start, kind: 'variable' });
    else tokens.push({ text: other ?? name, at: start, kind: name ? 'name' : 'sign' });
    at = TOKEN.lastIndex;
  }
  return [...tokens, { text: END, at: text.length, kind: 'sign' }];
}

type Operator = {
  readonly binds: number; // a higher one binds tighter
  readonly takes: Kind | 'same'; // same: both sides of one kind
  readonly gives: Kind;
  readonly apply: (a: never, b: never) => Value;
};
const numbers = (binds: number, apply: (a: number, b: number) => number): Operator => ({
  binds,
  takes: 'number',
  gives: 'number',
  apply,
});
const compares = (apply: (a: number, b: number) => boolean): Operator => ({
  binds: 3,
  takes: 'number',
  gives: 'truth',
  apply,
});
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['or', { binds: 1, takes: 'truth', gives: 'truth', apply: (a: boolean, b: boolean) => a || b }],
  ['and', { binds: 2, takes: 'truth', gives: 'truth', apply: (a: boolean, b: boolean) => a && b }],
  ['==', { binds: 3, takes: 'same', gives: 'truth', apply: (a: Value, b: Value) => a === b }],
  ['!=', { binds: 3, takes: 'same', gives: 'truth', apply: (a: Value, b: Value) => a !== b }],
  ['<', compares((a, b) => a < b)],
  ['<=', compares((a, b) => a <= b)],
  ['>', compares((a, b) => a > b)],
  ['>=', compares((a, b) => a >= b)],
  ['+', numbers(4, (a, b) => a + b)],
  ['-', numbers(4, (a, b) => a - b)],
  ['*', numbers(5, (a, b) => a * b)],
  ['/', numbers(5, (a, b) => a / b)],
  ['%', numbers(5, (a, b) => a - b * Math.floor(a / b))], // never negative for positive b
]);
const FUNCTIONS: ReadonlyMap<string, (values: readonly number[]) => number> = new Map([
  ['min', (values: readonly number[]) => Math.min(...values)],
  ['max', (values: readonly number[]) => Math.max(...values)],
]);

/** Operator precedence climbing: what binds tighter than `least` belongs to the left side. */
function readBinary(parser: Parser, least: number): Part {
  let left = readOperand(parser);
  for (;;) {
    const token = parser.tokens[parser.next];
    const operator = isSyntax(token) ? OPERATORS.get(token.text) : undefined;
    if (!operator || operator.binds <= least) return left;
    parser.next++;
    left = combine(token, operator, left, readBinary(parser, operator.binds));
  }
}

function combine(token: Token, operator: Operator, left: Part, right: Part): Part {
  const wanted = operator.takes === 'same' ? left.kind : operator.takes;
  for (const side of [left, right]) {
    if (side.kind !== wanted) {
      const message = `${token.text} needs ${wanted}s on both sides, found a ${side.kind}`;
      throw new ExpressionError(message, token.at);
    }
  }
  const apply = operator.apply as (a: Value, b: Value) => Value;
  return computes(operator.gives, (words) => apply(left.evaluate(words), right.evaluate(words)));
}

function readOperand(parser: Parser): Part {
  const token = parser.tokens[parser.next++];
  if (token.kind === 'word') return literal(token.text);
  if (token.kind === 'variable') return variable(parser, token);
  if (token.text === '(') return closed(parser, readBinary(parser, 0));
  if (token.text === '-' || token.text === 'not') return prefixed(parser, token);
  if (/^\d/.test(token.text)) {
    const value = Number(token.text);
    return computes('number', () => value);
  }
  if (token.kind === 'sign' || OPERATORS.has(token.text)) {
    throw new ExpressionError(`a variable or a number is missing before ${shown(token)}`, token.at);
  }
  if (parser.tokens[parser.next].text !== '(') return variable(parser, token);
  if (token.text === 'if') return readChoice(parser, token);
  const apply = FUNCTIONS.get(token.text);
  return apply ? readCall(parser, apply) : variable(parser, token);
}

function literal(word: string): Part {
  return { kind: 'word', passes: [{ word }], evaluate: () => word, text: () => word };
}

function variable(parser: Parser, token: Token): Part {
  const name = token.text;
  const kind = parser.kindOf(name);
  if (kind === undefined) throw new ExpressionError(`there is no variable ${name}`, token.at);
  parser.names.add(name);
  const text = (words: Words) => words(name);
  const evaluate = kind === 'number' ? (words: Words) => Number(words(name)) : text;
  return { kind, passes: [{ variable: name }], evaluate, text };
}

function prefixed(parser: Parser, token: Token): Part {
  const minus = token.text === '-';
  const operand = readBinary(parser, minus ? 5 : 2);
  const wanted = minus ? 'number' : 'truth';
  if (operand.kind !== wanted) {
    throw new ExpressionError(`${token.text} needs a ${wanted}, found a ${operand.kind}`, token.at);
  }
  return computes(wanted, (words) =>
    minus ? -(operand.evaluate(words) as number) : !(operand.evaluate(words) as boolean),
  );
}

/** if(condition, a, b): a where the condition holds, else b. */
function readChoice(parser: Parser, token: Token): Part {
  const given = readArguments(parser);
  const [condition, a, b] = given;
  if (condition.kind !== 'truth' || given.length !== 3) {
    const message = 'if needs a condition and two values: if(a == b, a, c)';
    throw new ExpressionError(message, token.at);
  }
  if (a.kind !== b.kind) {
    const message = `if needs two values of one kind, found a ${a.kind} and a ${b.kind}`;
    throw new ExpressionError(message, token.at);
  }
  const chosen = (words: Words) => (condition.evaluate(words) ? a : b);
  return closed(parser, {
    kind: a.kind,
    passes: a.passes && b.passes && [...a.passes, ...b.passes],
    evaluate: (words) => chosen(words).evaluate(words),
    text: (words) => chosen(words).text(words),
  });
}

function readCall(parser: Parser, apply: (values: readonly number[]) => number): Part {
  const values = readArguments(parser, 'number');
  return closed(
    parser,
    computes('number', (words) => apply(values.map((value) => value.evaluate(words) as number))),
  );
}

/** What stands between the brackets of a call, the closing one not yet read. */
function readArguments(parser: Parser, kind?: Kind): readonly Part[] {
  const values: Part[] = [];
  do {
    const at = parser.tokens[++parser.next].at;
    const value = readBinary(parser, 0);
    if (kind !== undefined && value.kind !== kind)
      throw new ExpressionError(`found a ${value.kind}, not a ${kind}`, at);
    values.push(value);
  } while (parser.tokens[parser.next].text === ',');
  return values;
}

function closed(parser: Parser, expression: Part): Part {
  const token = parser.tokens[parser.next++];
  if (token.kind !== 'sign' || token.text !== ')')
    throw new ExpressionError(`) is missing before ${shown(token)}`, token.at);
  return expression;
}

const isSyntax = ({ kind }: Token) => kind === 'sign' || kind === 'name';
const shown = (token: Token) => (token.text === END ? 'the end' : token.text);
