// The flow maps of one or two models on one grid, their merge trees (or numbers of pairs) beside them, matched cuts joined.
// This file wires; flowDrawing.ts draws, flowTable.ts is the twin, siteDetail.ts the details below.

import { gapsOf } from '../../src/protocol/looked.ts';
import type { CutRow } from '../../src/protocol/panelService.ts';
import type { Report } from '../../src/protocol/report.ts';
import { type FlowReport, flowsOf, sectionOf } from '../../src/protocol/sections.ts';
import { slotNames } from '../../src/protocol/sites.ts';
import { membersOf, namesItsCuts } from '../../src/words/rows.ts';
import { flowLayout } from '../chart/flowLayout.ts';
import { type Site, walk } from '../chart/gridWalk.ts';
import { h } from '../host/element.ts';
import { onWidth } from '../host/onWidth.ts';
import { hideTip, tipsFor } from '../host/tip.ts';
import { figure } from './figure.ts';
import { bracketedCuts } from './flowBrackets.ts';
import { drawFlow } from './flowDrawing.ts';
import { flowLegend } from './flowLegend.ts';
import { flowTable } from './flowTable.ts';
import { gapTip, matchTip, mergeTip } from './flowTips.ts';
import { term } from './glossary.ts';
import { jointTip, noDetail, siteDetail, siteTip } from './siteDetail.ts';

/** Shows the code of a cut; undefined where there is no editor. */
export type GoToCode = ((of: CutRow) => void) | undefined;

/** The figure of a report that has a flow. */
export function flowMap(report: Report, goToCode?: GoToCode): HTMLElement {
  const detail = h('div', { class: 'detail', 'aria-live': 'polite' }, noDetail());
  const canvas = h('div', { class: 'flow-canvas' });
  wire(report, canvas, detail, goToCode);
  return figure({
    id: 'flow',
    title: titleOf(report),
    caption: caption(report),
    picture: h('div', {}, flowLegend(report), canvas, detail),
    table: () => flowTable(report),
  });
}

function titleOf(report: Report): string {
  const s = report.models.length === 2 ? 's' : '';
  return hasTrees(report) ? `Flow map${s} and merge tree${s}` : `Flow map${s}`;
}

const hasTrees = (report: Report) => flowsOf(report).some(({ mergeTree }) => mergeTree !== null);

/** By model: the cuts that begin a row. */
const rowsOf = (report: Report) =>
  flowsOf(report).map((flow) => {
    const gaps = new Set(gapsOf(flow).map(({ first }) => first));
    return [...flow.cuts.keys()].filter((cut) => flow.cuts[cut] !== null || gaps.has(cut));
  });

const unmeasuredOf = ({ cuts }: FlowReport) =>
  new Set([...cuts.keys()].filter((cut) => cuts[cut] === null));

function caption(report: Report): HTMLElement {
  if (report.models.every(({ sites }) => sites === null)) return olderCaption();
  const matched = (sectionOf(report, 'mismatch')?.matches.length ?? 0) > 0;
  return h(
    'span',
    {},
    `Computation runs upwards, from the ${namesItsCuts(report) ? 'input' : 'embedding'} (`,
    term('cut', 'cut 0'),
    ') to the answer. A cell is a ',
    term('site'),
    ' and shows what an ',
    term('interchange'),
    ' there takes over: a ',
    term('mixture'),
    ` of sets of ${membersOf(report)}, framed and labelled where one set has it.`,
    matched ? ' Cuts that hold the same sets are joined.' : undefined,
  );
}

/** Of a report that knows the shares alone. */
function olderCaption(): HTMLElement {
  return h(
    'span',
    {},
    'Computation runs upwards, from the embedding (',
    term('cut', 'cut 0'),
    ') to the answer. The bars of a ',
    term('site'),
    ' say how much of each part’s effect passes there, its ',
    term('share'),
    '.',
  );
}

