// A node of tree-sitter's tree -> Expr. What is of no use to us becomes `unknown`.
import type { Node } from 'web-tree-sitter';
import { parametersOf } from './readFunction.ts';
import type { Arg, Clause, Expr } from './syntax.ts';

const deepest = 64; // nesting of one expression; deeper text is no model
const longestText = 200; // of what is kept of an expression that is not understood

export function expressionOf(node: Node | null, depth = 0): Expr {
  if (node === null) return { kind: 'unknown', text: '', line: 0 };
  const line = node.startPosition.row;
  const read = depth < deepest ? readers[node.type] : undefined;
  return (
    read?.(node, line, depth + 1) ?? {
      kind: 'unknown',
      text: node.text.slice(0, longestText),
      line,
    }
  );
}

type Reader = (node: Node, line: number, depth: number) => Expr | undefined;

const sequence: Reader = (node, line, depth) => ({
  kind: 'list',
  items: partsOf(node).map((item) => expressionOf(item, depth)),
  line,
});

const inside: Reader = (node, _, depth) => expressionOf(partsOf(node)[0] ?? null, depth);

const binary: Reader = (node, line, depth) => ({
  kind: 'binary',
  op: node.childForFieldName('operator')?.text ?? '',
  left: expressionOf(node.childForFieldName('left'), depth),
  right: expressionOf(node.childForFieldName('right'), depth),
  line,
});

const comprehension: Reader = (node, line, depth) => {
  const body = node.childForFieldName('body');
  const isPair = body?.type === 'pair';
  return {
    kind: 'comprehension',
    key: isPair ? expressionOf(body.childForFieldName('key'), depth) : undefined,
    element: expressionOf(isPair ? body.childForFieldName('value') : body, depth),
    clauses: clausesOf(partsOf(node).slice(1), depth),
    line,
  };
};

function clausesOf(parts: readonly Node[], depth: number): readonly Clause[] {
  const clauses: { target: Expr; over: Expr; conditions: Expr[] }[] = [];
  for (const part of parts) {
    if (part.type === 'for_in_clause') {
      clauses.push({
        target: expressionOf(part.childForFieldName('left'), depth),
        over: expressionOf(part.childForFieldName('right'), depth),
        conditions: [],
      });
    } else if (part.type === 'if_clause') {
      clauses.at(-1)?.conditions.push(expressionOf(partsOf(part)[0] ?? null, depth));
    }
  }
  return clauses;
}

/** By the node's type; a type that is not here is not understood. */
const readers: Readonly<Record<string, Reader>> = Object.assign(Object.create(null), {
  integer: numberOf,
  float: numberOf,
  string: stringOf,
  concatenated_string: (node: Node, line: number, depth: number): Expr => ({
    kind: 'formatted',
    parts: partsOf(node).map((part) => expressionOf(part, depth)),
    line,
  }),
  true: (_: Node, line: number) => ({ kind: 'boolean', value: true, line }),
  false: (_: Node, line: number) => ({ kind: 'boolean', value: false, line }),
  none: (_: Node, line: number) => ({ kind: 'none', line }),
  identifier: (node: Node, line: number) => ({ kind: 'name', name: node.text, line }),
  attribute: (node: Node, line: number, depth: number) => ({
    kind: 'attribute',
    of: expressionOf(node.childForFieldName('object'), depth),
    name: node.childForFieldName('attribute')?.text ?? '',
    line,
  }),
  call: (node: Node, line: number, depth: number) => ({
    kind: 'call',
    callee: expressionOf(node.childForFieldName('function'), depth),
    args: argumentsOf(node.childForFieldName('arguments'), depth),
    line,
  }),
  list: sequence,
  tuple: sequence,
  set: sequence,
  expression_list: sequence,
  pattern_list: sequence,
  tuple_pattern: sequence,
  list_pattern: sequence,
  parenthesized_expression: inside,
  type: inside,
  list_splat: star,
  list_splat_pattern: star,
  dictionary: (node: Node, line: number, depth: number) => ({
    kind: 'dict',
    entries: partsOf(node).flatMap((part) => {
      if (part.type === 'dictionary_splat') return [[undefined, inside(part, line, depth)]];
      if (part.type !== 'pair') return [];
      const [key, value] = [part.childForFieldName('key'), part.childForFieldName('value')];
      return [[expressionOf(key, depth), expressionOf(value, depth)]];
    }),
    line,
  }),
  list_comprehension: comprehension,
  set_comprehension: comprehension,
  generator_expression: comprehension,
  dictionary_comprehension: comprehension,
  binary_operator: binary,
  boolean_operator: binary,
  comparison_operator: comparison,
  unary_operator: unary,
  not_operator: unary,
  conditional_expression: (node: Node, line: number, depth: number) => {
    const [yes, test, no] = partsOf(node).map((part) => expressionOf(part, depth));
    return no && { kind: 'conditional', yes, test, no, line };
  },
  subscript: (node: Node, line: number, depth: number) => {
    const parts = node.childrenForFieldName('subscript').map((part) => expressionOf(part, depth));
    const of = expressionOf(node.childForFieldName('value'), depth);
    const index = parts.length === 1 ? parts[0] : { kind: 'list', items: parts, line };
    return { kind: 'subscript', of, index, line };
  },
  slice: (node: Node, line: number, depth: number) => {
    const sides: (Node | null)[] = [null, null, null];
    let at = 0;
    for (const part of node.children) {
      if (part?.type === ':') at++;
      else if (part?.isNamed) sides[at] = part;
    }
    const [from, to, step] = sides.map((part) => (part ? expressionOf(part, depth) : undefined));
    return { kind: 'slice', from, to, step, line };
  },
  lambda: (node: Node, line: number, depth: number) => {
    const value = expressionOf(node.childForFieldName('body'), depth);
    const parameters = parametersOf(node.childForFieldName('parameters'));
    const body = [{ kind: 'return', value, line }];
    const def = { name: 'lambda', file: '', line, parameters, body, decorators: [] };
    return { kind: 'lambda', def, line };
  },
  named_expression: (node: Node, line: number, depth: number) => ({
    kind: 'walrus',
    name: node.childForFieldName('name')?.text ?? '',
    value: expressionOf(node.childForFieldName('value'), depth),
    line,
  }),
});

