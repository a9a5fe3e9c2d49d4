// What a matched cut and a merge say under the pointer.

import { gapsOf } from '../../src/protocol/looked.ts';
import type { Report } from '../../src/protocol/report.ts';
import { partsText, score } from '../../src/protocol/reportWords.ts';
import { flowsOf, sectionOf } from '../../src/protocol/sections.ts';
import { unmeasuredWords } from '../../src/protocol/siteKind.ts';
import { h } from '../host/element.ts';
import { gapName } from './flowGaps.ts';
import { badge } from './words.ts';

export function matchTip(report: Report, index: number): HTMLElement | undefined {
  const match = sectionOf(report, 'mismatch')?.matches[index];
  if (!match) return undefined;
  return h(
    'div',
    {},
    h('p', { class: 'tip-head' }, badge(0), `cut ${match.a} — `, badge(1), `cut ${match.b}`),
    h(
      'p',
      { class: 'quiet' },
      `hold the same sets; mismatch ${score(match.mismatch)} (0 alike, 1 chance)`,
    ),
  );
}

/** Of neighbouring cuts that no look has measured. */
export function gapTip(report: Report, model: number, first: number): HTMLElement | undefined {
  const gap = gapsOf(flowsOf(report)[model]).find((one) => one.first === first);
  if (!gap) return undefined;
  return h(
    'div',
    {},
    h(
      'p',
      { class: 'tip-head' },
      report.models.length === 2 ? badge(model) : undefined,
      gapName(gap),
    ),
    h('p', { class: 'quiet' }, unmeasuredWords),
  );
}

export function mergeTip(report: Report, model: number, index: number): HTMLElement | undefined {
  const merge = flowsOf(report)[model]?.mergeTree?.[index];
  if (!merge) return undefined;
  return h(
    'div',
    {},
    h(
      'p',
      { class: 'tip-head' },
      report.models.length === 2 ? badge(model) : undefined,
      `cut ${merge.cut}`,
    ),
    h('p', {}, `${merge.sets.map(partsText).join(' + ')} come together`),
  );
}