const codeEvent = 'congruity-code';

/** Frames the rows that the selected line of code makes, in the flow map within `root`. */
export function frameRows(root: Element, rows: readonly CutRow[]): void {
  root
    .querySelector('#flow .flow-canvas')
    ?.dispatchEvent(new CustomEvent(codeEvent, { detail: rows }));
}

const siteEvent = 'congruity-site';

/** Opens the details of a site in the flow map within `root`. */
export function showSite(root: ParentNode, site: Site): void {
  root
    .querySelector('#flow .flow-canvas')
    ?.dispatchEvent(new CustomEvent(siteEvent, { detail: site }));
}

/** Drawing by width, walking by keyboard, tips, a site's details, and rows of code. */
function wire(report: Report, canvas: HTMLElement, detail: HTMLElement, goToCode: GoToCode): void {
  const flows = flowsOf(report);
  const rows = rowsOf(report);
  const spans = report.task.spans.length;
  let at: Site = { model: 0, cut: 0, span: 0 };
  let pinned: Site | undefined;
  let ofCode: readonly CutRow[] = [];

  onWidth(canvas, (width) => {
    const focused = canvas.contains(document.activeElement);
    const layout = flowLayout({
      width,
      cuts: flows.map(({ cuts }) => cuts.length),
      spans: report.task.spans.map((span) => span.id),
      parts: hasTrees(report) ? report.task.parts.map((part) => part.id) : [],
      slots: slotNames(report.task).length,
      bracketed: bracketedCuts(report),
      unmeasured: flows.map(unmeasuredOf),
      pairs: report.looks !== null,
    });
    canvas.replaceChildren(drawFlow(report, layout));
    mark();
    if (focused) cellAt(at)?.focus();
  });
  tipsFor(canvas, '[data-tip]', (element) => tipOf(report, element));
  canvas.addEventListener(codeEvent, (event) => {
    ofCode = (event as CustomEvent<readonly CutRow[]>).detail;
    mark();
    canvas.querySelector('.cut-row[aria-current]')?.scrollIntoView({ block: 'nearest' });
  });
  canvas.addEventListener(siteEvent, (event) => {
    const site = (event as CustomEvent<Site>).detail;
    if (!pinned || !same(pinned, site)) pin(site);
    canvas.scrollIntoView({ block: 'nearest' });
    cellAt(site)?.focus();
  });
  canvas.addEventListener('focusin', (event) => {
    const site = siteOf(event.target, at.span);
    if (site) at = site;
    mark();
    keepInSight();
  });
  canvas.addEventListener('keydown', (event) => {
    const site = siteOf(event.target, at.span);
    if (!site) return;
    const next = walk(event.key, site, rows, spans);
    if (event.key === 'Enter' || event.key === ' ') pin(site);
    else if (event.key === 'Escape') release();
    else if (next) go(next);
    else return;
    event.preventDefault();
  });
  canvas.addEventListener('click', (event) => {
    const site = siteOf(event.target);
    if (!site) return;
    cellAt(site)?.focus({ preventScroll: true });
    pin(site);
  });

  new ResizeObserver(keepInSight).observe(detail); // they open, and grow as they are laid out
  detail.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') release();
  });

  /** Opens the details of `site`, or closes them when they are open already. */
  function pin(site: Site): void {
    hideTip();
    pinned = pinned && same(pinned, site) ? undefined : site;
    detail.replaceChildren((pinned && siteDetail(report, pinned, buttonsOf(pinned))) ?? noDetail());
    detail.classList.toggle('is-open', pinned !== undefined);
    mark();
  }

  /** A row that joins cuts is one cell: what was walked along is kept. */
  function go(site: Site): void {
    at = site;
    cellAt(site)?.focus();
  }

  function release(): void {
    hideTip();
    if (!pinned) return;
    const site = pinned;
    pin(site);
    cellAt(site)?.focus({ preventScroll: true });
  }

  function buttonsOf(site: Site): readonly HTMLElement[] {
    const close = button('Close', release);
    if (!goToCode) return [close];
    const go = button('Go to Code', () => goToCode({ model: site.model, cut: site.cut }));
    go.dataset.action = 'goToCode';
    return [go, close];
  }

  /** The details lie over the lower end of the page; the cell that has the focus never under them. */
  function keepInSight(): void {
    const cell = cellAt(at);
    if (!pinned || !cell) return;
    const foot = cell.getBoundingClientRect().bottom + 8;
    if (foot <= detail.getBoundingClientRect().top) return;
    window.scrollBy(0, foot - document.documentElement.clientHeight + detail.offsetHeight);
  }

  /** One cell of the whole drawing can be tabbed to; the pinned one is selected; rows of the selected
   * line of code are current. */
  function mark(): void {
    for (const cell of canvas.querySelectorAll('[tabindex="0"].cell')) {
      cell.setAttribute('tabindex', '-1');
    }
    cellAt(at)?.setAttribute('tabindex', '0');
    for (const cell of canvas.querySelectorAll('[aria-selected="true"]')) {
      cell.setAttribute('aria-selected', 'false');
    }
    if (pinned) cellAt(pinned)?.setAttribute('aria-selected', 'true');
    for (const row of canvas.querySelectorAll('.cut-row')) {
      const number = (name: string) => Number(row.getAttribute(name));
      const [first, last] = [number('data-cut'), number('data-last')];
      const made = ofCode.some(({ model, cut }) => {
        return model === number('data-model') && first <= cut && cut <= Math.max(first, last);
      });
      if (made) row.setAttribute('aria-current', 'true');
      else row.removeAttribute('aria-current');
    }
    for (const bracket of canvas.querySelectorAll('.bracket')) {
      const of = siteOf(bracket);
      bracket.classList.toggle('is-of-pinned', pinned !== undefined && same(of ?? at, pinned));
    }
    for (const ribbon of canvas.querySelectorAll('.ribbon')) {
      ribbon.classList.toggle('is-of-pinned', pinned !== undefined && joins(ribbon, pinned));
    }
  }

  function cellAt(site: Site): SVGElement | null {
    const row = `#site-${site.model}-${site.cut}`;
    return canvas.querySelector<SVGElement>(`${row}-${site.span}, ${row}`);
  }
}

