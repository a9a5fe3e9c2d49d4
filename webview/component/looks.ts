// The patterns that stand for the parts where colours do not: high contrast (theme.css uses them).
import { svg } from '../host/element.ts';

const size = 6;

/** Drawn for part i of each eight; the first is full, the last hollow. */
const hatches: readonly SVGElementMaker[] = [
  () => svg('rect', { class: 'hatch-full', width: size, height: size }),
  () => svg('path', { class: 'hatch', d: 'M-1 7L7 -1M-1 1L1 -1M5 7L7 5' }),
  () => svg('path', { class: 'hatch', d: 'M0 1.5H6M0 4.5H6' }),
  () => svg('circle', { class: 'hatch-dot', cx: 3, cy: 3, r: 1.5 }),
  () => svg('path', { class: 'hatch', d: 'M-1 -1L7 7M-1 5L1 7M5 -1L7 1' }),
  () => svg('path', { class: 'hatch', d: 'M1.5 0V6M4.5 0V6' }),
  () => svg('path', { class: 'hatch', d: 'M0 3H6M3 0V6' }),
  () => svg('path', { class: 'hatch', d: 'M0 0.7H6' }),
];
type SVGElementMaker = () => SVGElement;

/** A drawing that shows nothing and defines `#look-0` to `#look-7`. */
export function looks(): SVGElement {
  const patterns = hatches.map((make, i) =>
    svg(
      'pattern',
      { id: `look-${i}`, width: size, height: size, patternUnits: 'userSpaceOnUse' },
      make(),
    ),
  );
  return svg(
    'svg',
    { width: 0, height: 0, class: 'hearing', 'aria-hidden': 'true' },
    svg('defs', {}, ...patterns),
  );
}
