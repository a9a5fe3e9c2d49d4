// The head of a comparison: the verdict, why, how far, on what evidence, and what would settle it.
import type { CompareReport, ModelReport } from '../../src/protocol/report.ts';
import { count, interval, percent, score } from '../../src/protocol/reportWords.ts';
import { type Child, h } from '../host/element.ts';
import { distances, distanceTable } from './distances.ts';
import { figure } from './figure.ts';
import { term } from './glossary.ts';
import { familyOf, shapeWords } from './modelWords.ts';
import { table } from './table.ts';
import { verdictIcon, verdictTone } from './verdictIcon.ts';
import { badge, name, type PartPlace, phrase, sentence, setChip } from './words.ts';

export function verdictCard(report: CompareReport): HTMLElement {
  const { verdict, explanation, settle } = report;
  return h(
    'section',
    { class: `card verdict ${verdictTone(verdict)}`, 'aria-labelledby': 'verdict-title' },
    h(
      'div',
      { class: 'verdict-head' },
      verdictIcon(verdict),
      h('h2', { id: 'verdict-title' }, verdict),
    ),
    h('p', { class: 'explanation' }, ...sentence(explanation)),
    ...measured(report),
    settle
      ? h('p', { class: 'settle' }, h('b', {}, 'What would settle it: '), ...sentence(settle))
      : undefined,
  );
}

/** The numbers behind the verdict, in one line; the figure below the maps has all of them. */
function measured({ distance, mergeDistance, provenance }: CompareReport): readonly Child[] {
  if (!distance) return [];
  const { margin, pairs } = provenance.parameters;
  const merging = mergeDistance
    ? [' · ', h('b', {}, `Merging: ${mergeDistance.reading}`), ` ${interval(mergeDistance)}`]
    : [];
  const words = ` ${interval(distance)}, margin ${score(margin)} · ${count(pairs)} pairs`;
  const name = term('causal distance', 'Causal distance');
  return [h('p', { class: 'second' }, name, words, ...merging)];
}

/** The distances against their margins; undefined when nothing was measured. */
export function distanceFigure(report: CompareReport): HTMLElement | undefined {
  const picture = distances(report);
  if (!picture) return undefined;
  return figure({
    id: 'distances',
    title: 'Distances',
    caption: marginCaption(report),
    picture,
    table: () => distanceTable(report),
  });
}

function marginCaption(report: CompareReport): HTMLElement {
  const { level, pairs, resamples } = report.provenance.parameters;
  const how = `Point and ${percent(level)} interval (${count(pairs)} pairs, ${count(resamples)} resamples); shaded: within the margin.`;
  return h('span', {}, how, ...whyCompatible(report));
}

/** Why a distance above its margin does not speak against the verdict. */
function whyCompatible({ verdict, fullDistance, provenance }: CompareReport): readonly Child[] {
  const above = fullDistance && fullDistance.high >= provenance.parameters.fullMargin;
  if (verdict !== 'same interpretation' || !above) return [];
  return [
    ' The ',
    term('full distance'),
    ' counts every cut in full, hybrids too: above its margin the two are not indistinguishable, and may still have the same variables.',
  ];
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
  if (model.inventory.length === 0) {
    return h('span', { class: 'quiet' }, model.cuts.length === 0 ? 'not measured' : 'none');
  }
  return h('span', { class: 'sets' }, ...model.inventory.map((set) => setChip(set, places)));
}
