// The flow maps and merge trees as tables: one row a site, the joint ones too.
import type { SiteReport } from '../../src/protocol/coordinates.ts';
import { type Gap, gapsOf, gapText } from '../../src/protocol/looked.ts';
import type { Report } from '../../src/protocol/report.ts';
import {
  count,
  letter,
  partsText,
  score,
  setText,
  shareOf,
  shown,
  weightText,
} from '../../src/protocol/reportWords.ts';
import { flowsOf, type SpanReport, sectionOf } from '../../src/protocol/sections.ts';
import { siteKind, unmeasuredWords, weakest } from '../../src/protocol/siteKind.ts';
import { siteAt } from '../../src/protocol/sites.ts';
import { type Child, h } from '../host/element.ts';
import { said } from './flowCell.ts';
import { table } from './table.ts';
import { name } from './words.ts';

export function flowTable(report: Report): HTMLElement {
  const of = (model: number) => (report.models.length === 2 ? ` of ${letter(model)}` : '');
  return h(
    'div',
    {},
    ...report.models.flatMap((_, model) => [
      siteTable(report, model, `Sites${of(model)}, first cut first`),
      mergeTable(report, model, `Merges${of(model)}`),
    ]),
    matchTable(report),
  );
}

type Row = {
  readonly cuts: string;
  /** undefined: of cuts that were not measured. */
  readonly span: string | undefined;
  readonly onward: boolean;
  readonly site: SiteReport | undefined;
  readonly shares: SpanReport['shares'] | undefined;
};

function siteTable(report: Report, model: number, caption: string): HTMLElement {
  const parts = hasShares(report, model) ? report.task.parts : [];
  const columns = [
    { name: 'Cut' },
    { name: 'Span' },
    { name: 'Holds' },
    { name: 'Weights' },
    { name: 'Strength', number: true },
    { name: 'Unexplained', number: true },
    ...(report.looks ? [{ name: 'Pairs', number: true }] : []),
    ...parts.map((part) => ({ name: `Share ${shown(part.id, 40)}`, number: true })),
  ];
  const rows = rowsOf(report, model).map(
    ({ cuts, span, onward, site, shares }): readonly Child[] => [
      cuts,
      span === undefined ? '' : h('span', {}, name(span), onward ? ' and after' : undefined),
      site ? holds(site) : shares ? '' : unmeasuredWords,
      site ? weights(site) : '',
      site ? score(site.strength) : '',
      site ? score(site.unexplained) : '',
      ...(report.looks ? [site ? count(site.pairs) : ''] : []),
      ...parts.map(({ id }) => (shares ? score(shareOf(shares, id)) : '')),
    ],
  );
  return table(caption, columns, rows, { captionShown: true });
}

/** Each cut's single spans, then its joint sites; one row for neighbouring cuts that were not measured. */
function rowsOf(report: Report, model: number): readonly Row[] {
  const flow = flowsOf(report)[model];
  const gaps = new Map(gapsOf(flow).map((gap) => [gap.first, gap]));
  return flow.cuts.flatMap((measured, cut): readonly Row[] => {
    const gap = gaps.get(cut);
    if (measured === null) return gap ? [gapRow(gap)] : [];
    const { spans } = measured;
    const row = ({ span, shares }: SpanReport, onward: boolean): Row => {
      const site = siteAt(report.models[model], { cut, span, onward });
      return { cuts: String(cut), span, onward, site, shares: onward ? undefined : shares };
    };
    const joint = spans.map((span) => row(span, true)).filter(({ site }) => site !== undefined);
    return [...spans.map((span) => row(span, false)), ...joint];
  });
}

function gapRow(gap: Gap): Row {
  const none = { site: undefined, shares: undefined };
  return { cuts: gapText(gap), span: undefined, onward: false, ...none };
}

function hasShares(report: Report, model: number): boolean {
  return flowsOf(report)[model].cuts.some((cut) => cut?.spans.some(({ shares }) => shares));
}

/** The label where one set holds the site, else what is the matter with it. */
function holds(site: SiteReport): string {
  const kind = siteKind(site, {});
  if (kind === 'held') return setText(site.label ?? []);
  return kind === 'mixture' ? 'mixture' : said(site);
}

function weights({ coordinates }: SiteReport): string {
  const told = coordinates.filter(({ weight }) => weight >= weakest);
  return told.map(weightText).join(', ');
}

function mergeTable(report: Report, model: number, caption: string): HTMLElement {
  const { mergeTree } = flowsOf(report)[model];
  if (mergeTree === null) return h('p', { class: 'quiet' }, `${caption}: ${unmeasuredWords}.`);
  const rows = mergeTree.map((merge) => [
    String(merge.cut),
    merge.sets.map(partsText).join(' + '),
    partsText(merge.into),
  ]);
  return table(caption, [{ name: 'Cut' }, { name: 'Parts' }, { name: 'Into' }], rows, {
    captionShown: true,
  });
}

function matchTable(report: Report): HTMLElement | undefined {
  const mismatch = sectionOf(report, 'mismatch');
  if (!mismatch || mismatch.matches.length === 0) return undefined;
  const rows = mismatch.matches.map((match) => [
    String(match.a),
    String(match.b),
    score(match.mismatch),
  ]);
  const columns = [{ name: 'Cut of A' }, { name: 'Cut of B' }, { name: 'Mismatch', number: true }];
  return table('Cuts that hold the same sets', columns, rows, { captionShown: true });
}
