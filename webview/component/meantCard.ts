// A verdict with what it means beside it, why, and the numbers: of the commands that are no comparison of models.
import type { DistinguishReport, ReduceReport } from '../../src/protocol/report.ts';
import { mechanismOf, numbersOf } from '../../src/words/report.ts';
import { h } from '../host/element.ts';
import { sentence } from './words.ts';

/** `means`: what the verdict means, without a full stop. */
export function meantCard(report: DistinguishReport | ReduceReport, means: string): HTMLElement {
  const { kind, verdict } = report;
  const id = `${kind}-title`;
  const numbers = numbersOf(report);
  return h(
    'section',
    { class: 'card', 'aria-labelledby': id },
    h('h2', { id }, verdict),
    h('p', { class: 'explanation' }, ...sentence(mechanismOf(report))),
    h('p', { class: 'second' }, `That is: ${means}.`),
    numbers === undefined ? undefined : h('p', { class: 'second' }, numbers),
  );
}