function button(title: string, press: () => void): HTMLButtonElement {
  const element = h('button', { type: 'button' }, title);
  element.addEventListener('click', press);
  return element;
}

/** Of a cell, or of the bracket that begins at it; of a row that is one cell, at `span`. */
function siteOf(target: EventTarget | null, span = 0): Site | undefined {
  const element = target instanceof Element ? target.closest('.cell, .bracket') : null;
  const id = element?.getAttribute('data-site') ?? element?.id;
  const place = id?.match(/^site-(\d+)-(\d+)(?:-(\d+))?$/);
  return place
    ? { model: Number(place[1]), cut: Number(place[2]), span: Number(place[3] ?? span) }
    : undefined;
}

const same = (a: Site, b: Site) => a.model === b.model && a.cut === b.cut && a.span === b.span;

const joins = (ribbon: Element, site: Site) =>
  ribbon.getAttribute(site.model === 0 ? 'data-a' : 'data-b') === String(site.cut);

function tipOf(report: Report, element: Element): Node | undefined {
  const site = siteOf(element);
  const kind = element.getAttribute('data-tip');
  if (site && kind === 'gap') return gapTip(report, site.model, site.cut);
  if (site) return kind === 'joint' ? jointTip(report, site) : siteTip(report, site);
  const number = (name: string) => Number(element.getAttribute(name));
  switch (kind) {
    case 'match':
      return matchTip(report, number('data-match'));
    case 'merge':
      return mergeTip(report, number('data-model'), number('data-merge'));
    default:
      return undefined;
  }
}
