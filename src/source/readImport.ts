// Import statements -> what each local name means.
import type { Node } from 'web-tree-sitter';
import { partsOf } from './readExpression.ts';
import type { Import } from './syntax.ts';

export type Imported = {
  readonly names: ReadonlyMap<string, Import>;
  /** Modules of `from m import *`. */
  readonly stars: readonly string[];
};

export function importsFrom(node: Node): Imported {
  return node.type === 'import_statement' ? whole(node) : parts(node);
}

function whole(node: Node): Imported {
  const names = new Map<string, Import>();
  for (const part of partsOf(node)) {
    if (part.type === 'aliased_import') {
      const module = nameOf(part);
      names.set(part.childForFieldName('alias')?.text ?? module, { module, name: undefined });
    } else {
      const first = part.text.split('.')[0]; // `import torch.nn` binds `torch`
      names.set(first, { module: first, name: undefined });
    }
  }
  return { names, stars: [] };
}

function parts(node: Node): Imported {
  const names = new Map<string, Import>();
  const stars: string[] = [];
  const from = node.childForFieldName('module_name');
  const module = from?.text ?? '';
  for (const part of partsOf(node)) {
    if (part.id === from?.id) continue;
    if (part.type === 'wildcard_import') {
      stars.push(module);
    } else {
      const name = part.type === 'aliased_import' ? nameOf(part) : part.text;
      names.set(part.childForFieldName('alias')?.text ?? name, { module, name });
    }
  }
  return { names, stars };
}

function nameOf(node: Node): string {
  return node.childForFieldName('name')?.text ?? '';
}
