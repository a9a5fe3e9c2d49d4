// A circuit on a page: a map of blocks and heads, what is in the circuit framed; the effects of the residual stream,
// where they were asked for; and how faithful circuits of other sizes are.
import type { ComponentReport, Effect, SiteEffectReport } from '../../src/protocol/circuit.ts';
import type { Interval } from '../../src/protocol/coordinates.ts';
import { count, interval, percent, score } from '../../src/protocol/reportWords.ts';
import type { SectionOf } from '../../src/protocol/sections.ts';
import {
  ablationWords,
  attributionWords,
  componentName,
  effectsWords,
  keptWords,
  measuredBy,
  orderedBy,
} from '../../src/words/circuit.ts';
import { type Child, h } from '../host/element.ts';
import { circuitCurve } from './circuitCurve.ts';
import { effectGrid } from './effectGrid.ts';
import { figure } from './figure.ts';
import { table } from './table.ts';

type Circuit = SectionOf<'circuit'>;
type Effects = Pick<ComponentReport, 'noising' | 'denoising'> &
  Partial<Pick<ComponentReport, 'attribution'>>;

export function circuitView(section: Circuit): HTMLElement {
  const { sites } = section;
  return h(
    'div',
    { class: 'circuit' },
    componentFigure(section),
    sites ? siteFigure(section, sites) : undefined,
    circuitCurve(section),
  );
}

function componentFigure(section: Circuit): HTMLElement {
  const { components, pairs, size, metric, effects } = section;
  const attribution = attributionWords(section);
  const heads = Math.max(...components.map(({ head }) => (head ?? -1) + 1));
  const other = pairs.isApart ? 'other ' : '';
  return figure({
    id: 'circuit',
    title: 'Heads and MLPs',
    caption: `${effectsWords[effects]} (${count(pairs.found)} pairs${attribution ? `; ${attribution}` : ''}): the stronger the shade, the more. Framed: the circuit, ${count(size)} of ${count(components.length)}. By itself it keeps ${interval(section.faithfulness)} of ${keptWords[metric]} (${ablationWords[section.ablation]}; ${count(pairs.checked)} ${other}pairs).`,
    picture: effectGrid({
      cells: components.map((one) => ({
        ...{ row: one.layer, column: one.head ?? heads },
        size: Math.abs(orderedBy(metric, one).value),
        isFramed: one.isChosen,
        tip: () =>
          tip(
            `${componentName(one)}${one.isChosen ? ' — in the circuit' : ''}`,
            one,
            `stable in ${percent(one.stability)} of draws of the pairs`,
          ),
      })),
      rows: Math.max(...components.map(({ layer }) => layer)) + 1,
      ...{ rowName: 'block', columnName: 'head' },
      columns: [...Array.from({ length: heads }, (_, head) => String(head)), 'MLP'],
      label: `Effects of ${components.length} heads and MLPs, ${size} of them in the circuit`,
    }),
    table: () => componentTable(section),
  });
}

function siteFigure(section: Circuit, sites: readonly SiteEffectReport[]): HTMLElement {
  const spans = [...new Set(sites.map(({ span }) => span))];
  const rows = Math.max(...sites.map(({ cut }) => cut)) + 1;
  return figure({
    id: 'sites',
    title: 'Residual stream',
    caption: `What an interchange of one span of the residual stream moves, after the embedding and after each block (${count(section.pairs.found)} pairs): the stronger the shade, the more.`,
    picture: effectGrid({
      cells: sites.map((site) => ({
        ...{ row: site.cut, column: spans.indexOf(site.span), size: sizeOf(section, site) },
        isFramed: false,
        tip: () => tip(siteName(site), site),
      })),
      rows,
      rowLabels: Array.from({ length: rows }, (_, cut) => (cut === 0 ? 'emb.' : String(cut - 1))),
      ...{ rowName: 'after block', columns: spans, columnName: 'span' },
      label: `Effects of ${sites.length} sites of the residual stream`,
    }),
    table: () =>
      table(
        'Effects of the residual stream',
        [{ name: 'Site' }, ...effectColumns],
        sites.map((site) => [siteName(site), ...effectCells(site)]),
      ),
  });
}

/** "S2 after block 3", as sentences have it. */
function siteName({ span, cut }: SiteEffectReport): string {
  return `${span} after ${cut === 0 ? 'the embedding' : `block ${cut - 1}`}`;
}

function sizeOf({ metric }: Circuit, { noising }: SiteEffectReport): number {
  return Math.abs(measuredBy(metric, noising).value);
}

function tip(
  head: string,
  { noising, denoising, attribution }: Effects,
  more?: string,
): HTMLElement {
  const way = (name: string, { logitDifference, kl }: Effect) =>
    `${name} ${logitDifference ? `${interval(logitDifference)}, ` : ''}KL ${score(kl.value)}`;
  return h(
    'div',
    {},
    h('p', { class: 'tip-head' }, head),
    attribution ? h('p', {}, `attribution ${interval(attribution)}`) : undefined,
    noising ? h('p', {}, way('noising', noising)) : undefined,
    denoising ? h('p', {}, way('denoising', denoising)) : undefined,
    more === undefined ? undefined : h('p', { class: 'quiet' }, more),
  );
}

const effectColumns = ['noising', 'denoising'].flatMap((way) => [
  { name: `${way}, logit difference`, number: true },
  { name: `${way}, KL`, number: true },
]);

function effectCells({ noising, denoising }: Effects): Child[] {
  return [noising, denoising].flatMap((effect) => [
    told(effect?.logitDifference),
    told(effect?.kl),
  ]);
}

function told(effect: Interval | null | undefined): string {
  return effect ? interval(effect) : '–';
}

function componentTable({ components }: Circuit): HTMLElement {
  const columns = [
    { name: 'Component' },
    { name: 'In the circuit' },
    { name: 'attribution', number: true },
    ...effectColumns,
    { name: 'Stability', number: true },
  ];
  const rows = components.map((one) => [
    componentName(one),
    one.isChosen ? 'yes' : 'no',
    told(one.attribution),
    ...effectCells(one),
    percent(one.stability),
  ]);
  return table('Effects of heads and MLPs', columns, rows);
}
