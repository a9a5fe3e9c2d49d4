// Every pair of a fleet as a matrix: the nearer the stronger the shade, one comparison a cell, which
// opens it. Above the diagonal stands the distance, below it its interval. Models of one class are a block, and beside the
// rows is the tree that joins them. The cells stay while their contents change: a run must not take the focus away.
import { score, shown } from '../../src/protocol/reportWords.ts';
import { type Cell, matrixWalk } from '../chart/matrixWalk.ts';
import { h } from '../host/element.ts';
import { hideTip, tipsFor } from '../host/tip.ts';
import { figure } from './figure.ts';
import { fleetLegend } from './fleetLegend.ts';
import {
  type FleetView,
  type PairView,
  pairMark,
  pairNames,
  pairsTable,
  pairTip,
  pairWords,
  placeOf,
} from './fleetPair.ts';
import { linkageScale, linkageTree } from './linkage.ts';
import { name, nameWords, sentence } from './words.ts';

/** Letters that three lines of a narrow page hold. */
const mostInRow = 34;

/** So many models still have rows as tall as a verdict needs. */
const mostTall = 12;

/** So many models still have room for their names above the columns. */
const mostNamedColumns = 4;

/** `open` shows a pair's comparison, where there is an editor. */
export function fleetMatrix(open?: (a: number, b: number) => void) {
  const caption = h('span', {});
  const legend = h('div', { class: 'legend' });
  const frame = h('div', { class: 'scroll' });
  const under = h('p', { class: 'quiet capped', hidden: true });
  const twin = h('div', {});
  let now: FleetView | undefined;
  let drawn = '';
  let drawnOrder: readonly number[] = [];
  const pairAt = (cell: Element) => {
    const { row, column } = placeIn(cell);
    const order = now?.blocks.flat() ?? [];
    const [first, second] = [order[row], order[column]].sort((x, y) => x - y);
    return now?.pairs.find(({ a, b }) => a === first && b === second);
  };
  const openAt = (cell: Element | null) => {
    const pair = cell && pairAt(cell);
    if (pair) open?.(pair.a, pair.b);
  };
  const cellOf = ({ target }: Event) => (target as Element).closest('.pair-cell');

  frame.addEventListener('click', (event) => openAt(cellOf(event)));
  frame.addEventListener('keydown', (event) => {
    const cell = cellOf(event);
    if (!cell || !now || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = matrixWalk(event.key, placeIn(cell), now.models.length);
    if (to) focusCell(frame, to);
    else if (event.key === 'Enter' || event.key === ' ') openAt(cell);
    else if (event.key === 'Escape') hideTip();
    else return;
    event.preventDefault();
  });
  frame.addEventListener('focusin', (event) => {
    const cell = cellOf(event);
    if (cell) stopAt(frame, cell);
  });
  tipsFor(frame, '.pair-cell', (cell) => {
    const pair = pairAt(cell);
    return pair && now ? pairTip(pair, now.models) : undefined;
  });

  /** The focus stays with its two models, wherever these stand now. */
  const drawInPlace = (view: FleetView) => {
    const focused = frame.querySelector('.pair-cell:focus');
    const before = focused ? placeIn(focused) : undefined;
    const order = drawnOrder;
    drawnOrder = view.blocks.flat();
    frame.replaceChildren(grid(view));
    if (before === undefined) return;
    const at = (place: number) => Math.max(0, drawnOrder.indexOf(order[place]));
    focusCell(frame, { row: at(before.row), column: at(before.column) });
  };

  return {
    element: figure({
      id: 'pairs',
      title: 'Distance of every pair',
      caption,
      picture: h('div', {}, legend, frame, under),
      table: () => twin,
    }),
    show(view: FleetView): void {
      now = view;
      const names = view.models.map((model) => model.name);
      const layout = JSON.stringify([names, view.blocks, view.linkage]);
      if (layout !== drawn) drawInPlace(view);
      drawn = layout;
      for (const cell of frame.querySelectorAll<HTMLElement>('.pair-cell')) {
        fillCell(cell, pairAt(cell), view);
      }
      caption.textContent = captionOf(view, open !== undefined);
      legend.replaceChildren(...fleetLegend(view.pairs));
      under.hidden = view.capped === undefined;
      under.replaceChildren(h('span', {}, ...sentence(view.capped ?? '')));
      twin.replaceChildren(pairsTable(view));
    },
  };
}

function captionOf({ pairs, isSoFar, linkage }: FleetView, opens: boolean): string {
  const done = pairs.filter(({ found }) => found !== undefined).length;
  const select = opens ? ' Select a pair to open it.' : '';
  const soFar = isSoFar ? ' so far' : '';
  const beside = linkage
    ? ' Lines part the classes; the tree joins models at the largest distance of any two, the broken line is the margin.'
    : '';
  return `Profile distance and verdict${soFar}: ${done} of ${pairs.length} pairs compared. Above the diagonal the distance, below it its interval; the stronger the shade the closer.${beside}${select}`;
}

function grid({ models, blocks, linkage }: FleetView): HTMLElement {
  const order = blocks.flat();
  const starts = new Set(linkage ? blocks.map(([first]) => first) : []);
  const named = models.length <= mostNamedColumns;
  const columnHeads = order.map((m) =>
    h(
      'th',
      {
        class: 'column-head',
        scope: 'col',
        role: 'columnheader',
        title: shown(models[m].name),
        'aria-label': shown(models[m].name, 80),
      },
      placeOf(m),
      named ? name(models[m].name) : undefined,
    ),
  );
  const rows = order.map((m, row) =>
    h(
      'tr',
      { role: 'row', class: starts.has(m) ? 'starts' : undefined },
      h(
        'th',
        { scope: 'row', role: 'rowheader' },
        h('div', { class: 'row-head' }, placeOf(m), rowName(models[m].name)),
      ),
      linkage && row === 0
        ? h(
            'td',
            { class: 'tree-cell', role: 'gridcell', rowspan: order.length },
            linkageTree(linkage, order, models),
          )
        : undefined,
      ...order.map((other, column) =>
        h('td', {
          id: `pair-${row}-${column}`,
          role: 'gridcell',
          class: `pair-cell${starts.has(other) ? ' starts' : ''}${row > column ? ' is-below' : ''}`,
          tabindex: row === 0 && column === 1 ? 0 : -1,
        }),
      ),
    ),
  );
  const table = h(
    'table',
    {
      class: `matrix${named ? '' : ' is-large'}${models.length > mostTall ? ' is-dense' : ''}`,
      role: 'grid',
      'aria-label': 'Every pair',
      'aria-readonly': 'true',
    },
    h(
      'colgroup',
      {},
      h('col', { class: 'row-heads' }),
      linkage ? h('col', { class: 'tree-column' }) : undefined,
      ...order.map(() => h('col')),
    ),
    h(
      'thead',
      { role: 'rowgroup' },
      h(
        'tr',
        { role: 'row' },
        h('td', { role: 'gridcell' }),
        linkage
          ? h(
              'th',
              { class: 'tree-head', scope: 'col', role: 'columnheader' },
              linkageScale(linkage),
            )
          : undefined,
        ...columnHeads,
      ),
    ),
    h('tbody', { role: 'rowgroup' }, ...rows),
  );
  table.style.setProperty('--models', String(models.length)); // what it needs of width
  return table;
}

/** On up to three lines, which hold the ends of a long name. */
function rowName(model: string): HTMLElement {
  return h('bdi', { class: 'row-name', title: nameWords(model) }, nameWords(model, mostInRow));
}

function fillCell(cell: HTMLElement, pair: PairView | undefined, view: FleetView): void {
  const { models, blocks } = view;
  if (!pair) {
    cell.classList.add('is-self');
    const own = models[blocks.flat()[placeIn(cell).row]]?.name ?? '';
    cell.setAttribute('aria-label', `${shown(own, 80)} itself`);
    return;
  }
  const distance = pair.found?.distance?.value;
  cell.classList.toggle('is-measured', distance !== undefined);
  // The colour itself is the theme's.
  cell.style.setProperty('--close', `${Math.round(100 * (1 - Math.min(1, distance ?? 1)))}%`);
  cell.replaceChildren(
    h(
      'div',
      { class: 'pair-face' },
      h('span', { class: 'hearing' }, `${pairNames(pair, models)}: `),
      ...(cell.classList.contains('is-below') ? ends(pair) : verdict(pair)),
    ),
  );
}

function verdict(pair: PairView): HTMLElement[] {
  const distance = pair.found?.distance?.value;
  return [
    h(
      'div',
      { class: 'pair-score' },
      pairMark(pair),
      distance === undefined ? undefined : score(distance),
    ),
    h('div', { class: 'pair-word' }, pairWords(pair)),
  ];
}

/** "[0.01, 0.10]", where there is little room one over the other. */
function ends(pair: PairView): HTMLElement[] {
  const distance = pair.found?.distance;
  if (!distance) return [h('span', { class: 'hearing' }, `no interval, ${pairWords(pair)}`)];
  const [low, high] = [score(distance.low), score(distance.high)];
  return [
    h(
      'div',
      { class: 'pair-ends' },
      h(
        'span',
        {},
        h('span', { class: 'bracket' }, '['),
        low,
        h('span', { class: 'bracket' }, ','),
      ),
      ' ',
      h('span', {}, high, h('span', { class: 'bracket' }, ']')),
    ),
  ];
}

function placeIn(cell: Element): Cell {
  const [, row, column] = cell.id.split('-').map(Number);
  return { row, column };
}

function focusCell(frame: Element, { row, column }: Cell): void {
  frame.querySelector<HTMLElement>(`#pair-${row}-${column}`)?.focus();
}

/** One cell can be tabbed to: the one that had the focus last. */
function stopAt(frame: Element, cell: Element): void {
  frame.querySelector('.pair-cell[tabindex="0"]')?.setAttribute('tabindex', '-1');
  cell.setAttribute('tabindex', '0');
}
