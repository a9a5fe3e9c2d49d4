// One cell of a flow map: its marks, its label, and what a screen reader says at it.
import type { Report } from '../../src/protocol/report.ts';
import { letter, score, setText, shareOf, shown } from '../../src/protocol/reportWords.ts';
import { flowsOf, type SpanReport } from '../../src/protocol/sections.ts';
import { siteKind, unexplainedWords, weakest } from '../../src/protocol/siteKind.ts';
import { type Box, cellGeometry, labelSize } from '../chart/cellGeometry.ts';
import type { Site } from '../chart/gridWalk.ts';
import { firstFitting, textWidth } from '../chart/textFit.ts';
import { svg } from '../host/element.ts';
import { partClass } from './words.ts';

/** The cell's marks, named for a screen reader; what is written in it is in `cellWords`. */
export function drawCell(report: Report, outer: Box, at: Site): SVGElement {
  const site = flowsOf(report)[at.model].cuts[at.cut].spans[at.span];
  const { frame, bars, rule } = geometryOf(report, outer, site);
  return svg(
    'g',
    {
      role: 'gridcell',
      id: `site-${at.model}-${at.cut}-${at.span}`,
      class: `cell is-${siteKind(site)}`,
      tabindex: -1,
      'aria-selected': 'false',
      'aria-label': siteName(report, site, at),
      'data-tip': 'site',
    },
    svg('rect', { class: 'frame', ...frame, rx: 2.5 }),
    ...bars.map((bar, i) => (bar ? svg('rect', { class: partClass(i), ...bar }) : undefined)),
    rule.width > 0.5 && siteKind(site) !== 'unexplained'
      ? svg('rect', { class: 'rule', ...rule })
      : undefined,
  );
}

/** The label of a crisp cell, or the letters over a hybrid's bars; for the eye only. */
export function cellWords(report: Report, outer: Box, at: Site): readonly SVGElement[] {
  const site = flowsOf(report)[at.model].cuts[at.cut].spans[at.span];
  const { frame, bars, label } = geometryOf(report, outer, site);
  const { parts } = report.task;
  if (!label) return [labelBeside(report, outer, at)].filter((word) => word !== undefined);
  const words =
    siteKind(site) === 'crisp'
      ? [labelWithin(site, parts.length, label, frame.width)]
      : bars.map((bar, i) => (bar ? barLetter(parts[i].id, bar) : undefined));
  return words.filter((word) => word !== undefined);
}

function geometryOf(report: Report, outer: Box, site: SpanReport) {
  const shares = report.task.parts.map((part) => shareOf(site, part.id));
  return cellGeometry(outer, shares, site.crispness);
}

/** "{a,b}", or "a,b", or "all" when it is; nothing where there is no room. */
function labelWithin(
  site: SpanReport,
  all: number,
  at: { readonly x: number; readonly y: number },
  width: number,
): SVGElement | undefined {
  const set = setText(site.label);
  const bare = set.slice(1, -1);
  const whole = site.label.length === all && all > 1 ? ['all'] : [];
  const words = firstFitting([set, bare, ...whole, bare.replaceAll(',', '')], labelSize, width - 3);
  if (words === '') return undefined;
  return svg('text', { class: 'label', x: at.x, y: at.y, 'text-anchor': 'middle' }, words);
}

/** A hybrid's bars have no label; each wide enough one carries its part's letter. */
function barLetter(part: string, bar: Box): SVGElement | undefined {
  const words = firstFitting([shown(part, 20)], 9.5, bar.width + 2);
  if (words === '' || bar.height < 4) return undefined;
  const x = bar.x + bar.width / 2;
  return svg('text', { class: 'bar-letter', x, y: bar.y - 2.5, 'text-anchor': 'middle' }, words);
}

/**
 * Where cells are too low to write in, a label stands beside its cell: where a set begins in its
 * column, and the cells that it would cover are empty.
 */
function labelBeside(report: Report, outer: Box, at: Site): SVGElement | undefined {
  const { cuts } = flowsOf(report)[at.model];
  const row = cuts[at.cut].spans;
  const site = row[at.span];
  const own = report.task.spans[at.span]?.part;
  const isOwn = site.label.length === 1 && site.label[0] === own;
  const below = cuts[at.cut - 1]?.spans[at.span];
  const begun =
    below && siteKind(below) === 'crisp' && setText(below.label) === setText(site.label);
  if (siteKind(site) !== 'crisp' || isOwn || begun) return undefined;
  const words = setText(site.label);
  if (words.length > 24) return undefined;
  const covered = Math.ceil((textWidth(words, labelSize) + 5) / outer.width);
  const free = (step: number) =>
    Array.from({ length: covered }, (_, i) => row[at.span + step * (i + 1)]).every(isEmpty);
  const side = free(1) ? 1 : free(-1) ? -1 : 0;
  if (side === 0) return undefined;
  const x = side === 1 ? outer.x + outer.width + 3 : outer.x - 3;
  return svg(
    'text',
    {
      class: 'label',
      x,
      y: outer.y + outer.height / 2 + 4,
      'text-anchor': side === 1 ? 'start' : 'end',
    },
    words,
  );
}

const isEmpty = (site: SpanReport | undefined) => site !== undefined && site.strength < weakest;

/** What a screen reader says at the cell. */
function siteName(report: Report, site: SpanReport, at: Site): string {
  const model = report.models.length === 2 ? `${letter(at.model)} ` : '';
  const shares = report.task.parts
    .map((part) => ({ id: part.id, share: shareOf(site, part.id) }))
    .filter(({ share }) => share >= weakest)
    .map(({ id, share }) => `${shown(id, 80)} ${score(share)}`);
  const kind = siteKind(site);
  const said =
    kind === 'crisp'
      ? `, crisp ${setText(site.label)}`
      : kind === 'unexplained'
        ? `, ${unexplainedWords}`
        : '';
  const holds = shares.length > 0 ? shares.join(', ') : 'nothing';
  const parts = kind === 'unexplained' && shares.length === 0 ? '' : `: ${holds}`;
  return `${model}cut ${at.cut}, span ${shown(site.span, 80)}${said}${parts}`;
}
