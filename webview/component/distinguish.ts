// Inputs on which two models part: what each search found, and the inputs themselves.
import type { DistinguishSection, SearchReport } from '../../src/protocol/distinguish.ts';
import type { Report } from '../../src/protocol/report.ts';
import { count, percent, score, shown, shownJson } from '../../src/protocol/reportWords.ts';
import { regionWords, takenWords, unitsWords } from '../../src/words/distinguish.ts';
import { pText } from '../../src/words/layers.ts';
import { type Child, h } from '../host/element.ts';
import { figure } from './figure.ts';
import { axisOf } from './profiles.ts';
import { table } from './table.ts';
import { badge, name, sentence } from './words.ts';

export function distinguishing(
  { searches, task }: DistinguishSection,
  report: Report,
): HTMLElement {
  return h(
    'div',
    { class: 'column' },
    figure({
      id: 'distinguishing',
      title: 'Where they part',
      caption:
        'How far apart the answers of A and B are (total variation, from 0 to 1): in the region that a search found on one half of the pairs, measured on the other half. p: the share of permutations in which as good a region is found.',
      picture: h(
        'div',
        {},
        searchTable(searches, report, (held) => [axisOf(held), score(held.value)]),
      ),
      table: () =>
        searchTable(searches, report, ({ value, low, high }) => [
          `${score(value)} [${score(low)}, ${score(high)}]`,
        ]),
    }),
    ...searches.flatMap((search) => (isShown(search) ? [examplesOf(search)] : [])),
    ...(task === null ? [] : [taskFile(task)]),
  );
}

type Cell = (held: NonNullable<SearchReport['held']>) => readonly Child[];

/** A column a search. */
function searchTable(searches: readonly SearchReport[], { models }: Report, cell: Cell) {
  const names = [models[0].name, models[1].name].map((each) => shown(each, 80));
  const words = (text: string) => h('span', {}, ...sentence(text));
  const row = (title: string, of: (search: SearchReport) => Child): readonly Child[] => [
    title,
    ...searches.map(of),
  ];
  const rows = [
    row(
      'Searched',
      ({ by, searched }) => `${count(searched)} different ${unitsWords(by, searched)}`,
    ),
    row('What is taken', (search) =>
      search.at === null ? 'nothing' : words(takenWords(search, [names[0], names[1]])),
    ),
    row('Region', (search) => words(shown(regionWords(search), 400))),
    row('Apart there', ({ held }) =>
      held === null ? 'too few to measure' : h('span', { class: 'held' }, ...cell(held)),
    ),
    row('Measured on', ({ by, held }) =>
      held === null ? '–' : `${count(held.units)} other ${unitsWords(by, held.units)}`,
    ),
    row('Apart elsewhere', ({ outside }) => (outside === null ? '–' : score(outside))),
    row('Another first answer', ({ otherAnswer }) => percent(otherAnswer)),
    row('p of the search', ({ p, permutations }) => {
      return `${pText(p).replace('p ', '')} of ${count(permutations)} permutations`;
    }),
    row('Found', ({ outcome }) => outcome),
  ];
  const titles = { answers: 'Prompts', interchanges: 'Interchanged pairs' } as const;
  const columns = [{ name: 'Search' }, ...searches.map(({ by }) => ({ name: titles[by] }))];
  return table('Where the two models part', columns, rows);
}

/** Of two that answer alike the inputs that are furthest apart show nothing. */
const isShown = ({ examples, outcome }: SearchReport) => examples.length > 0 && outcome !== 'alike';

function examplesOf({ by, examples, outcome }: SearchReport): HTMLElement {
  const isPair = by === 'interchanges';
  const columns = [
    { name: 'Prompt' },
    ...(isPair ? [{ name: 'Taken from' }] : []),
    { name: badge(0) },
    { name: badge(1) },
    { name: 'Apart', number: true },
  ];
  const rows = examples.map(({ base, source, answers, apart }): readonly Child[] => [
    name(base, 'name prompt'),
    ...(source === null ? [] : [name(source, 'name prompt')]),
    ...answers.map((answer) => name(answer, 'name prompt')),
    score(apart),
  ]);
  const which = outcome === 'part' ? 'on which they part' : 'that set them furthest apart';
  const title = `${isPair ? 'Interchanged pairs' : 'Prompts'} ${which}`;
  return h(
    'section',
    { class: 'panel', 'aria-label': title },
    h('h2', {}, title),
    table(title, columns, rows, { folds: true }),
  );
}

function taskFile(text: string): HTMLElement {
  return h(
    'details',
    { class: 'panel' },
    h('summary', {}, 'A task file that shows it, for a comparison'),
    h(
      'pre',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Task file' },
      shownJson(text),
    ),
  );
}