function star(node: Node, line: number, depth: number): Expr {
  return { kind: 'star', of: inside(node, line, depth)!, line };
}

function numberOf(node: Node, line: number): Expr | undefined {
  const value = Number(node.text.replaceAll('_', ''));
  return Number.isFinite(value) ? { kind: 'number', value, line } : undefined;
}

function stringOf(node: Node, line: number, depth: number): Expr {
  const parts = partsOf(node).filter((part) =>
    ['string_content', 'interpolation'].includes(part.type),
  );
  if (parts.every((part) => part.type === 'string_content')) {
    return { kind: 'string', value: parts.map((part) => part.text).join(''), line };
  }
  const pieces = parts.map((part) =>
    part.type === 'string_content' ? part.text : interpolated(part, line, depth),
  );
  return { kind: 'formatted', parts: pieces, line };
}

/** `{x:02d}` is `format(x, "02d")`; of `!r` and its like nothing is known but `!s`. */
function interpolated(node: Node, line: number, depth: number): Expr {
  const value = expressionOf(node.childForFieldName('expression'), depth);
  const conversion = node.childForFieldName('type_conversion')?.text ?? '!s';
  const spec = node.childForFieldName('format_specifier');
  if (conversion !== '!s' || (spec && partsOf(spec).length > 0)) return expressionOf(null);
  if (spec === null) return value;
  const argument = (of: Expr): Arg => ({ name: undefined, star: 0, value: of });
  const format: Expr = { kind: 'string', value: spec.text.replace(/^:/, ''), line };
  const callee: Expr = { kind: 'name', name: 'format', line };
  return { kind: 'call', callee, args: [argument(value), argument(format)], line };
}

/** `a < b < c` is `a < b and b < c`. */
function comparison(node: Node, line: number, depth: number): Expr {
  const sides = partsOf(node).map((side) => expressionOf(side, depth));
  const ops = operatorsOf(node);
  const pairs = ops.map(
    (op, i): Expr => ({ kind: 'binary', op, left: sides[i], right: sides[i + 1], line }),
  );
  if (pairs.length === 0 || sides.length !== pairs.length + 1) return expressionOf(null);
  return pairs.reduce((left, right) => ({ kind: 'binary', op: 'and', left, right, line }));
}

/** The grammar gives "not in" and "is not" as one part or as two. */
function operatorsOf(node: Node): readonly string[] {
  const ops: string[] = [];
  for (const part of node.childrenForFieldName('operators')) {
    const word = (part?.text ?? '').replace(/\s+/g, ' ');
    const joined = `${ops.at(-1)} ${word}`;
    if (joined === 'not in' || joined === 'is not') ops[ops.length - 1] = joined;
    else ops.push(word);
  }
  return ops;
}

function unary(node: Node, line: number, depth: number): Expr {
  const op = node.childForFieldName('operator')?.text ?? 'not';
  return { kind: 'unary', op, of: expressionOf(node.childForFieldName('argument'), depth), line };
}

export function argumentsOf(node: Node | null, depth: number): readonly Arg[] {
  if (node === null) return [];
  if (node.type === 'generator_expression') {
    return [{ name: undefined, star: 0, value: expressionOf(node, depth) }];
  }
  return partsOf(node).map((part): Arg => {
    if (part.type === 'keyword_argument') {
      const value = expressionOf(part.childForFieldName('value'), depth);
      return { name: part.childForFieldName('name')?.text, star: 0, value };
    }
    const stars = part.type === 'list_splat' ? 1 : part.type === 'dictionary_splat' ? 2 : 0;
    const value = stars === 0 ? part : (partsOf(part)[0] ?? null);
    return { name: undefined, star: stars, value: expressionOf(value, depth) };
  });
}

/** The children that mean something: no punctuation, no comments. */
export function partsOf(node: Node): Node[] {
  return node.namedChildren.filter(
    (part): part is Node => part !== null && part.type !== 'comment',
  );
}
