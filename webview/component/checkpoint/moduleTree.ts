// Tensors by module: names split at their dots. Grows a tensor at a time; pure. Nothing recurses: a
// name may hold any number of dots.

/** Deeper names keep their rest as one label: no model nests so far, and an indent must end. */
export const MOST_LEVELS = 24;

export type Leaf<T> = {
  readonly kind: 'leaf';
  readonly id: number;
  readonly label: string;
  readonly parent: Module<T>;
  readonly item: T;
};

export type Module<T> = {
  readonly kind: 'module';
  readonly id: number;
  readonly label: string;
  /** Labels from the root on, joined by dots. */
  readonly path: string;
  readonly parent: Module<T> | undefined;
  readonly modules: Map<string, Module<T>>;
  readonly children: Node<T>[];
  /** Every leaf below. */
  readonly items: T[];
  open: boolean;
};

export type Node<T> = Leaf<T> | Module<T>;

export type ModuleTree<T> = {
  readonly root: Module<T>;
  add(name: string, item: T): void;
};

/** What one line of the tree shows, and where it stands among its siblings that show, from 1. */
export type VisibleRow<T> = {
  readonly node: Node<T>;
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  readonly open: boolean;
};

export function moduleTree<T>(): ModuleTree<T> {
  let nextId = 0;
  const make = (label: string, path: string, parent: Module<T> | undefined): Module<T> => {
    const id = nextId++;
    const modules = new Map<string, Module<T>>();
    return {
      kind: 'module',
      id,
      label,
      path,
      parent,
      modules,
      children: [],
      items: [],
      open: false,
    };
  };
  const root = make('', '', undefined);
  const inside = (parent: Module<T>, label: string): Module<T> => {
    const known = parent.modules.get(label);
    if (known) return known;
    const path = parent === root ? label : `${parent.path}.${label}`;
    const module = make(label, path, parent);
    parent.modules.set(label, module);
    parent.children.push(module);
    return module;
  };
  return {
    root,
    add(name, item) {
      let parent = root;
      root.items.push(item);
      const labels = labelsOf(name);
      for (const label of labels.slice(0, -1)) {
        parent = inside(parent, label);
        parent.items.push(item);
      }
      const label = labels[labels.length - 1];
      parent.children.push({ kind: 'leaf', id: nextId++, label, parent, item });
    },
  };
}

/** "h.0.attn.weight" -> its four labels; a name without dots is one label, and so is "". */
function labelsOf(name: string): readonly string[] {
  const labels: string[] = [];
  let from = 0;
  while (labels.length < MOST_LEVELS - 1) {
    const dot = name.indexOf('.', from);
    if (dot < 0) break;
    labels.push(name.slice(from, dot));
    from = dot + 1;
  }
  return [...labels, name.slice(from)];
}

/**
 * The lines that show, from top to bottom: what is inside open modules, or, where `keep` is given,
 * every leaf that it keeps, with all modules above open.
 */
export function visibleRows<T>(
  root: Module<T>,
  keep?: (item: T) => boolean,
): readonly VisibleRow<T>[] {
  const rows: VisibleRow<T>[] = [];
  const kept = keep && keptModules(root, keep);
  const shows = (node: Node<T>) =>
    kept === undefined || (node.kind === 'leaf' ? keep!(node.item) : kept.has(node));
  type Place = { readonly nodes: readonly Node<T>[]; next: number };
  const stack: Place[] = [{ nodes: ordered(root).filter(shows), next: 0 }];
  while (stack.length > 0) {
    const place = stack[stack.length - 1];
    const node = place.nodes[place.next++];
    if (node === undefined) {
      stack.pop();
      continue;
    }
    const open = node.kind === 'module' && (kept !== undefined || node.open);
    const siblings = place.nodes.length;
    rows.push({ node, level: stack.length, position: place.next, siblings, open });
    if (open) stack.push({ nodes: ordered(node).filter(shows), next: 0 });
  }
  return rows;
}

function keptModules<T>(root: Module<T>, keep: (item: T) => boolean): ReadonlySet<Module<T>> {
  const kept = new Set<Module<T>>();
  const waiting: Module<T>[] = [root];
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    if (module.items.some(keep)) {
      kept.add(module);
      waiting.push(...module.modules.values());
    }
  }
  return kept;
}

/** As the file has them; numbered modules by their number: 2 before 10. */
function ordered<T>(module: Module<T>): readonly Node<T>[] {
  const { children } = module;
  if (!children.every(isNumbered)) return children;
  return children.toSorted((x, y) => Number(x.label) - Number(y.label));
}

/** Is it one of the like parts of a list: a block, a layer, an expert? */
export function isNumbered<T>({ kind, label }: Node<T>): boolean {
  return kind === 'module' && /^\d{1,9}$/.test(label);
}

/** Opens modules from the root down, blocks excepted, while no more than `most` lines show. */
export function openFirst<T>(root: Module<T>, most: number): void {
  let lines = root.children.length;
  const waiting: Module<T>[] = [...root.modules.values()];
  for (let module = waiting.shift(); module !== undefined; module = waiting.shift()) {
    if (isNumbered(module) || lines + module.children.length > most) continue;
    module.open = true;
    lines += module.children.length;
    waiting.push(...module.modules.values());
  }
}

/** Opens every module above a node, so that it shows. */
export function openTo<T>(node: Node<T>): void {
  for (let module = node.parent; module !== undefined; module = module.parent) module.open = true;
}

/** Paths of the open modules that show: what `openAgain` takes. */
export function openPaths<T>(root: Module<T>): readonly string[] {
  return [...openModules(root, (module) => module.open)].map(({ path }) => path);
}

/** Opens the modules with these paths. */
export function openAgain<T>(root: Module<T>, paths: ReadonlySet<string>): void {
  for (const module of openModules(root, ({ path }) => paths.has(path))) module.open = true;
}

function* openModules<T>(root: Module<T>, isOpen: (module: Module<T>) => boolean) {
  const waiting = [...root.modules.values()];
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    if (!isOpen(module)) continue;
    yield module;
    waiting.push(...module.modules.values());
  }
}
