// How far the numbers of a report can be trusted, and the link to it.
import type { Report } from '../../src/protocol/report.ts';
import { trustNote, trustOf, trustTitle } from '../../src/words/trusted.ts';
import { type Child, h } from '../host/element.ts';

const id = 'trusted';

/** At the end of a line; [] where nothing of it was judged. */
export function trustLink(report: Report): readonly Child[] {
  if (trustOf(report).length === 0) return [];
  return [' · ', h('a', { href: `#${id}` }, trustTitle)];
}

export function trusted(report: Report): HTMLElement | undefined {
  const lines = trustOf(report);
  if (lines.length === 0) return undefined;
  const isMeasured = lines.some(({ line }) => line !== undefined);
  return h(
    'section',
    { id, class: 'panel', 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, trustTitle),
    h(
      'ul',
      {},
      ...lines.map(({ line, words }) => h('li', line ? { id: `${id}-${line}` } : {}, words)),
    ),
    isMeasured ? h('p', { class: 'caption' }, trustNote) : undefined,
  );
}
