// Methods on models of which it is known how they compute: how well each tells which compute the same.
import type { CalibrationSection, MethodReport } from '../../src/protocol/calibration.ts';
import { shown } from '../../src/protocol/reportWords.ts';
import type { Interval } from '../../src/protocol/sections.ts';
import {
  auroc,
  calibrationLegend,
  componentCells,
  componentColumns,
  componentsLegend,
  coverageLegend,
  hindsightWords,
  judgementsOf,
  methodCells,
  methodColumns,
  methodTitle,
  ranked,
  truthTaskWords,
} from '../../src/words/calibration.ts';
import { intervalAxis } from '../chart/intervalAxis.ts';
import { fitText, textWidth } from '../chart/textFit.ts';
import { h, svg } from '../host/element.ts';
import { onWidth } from '../host/onWidth.ts';
import { figure } from './figure.ts';
import { table } from './table.ts';

const rowHeight = 36;
const footHeight = 20;

export function calibration(section: CalibrationSection): HTMLElement {
  const { tasks, components } = section;
  return h(
    'div',
    { class: 'column' },
    methodsFigure(section),
    components.length > 0 ? componentsTable(section) : undefined,
    h(
      'section',
      { id: 'truth', class: 'panel', 'aria-labelledby': 'truth-title' },
      h('h2', { id: 'truth-title' }, 'The truth'),
      h('ul', {}, ...tasks.map((task) => h('li', {}, shown(truthTaskWords(task))))),
    ),
  );
}

function methodsFigure(section: CalibrationSection): HTMLElement {
  const methods = ranked(section.methods);
  const known = methods.filter(({ auroc: all }) => all !== null);
  const box = h('div', { class: 'distances' });
  onWidth(box, (width) => box.replaceChildren(draw(known, width)));
  const inHindsight = methods.some((each) => judgementsOf(each).some((one) => one.inHindsight));
  const caption = [
    calibrationLegend,
    ...(inHindsight ? [hindsightWords] : []),
    ...(section.drawings > 0 ? [coverageLegend] : []),
  ];
  return figure({
    id: 'methods',
    title: 'Methods, the best first',
    caption: caption.join(' '),
    picture: known.length > 0 ? box : h('p', { class: 'quiet' }, 'No method has scores of all.'),
    table: () => methodsTable(section, methods),
  });
}

function methodsTable(section: CalibrationSection, methods: readonly MethodReport[]): HTMLElement {
  const columns = methodColumns(section).map((name) => ({ name, number: true }));
  const rows = methods.map((method) => [shown(methodTitle(method), 80), ...methodCells(method)]);
  return table('Methods', [{ name: 'Method' }, ...columns], rows);
}

function componentsTable({ components }: CalibrationSection): HTMLElement {
  const columns = componentColumns.map((name) => ({ name, number: true }));
  const rows = components.map((one) => [shown(methodTitle(one), 80), ...componentCells(one)]);
  return h(
    'section',
    { id: 'components', class: 'panel', 'aria-labelledby': 'components-title' },
    h('h2', { id: 'components-title' }, 'Heads and MLPs'),
    h('p', { class: 'caption' }, componentsLegend),
    table('Methods for heads and MLPs', [{ name: 'Method' }, ...columns], rows),
  );
}

/** Each AUROC with its interval from 0 to 1; what a coin gives is the margin. */
function draw(methods: readonly MethodReport[], width: number): SVGElement {
  const height = methods.length * rowHeight + footHeight;
  const all = methods.flatMap((method) =>
    method.auroc ? [{ name: shown(methodTitle(method), 60), of: method.auroc }] : [],
  );
  const foot = methods.length * rowHeight + 4;
  return svg(
    'svg',
    {
      class: 'chart',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': `AUROC of ${methods.length} methods; the table has the numbers.`,
    },
    ...all.map(({ name, of }, i) => row(name, of, i * rowHeight, width)),
    ...intervalAxis(all[0].of, [], 6, width - 6).ticks.map((tick) =>
      svg('text', { class: 'tick', x: tick.x, y: foot + 9, 'text-anchor': 'middle' }, tick.text),
    ),
  );
}

const coin = 0.5;

function row(name: string, of: Interval, top: number, width: number): SVGElement {
  const axis = intervalAxis(of, [coin], 6, width - 6);
  const y = top + 25;
  const space = axis.right - axis.left - textWidth(auroc(of), 13) - 8;
  const [margin] = axis.margins;
  return svg(
    'g',
    { class: 'distance-row' },
    svg('text', { class: 'row-name', x: axis.left, y: top + 13 }, fitText(name, 12, space)),
    svg('title', {}, name),
    svg(
      'text',
      { class: 'row-value', x: axis.right, y: top + 13, 'text-anchor': 'end' },
      auroc(of),
    ),
    svg('line', { class: 'axis', x1: axis.left, y1: y, x2: axis.right, y2: y }),
    svg(
      'g',
      { class: 'margin' },
      svg('line', { x1: margin.x, y1: y - 5, x2: margin.x, y2: y + 5 }),
    ),
    svg('line', { class: 'whisker', x1: axis.low, y1: y, x2: axis.high, y2: y }),
    svg('circle', { class: 'value', cx: axis.value, cy: y, r: 4.5 }),
  );
}
