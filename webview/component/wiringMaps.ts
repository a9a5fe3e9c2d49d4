// The circuits of two models side by side: heads and MLPs that do the same have one number and one colour in both maps.

import type { Report } from '../../src/protocol/report.ts';
import { count, interval, percent, score } from '../../src/protocol/reportWords.ts';
import type { SectionOf } from '../../src/protocol/sections.ts';
import type { WiredComponent } from '../../src/protocol/wiring.ts';
import { componentName, orderedBy } from '../../src/words/circuit.ts';
import {
  aloneWords,
  carriesWords,
  heldSetsWords,
  matchingWords,
  type Standing,
  standings,
  wiringMeans,
} from '../../src/words/wiring.ts';
import { type Child, h } from '../host/element.ts';
import { effectGrid } from './effectGrid.ts';
import { figure } from './figure.ts';
import { table } from './table.ts';
import { badge, name } from './words.ts';

type Wiring = SectionOf<'wiring'>;

export function wiringView(section: Wiring, { models }: Report): HTMLElement {
  const maps = section.circuits.map((_, m) => circuitMap(section, m, models[m].name));
  return h(
    'div',
    { class: 'circuit' },
    figure({
      id: 'wiring',
      title: 'Circuits side by side',
      caption: caption(section),
      picture: h('div', { class: 'columns' }, ...maps),
      table: () => componentsTable(section),
    }),
    circuitsTable(
      section,
      models.map((model) => model.name),
    ),
  );
}

function caption(section: Wiring): string {
  const { shared, overlap, chance, counts } = section;
  return `Framed: the circuits; one number and colour: heads and MLPs that do the same. ${matchingWords(section)} In both ${count(counts.both)}; ${aloneWords(section, 0)}; ${aloneWords(section, 1)}. ${interval(shared)} of the circuits' effects are matched (with the pairs permuted one time in twenty ${score(chance.shared)}; p ${chance.p}), ${interval(overlap)} of their components. ${wiringMeans}`;
}

function circuitMap(section: Wiring, m: number, model: string): HTMLElement {
  const { components, metric, size } = section.circuits[m];
  const heads = Math.max(...components.map(({ head }) => (head ?? -1) + 1));
  const wired = section.components[m];
  const all = standings(section, m);
  const letters = m === 0 ? 'A' : 'B';
  return h(
    'div',
    { class: 'column' },
    h('p', { class: 'model-name' }, badge(m), name(model)),
    effectGrid({
      cells: components.map((one) => {
        const c = wired.findIndex(({ layer, head }) => layer === one.layer && head === one.head);
        return {
          ...{ row: one.layer, column: one.head ?? heads },
          size: Math.abs(orderedBy(metric, one).value),
          isFramed: one.isChosen,
          mark: c < 0 ? undefined : markOf(all[c]),
          tip: () => tip(componentName(one), c < 0 ? undefined : wired[c], section, m, all[c]),
        };
      }),
      rows: Math.max(...components.map(({ layer }) => layer)) + 1,
      ...{ rowName: 'block', columnName: 'head' },
      columns: [...Array.from({ length: heads }, (_, head) => String(head)), 'MLP'],
      label: `Circuit of ${letters}: ${size} of ${components.length} heads and MLPs, ${section.counts.both} of them matched with one of the other circuit`,
    }),
  );
}

function markOf(standing: Standing): number | undefined {
  return standing.kind === 'both' ? standing.number : undefined;
}

function tip(
  head: string,
  one: WiredComponent | undefined,
  section: Wiring,
  m: number,
  standing: Standing,
): HTMLElement {
  const lines = one
    ? [
        standingWords(section, m, standing, one),
        `strength ${score(one.strength)}, carries ${carriesWords(one)}`,
      ]
    : ['of too little effect to be looked for in the other model'];
  return h(
    'div',
    {},
    h('p', { class: 'tip-head' }, head),
    ...lines.map((line) => h('p', { class: 'quiet' }, line)),
  );
}

/** "both: L1H3 of B, correlation 0.97". */
function standingWords(
  { components }: Wiring,
  m: number,
  standing: Standing,
  { isChosen }: WiredComponent,
): string {
  const place = isChosen ? 'in the circuit' : 'outside of the circuit';
  if (standing.kind === 'alone') return `${place}; nothing in the other model does the same`;
  const { a, b, correlation } = standing.match;
  const partner = components[1 - m][m === 0 ? b : a];
  const there = partner.isChosen ? 'in its circuit' : 'outside of its circuit';
  return `${place}; ${componentName(partner)} of ${m === 0 ? 'B' : 'A'} does the same, ${there} (correlation ${score(correlation)})`;
}

function componentsTable(section: Wiring): HTMLElement {
  const columns = [
    { name: 'Component' },
    { name: 'Match', number: true },
    { name: 'In its circuit' },
    { name: 'Strength', number: true },
    { name: 'Carries' },
    { name: 'In the other model' },
  ];
  const rows = section.components.flatMap((wired, m) => {
    const all = standings(section, m);
    return wired.map((one, c): readonly Child[] => {
      const standing = all[c];
      return [
        `${m === 0 ? 'A' : 'B'} ${componentName(one)}`,
        standing.kind === 'alone' ? '–' : String(standing.number),
        one.isChosen ? 'yes' : 'no',
        score(one.strength),
        carriesWords(one),
        standingWords(section, m, standing, one),
      ];
    });
  });
  return table('Heads and MLPs of both models, and which do the same', columns, rows);
}

function circuitsTable({ circuits, held }: Wiring, names: readonly string[]): HTMLElement {
  const columns = [
    { name: 'Circuit' },
    { name: 'Components', number: true },
    { name: 'Faithfulness', number: true },
    { name: 'Completeness', number: true },
    { name: 'Random ones below', number: true },
    { name: 'Sets held' },
  ];
  const rows = circuits.map((one, m): readonly Child[] => [
    h('span', { class: 'model-name' }, badge(m), name(names[m])),
    `${count(one.size)} of ${count(one.components.length)}`,
    interval(one.faithfulness),
    interval(one.completeness),
    percent(one.random.below),
    heldSetsWords(held[m]),
  ]);
  return table('The two circuits', columns, rows, { captionShown: true, folds: true });
}
