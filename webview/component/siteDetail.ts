// What one site says: short in a tip, whole in the details under the flow map.
import type { SiteReport } from '../../src/protocol/coordinates.ts';
import type { Report } from '../../src/protocol/report.ts';
import {
  count,
  cutPlaceText,
  letter,
  score,
  shareOf,
  spanText,
} from '../../src/protocol/reportWords.ts';
import { flowsOf, sectionOf } from '../../src/protocol/sections.ts';
import {
  siteKind,
  undeterminedWords,
  unexplainedWords,
  unmeasuredWords,
} from '../../src/protocol/siteKind.ts';
import { type SpanSite, siteAt, slotFinder } from '../../src/protocol/sites.ts';
import type { Site } from '../chart/gridWalk.ts';
import { type Child, h, svg } from '../host/element.ts';
import { examplesAt } from './examples.ts';
import { siteOf } from './flowCell.ts';
import { termOr } from './glossary.ts';
import { table } from './table.ts';
import { badge, name, partClass, setChip } from './words.ts';

const nothingWords = 'nothing that reaches the answer';
/** Sets that a tip has room for. */
const mostInTip = 4;

/** The tip of a site: place, what it holds, its largest weights. */
export function siteTip(report: Report, at: Site): HTMLElement | undefined {
  if (!isSite(report, at)) return undefined;
  const of = siteOf(report, at);
  const { site } = of;
  return h(
    'div',
    {},
    h('p', { class: 'tip-head' }, ...heading(report, at, false)),
    h(
      'p',
      { class: 'quiet' },
      ...(site ? [...reading(report, site), restsOn(report, site)] : [unknownWords(of)]),
    ),
    site && hasWeights(site) ? weightList(report, site) : undefined,
    site || of.shares === null ? undefined : shareList(report, of.shares),
  );
}

const unknownWords = ({ kind }: SpanSite) =>
  kind === 'unmeasured' ? unmeasuredWords : 'of an older report';

