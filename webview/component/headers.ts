// What the headers of the checkpoints say, side by side: there at once, before anything is run.
import type { PanelModel } from '../../src/protocol/panelService.ts';
import { count, shown } from '../../src/protocol/reportWords.ts';
import { type Child, h } from '../host/element.ts';
import { emptyMap } from './emptyMap.ts';
import { table } from './table.ts';
import { badge, name, nameWords, phrase } from './words.ts';

export function headers(
  models: readonly PanelModel[],
  spans: readonly string[] | null,
): HTMLElement {
  const isRead = models.some(({ header }) => header !== null);
  const isReading = models.some(({ header, failure }) => header === null && failure === null);
  return h(
    'div',
    { class: 'report headers' },
    h('h1', {}, ...titles(models)),
    h(
      'p',
      { class: 'caption', role: 'status' },
      isReading
        ? 'Reading the headers'
        : 'From the headers of the files; no weight is read for this.',
    ),
    isRead ? structure(models) : undefined,
    ...models.flatMap(headerProblems),
    ...headerNotes(models),
    emptyMap(models, spans),
  );
}

function titles(models: readonly PanelModel[]): readonly Child[] {
  return models.flatMap((model, i) => [
    i > 0 ? h('span', { class: 'versus' }, 'and') : undefined,
    heading(model, i, models.length),
  ]);
}

function heading(model: PanelModel, place: number, of: number): HTMLElement {
  return h(
    'span',
    { class: 'model-name', title: shown(model.path) },
    of === 2 ? badge(place) : undefined,
    name(model.name),
  );
}

/** One row a property; a property in which the models differ is marked, in words too. */
function structure(models: readonly PanelModel[]): HTMLElement {
  const properties = [
    ...new Set(models.flatMap((model) => headerFacts(model).map(([what]) => what))),
  ];
  const columns = [
    { name: 'Property' },
    ...models.map((model, i) => ({ name: heading(model, i, models.length) })),
    ...(models.length > 1 ? [{ name: 'Compared' }] : []),
  ];
  const rows = properties.map((property): readonly Child[] => {
    const values = models.map(
      (model) => headerFacts(model).find(([what]) => what === property)?.[1],
    );
    const known = values.filter((value) => value !== undefined);
    const differ = new Set(known).size > 1;
    const said = known.length < models.length ? '' : differ ? 'differs' : 'same';
    return [
      shown(property, 80),
      ...values.map((value, i) => phrase(value ?? (models[i].failure ? '–' : '…'))),
      ...(models.length > 1 ? [h('span', { class: differ ? 'differs' : 'quiet' }, said)] : []),
    ];
  });
  return table('Structure', columns, rows);
}

/** Property and value, in the order in which they are read. */
export function headerFacts({ header }: PanelModel): readonly (readonly [string, string])[] {
  if (header === null) return [];
  return [
    ['container', header.container],
    ['family', header.family ?? 'not understood'],
    ...header.shape.filter(([what]) => what !== 'family'),
    ['parameters', count(header.parameters)],
    ['tensors', count(header.tensorCount)],
    ['size', size(header.bytes)],
  ];
}

/** Why a file could not be read, or cannot be compared. The sentence of a failure names its file. */
export function headerProblems({ name: of, header, failure }: PanelModel): readonly HTMLElement[] {
  if (failure) {
    const hint = failure.hint ? h('p', { class: 'quiet' }, shown(failure.hint, 600)) : undefined;
    return [problem(h('p', {}, shown(failure.message, 1200)), hint)];
  }
  return (header?.problems ?? []).map((sentence) =>
    problem(h('p', {}, h('b', {}, nameWords(of, 80), ': '), shown(sentence, 600))),
  );
}

/** What else is to be known of the files, under a heading of its own. */
export function headerNotes(models: readonly PanelModel[]): readonly HTMLElement[] {
  const items = models.flatMap(({ name: of, header }) =>
    (header?.notes ?? []).map((text) =>
      h('li', {}, h('b', {}, nameWords(of, 80), ': '), shown(text, 600)),
    ),
  );
  if (items.length === 0) return [];
  const id = 'header-notes-title';
  return [
    h(
      'section',
      { class: 'notes', 'aria-labelledby': id },
      h('h2', { id }, 'Notes'),
      h('ul', {}, ...items),
    ),
  ];
}

function problem(...words: readonly Child[]): HTMLElement {
  return h('div', { class: 'failure', role: 'alert' }, ...words);
}

function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = bytes;
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
