// A function's node -> FunctionDef: its parameters and the statements of its body.
import type { Node } from 'web-tree-sitter';
import { expressionOf, partsOf } from './readExpression.ts';
import { statementsOf } from './readStatement.ts';
import type { Expr, FunctionDef, Parameter } from './syntax.ts';

export function functionOf(
  file: string,
  node: Node,
  decorators: readonly Expr[],
  depth: number,
): FunctionDef {
  const name = node.childForFieldName('name')?.text ?? '';
  return {
    name,
    file,
    line: node.startPosition.row,
    parameters: parametersOf(node.childForFieldName('parameters')),
    body: neverRead.has(name) ? [] : statementsOf(file, node.childForFieldName('body'), depth),
    decorators,
  };
}

/** No `__init__` calls these, and they are the longest. */
const neverRead: ReadonlySet<string> = new Set(['forward', 'training_step', 'generate']);

export function parametersOf(node: Node | null): readonly Parameter[] {
  return node === null ? [] : partsOf(node).flatMap(parameterOf);
}

function parameterOf(node: Node): Parameter[] {
  const fallback = node.childForFieldName('value');
  const inner = node.childForFieldName('name') ?? (isSplat(node) ? node : partsOf(node)[0]) ?? node;
  const name = isSplat(inner) ? (partsOf(inner)[0]?.text ?? '') : inner.text;
  const star = inner.type === 'list_splat_pattern' ? 1 : isSplat(inner) ? 2 : 0;
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return []; // `*`, `/`, broken text
  return [
    {
      name,
      star,
      annotation: node.childForFieldName('type')?.text,
      fallback: fallback === null ? undefined : expressionOf(fallback),
    },
  ];
}

function isSplat(node: Node): boolean {
  return node.type === 'list_splat_pattern' || node.type === 'dictionary_splat_pattern';
}
