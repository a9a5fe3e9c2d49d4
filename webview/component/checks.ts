// Whether the numbers may be believed: the controls of the comparison and the engine's self-checks.

import { score, tiny } from '../../src/protocol/reportWords.ts';
import type { ControlReport, TrustReport } from '../../src/protocol/sections.ts';
import { type Child, h, svg } from '../host/element.ts';
import { table } from './table.ts';
import { name, phrase } from './words.ts';

export function controls(rows: readonly ControlReport[]): HTMLElement {
  const columns = [
    { name: 'Control' },
    { name: 'Value', number: true },
    { name: '0 to 1' },
    { name: 'Wanted' },
    { name: 'Result' },
  ];
  const body = rows.map((row): readonly Child[] => [
    phrase(row.name),
    besideBound(row),
    place(row),
    h('span', { class: 'passed' }, `${row.wanted} ${score(row.bound)}`),
    outcome(row.passed),
  ]);
  return section(
    'controls',
    'Controls',
    'Halves of the pairs must read alike; shuffled weights and permuted pairs must hold nothing. A failed one keeps the verdicts that rest on it from being said.',
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

/** With more digits where it reads as the bound that it is not: 0.304 is not below 0.30. */
function besideBound({ value, bound }: ControlReport): string {
  const digits = [2, 3, 4, 5].find((most) => value.toFixed(most) !== bound.toFixed(most)) ?? 2;
  return value.toFixed(digits);
}

/** The control's value as a dot on the axis, where it is wanted shaded. */
function place({ value, wanted, bound }: ControlReport): SVGElement {
  const width = 96;
  const at = (x: number) => 5 + Math.min(1, Math.max(0, x)) * (width - 10);
  const [from, to] = wanted === 'below' ? [at(0), at(bound)] : [at(bound), at(1)];
  return svg(
    'svg',
    { class: 'control-axis', width, height: 14, viewBox: `0 0 ${width} 14`, 'aria-hidden': 'true' },
    svg('rect', { class: 'zone', x: from, y: 3, width: to - from, height: 8 }),
    svg('line', { class: 'axis', x1: 5, y1: 7, x2: width - 5, y2: 7 }),
    svg('circle', { class: 'value', cx: at(value), cy: 7, r: 3.5 }),
  );
}

function outcome(passed: boolean): HTMLElement {
  return h('span', { class: passed ? 'passed' : 'failed' }, passed ? '✓ passed' : '✗ failed');
}
