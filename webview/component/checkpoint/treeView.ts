// A tree of any length: only the lines in sight, and the active one, are in the document. One tab
// stop; the active line is told by aria-activedescendant, so lines may come and go.
import { h } from '../../host/element.ts';
import { onFrame } from '../../host/onFrame.ts';
import { type Module, type Node, openTo, type VisibleRow } from './moduleTree.ts';
import { treeMove, typedAhead } from './treeKeys.ts';

export const ROW_HEIGHT = 22; // px; the editor's own lists
const OVERSCAN = 8; // lines drawn beyond each edge, so that scrolling shows no gap
const TYPING_MS = 800; // between letters of one type-ahead, as the editor's lists

export type TreeOptions<T> = {
  readonly name: string;
  /** The lines that show now. */
  readonly rows: () => readonly VisibleRow<T>[];
  /** The cells of a line; a screen reader says what they hold. */
  readonly draw: (node: Node<T>) => readonly HTMLElement[];
  readonly onSelect: (node: Node<T>) => void;
  /** Enter, Space or a double click on a leaf. */
  readonly onActivate: (node: Node<T>) => void;
  /** Modules were opened or closed. */
  readonly onToggle: () => void;
};

export interface TreeView<T> {
  readonly element: HTMLElement;
  /** Draws again, after the lines or their contents have changed. */
  update(): void;
  /** Makes a node the active line, opening what is above it. */
  select(node: Node<T>): void;
  focus(): void;
}

export function treeView<T>(options: TreeOptions<T>): TreeView<T> {
  const body = h('div', { class: 'tree-body', role: 'none' });
  const element = h(
    'div',
    { class: 'tree', role: 'tree', tabindex: 0, 'aria-label': options.name },
    body,
  );
  let rows: readonly VisibleRow<T>[] = [];
  let active: Node<T> | undefined;
  let at = 0;

  const draw = () => {
    const first = Math.max(0, Math.floor(element.scrollTop / ROW_HEIGHT) - OVERSCAN);
    const last = Math.ceil((element.scrollTop + element.clientHeight) / ROW_HEIGHT) + OVERSCAN;
    const shown = rows.slice(first, last).map((row, i) => line(row, first + i));
    const activeInSight = at >= first && at < last;
    if (rows[at] !== undefined && !activeInSight) shown.push(line(rows[at], at));
    body.style.height = `${rows.length * ROW_HEIGHT}px`;
    body.replaceChildren(...shown);
    const current = rows[at] && lineId(rows[at].node);
    if (current) element.setAttribute('aria-activedescendant', current);
    else element.removeAttribute('aria-activedescendant');
  };
  const soon = onFrame(draw);
  const line = (row: VisibleRow<T>, i: number) => treeLine(options, row, i, row.node === active);

  const update = () => {
    rows = options.rows();
    const found = active ? rows.findIndex(({ node }) => node === active) : -1;
    at = found >= 0 ? found : Math.min(at, Math.max(0, rows.length - 1));
    if (found < 0) active = document.activeElement === element ? rows[at]?.node : undefined;
    soon();
  };
  const go = (to: number) => {
    at = to;
    active = rows[to]?.node;
    reveal(element, to);
    soon();
    if (active) options.onSelect(active);
  };
  const toggle = (modules: readonly Module<T>[], open: boolean) => {
    for (const module of modules) module.open = open;
    update();
    options.onToggle();
  };
  const activate = (row: VisibleRow<T> | undefined) => {
    if (!row) return;
    if (row.node.kind === 'module') toggle([row.node], !row.node.open);
    else options.onActivate(row.node);
  };

  element.addEventListener('focus', () => {
    active ??= rows[at]?.node; // a line must show where the keys will begin
    soon();
  });
  const typed = typing(() => performance.now());
  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(element.clientHeight / ROW_HEIGHT) - 1);
    const letters = typed(event.key);
    const move =
      letters.length > 1 && event.key === ' ' ? undefined : treeMove(event.key, rows, at, page);
    if (move?.kind === 'go') go(move.to);
    else if (move?.kind === 'activate') activate(rows[at]);
    else if (move) toggle(move.modules, move.kind === 'open');
    else if (letters !== '') go(Math.max(0, orStay(typedAhead(rows, at, letters), at)));
    else return;
    event.preventDefault();
  });
  // By place, not by target: a line may have been drawn anew between press and release.
  const rowOf = (event: MouseEvent) => {
    const hit = Math.floor((event.clientY - body.getBoundingClientRect().top) / ROW_HEIGHT);
    return rows[hit] === undefined ? undefined : hit;
  };
  // On the press: a click does not come at all when its line was drawn anew before the release.
  element.addEventListener('mousedown', (event) => {
    const hit = rowOf(event);
    if (event.button !== 0 || event.target === element || hit === undefined) return;
    go(hit);
    const isModule = rows[hit].node.kind === 'module';
    if (isModule || event.detail === 2) activate(rows[hit]);
  });
  element.addEventListener('scroll', soon, { passive: true });
  new ResizeObserver(soon).observe(element);

  return {
    element,
    update,
    select(node) {
      openTo(node);
      rows = options.rows();
      const found = rows.findIndex((row) => row.node === node);
      if (found >= 0) go(found);
    },
    focus: () => element.focus(),
  };
}

function treeLine<T>(
  { draw }: TreeOptions<T>,
  row: VisibleRow<T>,
  at: number,
  active: boolean,
): HTMLElement {
  const { node, level, position, siblings, open } = row;
  const module = node.kind === 'module';
  const element = h(
    'div',
    {
      id: lineId(node),
      class: 'tree-line',
      role: 'treeitem',
      'aria-level': level,
      'aria-posinset': position,
      'aria-setsize': siblings,
      'aria-selected': String(active),
      'aria-expanded': module ? String(open) : undefined,
    },
    h('span', { class: module ? 'twist' : 'twist none', 'aria-hidden': 'true' }),
    ...draw(node),
  );
  element.style.transform = `translateY(${at * ROW_HEIGHT}px)`;
  element.style.paddingInlineStart = `${8 + (level - 1) * 12}px`;
  return element;
}

function lineId<T>(node: Node<T>): string {
  return `line-${node.id}`;
}

function reveal(element: HTMLElement, at: number): void {
  const top = at * ROW_HEIGHT;
  if (top < element.scrollTop) element.scrollTop = top;
  const low = top + ROW_HEIGHT - element.clientHeight;
  if (low > element.scrollTop) element.scrollTop = low;
}

function orStay(found: number, at: number): number {
  return found < 0 ? at : found;
}

/** Letters typed in one go; '' for a key that is no letter. */
function typing(now: () => number): (key: string) => string {
  let letters = '';
  let last = Number.NEGATIVE_INFINITY;
  return (key) => {
    if ([...key].length !== 1) return '';
    letters = now() - last < TYPING_MS ? letters + key : key;
    last = now();
    return letters;
  };
}
