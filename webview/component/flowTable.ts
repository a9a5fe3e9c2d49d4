// The flow maps and merge trees as tables: one row a site.
import type { Report } from '../../src/protocol/report.ts';
import { letter, score, setText, shareOf, shown } from '../../src/protocol/reportWords.ts';
import { flowsOf, type SpanReport, sectionOf } from '../../src/protocol/sections.ts';
import { siteKind, unexplainedWords } from '../../src/protocol/siteKind.ts';
import { type Child, h } from '../host/element.ts';
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

function siteTable(report: Report, model: number, caption: string): HTMLElement {
  const columns = [
    { name: 'Cut' },
    { name: 'Span' },
    { name: 'Label' },
    { name: 'Crispness', number: true },
    { name: 'Strength', number: true },
    { name: 'Unexplained', number: true },
    ...report.task.parts.map((part) => ({ name: shown(part.id, 40), number: true })),
  ];
  const rows = flowsOf(report)[model].cuts.flatMap((cut, l) =>
    cut.spans.map((site): readonly Child[] => [
      String(l),
      name(site.span),
      labelOf(site),
      score(site.crispness),
      score(site.strength),
      score(site.unexplained),
      ...report.task.parts.map((part) => score(shareOf(site, part.id))),
    ]),
  );
  return table(caption, columns, rows, { captionShown: true });
}

/** The label; in brackets where it explains the site only in part, in words where it is empty. */
function labelOf(site: SpanReport): string {
  const kind = siteKind(site);
  if (kind === 'unexplained') return unexplainedWords;
  if (kind === 'crisp') return setText(site.label);
  return site.label.length > 0 ? `(${setText(site.label)})` : '–';
}

function mergeTable(report: Report, model: number, caption: string): HTMLElement {
  const rows = flowsOf(report)[model].mergeTree.map((merge) => [
    String(merge.cut),
    merge.sets.map(setText).join(' + '),
    setText(merge.into),
  ]);
  return table(caption, [{ name: 'Cut' }, { name: 'Sets' }, { name: 'Into' }], rows, {
    captionShown: true,
  });
}

function matchTable(report: Report): HTMLElement | undefined {
  const mismatch = sectionOf(report, 'mismatch');
  if (!mismatch) return undefined;
  const rows = mismatch.matches.map((match) => [
    String(match.a),
    String(match.b),
    score(match.mismatch),
  ]);
  const columns = [{ name: 'Cut of A' }, { name: 'Cut of B' }, { name: 'Mismatch', number: true }];
  return table('Matched cuts', columns, rows, { captionShown: true });
}
