// The tree of a Python file -> PythonFile: imports, constants, functions and classes. Only methods
// that an `__init__` reaches are read, since nothing else makes parameters.
import type { Node } from 'web-tree-sitter';
import { expressionOf, partsOf } from './readExpression.ts';
import type {
  ClassDef,
  Expr,
  Field,
  FunctionDef,
  Import,
  Parameter,
  PythonFile,
  Statement,
} from './syntax.ts';

export function fileOf(path: string, root: Node): PythonFile {
  const file = {
    path,
    classes: [] as ClassDef[],
    functions: new Map<string, FunctionDef>(),
    constants: new Map<string, Expr>(),
    imports: new Map<string, Import>(),
    stars: [] as string[],
    broken: root.hasError,
  };
  for (const node of topLevel(root)) {
    if (node.type === 'class_definition') {
      file.classes.push(classOf(path, node));
    } else if (node.type === 'function_definition') {
      if (makesModules.test(node.text)) {
        file.functions.set(nameOf(node), functionOf(path, node));
      }
    } else if (node.type === 'import_statement') {
      for (const part of partsOf(node)) readImport(part, file.imports);
    } else if (node.type === 'import_from_statement') {
      readImportFrom(node, file);
    } else if (node.type === 'assignment') {
      const target = node.childForFieldName('left');
      const value = node.childForFieldName('right');
      if (target?.type === 'identifier' && value) {
        file.constants.set(target.text, expressionOf(value));
      }
    }
  }
  return file;
}

/** A function that may return modules; others are not read. */
const makesModules = /\bnn\b|Module|deepcopy|Sequential/;

const wrappers = new Set([
  'module',
  'ERROR',
  'block',
  'decorated_definition',
  'expression_statement',
  'if_statement',
  'else_clause',
  'try_statement',
  'except_clause',
  'with_statement',
]);

/** Definitions of a file, also those under `if` and `try`, and within text that does not parse. */
function* topLevel(node: Node, depth = 0): Generator<Node> {
  for (const part of partsOf(node)) {
    if (wrappers.has(part.type)) {
      if (depth < 16) yield* topLevel(part, depth + 1);
    } else {
      yield part;
    }
  }
}

function nameOf(node: Node): string {
  return node.childForFieldName('name')?.text ?? '';
}

function readImport(node: Node, imports: Map<string, Import>): void {
  if (node.type === 'aliased_import') {
    const module = nameOf(node);
    const alias = node.childForFieldName('alias')?.text ?? module;
    imports.set(alias, { module, name: undefined });
  } else {
    const first = node.text.split('.')[0]; // `import torch.nn` binds `torch`
    imports.set(first, { module: first, name: undefined });
  }
}

function readImportFrom(
  node: Node,
  file: { readonly imports: Map<string, Import>; readonly stars: string[] },
): void {
  const from = node.childForFieldName('module_name');
  const module = from?.text ?? '';
  for (const part of partsOf(node)) {
    if (part.id === from?.id) continue;
    if (part.type === 'wildcard_import') {
      file.stars.push(module);
    } else {
      const name = part.type === 'aliased_import' ? nameOf(part) : part.text;
      const alias = part.childForFieldName('alias')?.text ?? name;
      file.imports.set(alias, { module, name });
    }
  }
}

function classOf(file: string, node: Node): ClassDef {
  const fields = new Map<string, Field>();
  const nodes = new Map<string, Node>();
  const body = node.childForFieldName('body');
  for (const part of body === null ? [] : topLevel(body)) {
    if (part.type === 'function_definition') nodes.set(nameOf(part), part);
    const target = part.type === 'assignment' ? part.childForFieldName('left') : null;
    if (target?.type === 'identifier') {
      const value = part.childForFieldName('right');
      const line = part.startPosition.row;
      fields.set(target.text, { value: value ? expressionOf(value) : undefined, line });
    }
  }
  const bases = node.childForFieldName('superclasses');
  return {
    name: nameOf(node),
    file,
    line: node.childForFieldName('name')?.startPosition.row ?? node.startPosition.row,
    endLine: node.endPosition.row,
    bases: bases === null ? [] : partsOf(bases).map((base) => expressionOf(base)),
    fields,
    methods: reachedMethods(file, nodes),
    text: node.text,
    broken: node.hasError,
  };
}

