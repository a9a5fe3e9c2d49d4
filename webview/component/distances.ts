// The distances, each with its interval, on one axis against the margins that decide.
import type { Report } from '../../src/protocol/report.ts';
import { count, interval, score } from '../../src/protocol/reportWords.ts';
import type { Interval, SectionOf } from '../../src/protocol/sections.ts';
import { levelOf, levelText } from '../../src/words/looks.ts';
import { finalVerdict } from '../../src/words/verdicts.ts';
import { type IntervalAxis, intervalAxis } from '../chart/intervalAxis.ts';
import { type Child, h, svg } from '../host/element.ts';
import { onWidth } from '../host/onWidth.ts';
import { figure } from './figure.ts';
import { term } from './glossary.ts';
import { table } from './table.ts';

export type Row = {
  readonly name: string;
  readonly of: Interval;
  /** false: the number alone is known, and `of` has it thrice. */
  readonly hasInterval: boolean;
  readonly margins: readonly number[];
  readonly says: string;
  /** The verdict rests on it; it alone has the verdict's colour. */
  readonly decides: boolean;
};

const rowHeight = 46;
const footHeight = 20;

type Distances = SectionOf<'distances'>;

/** The distances against their margins. */
export function distanceFigure(section: Distances, report: Report): HTMLElement {
  return figure({
    id: 'distances',
    title: 'Distances',
    caption: marginCaption(section, report),
    picture: distances(section, report),
    table: () => distanceTable(section, report),
  });
}

function marginCaption(section: Distances, report: Report): HTMLElement {
  const { pairs, resamples } = report.provenance.parameters;
  const how = `Point and ${levelOf(report, ' interval')} (${count(pairs)} pairs, ${count(resamples)} resamples); shaded: within the margin.`;
  return h('span', {}, how, ...whyCompatible(section, report));
}

/** Why a distance above its margin does not speak against the verdict, or why it is not told. */
function whyCompatible({ full }: Distances, report: Report): readonly Child[] {
  if (full === null) {
    const why = ' rests on every cut, and not every one was measured: it is not told.';
    return [' The ', term('full distance'), why];
  }
  const above = full.high >= report.provenance.parameters.fullMargin;
  if (finalVerdict(report) !== 'same interpretation' || !above) return [];
  return [
    ' The ',
    term('full distance'),
    ' counts every cut, whatever it holds: above its margin the two are not indistinguishable, and may still hold the same sets.',
  ];
}

function distances(section: Distances, report: Report): HTMLElement {
  const rows = rowsOf(section, report);
  if (rows.length === 0) return h('p', { class: 'quiet' }, 'No distance was measured.');
  const box = h('div', { class: 'distances' });
  onWidth(box, (width) =>
    box.replaceChildren(drawRows(rows, width, report.provenance.parameters.level)),
  );
  return box;
}

/** The same as a table. */
function distanceTable(section: Distances, report: Report): HTMLElement {
  const columns = [
    { name: 'Distance' },
    { name: 'Value', number: true },
    { name: 'Low', number: true },
    { name: 'High', number: true },
    { name: 'Margins', number: true },
    { name: 'Reading' },
  ];
  const rows = rowsOf(section, report).map(({ name, of, margins, says, decides }) => [
    nameOf({ name, decides }),
    score(of.value),
    score(of.low),
    score(of.high),
    margins.map(score).join(', '),
    says,
  ]);
  return table('Distances with their intervals', columns, rows);
}

function rowsOf({ full, merge }: Distances, report: Report): readonly Row[] {
  const { margin, fullMargin, mergeMargins } = report.provenance.parameters;
  const side = (of: Interval, at: number) =>
    of.low > at ? 'above its margin' : of.high < at ? 'below its margin' : 'across its margin';
  const byFull = report.kind === 'compare' && report.verdict === 'indistinguishable';
  const distance = report.kind === 'compare' ? report.distance : null;
  const profile: Row[] = distance
    ? [
        {
          name: 'profile distance',
          of: distance,
          hasInterval: true,
          margins: [margin],
          says: side(distance, margin),
          decides: !byFull,
        },
      ]
    : [];
  const ofAll: Row[] = full
    ? [
        {
          name: 'full distance',
          of: full,
          hasInterval: true,
          margins: [fullMargin],
          says: side(full, fullMargin),
          decides: byFull,
        },
      ]
    : [];
  const rows: Row[] = [...profile, ...ofAll];
  if (merge === null) return rows;
  const says = `merging: ${merge.reading}`;
  return [
    ...rows,
    {
      ...{ name: 'merge distance', of: merge, hasInterval: true, margins: mergeMargins },
      ...{ says, decides: false },
    },
  ];
}

export function drawRows(rows: readonly Row[], width: number, level: number): SVGElement {
  const height = rows.length * rowHeight + footHeight;
  const words = rows.map((row) => `${nameOf(row)} ${valueText(row)}, ${row.says}`).join('; ');
  const first = intervalAxis(rows[0].of, [], 6, width - 6);
  const foot = rows.length * rowHeight + 4;
  return svg(
    'svg',
    {
      class: 'chart',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': `${words}. Intervals at level ${levelText(level)}.`,
    },
    ...rows.map((row, i) => drawRow(row, i * rowHeight, width)),
    ...first.ticks.map((tick) =>
      svg('text', { class: 'tick', x: tick.x, y: foot + 9, 'text-anchor': 'middle' }, tick.text),
    ),
  );
}

function drawRow(row: Row, top: number, width: number): SVGElement {
  const axis = intervalAxis(row.of, row.margins, 6, width - 6);
  const y = top + 29;
  const below = axis.margins[0]?.x ?? axis.left;
  return svg(
    'g',
    { class: row.decides ? 'distance-row decides' : 'distance-row' },
    svg('text', { class: 'row-name', x: axis.left, y: top + 13 }, nameOf(row)),
    svg(
      'text',
      { class: 'row-value', x: axis.right, y: top + 13, 'text-anchor': 'end' },
      valueText(row),
    ),
    svg('line', { class: 'axis', x1: axis.left, y1: y, x2: axis.right, y2: y }),
    svg('rect', { class: 'zone', x: axis.left, y: y - 4, width: below - axis.left, height: 8 }),
    ...axis.margins.map((margin) =>
      svg(
        'g',
        { class: 'margin' },
        svg('line', { x1: margin.x, y1: y - 8, x2: margin.x, y2: y + 8 }),
        svg('title', {}, `margin ${score(margin.at)}`),
      ),
    ),
    ...(row.hasInterval ? whisker(axis, y) : []),
    svg('circle', { class: 'value', cx: axis.value, cy: y, r: 4.5 }),
  );
}

function whisker({ low, high }: IntervalAxis, y: number): SVGElement[] {
  const end = (x: number) =>
    svg('line', { class: 'whisker-end', x1: x, y1: y - 4, x2: x, y2: y + 4 });
  return [svg('line', { class: 'whisker', x1: low, y1: y, x2: high, y2: y }), end(low), end(high)];
}

function valueText({ of, hasInterval }: Row): string {
  return hasInterval ? interval(of) : `${score(of.value)} (no interval)`;
}

function nameOf({ name, decides }: Pick<Row, 'name' | 'decides'>): string {
  return decides ? `${name} · decides` : name;
}
