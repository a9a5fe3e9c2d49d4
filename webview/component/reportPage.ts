// The whole report in order. The saved page and, later, the editor's panel draw the same.
import type { Report } from '../../src/protocol/report.ts';
import { h } from '../host/element.ts';
import { controls, trust } from './checks.ts';
import { examples } from './examples.ts';
import { flowMap } from './flowMap.ts';
import { mismatchMap } from './mismatchMap.ts';
import { notes, provenance } from './record.ts';
import { modelsTable, verdictCard } from './verdictCard.ts';
import { badge, name, partPlaces, sentence } from './words.ts';

export function reportPage(report: Report): HTMLElement {
  const compare = report.kind === 'compare' ? report : undefined;
  return h(
    'div',
    { class: 'report' },
    head(report),
    h(
      'main',
      {},
      compare ? verdictCard(compare) : interpretCard(report),
      flowMap(report),
      h(
        'div',
        { class: 'columns' },
        compare?.mismatch ? mismatchMap(compare.mismatch) : undefined,
        h(
          'div',
          { class: 'column' },
          compare && compare.controls.length > 0 ? controls(compare.controls) : undefined,
          report.trust.length > 0 ? trust(report.trust) : undefined,
        ),
      ),
      compare && compare.examples.length > 0 ? examples(compare) : undefined,
      report.notes.length > 0 ? notes(report.notes) : undefined,
      provenance(report),
    ),
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
    h('h1', {}, ...names),
    h(
      'p',
      { class: 'quiet task' },
      'task ',
      name(task.name, 'task-name'),
      ' · ',
      name(task.description),
    ),
  );
}

function interpretCard(report: Report): HTMLElement {
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'interpretation-title' },
    h('h2', { id: 'interpretation-title' }, 'Interpretation'),
    h('p', { class: 'explanation' }, ...sentence(report.explanation)),
    modelsTable(report.models, partPlaces(report.task.parts)),
  );
}
