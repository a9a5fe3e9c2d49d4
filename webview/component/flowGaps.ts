// What of a flow map was not measured, a thin row for neighbouring cuts; and beside each other row on how many pairs it
// rests, where they differ.
import { type Gap, gapText, pairsAt } from '../../src/protocol/looked.ts';
import type { Report } from '../../src/protocol/report.ts';
import { count, letter } from '../../src/protocol/reportWords.ts';
import { unmeasuredWords } from '../../src/protocol/siteKind.ts';
import { type FlowLayout, type FlowMapLayout, rowMiddle, rowTop } from '../chart/flowLayout.ts';
import { firstFitting, textWidth } from '../chart/textFit.ts';
import { svg } from '../host/element.ts';

const wordSize = 10;

/** One row and one cell, whatever it leaves out: there is nothing to tell apart. */
export function drawGap(
  report: Report,
  layout: FlowLayout,
  map: FlowMapLayout,
  model: number,
  gap: Gap,
): SVGElement {
  const top = rowTop(layout, map, gap.last);
  const height = rowTop(layout, map, gap.first - 1) - top;
  const width = layout.cell.width * report.task.spans.length;
  const words = firstFitting([gapWords(gap), gapText(gap)], wordSize, width - 16);
  const [left, right] = [map.x + 2, map.x + width - 2];
  const middle = (left + right) / 2;
  const half = words === '' ? 0 : textWidth(words, wordSize) / 2 + 6;
  const y = top + height / 2;
  const line = (x1: number, x2: number) => svg('line', { class: 'gap-line', x1, y1: y, x2, y2: y });
  const of = report.models.length === 2 ? `${letter(model)} ` : '';
  return svg(
    'g',
    {
      ...{ role: 'row', class: 'cut-row', 'aria-label': gapName(gap) },
      ...{ 'data-model': model, 'data-cut': gap.first, 'data-last': gap.last },
    },
    svg(
      'g',
      {
        ...{ role: 'gridcell', id: `site-${model}-${gap.first}`, class: 'cell is-unmeasured' },
        ...{ tabindex: -1, 'aria-selected': 'false', 'data-tip': 'gap' },
        ...{ 'aria-colspan': report.task.spans.length },
        'aria-label': `${of}${gapName(gap)}: ${unmeasuredWords}`,
      },
      svg('rect', { class: 'frame', x: map.x, y: top, width, height, rx: 2.5 }),
      line(left, middle - half),
      line(middle + half, right),
      svg(
        'text',
        {
          class: 'gap-word',
          x: middle,
          y: y + 3.5,
          'text-anchor': 'middle',
          'aria-hidden': 'true',
        },
        words,
      ),
    ),
    svg('rect', { class: 'row-frame', x: map.x, y: top, width, height }),
  );
}

/** "12 to 18 not measured". */
function gapWords(gap: Gap): string {
  return `${gapText(gap)} ${unmeasuredWords}`;
}

/** "cuts 12 to 18". */
export function gapName(gap: Gap): string {
  return `${gap.first === gap.last ? 'cut' : 'cuts'} ${gapText(gap)}`;
}

/** "n = 64" at the end of a cut's row. */
export function drawPairs(
  report: Report,
  layout: FlowLayout,
  map: FlowMapLayout,
  model: number,
  cut: number,
): SVGElement | undefined {
  const pairs = pairsOf(report, model, cut);
  if (map.pairs === undefined || pairs === undefined) return undefined;
  const { x, anchor } = map.pairs;
  const y = rowMiddle(layout, map, cut) + 3.5;
  return svg(
    'text',
    { class: 'row-pairs', x, y, 'text-anchor': anchor, 'aria-hidden': 'true' },
    `n = ${count(pairs)}`,
  );
}

/** How many pairs a cut rests on; undefined where all rest on those of the task. */
export function pairsOf({ looks, models }: Report, model: number, cut: number) {
  return looks === null ? undefined : pairsAt(models[model], cut);
}
