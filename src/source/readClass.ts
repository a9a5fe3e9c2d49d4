// A class's node -> ClassDef: its bases, constants, methods and the classes within it.
import type { Node } from 'web-tree-sitter';
import { argumentsOf, expressionOf, partsOf } from './readExpression.ts';
import { functionOf } from './readFunction.ts';
import { decoratorsOf } from './readStatement.ts';
import type { ClassDef, Expr, Field, FunctionDef } from './syntax.ts';

const deepest = 8; // classes within classes

export function classOf(
  file: string,
  node: Node,
  decorators: readonly Expr[],
  depth = 0,
): ClassDef {
  const fields = new Map<string, Field>();
  const methods = new Map<string, FunctionDef>();
  const classes = new Map<string, ClassDef>();
  const body = node.childForFieldName('body');
  for (const { node: part, decorators: above } of body === null ? [] : definitionsIn(body)) {
    const name = part.childForFieldName('name')?.text ?? '';
    if (part.type === 'function_definition') {
      // A property's setter has its name, and is not what reading it runs.
      const isSetter = above.some(
        (one) => one.kind === 'attribute' && one.name !== 'cached_property',
      );
      if (!isSetter) methods.set(name, functionOf(file, part, above, 0));
    } else if (part.type === 'class_definition') {
      if (depth < deepest) classes.set(name, classOf(file, part, above, depth + 1));
    } else if (part.type === 'assignment') {
      addField(fields, part);
    }
  }
  const taken = argumentsOf(node.childForFieldName('superclasses'), 0);
  return {
    name: node.childForFieldName('name')?.text ?? '',
    file,
    line: node.childForFieldName('name')?.startPosition.row ?? node.startPosition.row,
    endLine: node.endPosition.row,
    bases: taken.filter((one) => one.name === undefined).map((one) => one.value),
    keywords: taken.filter((one) => one.name !== undefined),
    decorators,
    fields,
    methods,
    classes,
    text: node.text,
    broken: node.hasError,
  };
}

function addField(fields: Map<string, Field>, node: Node): void {
  const target = node.childForFieldName('left');
  if (target?.type !== 'identifier') return;
  const value = node.childForFieldName('right');
  fields.set(target.text, {
    value: value ? expressionOf(value) : undefined,
    line: node.startPosition.row,
    annotated: node.childForFieldName('type') !== null,
  });
}

const wrappers = new Set([
  'module',
  'ERROR',
  'block',
  'expression_statement',
  'if_statement',
  'else_clause',
  'try_statement',
  'except_clause',
  'with_statement',
]);

export type Definition = { readonly node: Node; readonly decorators: readonly Expr[] };

/** What a file or class defines, also under `if` and `try`, and within text that does not parse. */
export function* definitionsIn(node: Node, depth = 0): Generator<Definition> {
  for (const part of partsOf(node)) {
    if (part.type === 'decorated_definition') {
      const definition = part.childForFieldName('definition');
      if (definition) yield { node: definition, decorators: decoratorsOf(part) };
    } else if (!wrappers.has(part.type)) {
      yield { node: part, decorators: [] };
    } else if (depth < 16) {
      yield* definitionsIn(part, depth + 1);
    }
  }
}
