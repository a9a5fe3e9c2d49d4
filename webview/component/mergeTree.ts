// The merge tree of a model, on the same cut axis as its flow map.
import type { Report } from '../../src/protocol/report.ts';
import { letter, partsText } from '../../src/protocol/reportWords.ts';
import { flowsOf, type MergeReport } from '../../src/protocol/sections.ts';
import { slotFinder } from '../../src/protocol/sites.ts';
import { dendrogram } from '../chart/dendrogram.ts';
import { type FlowLayout, type FlowMapLayout, mapFoot, rowMiddle } from '../chart/flowLayout.ts';
import { svg } from '../host/element.ts';
import { footName } from './footName.ts';
import { partClass } from './words.ts';

export function drawTree(
  report: Report,
  layout: FlowLayout,
  map: FlowMapLayout,
  model: number,
): SVGElement | undefined {
  const { mergeTree } = flowsOf(report)[model];
  if (mergeTree === null) return undefined; // not measured
  const parts = report.task.parts.map((part) => part.id);
  const slotOf = slotFinder(report.task);
  const foot = mapFoot(layout, map);
  const step = map.tree.width / Math.max(1, parts.length);
  const tree = dendrogram(
    parts,
    mergeTree,
    (leaf) => map.tree.x + (leaf + 0.5) * step,
    (cut) => rowMiddle(layout, map, cut),
    foot + 2,
  );
  const top = map.y + 2;
  const whole = tree.roots.length === 1;
  return svg(
    'g',
    { class: 'tree', role: 'img', 'aria-label': treeName(report, model, mergeTree) },
    ...tree.lines.map((line) => svg('line', { class: 'branch', ...line })),
    ...tree.roots.map((root) =>
      svg('line', {
        class: whole ? 'branch' : 'branch is-open',
        x1: root.x,
        y1: root.y,
        x2: root.x,
        y2: whole ? Math.max(top, root.y - layout.cell.height / 2) : top,
      }),
    ),
    ...tree.joints.map((joint) =>
      svg(
        'g',
        {
          class: 'joint',
          'data-tip': 'merge',
          'data-model': model,
          'data-merge': mergeTree.indexOf(joint.merge),
        },
        svg('circle', { class: 'reach', cx: joint.x, cy: joint.y, r: 10 }),
        svg('circle', { class: 'dot', cx: joint.x, cy: joint.y, r: 3 }),
      ),
    ),
    ...tree.leaves.map((leaf) => drawLeaf(leaf, slotOf(leaf.part), foot + 2, layout, step)),
  );
}

function drawLeaf(
  leaf: { readonly part: string; readonly x: number },
  place: number,
  y: number,
  { leafNames }: FlowLayout,
  step: number,
) {
  return svg(
    'g',
    { class: 'leaf' },
    svg('rect', {
      class: partClass(place),
      x: leaf.x - 4,
      y: y - 1,
      width: 8,
      height: 4,
    }),
    footName(
      leaf.part,
      { class: 'leaf-name', x: leaf.x, y: y + (leafNames.turned ? 8 : 14) },
      leafNames,
      step,
    ),
  );
}

/** The tree in words: "Merge tree of A: {a,b} at cut 1; ...". */
function treeName(report: Report, model: number, mergeTree: readonly MergeReport[]): string {
  const of = report.models.length === 2 ? ` of ${letter(model)}` : '';
  const merges = mergeTree.map((merge) => `${partsText(merge.into)} at cut ${merge.cut}`);
  return `Merge tree${of}: ${merges.length > 0 ? merges.join('; ') : 'nothing merges'}`;
}
