// The tree of a Python file -> PythonFile: imports, constants, functions and classes.
import type { Node } from 'web-tree-sitter';
import { classOf, definitionsIn } from './readClass.ts';
import { expressionOf } from './readExpression.ts';
import { functionOf } from './readFunction.ts';
import { importsFrom } from './readImport.ts';
import { statementOf } from './readStatement.ts';
import type { ClassDef, Expr, FunctionDef, Import, PythonFile, Statement } from './syntax.ts';

export function fileOf(path: string, root: Node): PythonFile {
  const classes: ClassDef[] = [];
  const functions = new Map<string, FunctionDef>();
  const constants = new Map<string, Expr>();
  const imports = new Map<string, Import>();
  const stars: string[] = [];
  const body: Statement[] = [];
  for (const { node, decorators } of definitionsIn(root)) {
    const name = node.childForFieldName('name')?.text ?? '';
    const line = node.startPosition.row;
    if (node.type === 'class_definition') {
      const def = classOf(path, node, decorators);
      classes.push(def);
      body.push({ kind: 'class', def, line });
    } else if (node.type === 'function_definition') {
      const def = functionOf(path, node, decorators, 0);
      functions.set(name, def);
      body.push({ kind: 'function', def, line });
    } else if (node.type.startsWith('import')) {
      const found = importsFrom(node);
      for (const [local, from] of found.names) imports.set(local, from);
      stars.push(...found.stars);
    } else {
      body.push(...topLevel(path, node, constants));
    }
  }
  return { path, classes, functions, constants, imports, stars, body, broken: root.hasError };
}

/** A constant, or what is done to one. Nothing else that a file does at its top level matters. */
function topLevel(path: string, node: Node, constants: Map<string, Expr>): readonly Statement[] {
  const target = node.childForFieldName('left');
  const value = node.childForFieldName('right');
  if (node.type === 'assignment' && target?.type === 'identifier' && value) {
    constants.set(target.text, expressionOf(value));
  }
  const counts = /^(?:assignment|augmented_assignment|call|for_statement)$/.test(node.type);
  return counts ? statementOf(path, node, 0) : [];
}
