// The page of more than two models: every pair, and what the headers say. It stays while a run fills it.
import type { PanelView } from '../../src/protocol/panelService.ts';
import { h } from '../host/element.ts';
import { fleetMatrix } from './fleetMatrix.ts';
import { fleetStructure } from './fleetStructure.ts';
import { name } from './words.ts';

export function fleetPage(open: (a: number, b: number) => void) {
  const matrix = fleetMatrix(open);
  const title = h('h1', {});
  const task = h('p', { class: 'quiet task' });
  const structure = h('div', {});
  let drawn = '';
  return {
    element: h(
      'div',
      { class: 'report fleet' },
      h('header', { class: 'head' }, title, task),
      h('main', {}, matrix.element, structure),
    ),
    show(view: PanelView): void {
      title.textContent = `${view.models.length} models`;
      task.replaceChildren(...taskOf(view));
      matrix.show(view);
      const models = JSON.stringify(view.models);
      if (models !== drawn) structure.replaceChildren(fleetStructure(view.models));
      drawn = models;
    },
  };
}

/** A task file by its own name and its folder's: the whole path is in the title. */
function taskOf({ request: { task } }: PanelView): readonly (Node | string)[] {
  if (task === null) return [];
  const shortly = task.split(/[\\/]/).slice(-2).join('/');
  return ['task ', name(shortly, 'task-name', task)];
}
