// Every block of A against every block of B by a measure of representations, and what such a map does not show.
import { count, score } from '../../src/protocol/reportWords.ts';
import {
  isBeyondChance,
  type LayerPairReport,
  type LayersSection,
} from '../../src/protocol/sections.ts';
import { directionWords, pText, truth, truthTasks, truthWords } from '../../src/words/layers.ts';
import { type Child, h } from '../host/element.ts';
import { onWidth } from '../host/onWidth.ts';
import { tipsFor } from '../host/tip.ts';
import { figure } from './figure.ts';
import { heatMap } from './heatMap.ts';
import { table } from './table.ts';
import { badge } from './words.ts';

export function layersMap(section: LayersSection): HTMLElement {
  const box = h('div', { class: 'heat' });
  const scroll = h('div', { class: 'scroll' }, box);
  onWidth(scroll, (width) => box.replaceChildren(draw(section, width)));
  tipsFor(box, '[data-a]', (cell) => tip(section, cell));
  const map = figure({
    id: 'layers',
    title: `Blocks by ${section.measure.title}`,
    caption: caption(section),
    picture: scroll,
    table: () => pairsTable(section),
  });
  return h('div', {}, map, notTheSame());
}

function caption(section: LayersSection): string {
  const { measure, prompts, rows, permutations } = section;
  const what = rows > prompts ? `${count(rows)} spans of ${count(prompts)}` : count(prompts);
  const chance =
    permutations === 0
      ? 'What chance gives was not looked at.'
      : `In brackets what ${count(permutations)} permutations of the prompts give as well (one in twenty); the table has chance and p of each.`;
  return `The residual stream after each block, on ${what} prompts: ${directionWords(section)}. The stronger the shade the more alike. ${chance} The block of B that is most like a block of A is framed. ${claims(measure)}`;
}

/** "Unchanged by permutation, ... of one side; no metric (Kornblith et al. 2019)." */
function claims({ invariances, metric, paper }: LayersSection['measure']): string {
  const kept = `Unchanged by ${invariances.join(', ')} of one side's neurons`;
  return `${kept}; ${metric ? 'a metric' : 'no metric'} (${paper}).`;
}

function draw({ pairs, measure }: LayersSection, width: number): SVGElement {
  const [low, high] = measure.range;
  const shade = (value: number) =>
    measure.direction === 'similarity' ? value / high : 1 - (value - low) / (high - low);
  const labels = (count: number) => [...Array(count).keys()];
  return heatMap({
    width,
    rows: { name: 'block of A', labels: labels(pairs.length) },
    columns: { name: 'block of B', labels: labels(pairs[0].length) },
    cell: (row, column) => {
      const pair = pairs[row][column];
      if (pair === null) return { shade: 0, text: '–' };
      const text = score(pair.value).replace(/^(-?)0\./, '$1.');
      return { shade: shade(pair.value), text: isBeyondChance(pair) ? text : `(${text})` };
    },
    framed: pairs.flatMap((row, a) => {
      const column = nearest(row, measure);
      return column === undefined ? [] : [{ row: a, column }];
    }),
    label: `${measure.title} of ${pairs.length} blocks of A with ${pairs[0].length} blocks of B; the table has the numbers.`,
  });
}

type Direction = Pick<LayersSection['measure'], 'direction'>;

/** The place of the most alike, where it is more alike than chance makes it. */
function nearest(row: LayersSection['pairs'][number], measure: Direction): number | undefined {
  const sign = measure.direction === 'similarity' ? 1 : -1;
  const known = row.flatMap((pair, b) => (pair && isBeyondChance(pair) ? [{ pair, b }] : []));
  return known.sort((x, y) => sign * (y.pair.value - x.pair.value))[0]?.b;
}

function tip({ pairs, measure }: LayersSection, cell: Element): HTMLElement {
  const a = Number(cell.getAttribute('data-a'));
  const b = Number(cell.getAttribute('data-b'));
  return h(
    'div',
    {},
    h('p', { class: 'tip-head' }, badge(0), `block ${a} — `, badge(1), `block ${b}`),
    h('p', { class: 'quiet' }, pairWords(pairs[a][b], measure.title)),
  );
}

function pairWords(pair: LayerPairReport | null, title: string): string {
  if (pair === null) return 'one of the two is the same for all prompts';
  const { value, chance, p } = pair;
  const beside = chance === null || p === null ? '' : `, chance ${score(chance)}, ${pText(p)}`;
  return `${title} ${score(value)}${beside}`;
}

function pairsTable({ pairs, measure }: LayersSection): HTMLElement {
  const columns = [
    { name: 'Blocks' },
    { name: measure.title, number: true },
    { name: 'Chance (one in twenty)', number: true },
    { name: 'p', number: true },
  ];
  const numberOf = (x: number | null | undefined) => (typeof x === 'number' ? score(x) : '–');
  const rows = pairs.flatMap((row, a) =>
    row.map((pair, b): readonly Child[] => [
      `A ${a}, B ${b}`,
      numberOf(pair?.value),
      numberOf(pair?.chance),
      pair === null || pair.p === null ? '–' : String(Number(pair.p.toPrecision(2))),
    ]),
  );
  return table(`${measure.title} of blocks of A with blocks of B`, columns, rows);
}

/** Beside every map: how little it says of what is computed. */
function notTheSame(): HTMLElement {
  const columns = [
    { name: 'Measure' },
    ...truthTasks.map((task) => ({ name: task, number: true })),
  ];
  const rows = truth.map(({ measure, auroc }) => [measure, ...auroc.map((each) => each ?? '–')]);
  return h(
    'section',
    { id: 'not-the-same', class: 'panel', 'aria-labelledby': 'not-the-same-title' },
    h('h2', { id: 'not-the-same-title' }, 'What this does not show'),
    h('p', { class: 'caption' }, truthWords),
    table('Same algorithm or not, by measure', columns, rows),
  );
}
