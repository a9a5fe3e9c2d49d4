// Joint sites of a flow map: a bracket under the cells of a cut, over the columns that the site covers. Drawn
// where it holds what its columns do not; the others show themselves with the cell that they begin at.
import type { SiteReport } from '../../src/protocol/coordinates.ts';
import type { Report } from '../../src/protocol/report.ts';
import { setText } from '../../src/protocol/reportWords.ts';
import { flowsOf } from '../../src/protocol/sections.ts';
import { siteAt, toldJoints } from '../../src/protocol/sites.ts';
import { bracketHeight, type FlowLayout, type FlowMapLayout, rowTop } from '../chart/flowLayout.ts';
import { firstFitting } from '../chart/textFit.ts';
import { svg } from '../host/element.ts';

const wordSize = 10;

/** The cuts under whose cells brackets are drawn, in any of the maps. */
export function bracketedCuts(report: Report): ReadonlySet<number> {
  const cuts = flowsOf(report).flatMap((flow, model) =>
    [...flow.cuts.keys()].filter((cut) => {
      return toldJoints(report.models[model], cut, report.task).length > 0;
    }),
  );
  return new Set(cuts);
}

/** All joint sites of a cut. */
export function drawBrackets(
  report: Report,
  layout: FlowLayout,
  map: FlowMapLayout,
  model: number,
  cut: number,
): SVGElement {
  const told = toldJoints(report.models[model], cut, report.task);
  const place = { layout, map, model, cut };
  const starts = told.map((site) => columnOf(report, site));
  const brackets = report.task.spans.flatMap(({ id: span }, s) => {
    const site = siteAt(report.models[model], { cut, span, onward: true });
    if (!site) return [];
    const at = told.indexOf(site);
    const end = starts[at + 1] ?? report.task.spans.length;
    return [drawBracket(report, place, s, at < 0 ? undefined : { site, columns: end - s })];
  });
  return svg('g', { class: 'brackets', 'aria-hidden': 'true' }, ...brackets);
}

const columnOf = (report: Report, { span }: SiteReport) =>
  report.task.spans.findIndex(({ id }) => id === span);

type Place = {
  readonly layout: FlowLayout;
  readonly map: FlowMapLayout;
  readonly model: number;
  readonly cut: number;
};

/** `told`: the site whose label is written, over so many columns. */
function drawBracket(
  report: Report,
  { layout, map, model, cut }: Place,
  from: number,
  told: { readonly site: SiteReport; readonly columns: number } | undefined,
): SVGElement {
  const { width, height } = layout.cell;
  const foot = rowTop(layout, map, cut) + height;
  const [x1, x2] = [map.x + from * width + 2, map.x + report.task.spans.length * width - 2];
  const drop = told ? 4 : 1; // else the cells of the row below stand close
  const words = told
    ? firstFitting([setText(told.site.label ?? [])], wordSize, told.columns * width - 8)
    : '';
  return svg(
    'g',
    {
      class: told ? 'bracket is-told' : 'bracket',
      'data-tip': 'joint',
      'data-site': `site-${model}-${cut}-${from}`,
    },
    svg('path', { class: 'bracket-line', d: `M${x1} ${foot - 1}v${drop}H${x2}v${-drop}` }),
    svg('rect', { class: 'bracket-reach', x: x1, y: foot, width: x2 - x1, height: bracketHeight }),
    words === ''
      ? undefined
      : svg('text', { class: 'bracket-word', x: x1 + 5, y: foot + bracketHeight - 2 }, words),
  );
}
