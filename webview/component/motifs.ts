// The classes of a fleet: a card each with the model to study in place of the others. The tree by which models would be
// put together stands beside their matrix (linkage.ts), and in the table here.
import type { Report } from '../../src/protocol/report.ts';
import { count, score, shown } from '../../src/protocol/reportWords.ts';
import type { MotifReport, SectionOf } from '../../src/protocol/sections.ts';
import { aloneWords, sizeWords, tellingWords } from '../../src/words/motifs.ts';
import { h } from '../host/element.ts';
import { figure } from './figure.ts';
import { placeOf } from './fleetPair.ts';
import { table } from './table.ts';
import { name, sentence } from './words.ts';

export function motifs(section: SectionOf<'motifs'>, report: Report): HTMLElement {
  const names = report.models.map((model) => shown(model.name, 80));
  const telling = tellingWords(section, names, report);
  return figure({
    id: 'motifs',
    title: 'Interpretations found',
    caption:
      'Models are put together only if every two of them were found the same; what is undecided is never merged.',
    picture: h(
      'div',
      { class: 'motifs' },
      h('ol', { class: 'motif-cards' }, ...section.classes.map((motif) => card(motif, report))),
      ...(telling ? [h('p', { class: 'quiet' }, ...sentence(telling))] : []),
    ),
    table: () => motifTable(section, report),
  });
}

function card(motif: MotifReport, report: Report): HTMLElement {
  const { models, smallest, parameters } = motif;
  const size = sizeWords(motif);
  const places = report.models.map((_, m) => String(m + 1)); // as the matrix has them
  const who = models.map((m) =>
    h(
      'li',
      { class: m === smallest && !size ? 'motif-model is-smallest' : 'motif-model' },
      placeOf(m),
      name(report.models[m].name),
    ),
  );
  const advice =
    models.length === 1
      ? aloneWords(motif, places, report)
      : (size ?? [
          'study ',
          name(report.models[smallest].name),
          ` instead: ${count(parameters)} parameters`,
        ]);
  return h(
    'li',
    { class: 'motif' },
    h('ul', { class: 'motif-models' }, ...who),
    h('p', { class: 'quiet' }, ...[advice].flat()),
  );
}

function motifTable({ classes, joins }: SectionOf<'motifs'>, report: Report): HTMLElement {
  const who = (models: readonly number[]) =>
    h('span', {}, ...models.flatMap((m, i) => [i > 0 ? ', ' : '', name(report.models[m].name)]));
  return h(
    'div',
    {},
    table(
      'Interpretations found',
      [
        { name: 'Class' },
        { name: 'Models' },
        { name: 'Smallest' },
        { name: 'Its parameters', number: true },
      ],
      classes.map(({ models, smallest, parameters }, i) => [
        String(i + 1),
        who(models),
        name(report.models[smallest].name),
        count(parameters),
      ]),
    ),
    table(
      'Complete linkage of profile distances',
      [{ name: 'Joined' }, { name: 'With' }, { name: 'At', number: true }],
      joins.map(({ of: [a, b], height }) => [who(a), who(b), score(height)]),
      { captionShown: true },
    ),
  );
}
