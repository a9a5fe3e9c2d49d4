// What a key does in a tree (the tree pattern of the ARIA Authoring Practices). Pure.
import type { Module, VisibleRow } from './moduleTree.ts';

export type TreeMove<T> =
  | { readonly kind: 'go'; readonly to: number }
  | { readonly kind: 'open' | 'close'; readonly modules: readonly Module<T>[] }
  | { readonly kind: 'activate' };

/** `page` is how many lines fit on the screen. Undefined: the key is not the tree's. */
export function treeMove<T>(
  key: string,
  rows: readonly VisibleRow<T>[],
  at: number,
  page: number,
): TreeMove<T> | undefined {
  const row = rows[at];
  if (row === undefined) return undefined;
  const go = (to: number): TreeMove<T> => ({
    kind: 'go',
    to: Math.max(0, Math.min(rows.length - 1, to)),
  });
  const { node } = row;
  switch (key) {
    case 'ArrowDown':
      return go(at + 1);
    case 'ArrowUp':
      return go(at - 1);
    case 'PageDown':
      return go(at + page);
    case 'PageUp':
      return go(at - page);
    case 'Home':
      return go(0);
    case 'End':
      return go(rows.length - 1);
    case 'ArrowRight':
      if (node.kind === 'leaf') return go(at);
      return row.open ? go(at + 1) : { kind: 'open', modules: [node] };
    case 'ArrowLeft':
      if (row.open && node.kind === 'module') return { kind: 'close', modules: [node] };
      return go(parentOf(rows, at));
    case '*': {
      const siblings = node.parent?.children ?? [];
      return { kind: 'open', modules: siblings.filter((each) => each.kind === 'module') };
    }
    case 'Enter':
    case ' ':
      return { kind: 'activate' };
    default:
      return undefined;
  }
}

function parentOf<T>(rows: readonly VisibleRow<T>[], at: number): number {
  const { level } = rows[at];
  for (let i = at - 1; i >= 0; i--) if (rows[i].level < level) return i;
  return at;
}

/**
 * The next line that starts with what was typed, after `at` and around the end; with one letter the
 * search begins behind the line, with more it may stay on it. -1: none does.
 */
export function typedAhead<T>(rows: readonly VisibleRow<T>[], at: number, typed: string): number {
  const wanted = typed.toLowerCase();
  const first = typed.length === 1 ? 1 : 0;
  for (let step = first; step < rows.length + first; step++) {
    const i = (at + step) % rows.length;
    if (rows[i].node.label.slice(0, 80).toLowerCase().startsWith(wanted)) return i;
  }
  return -1;
}
