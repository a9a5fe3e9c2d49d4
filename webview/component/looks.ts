// The patterns of the parts: where colours do not tell them apart, in high contrast, one each (theme.css uses them);
// elsewhere stripes, for those that have the colour of an earlier part.
import { svg } from '../host/element.ts';
import { lookCount } from './words.ts';

const size = 6;

/** Drawn for part i of each twelve; the first is full, the eighth hollow. */
const hatches: readonly SVGElementMaker[] = [
  () => svg('rect', { class: 'hatch-full', width: size, height: size }),
  () => svg('path', { class: 'hatch', d: 'M-1 7L7 -1M-1 1L1 -1M5 7L7 5' }),
  () => svg('path', { class: 'hatch', d: 'M0 1.5H6M0 4.5H6' }),
  () => svg('circle', { class: 'hatch-dot', cx: 3, cy: 3, r: 1.5 }),
  () => svg('path', { class: 'hatch', d: 'M-1 -1L7 7M-1 5L1 7M5 -1L7 1' }),
  () => svg('path', { class: 'hatch', d: 'M1.5 0V6M4.5 0V6' }),
  () => svg('path', { class: 'hatch', d: 'M0 3H6M3 0V6' }),
  () => svg('path', { class: 'hatch', d: 'M0 0.7H6' }),
  () => svg('rect', { class: 'hatch-dot', width: size, height: 3 }),
  () => svg('path', { class: 'hatch', d: 'M-1 -1L7 7M-1 7L7 -1' }),
  () => svg('path', { class: 'hatch', d: 'M0 1L3 5L6 1' }),
  () => svg('path', { class: 'hatch', d: 'M0 0L6 3' }),
];
type SVGElementMaker = () => SVGElement;

/** A drawing that shows nothing and defines `#look-0` to `#look-11`, and `#stripes-0` to `#stripes-3` in the colours of parts. */
export function looks(): SVGElement {
  const patterns = hatches.map((make, i) => pattern(`look-${i}`, size, make()));
  return svg(
    'svg',
    { width: 0, height: 0, class: 'hearing', 'aria-hidden': 'true' },
    svg('defs', {}, ...patterns, ...Array.from({ length: lookCount - 8 }, (_, i) => stripes(i))),
  );
}

function stripes(part: number): SVGElement {
  const ground = svg('rect', { class: 'stripe-ground', width: 4, height: 4 });
  const lines = svg('path', { class: 'stripe', d: 'M-1 5L5 -1M-1 1L1 -1M3 5L5 3' });
  return pattern(`stripes-${part}`, 4, svg('g', { class: `part-${part}` }, ground, lines));
}

function pattern(id: string, side: number, drawing: SVGElement): SVGElement {
  return svg('pattern', { id, width: side, height: side, patternUnits: 'userSpaceOnUse' }, drawing);
}
