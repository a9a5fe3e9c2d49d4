// The checkpoint viewer: the tensors as a tree by module, beside them what is known of the selected
// one. Fed by the host slice by slice; drawn from the first slice on.
import type {
  CheckpointHead,
  CheckpointPage,
  CheckpointReading,
  StatisticsView,
} from '../../../src/protocol/checkpointService.ts';
import { besideSentence } from '../../../src/words/golden.ts';
import { h } from '../../host/element.ts';
import { onFrame } from '../../host/onFrame.ts';
import { name } from '../words.ts';
import { type Kept, readKept } from './kept.ts';
import {
  moduleTree,
  type Node,
  openAgain,
  openFirst,
  openPaths,
  visibleRows,
} from './moduleTree.ts';
import { overview, problems, summary } from './overview.ts';
import { progressLine } from './progress.ts';
import { button, failure, filterOf, sheet } from './sheet.ts';
import { tensorCard } from './tensorCard.ts';
import { columns, drawTensor, moduleCard, type TensorItem } from './tensorLine.ts';
import { treeView } from './treeView.ts';

export type ViewerActions = {
  readonly statistics: (tensor: number) => void;
  readonly cancel: () => void;
  readonly reveal: (tensor: number) => void;
  readonly copyName: (tensor: number) => void;
  /** What the page would like to find again when it comes back. */
  readonly keep: (state: Kept) => void;
};

export interface ViewerPage {
  readonly element: HTMLElement;
  /** The part beside the tree. */
  readonly details: HTMLElement;
  readonly page: CheckpointPage;
  /** Offers to reveal the line that defines a tensor. */
  allowReveal(): void;
}

const OPEN_LINES = 60; // what a screen holds at a glance

/** `kept` is what `keep` was given last, or anything else. */
export function viewerPage(actions: ViewerActions, kept: unknown): ViewerPage {
  let tree = moduleTree<TensorItem>();
  let head: CheckpointHead | CheckpointReading | undefined;
  let tied: ReadonlySet<string> = new Set();
  let selected: Node<TensorItem> | undefined;
  let statistics: StatisticsView | undefined;
  let canReveal = false;
  let matches: ReadonlySet<TensorItem> | undefined;
  let before = readKept(kept);
  const reading = progressLine('Reading the values');
  const badge = h('p', { class: 'golden', role: 'status' });
  badge.hidden = true;

  const view = treeView<TensorItem>({
    name: 'Tensors by module',
    rows: () => visibleRows(tree.root, matches && ((item) => matches!.has(item))),
    draw: (node) => drawTensor(node, tied),
    onSelect: (node) => {
      selected = node;
      drawDetails();
    },
    onActivate: (node) => {
      if (node.kind === 'leaf') actions.statistics(node.item.index);
    },
    onToggle: () => keep(),
  });
  const odd = button('', () => {
    odd.setAttribute('aria-pressed', String(odd.getAttribute('aria-pressed') !== 'true'));
    refilter();
  });
  const frame = sheet({
    filterName: 'Filter tensors by name, dtype or shape',
    columns,
    tree: view.element,
    onFilter: () => {
      refilter();
      keep();
    },
  });
  frame.tools.append(odd);
  frame.filter.value = before?.filter ?? '';

  const keep = () => {
    before = { filter: frame.filter.value, open: openPaths(tree.root) };
    actions.keep(before);
  };
  const refilter = () => {
    const test = filterOf(frame.filter.value);
    const onlyOdd = odd.getAttribute('aria-pressed') === 'true';
    const fits = ({ row, text }: TensorItem) =>
      (!onlyOdd || !row.understood) && (test?.(text) ?? true);
    matches = test || onlyOdd ? new Set(tree.root.items.filter(fits)) : undefined;
    frame.found(matches?.size, tree.root.items.length);
    view.update();
  };
  const refilterSoon = onFrame(refilter);
  const drawDetails = () => {
    if (!head?.header) return frame.details.replaceChildren();
    const card = selected && detailsOf(selected);
    frame.details.replaceChildren(...(card ? [card] : []), ...overview(head.header));
  };
  const detailsOf = (node: Node<TensorItem>) => {
    if (node.kind === 'module') return moduleCard(node);
    const { row, index } = node.item;
    const ties = head?.header?.tied.filter(({ name }) => name === row.name) ?? [];
    const ours = statistics?.tensor === index ? statistics : undefined;
    return tensorCard(row, ties, ours, reading.element, {
      statistics: () => actions.statistics(index),
      cancel: actions.cancel,
      copyName: () => actions.copyName(index),
      reveal: canReveal ? () => actions.reveal(index) : undefined,
    });
  };
  const restart = () => {
    tree = moduleTree<TensorItem>();
    selected = undefined;
    statistics = undefined;
    const unknown = head?.header?.notUnderstoodCount ?? 0;
    // Of a family that is not known at all no name is understood: then the mark says nothing.
    odd.hidden = unknown === 0 || unknown === head?.header?.tensorCount;
    odd.textContent = `Not understood (${unknown})`;
    odd.setAttribute('aria-pressed', 'false');
  };

  return {
    element: frame.element,
    details: frame.details,
    allowReveal() {
      canReveal = true;
      drawDetails();
    },
    page: {
      async show(of) {
        head = of;
        tied = new Set(of.header?.tied.map(({ name }) => name));
        restart();
        frame.element.classList.toggle('refused', of.failure !== null);
        badge.hidden = true;
        frame.head.replaceChildren(...headParts(of), badge);
        drawDetails();
        refilter();
      },
      async tensors({ from, rows }) {
        for (const [i, row] of rows.entries()) {
          const text = `${row.name} ${row.dtype} ${row.shape.join('x')}`;
          tree.add(row.name, { row, index: from + i, text });
        }
        if (before) openAgain(tree.root, new Set(before.open));
        else if (from === 0) openFirst(tree.root, OPEN_LINES);
        refilterSoon(); // slices may come faster than frames
      },
      async golden(of) {
        const kind = of.known?.standing ?? 'unknown';
        badge.replaceChildren(besideSentence(of));
        badge.dataset.standing = kind;
        badge.hidden = false;
      },
      async statistics(of) {
        const before = statistics;
        statistics = of;
        reading.at(of.fraction);
        if (before?.tensor !== of.tensor || before.phase !== of.phase) drawDetails();
      },
    },
  };
}

function headParts(of: CheckpointHead | CheckpointReading): readonly HTMLElement[] {
  const title = h('h1', {}, name(of.name, 'name', of.path));
  if (of.failure) return [title, failure(of.failure)];
  if (of.header === null) {
    return [title, h('p', { class: 'quiet', role: 'status' }, 'Reading the header')];
  }
  return [title, summary(of.header), ...problems(of.header.problems)];
}
