// Statements of tree-sitter's tree -> Statement. What may change a model and is not understood becomes
// `unread`; what cannot change one is left out.
import type { Node } from 'web-tree-sitter';
import { classOf } from './readClass.ts';
import { expressionOf, partsOf } from './readExpression.ts';
import { functionOf } from './readFunction.ts';
import { importsFrom } from './readImport.ts';
import type { Case, Expr, Pattern, Statement } from './syntax.ts';

const deepest = 32; // blocks within blocks; deeper text is no model

export function statementsOf(file: string, node: Node | null, depth = 0): readonly Statement[] {
  if (node === null) return [];
  if (depth > deepest) return [{ kind: 'unread', line: node.startPosition.row }];
  return partsOf(node).flatMap((part) => statementOf(file, part, depth + 1));
}

type Reader = (file: string, node: Node, line: number, depth: number) => readonly Statement[];

export function statementOf(file: string, node: Node, depth: number): readonly Statement[] {
  const line = node.startPosition.row;
  const read = readers[node.type];
  if (read !== undefined) return read(file, node, line, depth);
  if (harmless.has(node.type)) return [];
  if (expressions.test(node.type)) return [{ kind: 'expression', value: expressionOf(node), line }];
  return [{ kind: 'unread', line }];
}

const harmless: ReadonlySet<string> = new Set(
  `pass_statement assert_statement global_statement nonlocal_statement print_statement string integer float
  identifier ellipsis true false none type_alias_statement future_import_statement concatenated_string
  except_clause except_group_clause comment`.split(/\s+/),
);
const expressions =
  /^(?:call|named_expression|parenthesized_expression|tuple|expression_list|attribute|subscript|await|list|list_comprehension|conditional_expression|boolean_operator|comparison_operator|not_operator|binary_operator|unary_operator|lambda|yield|dictionary|set|generator_expression|list_splat)$/;

const within: Reader = (file, node, _, depth) => statementsOf(file, node, depth);
const block: Reader = (file, node, line, depth) => [
  { kind: 'block', body: statementsOf(file, node.childForFieldName('body') ?? node, depth), line },
];
const bodyOf = (file: string, node: Node, depth: number) =>
  statementsOf(file, node.childForFieldName('body'), depth);

const readers: Readonly<Record<string, Reader>> = Object.assign(Object.create(null), {
  expression_statement: within,
  ERROR: within, // half-typed: what can be understood within it still counts
  assignment: (_, node, line) => assignmentsOf(node, line),
  augmented_assignment: (_, node, line) => [
    {
      kind: 'augment',
      op: (node.childForFieldName('operator')?.text ?? '').replace(/=$/, ''),
      target: expressionOf(node.childForFieldName('left')),
      value: expressionOf(node.childForFieldName('right')),
      line,
    },
  ],
  if_statement: (file, node, _, depth) => [ifOf(file, node, depth)],
  for_statement: (file, node, line, depth) => [
    {
      kind: 'for',
      target: expressionOf(node.childForFieldName('left')),
      over: expressionOf(node.childForFieldName('right')),
      body: bodyOf(file, node, depth),
      otherwise: otherwise(file, node, depth),
      line,
    },
  ],
  while_statement: (file, node, line, depth) => [
    {
      kind: 'while',
      test: expressionOf(node.childForFieldName('condition')),
      body: bodyOf(file, node, depth),
      otherwise: otherwise(file, node, depth),
      line,
    },
  ],
  match_statement: (file, node, line, depth) => [
    {
      kind: 'match',
      subject: expressionOf(node.childForFieldName('subject')),
      cases: casesOf(file, node, depth),
      line,
    },
  ],
  return_statement: (_, node, line) => {
    const value = partsOf(node)[0];
    return [{ kind: 'return', value: value && expressionOf(value), line }];
  },
  break_statement: (_, __, line) => [{ kind: 'break', line }],
  continue_statement: (_, __, line) => [{ kind: 'continue', line }],
  raise_statement: (_, __, line) => [{ kind: 'raise', line }],
  delete_statement: (_, node, line) => [
    { kind: 'delete', target: expressionOf(partsOf(node)[0] ?? null), line },
  ],
  with_statement: block,
  try_statement: (file, node, line, depth) => [
    { kind: 'block', body: bodyOf(file, node, depth), line },
    ...partsOf(node)
      .filter((part) => part.type === 'else_clause' || part.type === 'finally_clause')
      .flatMap((part) => block(file, part, part.startPosition.row, depth)),
  ],
  block,
  finally_clause: (file, node, line, depth) => [
    { kind: 'block', body: statementsOf(file, node, depth), line },
  ],
  function_definition: (file, node, line, depth) => [
    { kind: 'function', def: functionOf(file, node, [], depth), line },
  ],
  class_definition: (file, node, line) => [{ kind: 'class', def: classOf(file, node, []), line }],
  decorated_definition: (file, node, line, depth) => decorated(file, node, line, depth),
  import_statement: (_, node, line) => imports(node, line),
  import_from_statement: (_, node, line) => imports(node, line),
} satisfies Record<string, Reader>);

