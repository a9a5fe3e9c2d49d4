// What the headers of many checkpoints say: a row a model, a column for what differs; what is the same
// in all is said once.
import type { PanelModel } from '../../src/protocol/panelService.ts';
import { shown } from '../../src/protocol/reportWords.ts';
import { type Child, h } from '../host/element.ts';
import { placeOf } from './fleetPair.ts';
import { headerFacts, headerNotes, headerProblems } from './headers.ts';
import { table } from './table.ts';
import { name, phrase } from './words.ts';

export function fleetStructure(models: readonly PanelModel[]): HTMLElement {
  const known = models.map((model) => new Map(headerFacts(model)));
  const properties = [...new Set(known.flatMap((facts) => [...facts.keys()]))];
  const valuesOf = (property: string) =>
    known.filter((facts) => facts.size > 0).map((facts) => facts.get(property));
  const differing = properties.filter((property) => new Set(valuesOf(property)).size > 1);
  const shared = properties.filter((property) => !differing.includes(property));
  const columns = [
    { name: 'Model' },
    ...differing.map((property) => ({ name: shown(property, 60) })),
  ];
  const rows = models.map((model, i): readonly Child[] => [
    h('span', { class: 'model-name', title: shown(model.path) }, placeOf(i), name(model.name)),
    ...differing.map((property) =>
      model.header || model.failure ? phrase(known[i].get(property) ?? '–') : '…',
    ),
  ]);
  return h(
    'section',
    { class: 'panel', 'aria-labelledby': 'structure-title' },
    h('h2', { id: 'structure-title' }, 'Structure'),
    h('p', { class: 'caption' }, 'From the headers of the files; no weight is read for this.'),
    table('Structure', columns, rows),
    shared.length > 0
      ? h(
          'p',
          { class: 'shared' },
          h('span', { class: 'quiet' }, 'The same in all: '),
          phrase(shared.map((property) => `${property} ${valuesOf(property)[0]}`).join(' · ')),
        )
      : undefined,
    ...models.flatMap(headerProblems),
    ...headerNotes(models),
  );
}