/** `__init__`, and what it calls on itself, and so on. */
function reachedMethods(
  file: string,
  nodes: ReadonlyMap<string, Node>,
): ReadonlyMap<string, FunctionDef> {
  const methods = new Map<string, FunctionDef>();
  const wanted = ['__init__'];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const node = nodes.get(name);
    if (node === undefined || methods.has(name)) continue;
    methods.set(name, functionOf(file, node));
    for (const [, called] of node.text.matchAll(/\bself\.(\w+)\(/g)) wanted.push(called);
  }
  return methods;
}

function functionOf(file: string, node: Node): FunctionDef {
  const parameters = node.childForFieldName('parameters');
  return {
    name: nameOf(node),
    file,
    line: node.startPosition.row,
    parameters: parameters === null ? [] : partsOf(parameters).flatMap(parameterOf),
    body: statementsOf(node.childForFieldName('body')),
  };
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

function statementsOf(node: Node | null, depth = 0): readonly Statement[] {
  if (node === null || depth > 32) return [];
  return partsOf(node).flatMap((part) => statementOf(part, depth + 1));
}

function statementOf(node: Node, depth: number): readonly Statement[] {
  const line = node.startPosition.row;
  switch (node.type) {
    case 'expression_statement':
    case 'ERROR': // half-typed: what can be understood within it still counts
      return partsOf(node).flatMap((part) => statementOf(part, depth + 1));
    case 'assignment':
      return assignmentsOf(node, line);
    case 'call':
      return [{ kind: 'expression', value: expressionOf(node), line }];
    case 'if_statement':
      return [ifOf(node, depth)];
    case 'for_statement':
      return [
        {
          kind: 'for',
          target: expressionOf(node.childForFieldName('left')),
          over: expressionOf(node.childForFieldName('right')),
          body: statementsOf(node.childForFieldName('body'), depth),
          line,
        },
      ];
    case 'return_statement': {
      const value = partsOf(node)[0];
      return [{ kind: 'return', value: value && expressionOf(value), line }];
    }
    case 'with_statement':
    case 'try_statement':
    case 'else_clause':
    case 'finally_clause':
    case 'block':
      return [{ kind: 'block', body: statementsOf(node, depth), line }];
    default:
      return [];
  }
}

/** `a = b = value` is two assignments; an annotation without a value none. */
function assignmentsOf(node: Node, line: number): readonly Statement[] {
  const right = node.childForFieldName('right');
  if (right === null) return [];
  const chained = right.type === 'assignment' ? assignmentsOf(right, line) : [];
  const last = chained.at(-1);
  const value = last?.kind === 'assign' ? last.value : expressionOf(right);
  const target = expressionOf(node.childForFieldName('left'));
  return [{ kind: 'assign', target, value, line }, ...chained];
}

function ifOf(node: Node, depth: number): Statement {
  const alternatives = node.childrenForFieldName('alternative').filter((part) => part !== null);
  const otherwise = alternatives.reduceRight<readonly Statement[]>((rest, part) => {
    if (part.type === 'else_clause') return statementsOf(part.childForFieldName('body'), depth);
    return [branchOf(part, rest, depth)];
  }, []);
  return branchOf(node, otherwise, depth);
}

function branchOf(node: Node, otherwise: readonly Statement[], depth: number): Statement {
  return {
    kind: 'if',
    test: expressionOf(node.childForFieldName('condition')),
    yes: statementsOf(node.childForFieldName('consequence'), depth),
    no: otherwise,
    line: node.startPosition.row,
  };
}
