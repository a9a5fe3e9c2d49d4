// The verdict's mark: a shape and a sign, so that colour is never the only carrier.
import type { Verdict } from '../../src/protocol/report.ts';
import { svg } from '../host/element.ts';

/** Shape, strokes of its sign, tone of colour. */
const marks: Readonly<Record<Verdict, { shape: string; sign: string; tone: string }>> = {
  indistinguishable: { shape: 'disc', sign: 'M11 12H25M11 18H25M11 24H25', tone: 'same' },
  'same interpretation': { shape: 'disc', sign: 'M11 15H25M11 21H25', tone: 'same' },
  different: {
    shape: 'diamond',
    sign: 'M12 15.5H24M12 20.5H24M21 10.5L15 25.5',
    tone: 'different',
  },
  inconclusive: {
    shape: 'ring',
    sign: 'M13.8 14.6A4.2 4.2 0 1 1 19.5 18.5Q18 19.3 18 21.2M18 25V25.2',
    tone: 'open',
  },
  'not comparable': { shape: 'square', sign: 'M12 24L24 12', tone: 'open' },
};

export function verdictTone(verdict: Verdict): string {
  return `tone-${marks[verdict].tone}`;
}

export function verdictIcon(verdict: Verdict): SVGElement {
  const { shape, sign, tone } = marks[verdict];
  return svg(
    'svg',
    { class: `verdict-icon tone-${tone}`, viewBox: '0 0 36 36', 'aria-hidden': 'true' },
    outline(shape),
    svg('path', { class: 'sign', d: sign }),
  );
}

function outline(shape: string): SVGElement {
  if (shape === 'diamond') {
    return svg('path', { class: 'shape', d: 'M18 1L35 18L18 35L1 18Z' });
  }
  if (shape === 'square') {
    return svg('rect', { class: 'shape hollow', x: 3, y: 3, width: 30, height: 30, rx: 4 });
  }
  const hollow = shape === 'ring';
  return svg('circle', { class: hollow ? 'shape hollow' : 'shape', cx: 18, cy: 18, r: 16 });
}
