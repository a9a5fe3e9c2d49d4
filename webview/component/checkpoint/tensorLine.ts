// A line of the viewer's tree, and the details of a module.
import type { TensorRow } from '../../../src/protocol/checkpointService.ts';
import { count } from '../../../src/protocol/reportWords.ts';
import { h } from '../../host/element.ts';
import { name, nameWords } from '../words.ts';
import type { Module, Node } from './moduleTree.ts';
import { facts, section } from './sheet.ts';
import { amountText, plural, product, shapeText, sizeText } from './tensorWords.ts';

/** A tensor with its place in the list and what the filter looks into. */
export type TensorItem = { readonly row: TensorRow; readonly index: number; readonly text: string };

export const columns = [
  { name: 'Name', kind: 'tree-label' },
  { name: 'Shape', kind: 'tree-shape' },
  { name: 'Size', kind: 'tree-size' },
  { name: 'Dtype', kind: 'tree-dtype' },
];

/** The cells of a line; `tied` are names of tensors that serve twice. */
export function drawTensor(
  node: Node<TensorItem>,
  tied: ReadonlySet<string>,
): readonly HTMLElement[] {
  const label = name(node.label, 'tree-label');
  if (node.kind === 'module') {
    const { tensors, bytes } = sums(node);
    return [
      label,
      h('span', { class: 'tree-shape quiet' }, plural(tensors, 'tensor')),
      h('span', { class: 'tree-size' }, sizeText(bytes)),
      h('span', { class: 'tree-dtype' }),
    ];
  }
  const { row } = node.item;
  const marks = [
    ...(tied.has(row.name) ? ['tied'] : []),
    ...(row.understood ? [] : ['not understood']),
  ];
  return [
    label,
    ...marks.map((mark) => h('span', { class: 'mark' }, mark)),
    h('span', { class: 'tree-shape' }, shapeText(row.shape)),
    h('span', { class: 'tree-size' }, sizeText(row.bytes)),
    h('span', { class: 'tree-dtype' }, row.dtype),
  ];
}

/** Added up once a module and length: lines are drawn again at every scroll. */
const known = new WeakMap<Module<TensorItem>, ReturnType<typeof addUp>>();

function sums(module: Module<TensorItem>) {
  const before = known.get(module);
  if (before?.tensors === module.items.length) return before;
  const now = addUp(module);
  known.set(module, now);
  return now;
}

/** What two tensors share is counted once. */
function addUp({ items }: Module<TensorItem>) {
  const names = new Set(items.map(({ row }) => row.name));
  const own = items.filter(({ row: { sameAs } }) => sameAs === undefined || !names.has(sameAs));
  return {
    tensors: items.length,
    parameters: own.reduce((sum, { row }) => sum + product(row.shape), 0),
    bytes: own.reduce((sum, { row }) => sum + row.bytes, 0),
  };
}

export function moduleCard(module: Module<TensorItem>): HTMLElement {
  const { tensors, parameters, bytes } = sums(module);
  const dtypes = [...new Set(module.items.map(({ row }) => row.dtype))];
  return section(
    'tensor',
    h('bdi', { class: 'full-name' }, nameWords(module.path, 4000)),
    facts([
      ['tensors', count(tensors)],
      ['parameters', amountText(parameters)],
      ['size', sizeText(bytes)],
      ['dtype', dtypes.join(', ')],
    ]),
  );
}
