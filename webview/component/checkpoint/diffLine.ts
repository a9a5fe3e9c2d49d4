// A line of the tensor comparison: how much of a tensor, or of a module, has changed.
import type { DiffRow, IndexedChange } from '../../../src/protocol/checkpointService.ts';
import { kindName } from '../../../src/words/changes.ts';
import { h } from '../../host/element.ts';
import { name } from '../words.ts';
import type { Node } from './moduleTree.ts';
import { plural, shapeText, valueText } from './tensorWords.ts';

export type DiffItem = {
  readonly row: DiffRow;
  readonly index: number;
  readonly text: string;
  readonly kind: 'onlyA' | 'onlyB' | 'shape' | 'both';
  change: IndexedChange | undefined;
};

export const columns = [
  { name: 'Name', kind: 'tree-label' },
  { name: 'Shape', kind: 'tree-shape' },
  { name: '|A − B| / |A|', kind: 'tree-change', scale: ['1e-6', 'log', '1'] },
];

export function kindOf({ sides: [a, b] }: DiffRow): DiffItem['kind'] {
  if (a === null) return 'onlyB';
  if (b === null) return 'onlyA';
  return a.shape.join() === b.shape.join() ? 'both' : 'shape';
}

/** Is there anything to see: another name, shape, dtype or value? Unknown values are none. */
export function differs({ kind, row, change }: DiffItem): boolean {
  const [a, b] = row.sides;
  return kind !== 'both' || a?.dtype !== b?.dtype || (change?.differing ?? 0) > 0;
}

/**
 * |A - B| / |A| over all the items that were compared, as of one long vector; undefined before any
 * was, null where it cannot be said (A is 0 and B is not, or the sums overflow).
 */
export function relativeChange(items: readonly DiffItem[]): number | null | undefined {
  let apart = 0;
  let own = 0;
  let known = false;
  for (const { change } of items) {
    if (!change) continue;
    known = true;
    apart = Math.hypot(apart, change.difference ?? Number.POSITIVE_INFINITY);
    own = Math.hypot(own, change.norm ?? Number.POSITIVE_INFINITY);
  }
  if (!known) return undefined;
  if (apart === 0) return 0;
  return Number.isFinite(apart) && Number.isFinite(own) && own > 0 ? apart / own : null;
}

export function changeText(relative: number | null | undefined): string {
  if (relative === undefined) return '';
  if (relative === null) return 'no ratio';
  return relative === 0 ? 'equal' : valueText(relative);
}

/** The cells of a line. */
export function drawDiff(node: Node<DiffItem>): readonly HTMLElement[] {
  const module = node.kind === 'module';
  const items = module ? node.items : [node.item];
  const marks = module ? moduleMarks(node.items) : leafMarks(node.item);
  const shape = module ? plural(items.length, 'tensor') : shapes(node.item.row);
  const relative = relativeChange(items);
  const unequal = items.some(({ change }) => (change?.differing ?? 0) > 0);
  // Sums can vanish where single values still differ: then it is not equal, only very near.
  const words = relative === 0 && unequal ? '≈ 0' : changeText(relative);
  return [
    name(node.label, 'tree-label'),
    ...marks.map((mark) => h('span', { class: 'mark' }, mark)),
    h('span', { class: module ? 'tree-shape quiet' : 'tree-shape' }, shape),
    h(
      'span',
      { class: relative === 0 ? 'tree-change quiet' : 'tree-change' },
      bar(relative),
      words,
      relative ? h('span', { class: 'hearing' }, ' relative change') : undefined,
    ),
  ];
}

function leafMarks({ kind, row, change }: DiffItem): readonly string[] {
  const [a, b] = row.sides;
  return [
    ...(kind === 'onlyA' ? ['only in A'] : kind === 'onlyB' ? ['only in B'] : []),
    ...(kind === 'shape' ? ['other shape'] : []),
    ...(a && b && a.dtype !== b.dtype ? [`${a.dtype} → ${b.dtype}`] : []),
    ...(change && !isPlain(change) ? [kindName(change.kind)] : []),
  ];
}

/** The bar says it: nothing, or a drift. */
function isPlain({ kind: { parts } }: IndexedChange): boolean {
  return parts.every(({ kind }) => kind === 'identical' || kind === 'drift');
}

function moduleMarks(items: readonly DiffItem[]): readonly string[] {
  const number = (kind: DiffItem['kind']) => items.filter((item) => item.kind === kind).length;
  const marks = [
    ['only in A', number('onlyA')],
    ['only in B', number('onlyB')],
    ['other shape', number('shape')],
  ] as const;
  return marks.filter(([, n]) => n > 0).map(([mark, n]) => `${n} ${mark}`);
}

function shapes({ sides: [a, b] }: DiffRow): string {
  const [inA, inB] = [a, b].map((side) => side && shapeText(side.shape));
  if (inA && inB) return inA === inB ? inA : `${inA} → ${inB}`;
  return inA ?? inB ?? '';
}

/** A bar that grows from 1e-6 to 1 by powers of ten: changes span many of them. */
function bar(relative: number | null | undefined): HTMLElement {
  const share = relative ? Math.max(0, Math.min(1, 1 + Math.log10(relative) / 6)) : 0;
  const kind = relative === undefined ? 'no-bar' : 'change-bar';
  const element = h('span', { class: kind, 'aria-hidden': 'true' });
  element.style.setProperty('--share', `${Math.round(100 * share)}%`);
  return element;
}
