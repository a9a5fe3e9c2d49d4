// Flow maps as SVG: one ARIA grid a model, drawn from the layout.

import { gapsOf } from '../../src/protocol/looked.ts';
import type { ModelReport, Report } from '../../src/protocol/report.ts';
import { count, cutPlaceText, letter, middle, shown } from '../../src/protocol/reportWords.ts';
import { type CutReport, flowsOf } from '../../src/protocol/sections.ts';
import {
  type FlowLayout,
  type FlowMapLayout,
  mapFoot,
  roomyHeight,
  rowHeight,
  rowMiddle,
  rowTop,
} from '../chart/flowLayout.ts';
import { fitText } from '../chart/textFit.ts';
import { svg } from '../host/element.ts';
import { drawBrackets } from './flowBrackets.ts';
import { cellWords, drawCell } from './flowCell.ts';
import { drawGap, drawPairs, pairsOf } from './flowGaps.ts';
import { drawRibbons, matchNames } from './flowRibbons.ts';
import { footName } from './footName.ts';
import { drawTree } from './mergeTree.ts';

export function drawFlow(report: Report, layout: FlowLayout): SVGSVGElement {
  return svg(
    'svg',
    {
      class: 'chart flow',
      width: layout.width,
      height: layout.height,
      viewBox: `0 0 ${Math.round(layout.width)} ${Math.round(layout.height)}`,
    },
    drawRibbons(report, layout),
    ...layout.maps.map((map, model) => drawMap(report, layout, map, model)),
    ...layout.maps.map((map, model) => drawTree(report, layout, map, model)),
    ...layout.maps.map((map, model) => matchNames(report, layout, map, model)),
  );
}

function drawMap(report: Report, layout: FlowLayout, map: FlowMapLayout, model: number) {
  const of = report.models[model];
  const name = report.models.length === 2 ? `${letter(model)}, ${shown(of.name, 200)}` : of.name;
  const flow = flowsOf(report)[model];
  const gaps = new Map(gapsOf(flow).map((gap) => [gap.first, gap]));
  const rows = flow.cuts.map((cut, l) => {
    const gap = gaps.get(l);
    if (gap) return drawGap(report, layout, map, model, gap);
    return cut ? drawRow(report, layout, map, model, cut, l) : undefined;
  });
  return svg(
    'g',
    { role: 'grid', class: 'map', 'aria-label': `Flow map of ${name}` },
    drawTitle(report, layout, map, model, of),
    drawSpanNames(report, layout, map),
    ...rows.reverse(),
  );
}

function drawTitle(
  report: Report,
  layout: FlowLayout,
  map: FlowMapLayout,
  model: number,
  of: ModelReport,
) {
  const width = report.task.spans.length * layout.cell.width;
  const badge = report.models.length === 2;
  const x = map.titleX + (badge ? 24 : 0);
  return svg(
    'g',
    { class: 'map-title', 'aria-hidden': 'true' },
    badge
      ? svg('rect', {
          class: `badge-box badge-${letter(model).toLowerCase()}`,
          x: map.titleX,
          y: map.titleY - 13,
          width: 17,
          height: 17,
          rx: 3,
        })
      : undefined,
    badge
      ? svg(
          'text',
          { class: 'badge-letter', x: map.titleX + 8.5, y: map.titleY, 'text-anchor': 'middle' },
          letter(model),
        )
      : undefined,
    svg(
      'text',
      { class: 'map-name', x, y: map.titleY },
      fitText(shown(middle(of.name, 200)), 12.5, width - 24),
      svg('title', {}, shown(of.name)),
    ),
  );
}

/** The spans' names under the map, in the order of the prompt. */
function drawSpanNames(report: Report, layout: FlowLayout, map: FlowMapLayout) {
  const y = mapFoot(layout, map) + (layout.names.turned ? 8 : 15);
  const names = report.task.spans.map((span, s) => {
    const x = map.x + (s + 0.5) * layout.cell.width;
    const of = {
      role: 'columnheader',
      class: span.part === null ? 'span-name' : 'span-name of-part',
    };
    return footName(span.id, { ...of, x, y }, layout.names, layout.cell.width - 2);
  });
  return svg('g', { role: 'row', class: 'span-names', 'aria-label': 'spans' }, ...names);
}

function drawRow(
  report: Report,
  layout: FlowLayout,
  map: FlowMapLayout,
  model: number,
  cut: CutReport,
  l: number,
) {
  const y = rowTop(layout, map, l);
  const outer = (s: number) => ({ x: map.x + s * layout.cell.width, y, ...layout.cell });
  const sites = cut.spans.map((_, s) => ({ model, cut: l, span: s }));
  const cells = sites.map((at) => drawCell(report, outer(at.span), at));
  const words = sites.flatMap((at) => cellWords(report, outer(at.span), at));
  const pairs = pairsOf(report, model, l);
  const label = pairs === undefined ? `cut ${l}` : `cut ${l}, ${count(pairs)} pairs`;
  return svg(
    'g',
    { role: 'row', class: 'cut-row', 'data-model': model, 'data-cut': l, 'aria-label': label },
    drawCutName(layout, map, l, cutNameOf(report, model, l)),
    drawPairs(report, layout, map, model, l),
    drawBrackets(report, layout, map, model, l),
    ...cells,
    svg('g', { class: 'words', 'aria-hidden': 'true' }, ...words),
    svg('rect', {
      class: 'row-frame',
      x: map.x,
      y,
      width: cut.spans.length * layout.cell.width,
      height: rowHeight(layout, l),
    }),
  );
}

/** Where it is no block's. */
function cutNameOf({ models }: Report, model: number, l: number): string | undefined {
  return models[model].sites?.find(({ cut }) => cut === l)?.at;
}

/** The cut's number; its title says what it is after. */
function drawCutName(layout: FlowLayout, map: FlowMapLayout, l: number, at: string | undefined) {
  const roomy = layout.cell.height >= roomyHeight;
  return svg(
    'g',
    { role: 'rowheader', class: 'cut-name' },
    svg(
      'text',
      {
        x: map.labelX,
        y: rowMiddle(layout, map, l) + 3.5,
        'text-anchor': map.labelAnchor,
      },
      roomy ? `cut ${l}` : String(l),
    ),
    svg('title', {}, `cut ${l}: ${cutPlaceText(l, at)}`),
  );
}
