// One cell of a flow map: its marks, its label, and what a screen reader says at it.
import { idOf, type SiteReport } from '../../src/protocol/coordinates.ts';
import type { Report } from '../../src/protocol/report.ts';
import {
  count,
  letter,
  score,
  setText,
  shareOf,
  shown,
  weightText,
} from '../../src/protocol/reportWords.ts';
import { flowsOf } from '../../src/protocol/sections.ts';
import {
  siteKind,
  undeterminedWords,
  unexplainedWords,
  unmeasuredWords,
  weakest,
} from '../../src/protocol/siteKind.ts';
import { type SpanSite, slotNames, spanSite, toldJoints } from '../../src/protocol/sites.ts';
import { type Box, cellGeometry, labelSize } from '../chart/cellGeometry.ts';
import type { Site } from '../chart/gridWalk.ts';
import { firstFitting, textWidth } from '../chart/textFit.ts';
import { svg } from '../host/element.ts';
import { blocksOf } from './flowBlocks.ts';
import { pairsOf } from './flowGaps.ts';
import { partClass } from './words.ts';

/** What a site of the grid holds. */
export function siteOf(report: Report, { model, cut, span }: Site): SpanSite {
  const measured = flowsOf(report)[model].cuts[cut]?.spans[span];
  const nothingKnown = { span: report.task.spans[span].id, shares: null };
  return spanSite(report.models[model], cut, measured ?? nothingKnown);
}

/** The cell's marks, named for a screen reader; what is written in it is in `cellWords`. */
export function drawCell(report: Report, outer: Box, at: Site): SVGElement {
  const of = siteOf(report, at);
  const marks = blocksOf(of, report.task);
  const { frame, blocks } = geometryOf(report, outer, of);
  return svg(
    'g',
    {
      role: 'gridcell',
      id: `site-${at.model}-${at.cut}-${at.span}`,
      class: `cell is-${of.kind}`,
      tabindex: -1,
      'aria-selected': 'false',
      'aria-label': siteName(report, of, at),
      'data-tip': 'site',
    },
    svg('rect', { class: 'frame', ...frame, rx: 2.5 }),
    ...blocks.map((block, i) => {
      const token = marks[i].token ? ' is-token' : '';
      return svg('rect', { class: `${partClass(marks[i].slot)}${token}`, ...block });
    }),
  );
}

/** What is written in a cell, or beside it; for the eye only. */
export function cellWords(report: Report, outer: Box, at: Site): readonly SVGElement[] {
  const of = siteOf(report, at);
  const { frame, label } = geometryOf(report, outer, of);
  const word = label ? wordWithin(report, of, label, frame.width) : labelBeside(report, outer, at);
  return word === undefined ? [] : [word];
}

function geometryOf(report: Report, outer: Box, of: SpanSite) {
  return cellGeometry(outer, slotNames(report.task).length, blocksOf(of, report.task));
}

/** The label of a held site; the largest set of a mixture; a sign where sets say nothing. */
function wordWithin(
  { task }: Report,
  { site, kind, isEverything }: SpanSite,
  at: { readonly x: number; readonly y: number },
  width: number,
): SVGElement | undefined {
  const write = (words: string, kindOf: string) =>
    words === ''
      ? undefined
      : svg('text', { class: kindOf, x: at.x, y: at.y, 'text-anchor': 'middle' }, words);
  switch (kind) {
    case 'held': {
      const set = setText(site?.label ?? []);
      const bare = set.replace(/^\{|\}$/g, '');
      const whole = isEverything ? ['all'] : [];
      const named = task.variables.length > 0 || whole.length === 0 ? [set, bare] : [];
      const forms = [...named, ...whole, bare.replaceAll(',', '')];
      return write(firstFitting(forms, labelSize, width - 3), 'label');
    }
    case 'mixture': {
      const largest = site?.coordinates.find(({ set }) => set.length > 0);
      if (!largest || largest.weight < weakest) return undefined;
      const set = setText(largest.set);
      const weight = score(largest.weight).replace(/^0/, '');
      return write(firstFitting([`${set} ${weight}`, set], 10, width - 3), 'mixture-word');
    }
    case 'unexplained':
      return write('?', 'mixture-word');
    case 'undetermined':
      return write('≈', 'mixture-word');
    default:
      return undefined;
  }
}

