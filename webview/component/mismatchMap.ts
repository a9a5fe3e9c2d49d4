// Every cut of A against every cut of B, of those that were measured: the darker the closer the match, the number
// where it fits.
import { score } from '../../src/protocol/reportWords.ts';
import type { SectionOf } from '../../src/protocol/sections.ts';
import { unmeasuredWords } from '../../src/protocol/siteKind.ts';
import { h } from '../host/element.ts';
import { onWidth } from '../host/onWidth.ts';
import { tipsFor } from '../host/tip.ts';
import { figure } from './figure.ts';
import { heatMap } from './heatMap.ts';
import { table } from './table.ts';
import { badge } from './words.ts';

type Mismatch = Pick<SectionOf<'mismatch'>, 'cuts' | 'matches'>;

/** Cuts of A and of B of which there is a number: the rows and the columns. */
type Shown = { readonly ofA: readonly number[]; readonly ofB: readonly number[] };

function shownOf({ cuts }: Mismatch): Shown {
  const ofB = [...(cuts[0] ?? []).keys()];
  return {
    ofA: [...cuts.keys()].filter((a) => cuts[a].some((value) => value !== null)),
    ofB: ofB.filter((b) => cuts.some((row) => row[b] !== null)),
  };
}

export function mismatchMap({ cuts, matches }: Mismatch): HTMLElement {
  const cutsShown = shownOf({ cuts, matches });
  const isPartial =
    cutsShown.ofA.length < cuts.length || cutsShown.ofB.length < (cuts[0]?.length ?? 0);
  const box = h('div', { class: 'heat' });
  const scroll = h('div', { class: 'scroll' }, box);
  onWidth(scroll, (width) => box.replaceChildren(draw({ cuts, matches }, cutsShown, width)));
  tipsFor(box, '[data-a]', (cell) => tip(cuts, cell));
  return figure({
    id: 'mismatch',
    title: 'Mismatch of cuts',
    caption: `The largest mismatch of the best pairing of spans, 0 (alike) to 1 (chance). The stronger the shade the closer; cuts that hold the same sets are framed.${isPartial ? ' Cuts that are not here were not measured on all of the pairs.' : ''}`,
    picture: scroll,
    table: () => mismatchTable(cuts, cutsShown),
  });
}

function draw({ cuts, matches }: Mismatch, { ofA, ofB }: Shown, width: number): SVGElement {
  const framed = matches.flatMap(({ a, b }) => {
    const [row, column] = [ofA.indexOf(a), ofB.indexOf(b)];
    return row < 0 || column < 0 ? [] : [{ row, column }];
  });
  return heatMap({
    width,
    rows: { name: 'cut of A', labels: ofA },
    columns: { name: 'cut of B', labels: ofB },
    cell: (row, column) => {
      const value = cuts[ofA[row]][ofB[column]];
      return { shade: value === null ? 0 : 1 - value, text: numberText(value) };
    },
    framed,
    label: `Mismatch of ${ofA.length} cuts of A with ${ofB.length} cuts of B; the table has the numbers.`,
  });
}

const numberText = (value: number | null) => (value === null ? '–' : score(value));

function tip(cuts: Mismatch['cuts'], cell: Element): HTMLElement | undefined {
  const a = Number(cell.getAttribute('data-a'));
  const b = Number(cell.getAttribute('data-b'));
  const value = cuts[a]?.[b];
  if (value === undefined) return undefined;
  return h(
    'div',
    {},
    h('p', { class: 'tip-head' }, badge(0), `cut ${a} — `, badge(1), `cut ${b}`),
    h('p', { class: 'quiet' }, value === null ? unmeasuredWords : `mismatch ${score(value)}`),
  );
}

function mismatchTable(cuts: Mismatch['cuts'], { ofA, ofB }: Shown): HTMLElement {
  const columns = [{ name: 'Cut of A' }, ...ofB.map((b) => ({ name: `B ${b}`, number: true }))];
  const rows = ofA.map((a) => [`A ${a}`, ...ofB.map((b) => numberText(cuts[a][b]))]);
  return table('Mismatch of cuts of A (rows) with cuts of B (columns)', columns, rows);
}
