// The whole report in order. The saved page and the editor's panel draw the same.
import { isSoFar } from '../../src/protocol/looked.ts';
import type { Report } from '../../src/protocol/report.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { distinguishMeans } from '../../src/words/distinguish.ts';
import type { Reader } from '../../src/words/looks.ts';
import { reductionMeans } from '../../src/words/reduction.ts';
import { explanationOf, mechanismOf, numbersOf } from '../../src/words/report.ts';
import { finalVerdict } from '../../src/words/verdicts.ts';
import { type Child, h } from '../host/element.ts';
import type { GoToCode } from './flowMap.ts';
import { explainTerms } from './glossary.ts';
import { looks } from './looks.ts';
import { meantCard } from './meantCard.ts';
import { profileFigure } from './profiles.ts';
import { notes, provenance } from './record.ts';
import { sectionsAt } from './sections.ts';
import { trusted, trustLink } from './trusted.ts';
import { looksLine, modelsTable, verdictCard } from './verdictCard.ts';
import { verdictTone } from './verdictIcon.ts';
import { badge, name, sentence } from './words.ts';

/** `goToCode` shows the code of a cut, where there is an editor. */
export function reportPage(report: Report, reader: Reader, goToCode?: GoToCode): HTMLElement {
  const page = h(
    'div',
    { class: 'report' },
    looks(),
    head(report),
    h(
      'main',
      {},
      card(report, reader),
      ...sectionsAt('maps', report, goToCode),
      profileFigure(report),
      hasModelsTable(report) ? modelsTable(report) : undefined,
      measurements(report, goToCode),
      ...sectionsAt('pairs', report, goToCode),
      trusted(report),
      report.notes.length > 0 ? notes(report.notes) : undefined,
      provenance(report),
    ),
  );
  explainTerms(page);
  return page;
}

/** Side by side where there is room: what was measured, and what vouches for the numbers. */
function measurements(report: Report, goToCode: GoToCode): HTMLElement | undefined {
  const figures = sectionsAt('measured', report, goToCode);
  const checks = sectionsAt('checked', report, goToCode);
  if (figures.length + checks.length === 0) return undefined;
  const verdict = finalVerdict(report);
  const tone = verdict ? verdictTone(verdict) : '';
  return h(
    'div',
    { class: 'columns' },
    figures.length > 0 ? h('div', { class: `column ${tone}` }, ...figures) : undefined,
    checks.length > 0 ? h('div', { class: 'column' }, ...checks) : undefined,
  );
}

function head(report: Report): HTMLElement {
  const { task, models } = report;
  const names = models.flatMap((model, i) => [
    i > 0 ? h('span', { class: 'versus' }, 'and') : undefined,
    h(
      'span',
      { class: 'model-name' },
      models.length === 2 ? badge(i) : undefined,
      name(model.name),
    ),
  ]);
  return h(
    'header',
    { class: 'head' },
    h('h1', {}, ...titleOf(report, names)),
    h(
      'p',
      { class: 'quiet task' },
      ...tasksOf(report),
      ...(task.description === '' ? [] : [' · ', name(task.description)]),
      ...trustLink(report),
    ),
  );
}

function tasksOf(report: Report): readonly Child[] {
  const simple = sectionOf(report, 'reduction')?.tasks;
  if (simple) {
    const [hard, easy] = simple.map((task) => name(task.name, 'task-name'));
    return ['tasks ', hard, ' and ', easy];
  }
  const what = report.kind === 'calibrate' ? 'truth ' : 'task ';
  return [what, name(report.task.name, 'task-name')];
}

/** One model stands in its card; those of a truth are counted. */
function hasModelsTable({ kind, models }: Report): boolean {
  return models.length > 1 && kind !== 'calibrate';
}

/** Of more models than a heading names. */
function titleOf({ kind, models }: Report, names: readonly Child[]): readonly Child[] {
  if (kind === 'calibrate') return ['Methods'];
  if (kind === 'fleet') return [`${models.length} models`];
  return kind === 'trajectory' ? [`${models.length} checkpoints`] : names;
}

function card(report: Report, reader: Reader): HTMLElement {
  switch (report.kind) {
    case 'compare':
      return verdictCard(report, reader);
    case 'interpret':
    case 'circuit':
      return interpretCard(report, reader);
    case 'distinguish':
      return meantCard(report, distinguishMeans[report.verdict]);
    case 'reduce':
      return meantCard(report, reductionMeans[report.verdict]);
    case 'fleet':
    case 'trajectory':
    case 'layers':
    case 'calibrate':
    case 'wiring':
      return h('p', { class: 'card explanation' }, ...sentence(explanationOf(report, reader)));
  }
}

function interpretCard(report: Report, reader: Reader): HTMLElement {
  const numbers = numbersOf(report);
  const soFar = isSoFar(report);
  return h(
    'section',
    { class: `card${soFar ? ' is-so-far' : ''}`, 'aria-labelledby': 'interpretation-title' },
    h(
      'h2',
      { id: 'interpretation-title' },
      `${report.kind === 'circuit' ? 'Circuit' : 'Interpretation'}${soFar ? ' so far' : ''}`,
    ),
    h('p', { class: 'explanation' }, ...sentence(mechanismOf(report))),
    ...(numbers === undefined ? [] : [h('p', { class: 'second' }, numbers)]),
    looksLine(report, reader),
    modelsTable(report),
  );
}