function imports(node: Node, line: number): readonly Statement[] {
  return [...importsFrom(node).names].map(([name, from]) => ({ kind: 'import', name, from, line }));
}

export function decoratorsOf(node: Node): readonly Expr[] {
  return partsOf(node)
    .filter((part) => part.type === 'decorator')
    .map((part) => expressionOf(partsOf(part)[0] ?? null));
}

function decorated(file: string, node: Node, line: number, depth: number): readonly Statement[] {
  const definition = node.childForFieldName('definition');
  const decorators = decoratorsOf(node);
  if (definition?.type === 'class_definition') {
    return [{ kind: 'class', def: classOf(file, definition, decorators), line }];
  }
  if (definition === null) return [];
  return [{ kind: 'function', def: functionOf(file, definition, decorators, depth), line }];
}

/** `else` of a loop. */
function otherwise(file: string, node: Node, depth: number): readonly Statement[] {
  const part = node.childForFieldName('alternative');
  return part === null ? [] : bodyOf(file, part, depth);
}

/** `a = b = value` is two assignments; an annotation without a value none. */
function assignmentsOf(node: Node, line: number): readonly Statement[] {
  const right = node.childForFieldName('right');
  if (right === null) return [];
  const chained = right.type === 'assignment' ? assignmentsOf(right, line) : [];
  const last = chained.at(-1);
  const target = expressionOf(node.childForFieldName('left'));
  // The value is evaluated once: what is assigned on the left is read from the right.
  const value =
    last?.kind === 'assign' && chained[0].kind === 'assign' && isPlace(chained[0].target)
      ? chained[0].target
      : last?.kind === 'assign'
        ? last.value
        : expressionOf(right);
  return [...chained, { kind: 'assign', target, value, line }];
}

function isPlace(expr: Expr): boolean {
  return expr.kind === 'name' || expr.kind === 'attribute' || expr.kind === 'subscript';
}

function ifOf(file: string, node: Node, depth: number): Statement {
  const alternatives = node.childrenForFieldName('alternative').filter((part) => part !== null);
  const rest = alternatives.reduceRight<readonly Statement[]>((no, part) => {
    return part.type === 'else_clause'
      ? bodyOf(file, part, depth)
      : [branchOf(file, part, no, depth)];
  }, []);
  return branchOf(file, node, rest, depth);
}

function branchOf(file: string, node: Node, no: readonly Statement[], depth: number): Statement {
  return {
    kind: 'if',
    test: expressionOf(node.childForFieldName('condition')),
    yes: statementsOf(file, node.childForFieldName('consequence'), depth),
    no,
    line: node.startPosition.row,
  };
}

function casesOf(file: string, node: Node, depth: number): readonly Case[] {
  const body = node.childForFieldName('body') ?? node;
  return partsOf(body)
    .filter((part) => part.type === 'case_clause')
    .map((part) => {
      const guard = part.childForFieldName('guard');
      const patterns = partsOf(part).filter((one) => one.type === 'case_pattern');
      return {
        pattern: patterns.length === 1 ? patternOf(patterns[0]) : { kind: 'perhaps' },
        guard: guard === null ? undefined : expressionOf(partsOf(guard)[0] ?? null),
        body: statementsOf(file, part.childForFieldName('consequence'), depth),
      };
    });
}

function patternOf(node: Node): Pattern {
  const [part] = partsOf(node);
  if (node.type === 'case_pattern') {
    return part ? patternOf(part) : { kind: 'any', name: undefined }; // `_`
  }
  if (node.type === 'union_pattern') return { kind: 'or', of: partsOf(node).map(patternOf) };
  if (node.type === 'dotted_name') {
    if (!node.text.includes('.')) return { kind: 'any', name: node.text };
    const line = node.startPosition.row;
    const value = node.text
      .split('.')
      .map((name): Expr => ({ kind: 'name', name, line }))
      .reduce((of, name) => ({
        kind: 'attribute',
        of,
        name: (name as { name: string }).name,
        line,
      }));
    return { kind: 'value', value };
  }
  const constants = ['string', 'integer', 'float', 'true', 'false', 'none', 'unary_operator'];
  if (constants.includes(node.type)) return { kind: 'value', value: expressionOf(node) };
  return { kind: 'perhaps' };
}
