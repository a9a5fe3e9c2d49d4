// The head of a comparison: the verdict, why, how far, on what evidence, and what would settle it.
import type { CompareReport, ModelReport } from '../../src/protocol/report.ts';
import { count, interval, percent } from '../../src/protocol/reportWords.ts';
import { type Child, h } from '../host/element.ts';
import { distances, distanceTable } from './distances.ts';
import { figure } from './figure.ts';
import { table } from './table.ts';
import { verdictIcon, verdictTone } from './verdictIcon.ts';
import { badge, name, type PartPlace, partPlaces, phrase, sentence, setChip } from './words.ts';

export function verdictCard(report: CompareReport): HTMLElement {
  const { verdict, explanation, settle, mergeDistance } = report;
  const picture = distances(report);
  return h(
    'section',
    { class: `card verdict ${verdictTone(verdict)}`, 'aria-labelledby': 'verdict-title' },
    h(
      'div',
      { class: 'verdict-words' },
      h(
        'div',
        { class: 'verdict-head' },
        verdictIcon(verdict),
        h('h2', { id: 'verdict-title' }, verdict),
      ),
      h('p', { class: 'explanation' }, ...sentence(explanation)),
      mergeDistance
        ? h(
            'p',
            { class: 'second' },
            h('b', {}, `Merging: ${mergeDistance.reading}`),
            ` ${interval(mergeDistance)}`,
          )
        : undefined,
      settle
        ? h('p', { class: 'settle' }, h('b', {}, 'What would settle it: '), ...sentence(settle))
        : undefined,
    ),
    picture
      ? figure({
          id: 'distances',
          title: 'Distances',
          caption: marginCaption(report),
          picture,
          table: () => distanceTable(report),
        })
      : undefined,
    modelsTable(report.models, partPlaces(report.task.parts)),
  );
}

function marginCaption(report: CompareReport): string {
  const { level, pairs, resamples } = report.provenance.parameters;
  return `Point and ${percent(level)} interval (${count(pairs)} pairs, ${count(resamples)} resamples); shaded: within the margin.`;
}

/** One row a model: who it is, whether it solves the task, and the intermediates seen in it. */
export function modelsTable(models: readonly ModelReport[], places: PartPlace): HTMLElement {
  const columns = [
    { name: 'Model' },
    { name: 'Family' },
    { name: 'Shape' },
    { name: 'Accuracy', number: true },
    { name: 'Intermediate variables seen' },
  ];
  const rows = models.map((model, i): readonly Child[] => [
    h('span', { class: 'model-name' }, models.length > 1 ? badge(i) : undefined, name(model.name)),
    name(model.family),
    phrase(model.shape.map(([what, value]) => `${value} ${what}`).join(' · ')),
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
  if (model.inventory.length === 0) {
    return h('span', { class: 'quiet' }, model.cuts.length === 0 ? 'not measured' : 'none');
  }
  return h('span', { class: 'sets' }, ...model.inventory.map((set) => setChip(set, places)));
}
