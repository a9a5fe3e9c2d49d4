// Matched cuts: lines between the two maps, or their names beside the rows when the maps are stacked.
import type { Report } from '../../src/protocol/report.ts';
import { letter, score } from '../../src/protocol/reportWords.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import {
  type FlowLayout,
  type FlowMapLayout,
  roomyHeight,
  rowMiddle,
} from '../chart/flowLayout.ts';
import { ribbons } from '../chart/ribbon.ts';
import { svg } from '../host/element.ts';

export function drawRibbons(report: Report, layout: FlowLayout): SVGElement | undefined {
  const { gutter, maps } = layout;
  const mismatches = sectionOf(report, 'mismatch');
  if (!gutter || !mismatches) return undefined;
  const { fullMargin } = report.provenance.parameters;
  const { matches } = mismatches;
  const inset = 6;
  const roomy = layout.cell.height >= roomyHeight;
  const lines = ribbons(
    matches.map((match) => ({
      x1: gutter.x + inset,
      y1: rowMiddle(layout, maps[0], match.a),
      x2: gutter.x + gutter.width - inset,
      y2: rowMiddle(layout, maps[1], match.b),
      mismatch: match.mismatch,
    })),
    roomy ? 5 : 2.5,
    roomy ? 15 : 0,
  );
  const drawn = lines.map(({ path, label, thickness }, i) => {
    const { a, b, mismatch } = matches[i];
    const far = mismatch > fullMargin;
    return svg(
      'g',
      {
        class: far ? 'ribbon is-far' : 'ribbon',
        'data-tip': 'match',
        'data-match': i,
        'data-a': a,
        'data-b': b,
      },
      svg('path', { class: 'reach', d: path }),
      svg('path', { class: 'line', d: path, 'stroke-width': thickness }),
      label
        ? svg(
            'text',
            { class: 'ribbon-value', x: label.x, y: label.y + 3.5, 'text-anchor': 'middle' },
            score(mismatch),
          )
        : undefined,
    );
  });
  // The table twin and the detail panel say the same in words.
  return svg('g', { class: 'ribbons', 'aria-hidden': 'true' }, ...drawn);
}

/** "B 2 · 0.08" at the end of each matched row, in the stacked layout. */
export function matchNames(
  report: Report,
  layout: FlowLayout,
  map: FlowMapLayout,
  model: number,
): SVGElement | undefined {
  const x = map.matchX;
  const mismatches = sectionOf(report, 'mismatch');
  if (x === undefined || !mismatches) return undefined;
  const { matches } = mismatches;
  const { fullMargin } = report.provenance.parameters;
  const rows = Array.from({ length: map.cuts }, (_, cut) => {
    const of = matches
      .filter((match) => (model === 0 ? match.a : match.b) === cut)
      .sort((p, q) => p.mismatch - q.mismatch);
    if (of.length === 0) return undefined;
    const best = of[0];
    const other = model === 0 ? best.b : best.a;
    return svg(
      'text',
      {
        class: best.mismatch > fullMargin ? 'match-name is-far' : 'match-name',
        'data-tip': 'match',
        'data-match': matches.indexOf(best),
        x,
        y: rowMiddle(layout, map, cut) + 4,
      },
      `${best.mismatch > fullMargin ? '≁' : '∼'} ${letter(1 - model)} ${other} · ${score(best.mismatch)}`,
    );
  });
  return svg('g', { 'aria-hidden': 'true' }, ...rows);
}
