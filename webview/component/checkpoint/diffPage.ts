// The tensor comparison: names, shapes and changes of two checkpoints as one tree by module.
import type { DiffHead, DiffPage, DiffProgress } from '../../../src/protocol/checkpointService.ts';
import { letter, shown } from '../../../src/protocol/reportWords.ts';
import { h } from '../../host/element.ts';
import { onFrame } from '../../host/onFrame.ts';
import { badge, name } from '../words.ts';
import { diffCard } from './diffCard.ts';
import { columns, type DiffItem, differs, drawDiff, kindOf } from './diffLine.ts';
import { moduleTree, type Node, openFirst, visibleRows } from './moduleTree.ts';
import { progressLine } from './progress.ts';
import { button, failure, filterOf, sheet } from './sheet.ts';
import { amountText, plural, sizeText } from './tensorWords.ts';
import { treeView } from './treeView.ts';

export type DiffActions = {
  readonly compareValues: () => void;
  readonly cancel: () => void;
  readonly reveal: (tensor: number) => void;
  readonly copyName: (tensor: number) => void;
  readonly keep: (state: { readonly paths: readonly string[] }) => void;
};

export interface TensorComparison {
  readonly element: HTMLElement;
  readonly page: DiffPage;
  /** Offers to reveal the line that defines a tensor. */
  allowReveal(): void;
}

const OPEN_LINES = 60; // what a screen holds at a glance

export function diffPage(actions: DiffActions): TensorComparison {
  let tree = moduleTree<DiffItem>();
  let items: DiffItem[] = [];
  let head: DiffHead | undefined;
  let selected: Node<DiffItem> | undefined;
  let canReveal = false;
  let matches: ReadonlySet<DiffItem> | undefined;
  let state: DiffProgress | undefined;

  const view = treeView<DiffItem>({
    name: 'Tensors of both checkpoints by module',
    rows: () => visibleRows(tree.root, matches && ((item) => matches!.has(item))),
    draw: drawDiff,
    onSelect: (node) => {
      selected = node;
      drawDetails();
    },
    onActivate: () => undefined,
    onToggle: () => undefined,
  });
  const only = button('Differences Only', () => {
    only.setAttribute('aria-pressed', String(only.getAttribute('aria-pressed') !== 'true'));
    refilter();
  });
  only.setAttribute('aria-pressed', 'false');
  const values = h('div', { class: 'values' });
  const comparing = progressLine('Comparing values');
  const frame = sheet({
    filterName: 'Filter tensors by name, dtype or shape',
    columns,
    tree: view.element,
    onFilter: () => refilter(),
  });
  frame.tools.append(values, only);

  const refilter = () => {
    const test = filterOf(frame.filter.value);
    const onlyDifferent = only.getAttribute('aria-pressed') === 'true';
    const fits = (item: DiffItem) =>
      (!onlyDifferent || differs(item)) && (test?.(item.text) ?? true);
    matches = test || onlyDifferent ? new Set(items.filter(fits)) : undefined;
    frame.found(matches?.size, items.length);
    view.update();
  };
  const drawDetails = () => {
    const card = diffCard(head, items, selected, {
      copyName: actions.copyName,
      reveal: canReveal ? actions.reveal : undefined,
    });
    frame.details.replaceChildren(...card);
  };
  const redrawSoon = onFrame(() => {
    refilter();
    drawDetails();
  });
  const drawValues = () => {
    if (!head?.sides) return values.replaceChildren();
    values.replaceChildren(...valueParts(head, state, comparing.element, actions));
  };

  return {
    element: frame.element,
    allowReveal() {
      canReveal = true;
      drawDetails();
    },
    page: {
      async show(of) {
        head = of;
        tree = moduleTree<DiffItem>();
        items = [];
        selected = undefined;
        actions.keep({ paths: of.paths });
        frame.element.classList.toggle('refused', of.failure !== null);
        frame.head.replaceChildren(...headParts(of));
        drawDetails();
        drawValues();
        refilter();
      },
      async tensors({ from, rows }) {
        for (const [i, row] of rows.entries()) {
          const sides = row.sides.map((side) => side && `${side.dtype} ${side.shape.join('x')}`);
          const text = [row.name, ...sides].join(' ');
          const item = { row, index: from + i, text, kind: kindOf(row), change: undefined };
          items.push(item);
          tree.add(row.name, item);
        }
        if (from === 0) openFirst(tree.root, OPEN_LINES);
        redrawSoon(); // slices may come faster than frames
      },
      async changes(changes) {
        for (const change of changes) items[change.tensor].change = change;
        redrawSoon();
      },
      async progress(of) {
        const before = state;
        state = of;
        comparing.at(of.fraction);
        if (before?.phase !== of.phase) drawValues();
      },
    },
  };
}

function valueParts(
  head: DiffHead,
  state: DiffProgress | undefined,
  comparing: HTMLElement,
  actions: DiffActions,
): readonly HTMLElement[] {
  if (state?.phase === 'done' || head.valueBytes === 0) return [];
  if (state?.phase === 'running') {
    return [comparing, button('Cancel', actions.cancel)];
  }
  const start = button(
    `Compare Values (${sizeText(head.valueBytes)})`,
    actions.compareValues,
    'primary',
  );
  if (state?.failure) return [failure(state.failure), start];
  return state?.phase === 'cancelled'
    ? [h('span', { class: 'quiet', role: 'status' }, 'Cancelled.'), start]
    : [start];
}

function headParts({ paths, failure: wrong, sides }: DiffHead): readonly HTMLElement[] {
  const names = sides?.map(({ name }) => name) ?? paths.map(lastOf);
  const title = names.flatMap((side, i) => [
    i > 0 ? h('span', { class: 'versus' }, 'and') : undefined,
    h('span', { class: 'model-name' }, badge(i), name(side, 'name', paths[i])),
  ]);
  const heading = h('h1', {}, ...title);
  if (wrong) return [heading, failure(wrong)];
  if (!sides) return [heading, h('p', { class: 'quiet', role: 'status' }, 'Reading the headers')];
  const sizes = sides.map(({ container, tensors, parameters, bytes }, i) =>
    h(
      'p',
      { class: 'quiet' },
      `${letter(i)}: `,
      h('bdi', {}, shown(container, 80)),
      `, ${plural(tensors, 'tensor')}, ${amountText(parameters)} parameters, ${sizeText(bytes)}`,
    ),
  );
  return [heading, ...sizes];
}

function lastOf(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).pop() ?? path;
}