/** The tip of a span and what follows it. */
export function jointTip(report: Report, at: Site): HTMLElement | undefined {
  const site = jointAt(report, at);
  if (!site) return undefined;
  return h(
    'div',
    {},
    h('p', { class: 'tip-head' }, ...heading(report, at, true)),
    h('p', { class: 'quiet' }, ...reading(report, site), restsOn(report, site)),
    hasWeights(site) ? weightList(report, site) : undefined,
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

/** Everything of a site and of what follows it, with `buttons` beside its heading. */
export function siteDetail(
  report: Report,
  at: Site,
  buttons: readonly HTMLElement[],
): HTMLElement | undefined {
  if (!isSite(report, at)) return undefined;
  const of = siteOf(report, at);
  const joint = jointAt(report, at);
  const span = report.task.spans[at.span].id;
  return h(
    'div',
    { class: 'site' },
    h(
      'div',
      { class: 'site-head' },
      h('h3', {}, ...heading(report, at, false)),
      h('div', { class: 'buttons' }, ...buttons),
    ),
    of.site ? siteBlock(report, of.site, h('span', {}, 'Here')) : undefined,
    joint
      ? siteBlock(report, joint, h('span', {}, name(span), ' ', termOr('and after')))
      : undefined,
    aside(report, of, matchFacts(report, at)),
    examplesAt(report, at),
  );
}

function isSite(report: Report, { model, cut, span }: Site): boolean {
  return flowsOf(report)[model]?.cuts[cut]?.spans[span] !== undefined;
}

function jointAt(report: Report, { model, cut, span }: Site): SiteReport | undefined {
  return siteAt(report.models[model], { cut, span: report.task.spans[span].id, onward: true });
}

function heading(report: Report, at: Site, onward: boolean): readonly Child[] {
  const model = report.models.length === 2 ? badge(at.model) : undefined;
  const span = report.task.spans[at.span].id;
  const own = siteAt(report.models[at.model], { cut: at.cut, span, onward: false })?.at;
  const where = cutPlaceText(at.cut, own);
  return [model, `cut ${at.cut}, ${where} · `, name(span), onward ? ' and after' : undefined];
}

function reading(report: Report, site: SiteReport): readonly Child[] {
  switch (siteKind(site, {})) {
    case 'held':
      return ['holds ', setChip(site.label ?? [], report.task)];
    case 'mixture':
      return ['a mixture of sets'];
    case 'undetermined':
      return [undeterminedWords];
    case 'unexplained':
      return [unexplainedWords, ` · unexplained ${score(site.unexplained)}`];
    default:
      return [nothingWords];
  }
}

/** " · 8 pairs", where sites differ in them. */
function restsOn({ looks }: Report, { pairs }: SiteReport): string {
  return looks === null ? '' : ` · ${count(pairs)} pairs`;
}

const hasWeights = (site: SiteReport) => ['held', 'mixture'].includes(siteKind(site, {}));

/** The largest weights as bars with their numbers. */
function weightList(report: Report, { coordinates }: SiteReport): HTMLElement {
  const rows = coordinates
    .slice(0, mostInTip)
    .map(({ set, weight }) =>
      h(
        'li',
        {},
        set.length === 0 ? h('span', {}, 'nothing') : setChip(set, report.task),
        bar('weight', weight),
        h('span', { class: 'number' }, score(weight)),
      ),
    );
  return h('ul', { class: 'shares', 'aria-label': 'Weights' }, ...rows);
}

/** What a site holds: facts, and its coordinates as a table. */
function siteBlock(report: Report, site: SiteReport, title: HTMLElement): HTMLElement {
  const facts: (readonly [string, Child])[] = [
    ['holds', h('span', {}, ...reading(report, site))],
    ['strength', score(site.strength)],
    ['unexplained', score(site.unexplained)],
    ...(report.looks ? [['pairs', count(site.pairs)] as const] : []),
  ];
  const rows = site.coordinates.map(({ set, weight }): readonly Child[] => [
    set.length === 0 ? 'nothing' : setChip(set, report.task),
    h('span', { class: 'weight-cell' }, bar('weight', weight), score(weight)),
  ]);
  const columns = [{ name: 'Set' }, { name: 'Weight', number: true }];
  return h(
    'div',
    { class: 'site-block' },
    h('h4', {}, title),
    factList(facts),
    rows.length > 0 ? table(`Weights at ${spanText(site)}`, columns, rows) : undefined,
  );
}

function factList(facts: readonly (readonly [string, Child])[]): HTMLElement {
  return h(
    'dl',
    { class: 'facts' },
    ...facts.flatMap(([what, words]) => [h('dt', {}, termOr(what)), h('dd', {}, words)]),
  );
}

/** The shares, where they were measured, and what else is known. */
function aside(
  report: Report,
  { shares }: SpanSite,
  facts: readonly (readonly [string, Child])[],
): HTMLElement | undefined {
  if (shares === null) {
    return facts.length > 0 ? h('div', { class: 'site-block' }, factList(facts)) : undefined;
  }
  return h(
    'div',
    { class: 'site-block' },
    h('h4', {}, termOr('shares')),
    facts.length > 0 ? factList(facts) : undefined,
    shareList(report, shares),
  );
}

/** The cuts of the other model that this site's cut is joined with. */
function matchFacts(report: Report, at: Site): (readonly [string, Child])[] {
  const matches = sectionOf(report, 'mismatch')?.matches ?? [];
  const other = letter(1 - at.model);
  return matches
    .filter((match) => (at.model === 0 ? match.a : match.b) === at.cut)
    .map((match) => [
      'same sets in',
      `${other} cut ${at.model === 0 ? match.b : match.a}, mismatch ${score(match.mismatch)}`,
    ]);
}

/** Shares as bars with their numbers, in the order of the parts. */
function shareList(report: Report, shares: NonNullable<SpanSite['shares']>): HTMLElement {
  const slotOf = slotFinder(report.task);
  const rows = report.task.parts.map(({ id }) => {
    const share = shareOf(shares, id);
    return h(
      'li',
      {},
      name(id, 'share-name'),
      bar(partClass(slotOf(id)), share),
      h('span', { class: 'number' }, score(share)),
    );
  });
  return h('ul', { class: 'shares', 'aria-label': 'Shares' }, ...rows);
}

function bar(kind: string, value: number): SVGElement {
  return svg(
    'svg',
    { class: 'share-bar', width: 80, height: 8, viewBox: '0 0 80 8', 'aria-hidden': 'true' },
    svg('rect', { class: 'share-track', x: 0, y: 0, width: 80, height: 8 }),
    svg('rect', { class: kind, x: 0, y: 0, width: 80 * Math.min(1, value), height: 8 }),
  );
}
