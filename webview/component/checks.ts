// Whether the numbers may be believed: the controls of the comparison and the engine's self-checks.

import { score, tiny } from '../../src/protocol/reportWords.ts';
import type { ControlReport, TrustReport } from '../../src/protocol/sections.ts';
import { type Child, h, svg } from '../host/element.ts';
import { table } from './table.ts';
import { name, phrase } from './words.ts';

export function controls(rows: readonly ControlReport[]): HTMLElement {
  const columns = [
    { name: 'Control' },
    { name: 'Distance', number: true },
    { name: '0 to 1' },
    { name: 'Wanted' },
    { name: 'Result' },
  ];
  const body = rows.map((row): readonly Child[] => [
    phrase(row.name),
    score(row.distance),
    place(row),
    row.wanted,
    outcome(row.passed),
  ]);
  return section(
    'controls',
    'Controls',
    'What must read alike reads near 0, what must not reads near 1.',
    table('Controls', columns, body),
  );
}

export function trust(rows: readonly TrustReport[]): HTMLElement {
  const columns = [
    { name: 'Self-check' },
    { name: 'Model' },
    { name: 'Worst', number: true },
    { name: 'Allowed', number: true },
    { name: 'Result' },
  ];
  const body = rows.map((row): readonly Child[] => [
    phrase(row.name),
    name(row.model),
    tiny(row.worst),
    tiny(row.allowed),
    outcome(row.passed),
  ]);
  return section(
    'trust',
    'Trust',
    'Largest difference of probabilities in the engine’s own checks.',
    table('Self-checks', columns, body),
  );
}

function section(id: string, title: string, caption: string, content: HTMLElement): HTMLElement {
  return h(
    'section',
    { id, class: 'panel', 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, title),
    h('p', { class: 'caption' }, caption),
    content,
  );
}

/** The control's distance as a dot on the axis, its wanted end shaded. */
function place(row: ControlReport): SVGElement {
  const width = 96;
  const at = 5 + Math.min(1, Math.max(0, row.distance)) * (width - 10);
  return svg(
    'svg',
    { class: 'control-axis', width, height: 14, viewBox: `0 0 ${width} 14`, 'aria-hidden': 'true' },
    svg('rect', {
      class: 'zone',
      x: row.kind === 'positive' ? 5 : width - 31,
      y: 3,
      width: 26,
      height: 8,
    }),
    svg('line', { class: 'axis', x1: 5, y1: 7, x2: width - 5, y2: 7 }),
    svg('circle', { class: 'value', cx: at, cy: 7, r: 3.5 }),
  );
}

function outcome(passed: boolean): HTMLElement {
  return h('span', { class: passed ? 'passed' : 'failed' }, passed ? '✓ passed' : '✗ failed');
}