/**
 * Where cells are too low to write in, a label stands beside its cell: where a set begins in its
 * column, and the cells that it would cover are empty.
 */
function labelBeside(report: Report, outer: Box, at: Site): SVGElement | undefined {
  const site = heldAt(report, at);
  const { cuts } = flowsOf(report)[at.model];
  const measured = cuts.findLastIndex((cut, l) => l < at.cut && cut !== null);
  const below = measured < 0 ? undefined : heldAt(report, { ...at, cut: measured });
  const isBegun = below && setText(below.label) === setText(site?.label ?? []);
  const isOwn = site?.label.length === 1 && idOf(site.label[0]) === report.task.spans[at.span].part;
  if (!site || isOwn || isBegun) return undefined;
  const words = setText(site.label);
  if (words.length > 24) return undefined;
  const covered = Math.ceil((textWidth(words, labelSize) + 5) / outer.width);
  const isEmpty = (span: number) =>
    report.task.spans[span] !== undefined && siteOf(report, { ...at, span }).kind === 'nothing';
  const isFree = (step: number) =>
    Array.from({ length: covered }, (_, i) => at.span + step * (i + 1)).every(isEmpty);
  const side = isFree(1) ? 1 : isFree(-1) ? -1 : 0;
  if (side === 0) return undefined;
  const x = side === 1 ? outer.x + outer.width + 3 : outer.x - 3;
  const anchor = side === 1 ? 'start' : 'end';
  const y = outer.y + outer.height / 2 + 4;
  return svg('text', { class: 'label', x, y, 'text-anchor': anchor }, words);
}

function heldAt(report: Report, at: Site) {
  const { site, kind } = siteOf(report, at);
  return kind === 'held' && site?.label ? { label: site.label } : undefined;
}

/** What a screen reader says at the cell, and of what lies after it. */
function siteName(report: Report, of: SpanSite, at: Site): string {
  const model = report.models.length === 2 ? `${letter(at.model)} ` : '';
  const { id: span } = report.task.spans[at.span];
  const joint = toldJoints(report.models[at.model], at.cut, report.task).find(
    (one) => one.span === span,
  );
  const after = joint ? `; with all after it: ${said(joint)}` : '';
  const here = of.site && of.kind !== 'nothing' ? said(of.site) : sharesSaid(report, of);
  return `${model}cut ${at.cut}, span ${shown(span, 80)}: ${here}${fewer(report, of, at)}${after}`;
}

/** ", 8 pairs" where the site rests on others than its row. */
function fewer(report: Report, { site }: SpanSite, { model, cut }: Site): string {
  const isOther = site && report.looks !== null && site.pairs !== pairsOf(report, model, cut);
  return isOther ? `, ${count(site.pairs)} pairs` : '';
}

/** "{a,b}", "mixture of {a} 0.60, {b} 0.30". */
export function said(site: SiteReport): string {
  switch (siteKind(site, {})) {
    case 'nothing':
      return 'nothing';
    case 'unexplained':
      return unexplainedWords;
    case 'undetermined':
      return undeterminedWords;
    case 'held':
      return `${setText(site.label ?? [])} ${score(site.coordinates[0]?.weight ?? 0)}`;
    default: {
      const sets = site.coordinates.filter(({ weight }) => weight >= weakest);
      return `mixture of ${sets.map(weightText).join(', ')}`;
    }
  }
}

function sharesSaid(report: Report, { shares, kind }: SpanSite): string {
  if (kind === 'unmeasured') return unmeasuredWords;
  const passing = report.task.parts
    .map(({ id }) => ({ id, share: shareOf(shares ?? {}, id) }))
    .filter(({ share }) => share >= weakest)
    .map(({ id, share }) => `${shown(id, 80)} ${score(share)}`);
  return passing.length > 0 ? `shares of ${passing.join(', ')}` : 'nothing';
}
