// What one site, match or merge says: short in a tip, whole in the details under the flow map.
import type { Report } from '../../src/protocol/report.ts';
import { letter, score, setText, shareOf } from '../../src/protocol/reportWords.ts';
import { flowsOf, type SpanReport, sectionOf } from '../../src/protocol/sections.ts';
import { siteKind, unexplainedWords } from '../../src/protocol/siteKind.ts';
import type { Site } from '../chart/gridWalk.ts';
import { type Child, h, svg } from '../host/element.ts';
import { examplesAt } from './examples.ts';
import { termOr } from './glossary.ts';
import { badge, name, partClass, partPlaces, setChip } from './words.ts';

const nothingWords = 'nothing that reaches the answer';

/** The tip of a site: place, label, shares. */
export function siteTip(report: Report, at: Site): HTMLElement | undefined {
  const site = flowsOf(report)[at.model]?.cuts[at.cut]?.spans[at.span];
  if (!site) return undefined;
  return h(
    'div',
    {},
    h('p', { class: 'tip-head' }, ...heading(report, at, site)),
    h('p', { class: 'quiet' }, reading(site)),
    shareList(report, site),
  );
}

/** How to open the details of a site. */
export function noDetail(): HTMLElement {
  return h(
    'p',
    { class: 'quiet' },
    'Select a cell for its numbers: click it, or walk with the arrow keys and press Enter.',
  );
}

/** Everything of a site, with `buttons` beside its heading. */
export function siteDetail(
  report: Report,
  at: Site,
  buttons: readonly HTMLElement[],
): HTMLElement | undefined {
  const cut = flowsOf(report)[at.model]?.cuts[at.cut];
  const site = cut?.spans[at.span];
  if (!site) return undefined;
  const facts: (readonly [string, Child])[] = [
    ...labelFacts(report, site),
    ['strength', score(site.strength)],
    ['crispness of the cut', score(cut.crispness)],
    ...matchFacts(report, at),
  ];
  return h(
    'div',
    { class: 'site' },
    h(
      'div',
      { class: 'site-head' },
      h('h3', {}, ...heading(report, at, site)),
      h('div', { class: 'buttons' }, ...buttons),
    ),
    h(
      'dl',
      { class: 'facts' },
      ...facts.flatMap(([what, words]) => [h('dt', {}, termOr(what)), h('dd', {}, words)]),
    ),
    shareList(report, site),
    examplesAt(report, at),
  );
}

function heading(report: Report, at: Site, site: SpanReport): readonly Child[] {
  const model = report.models.length === 2 ? badge(at.model) : undefined;
  return [model, `cut ${at.cut} · `, name(site.span)];
}

function reading(site: SpanReport): string {
  switch (siteKind(site)) {
    case 'crisp':
      return `crisp ${setText(site.label)} · ${score(site.crispness)}`;
    case 'unexplained':
      return unexplainedWords;
    case 'nothing':
      return nothingWords;
    case 'hybrid':
      return `hybrid · crispness ${score(site.crispness)}`;
  }
}

/** How well which parts explain a site; where none does, no number says how well. */
function labelFacts(report: Report, site: SpanReport): (readonly [string, Child])[] {
  const kind = siteKind(site);
  if (kind === 'unexplained') return [['label', unexplainedWords]];
  if (kind === 'nothing') return [['label', nothingWords]];
  return [
    ['label', setChip(site.label, partPlaces(report.task.parts))],
    ['crispness', score(site.crispness)],
    ['unexplained', score(site.unexplained)],
  ];
}

/** The cuts of the other model that this site's cut is joined with. */
function matchFacts(report: Report, at: Site): (readonly [string, Child])[] {
  const matches = sectionOf(report, 'mismatch')?.matches ?? [];
  const other = letter(1 - at.model);
  return matches
    .filter((match) => (at.model === 0 ? match.a : match.b) === at.cut)
    .map((match) => [
      'matched cut',
      `${other} cut ${at.model === 0 ? match.b : match.a}, mismatch ${score(match.mismatch)}`,
    ]);
}

/** Shares as bars with their numbers, in the order of the parts. */
function shareList(report: Report, site: SpanReport): HTMLElement {
  const rows = report.task.parts.map((part, i) => {
    const share = shareOf(site, part.id);
    return h(
      'li',
      {},
      name(part.id, 'share-name'),
      svg(
        'svg',
        { class: 'share-bar', width: 80, height: 8, viewBox: '0 0 80 8', 'aria-hidden': 'true' },
        svg('rect', { class: 'share-track', x: 0, y: 0, width: 80, height: 8 }),
        svg('rect', { class: partClass(i), x: 0, y: 0, width: 80 * share, height: 8 }),
      ),
      h('span', { class: 'number' }, score(share)),
    );
  });
  return h('ul', { class: 'shares', 'aria-label': 'Shares' }, ...rows);
}

export function matchDetail(report: Report, index: number): HTMLElement | undefined {
  const match = sectionOf(report, 'mismatch')?.matches[index];
  if (!match) return undefined;
  return h(
    'div',
    {},
    h('p', { class: 'tip-head' }, badge(0), `cut ${match.a} — `, badge(1), `cut ${match.b}`),
    h('p', { class: 'quiet' }, `mismatch ${score(match.mismatch)} (0 alike, 1 chance)`),
  );
}

export function mergeDetail(report: Report, model: number, index: number): HTMLElement | undefined {
  const merge = flowsOf(report)[model]?.mergeTree[index];
  if (!merge) return undefined;
  const places = partPlaces(report.task.parts);
  const sets = merge.sets.flatMap((set, i): Child[] => [
    i > 0 ? ' + ' : undefined,
    setChip(set, places),
  ]);
  return h(
    'div',
    {},
    h(
      'p',
      { class: 'tip-head' },
      report.models.length === 2 ? badge(model) : undefined,
      `cut ${merge.cut}`,
    ),
    h('p', {}, ...sets, ' come together'),
  );
}
