// Every pair of a fleet as a matrix: the nearer the stronger the shade, one comparison a cell, which
// opens it. Both halves are drawn, so that a row has everything about its model. The cells stay while
// their contents change: a run must not take the focus away.
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
import { name, nameWords } from './words.ts';

/** Letters that three lines of a narrow page hold. */
const mostInRow = 34;

/** So many models still have room for their names above the columns. */
const mostNamedColumns = 4;

/** `open` shows a pair's comparison, where there is an editor. */
export function fleetMatrix(open?: (a: number, b: number) => void) {
  const caption = h('span', {});
  const legend = h('div', { class: 'legend' });
  const frame = h('div', { class: 'scroll' });
  const twin = h('div', {});
  let now: FleetView | undefined;
  let drawnNames = '';
  const pairAt = (cell: Element) => {
    const { row, column } = placeIn(cell);
    return now?.pairs.find(
      ({ a, b }) => a === Math.min(row, column) && b === Math.max(row, column),
    );
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

  return {
    element: figure({
      id: 'pairs',
      title: 'Distance of every pair',
      caption,
      picture: h('div', {}, legend, frame),
      table: () => twin,
    }),
    show(view: FleetView): void {
      now = view;
      const names = view.models.map((model) => model.name).join('\n');
      if (names !== drawnNames) frame.replaceChildren(grid(view.models));
      drawnNames = names;
      for (const cell of frame.querySelectorAll<HTMLElement>('.pair-cell')) {
        fillCell(cell, pairAt(cell), view);
      }
      caption.textContent = captionOf(view, open !== undefined);
      legend.replaceChildren(...fleetLegend(view.pairs));
      twin.replaceChildren(pairsTable(view));
    },
  };
}

function captionOf({ pairs, isSoFar }: FleetView, opens: boolean): string {
  const done = pairs.filter(({ found }) => found !== undefined).length;
  const select = opens ? ' Select a pair to open it.' : '';
  const soFar = isSoFar ? ' so far' : '';
  return `Profile distance and verdict${soFar}: ${done} of ${pairs.length} pairs compared. The stronger the shade the closer.${select}`;
}

function grid(models: FleetView['models']): HTMLElement {
  const named = models.length <= mostNamedColumns;
  const columnHeads = models.map((model, i) =>
    h(
      'th',
      {
        class: 'column-head',
        scope: 'col',
        role: 'columnheader',
        title: shown(model.name),
        'aria-label': shown(model.name, 80),
      },
      placeOf(i),
      named ? name(model.name) : undefined,
    ),
  );
  const rows = models.map((model, row) =>
    h(
      'tr',
      { role: 'row' },
      h(
        'th',
        { scope: 'row', role: 'rowheader' },
        h('div', { class: 'row-head' }, placeOf(row), rowName(model.name)),
      ),
      ...models.map((_, column) =>
        h('td', {
          id: `pair-${row}-${column}`,
          role: 'gridcell',
          class: 'pair-cell',
          tabindex: row === 0 && column === 1 ? 0 : -1,
        }),
      ),
    ),
  );
  const table = h(
    'table',
    {
      class: named ? 'matrix' : 'matrix is-large',
      role: 'grid',
      'aria-label': 'Every pair',
      'aria-readonly': 'true',
    },
    h('colgroup', {}, h('col', { class: 'row-heads' }), ...models.map(() => h('col'))),
    h(
      'thead',
      { role: 'rowgroup' },
      h('tr', { role: 'row' }, h('td', { role: 'gridcell' }), ...columnHeads),
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

function fillCell(cell: HTMLElement, pair: PairView | undefined, { models }: FleetView): void {
  if (!pair) {
    cell.classList.add('is-self');
    cell.setAttribute('aria-label', `${shown(models[placeIn(cell).row]?.name ?? '', 80)} itself`);
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
      h(
        'div',
        { class: 'pair-score' },
        pairMark(pair),
        distance === undefined ? undefined : score(distance),
      ),
      h('div', { class: 'pair-word' }, pairWords(pair)),
    ),
  );
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
