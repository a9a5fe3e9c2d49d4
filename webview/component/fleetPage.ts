// The page of more than two models: every pair, what the headers say, and what vouches for the numbers. It
// stays while a run fills it.
import { isSoFar } from '../../src/protocol/looked.ts';
import type { PanelView } from '../../src/protocol/panelService.ts';
import type { FleetReport } from '../../src/protocol/report.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { explanationOf } from '../../src/words/report.ts';
import { h } from '../host/element.ts';
import { replaceInPlace } from '../host/inPlace.ts';
import { fleetMatrix } from './fleetMatrix.ts';
import { fleetView } from './fleetPair.ts';
import { fleetStructure } from './fleetStructure.ts';
import { motifs } from './motifs.ts';
import { notes, provenance } from './record.ts';
import { sectionsAt } from './sections.ts';
import { name, sentence } from './words.ts';

export function fleetPage(open: (a: number, b: number) => void) {
  const matrix = fleetMatrix(open);
  const title = h('h1', {});
  const task = h('p', { class: 'quiet task' });
  const head = h('header', { class: 'head' }, title, task);
  const structure = h('div', {});
  const rest = h('div', {});
  const main = h('main', {}, matrix.element, structure, rest);
  const element = h('div', { class: 'report fleet' }, head, main);
  let drawn = '';
  let said: FleetReport | undefined;
  return {
    element,
    show(view: PanelView): void {
      const report = view.report?.kind === 'fleet' ? view.report : undefined;
      title.textContent = `${view.models.length} models`;
      task.replaceChildren(...taskOf(view));
      element.classList.toggle('is-so-far', report !== undefined && isSoFar(report));
      matrix.show(fleetView(view.models, view.phase, report));
      const models = JSON.stringify(view.models);
      if (models !== drawn) structure.replaceChildren(fleetStructure(view.models));
      drawn = models;
      if (report === said) return;
      said = report;
      head.replaceChildren(title, task, ...(report ? [explanationOfFleet(report)] : []));
      replaceInPlace(rest, h('div', {}, ...(report ? restOf(report) : [])), () => undefined);
    },
  };
}

function explanationOfFleet(report: FleetReport): HTMLElement {
  return h('p', { class: 'explanation' }, ...sentence(explanationOf(report, 'editor')));
}

function restOf(report: FleetReport): readonly HTMLElement[] {
  const checks = sectionsAt('checked', report, undefined);
  const classes = sectionOf(report, 'motifs');
  return [
    ...(classes ? [motifs(classes, report)] : []),
    ...(checks.length > 0 ? [h('div', { class: 'column' }, ...checks)] : []),
    ...(report.notes.length > 0 ? [notes(report.notes)] : []),
    provenance(report),
  ];
}

/** A task file by its own name and its folder's: the whole path is in the title. */
function taskOf({ request: { task } }: PanelView): readonly (Node | string)[] {
  if (task === null) return [];
  const shortly = task.split(/[\\/]/).slice(-2).join('/');
  return ['task ', name(shortly, 'task-name', task)];
}
