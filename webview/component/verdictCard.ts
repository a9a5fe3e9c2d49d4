// The head of a comparison: the verdict, why, how far, on what evidence, and what would settle it.
import type { CompareReport, ModelReport, Report } from '../../src/protocol/report.ts';
import { count, interval, percent, score } from '../../src/protocol/reportWords.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { explanationOf, settleOf } from '../../src/words/report.ts';
import { type Child, h } from '../host/element.ts';
import { placeOf } from './fleetPair.ts';
import { term } from './glossary.ts';
import { familyOf, shapeWords } from './modelWords.ts';
import { table } from './table.ts';
import { verdictIcon, verdictTone } from './verdictIcon.ts';
import { badge, name, type PartPlace, partPlaces, phrase, sentence, setChip } from './words.ts';

export function verdictCard(report: CompareReport): HTMLElement {
  const { verdict } = report;
  const settle = settleOf(report);
  return h(
    'section',
    { class: `card verdict ${verdictTone(verdict)}`, 'aria-labelledby': 'verdict-title' },
    h(
      'div',
      { class: 'verdict-head' },
      verdictIcon(verdict),
      h('h2', { id: 'verdict-title' }, verdict),
    ),
    h('p', { class: 'explanation' }, ...sentence(explanationOf(report))),
    ...measured(report),
    settle
      ? h('p', { class: 'settle' }, h('b', {}, 'What would settle it: '), ...sentence(settle))
      : undefined,
  );
}

/** The numbers behind the verdict, in one line; the figure below the maps has all of them. */
function measured(report: CompareReport): readonly Child[] {
  const distances = sectionOf(report, 'distances');
  if (!distances) return [];
  const { causal, merge } = distances;
  const { margin, pairs } = report.provenance.parameters;
  const merging = merge
    ? [' · ', h('b', {}, `Merging: ${merge.reading}`), ` ${interval(merge)}`]
    : [];
  const words = ` ${interval(causal)}, margin ${score(margin)} · ${count(pairs)} pairs`;
  const name = term('causal distance', 'Causal distance');
  return [h('p', { class: 'second' }, name, words, ...merging)];
}

/** One row a model: who it is, whether it solves the task, and the intermediates seen in it. */
export function modelsTable({ kind, models, task }: Report): HTMLElement {
  const places = partPlaces(task.parts);
  const mark = kind === 'fleet' ? placeOf : kind === 'compare' ? badge : () => undefined;
  const columns = [
    { name: 'Model' },
    { name: 'Family' },
    { name: 'Shape' },
    { name: 'Accuracy', number: true },
    { name: 'Intermediate variables seen' },
  ];
  const rows = models.map((model, i): readonly Child[] => [
    h('span', { class: 'model-name' }, mark(i), name(model.name)),
    name(familyOf(model)),
    phrase(shapeWords(model)),
    accuracy(model),
    inventory(model, places),
  ]);
  return h('div', { class: 'models' }, table('Models', columns, rows, { folds: true }));
}

function accuracy(model: ModelReport): HTMLElement {
  if (model.accuracy === null) return h('span', { class: 'quiet' }, 'not defined');
  const passed = model.accuracy >= model.floor;
  return h(
    'span',
    { class: passed ? undefined : 'failed' },
    percent(model.accuracy),
    h('span', { class: 'quiet' }, ` ${passed ? '≥' : '<'} ${percent(model.floor)}`),
  );
}

function inventory(model: ModelReport, places: PartPlace): HTMLElement {
  if (model.inventory === null) return h('span', { class: 'quiet' }, 'not measured');
  if (model.inventory.length === 0) return h('span', { class: 'quiet' }, 'none');
  return h('span', { class: 'sets' }, ...model.inventory.map((set) => setChip(set, places)));
}
