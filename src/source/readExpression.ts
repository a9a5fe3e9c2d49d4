// A node of tree-sitter's tree -> Expr. What is of no use to us becomes `unknown`.
import type { Node } from 'web-tree-sitter';
import type { Arg, Expr } from './syntax.ts';

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
  const clauses = partsOf(node).filter((part) => part.type === 'for_in_clause');
  if (clauses.length !== 1) return undefined; // nested loops: not seen in models
  return {
    kind: 'comprehension',
    element: expressionOf(node.childForFieldName('body'), depth),
    target: expressionOf(clauses[0].childForFieldName('left'), depth),
    over: expressionOf(clauses[0].childForFieldName('right'), depth),
    conditions: partsOf(node)
      .filter((part) => part.type === 'if_clause')
      .map((part) => expressionOf(partsOf(part)[0] ?? null, depth)),
    line,
  };
};

/** By the node's type; a type that is not here is not understood. */
const readers: Readonly<Record<string, Reader>> = Object.assign(Object.create(null), {
  integer: numberOf,
  float: numberOf,
  string: stringOf,
  concatenated_string: (node: Node, line: number) => ({
    kind: 'string',
    value: partsOf(node).map(contentOf).join(''),
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
  parenthesized_expression: inside,
  type: inside,
  list_splat: (node: Node, line: number, depth: number) => ({
    kind: 'star',
    of: inside(node, line, depth) as Expr,
    line,
  }),
  dictionary: (node: Node, line: number, depth: number) => ({
    kind: 'dict',
    entries: partsOf(node)
      .filter((part) => part.type === 'pair')
      .map((part) => [
        expressionOf(part.childForFieldName('key'), depth),
        expressionOf(part.childForFieldName('value'), depth),
      ]),
    line,
  }),
  list_comprehension: comprehension,
  generator_expression: comprehension,
  binary_operator: binary,
  boolean_operator: binary,
  comparison_operator: comparison,
  unary_operator: unary,
  not_operator: unary,
  conditional_expression: (node: Node, line: number, depth: number) => {
    const [yes, test, no] = partsOf(node).map((part) => expressionOf(part, depth));
    return no && { kind: 'conditional', yes, test, no, line };
  },
  subscript: (node: Node, line: number, depth: number) => ({
    kind: 'subscript',
    of: expressionOf(node.childForFieldName('value'), depth),
    index: expressionOf(node.childForFieldName('subscript'), depth),
    line,
  }),
  slice: (node: Node, line: number, depth: number) => {
    const at = node.children.findIndex((part) => part?.type === ':');
    const side = (parts: readonly (Node | null)[]) =>
      parts[0] ? expressionOf(parts[0], depth) : undefined;
    return {
      kind: 'slice',
      from: side(node.children.slice(0, at)),
      to: side(node.children.slice(at + 1, at + 2)),
      line,
    };
  },
});

function numberOf(node: Node, line: number): Expr | undefined {
  const value = Number(node.text.replaceAll('_', ''));
  return Number.isFinite(value) ? { kind: 'number', value, line } : undefined;
}

function stringOf(node: Node, line: number): Expr {
  const parts = partsOf(node).filter((part) => part.type !== 'string_start');
  if (!parts.some((part) => part.type === 'interpolation')) {
    return { kind: 'string', value: contentOf(node), line };
  }
  return {
    kind: 'formatted',
    parts: parts
      .filter((part) => part.type === 'string_content' || part.type === 'interpolation')
      .map((part) =>
        part.type === 'string_content'
          ? part.text
          : expressionOf(part.childForFieldName('expression')),
      ),
    line,
  };
}

function contentOf(node: Node): string {
  return partsOf(node)
    .filter((part) => part.type === 'string_content')
    .map((part) => part.text)
    .join('');
}

function comparison(node: Node, line: number, depth: number): Expr | undefined {
  const sides = partsOf(node);
  const op = node
    .childrenForFieldName('operators')
    .map((part) => part?.text ?? '')
    .join(' ');
  if (sides.length !== 2) return undefined; // a < b < c
  const [left, right] = sides.map((side) => expressionOf(side, depth));
  return { kind: 'binary', op, left, right, line };
}

function unary(node: Node, line: number, depth: number): Expr {
  const op = node.childForFieldName('operator')?.text ?? 'not';
  return { kind: 'unary', op, of: expressionOf(node.childForFieldName('argument'), depth), line };
}

function argumentsOf(node: Node | null, depth: number): readonly Arg[] {
  if (node === null) return [];
  if (node.type === 'generator_expression') {
    return [{ name: undefined, star: 0, value: expressionOf(node, depth) }];
  }
  return partsOf(node).map((part): Arg => {
    if (part.type === 'keyword_argument') {
      const value = expressionOf(part.childForFieldName('value'), depth);
      return { name: part.childForFieldName('name')?.text, star: 0, value };
    }
    const star = part.type === 'list_splat' ? 1 : part.type === 'dictionary_splat' ? 2 : 0;
    const value = star === 0 ? part : (partsOf(part)[0] ?? null);
    return { name: undefined, star, value: expressionOf(value, depth) };
  });
}

/** The children that mean something: no punctuation, no comments. */
export function partsOf(node: Node): Node[] {
  return node.namedChildren.filter(
    (part): part is Node => part !== null && part.type !== 'comment',
  );
}
