// Where the values of a tensor lie: 64 bars, and the same as a table.
import type { TensorStatisticsView } from '../../../src/protocol/engineService.ts';
import { count } from '../../../src/protocol/reportWords.ts';
import { h, svg } from '../../host/element.ts';
import { onWidth } from '../../host/onWidth.ts';
import { figure } from '../figure.ts';
import { table } from '../table.ts';
import { valueText } from './tensorWords.ts';

type Histogram = NonNullable<TensorStatisticsView['histogram']>;

const height = 120;
const foot = 18;

export function histogramFigure(histogram: Histogram): HTMLElement {
  const box = h('div', { class: 'histogram' });
  onWidth(box, (width) => box.replaceChildren(draw(histogram, width)));
  return figure({
    id: 'histogram',
    title: 'Histogram',
    caption:
      'Finite values in 64 equal bins. Bars grow with the root of their count, so that tails show.',
    picture: box,
    table: () => histogramTable(histogram),
  });
}

function draw({ low, high, counts }: Histogram, width: number): SVGElement {
  const most = Math.max(1, ...counts);
  const step = width / counts.length;
  const bars = counts.map((n, i) => {
    if (n === 0) return undefined;
    const tall = Math.max(1, height * Math.sqrt(n / most));
    const gap = step > 3 ? 1 : 0;
    return svg('rect', {
      class: 'bar',
      x: i * step,
      y: height - tall,
      width: step - gap,
      height: tall,
    });
  });
  const zero = low < 0 && high > 0 ? (width * -low) / (high - low) : undefined;
  return svg(
    'svg',
    {
      class: 'chart',
      width,
      height: height + foot,
      viewBox: `0 0 ${width} ${height + foot}`,
      role: 'img',
      'aria-label': `Histogram of values from ${valueText(low)} to ${valueText(high)}; the table has the counts.`,
    },
    ...bars,
    svg('line', { class: 'axis', x1: 0, x2: width, y1: height + 0.5, y2: height + 0.5 }),
    ...axis(low, high, zero, width),
  );
}

function axis(low: number, high: number, zero: number | undefined, width: number): SVGElement[] {
  const y = height + 14;
  const room = 60; // px that a number at an end may take
  const ends = [
    svg('text', { class: 'tick', x: 0, y }, valueText(low)),
    svg('text', { class: 'tick', x: width, y, 'text-anchor': 'end' }, valueText(high)),
  ];
  if (zero === undefined || zero < room || zero > width - room) return ends;
  return [
    ...ends,
    svg('line', { class: 'axis', x1: zero, x2: zero, y1: height, y2: height + 4 }),
    svg('text', { class: 'tick', x: zero, y, 'text-anchor': 'middle' }, '0'),
  ];
}

function histogramTable({ low, high, counts }: Histogram): HTMLElement {
  const edge = (i: number) => valueText(low + ((high - low) * i) / counts.length);
  return table(
    'Counts of the histogram',
    [{ name: 'From' }, { name: 'To', number: true }, { name: 'Values', number: true }],
    counts.map((n, i) => [edge(i), edge(i + 1), count(n)]),
  );
}
