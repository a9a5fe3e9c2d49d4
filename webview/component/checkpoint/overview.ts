// What the header says of the whole checkpoint.
import type { CheckpointHead } from '../../../src/protocol/checkpointService.ts';
import { count, shown } from '../../../src/protocol/reportWords.ts';
import { type Child, h } from '../../host/element.ts';
import { sentence } from '../words.ts';
import { facts, section } from './sheet.ts';
import { amountText, plural, sizeText } from './tensorWords.ts';

type Header = CheckpointHead['header'];

/** The line under the name. */
export function summary(header: Header): HTMLElement {
  const { container, family, parameters, bytes, tensorCount } = header;
  return h(
    'p',
    { class: 'quiet' },
    h('bdi', {}, shown(container, 80)),
    ' · ',
    h('bdi', {}, family === null ? 'unknown family' : shown(family, 80)),
    ` · ${amountText(parameters)} parameters · ${sizeText(bytes)} · ${plural(tensorCount, 'tensor')}`,
  );
}

export function problems(list: readonly string[]): readonly HTMLElement[] {
  if (list.length === 0) return [];
  const items = list.map((text) => h('li', {}, ...sentence(text)));
  return [h('ul', { class: 'problems', 'aria-label': 'Problems', tabindex: 0 }, ...items)];
}

/** Notes, shape of the model, ties and metadata, each where there is some. */
export function overview({
  notes,
  shape,
  tied,
  metadata,
  metadataLeftOut,
}: Header): readonly HTMLElement[] {
  const left = metadataLeftOut > 0 ? `${count(metadataLeftOut)} more entries are not shown.` : '';
  return [
    ...(notes.length > 0 ? [section('notes', 'Notes', noteList(notes))] : []),
    ...(shape.length > 0 ? [section('model', 'Model', facts(shape.map(words)))] : []),
    ...(tied.length > 0 ? [section('tied', 'Tied weights', tiedList(tied))] : []),
    section(
      'metadata',
      'Metadata',
      metadata.length > 0
        ? facts(metadata.map(words))
        : h('p', { class: 'quiet' }, 'The file has none.'),
      left ? h('p', { class: 'quiet' }, left) : undefined,
    ),
  ];
}

function noteList(notes: Header['notes']): HTMLElement {
  return h('ul', { class: 'notes' }, ...notes.map((text) => h('li', {}, ...sentence(text))));
}

function words([term, text]: readonly [string, string]): readonly [string, Child] {
  return [shown(term, 200), h('bdi', { class: 'phrase' }, shown(text))];
}

function tiedList(tied: Header['tied']): HTMLElement {
  return h(
    'ul',
    { class: 'ties' },
    ...tied.map((tie) =>
      h(
        'li',
        {},
        h('bdi', {}, shown(tie.name, 300)),
        ' = ',
        h('bdi', {}, shown(tie.with, 300)),
        h('span', { class: 'quiet' }, `: ${shown(tie.why, 300)}`),
      ),
    ),
  );
}
