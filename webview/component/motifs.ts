// The classes of a fleet: a card each with the model to study in place of the others, and the tree by which models
// would be put together, nearest first.
import type { Report } from '../../src/protocol/report.ts';
import { count, score, shown } from '../../src/protocol/reportWords.ts';
import type { MotifReport, SectionOf } from '../../src/protocol/sections.ts';
import { tellingWords } from '../../src/words/motifs.ts';
import { treeOf } from '../chart/linkageTree.ts';
import { h, svg } from '../host/element.ts';
import { figure } from './figure.ts';
import { placeOf } from './fleetPair.ts';
import { table } from './table.ts';
import { name, sentence } from './words.ts';

/** Height of a row, also in style/motifs.css. */
const rowHeight = 26;
const axisHeight = 18;

export function motifs(section: SectionOf<'motifs'>, report: Report): HTMLElement {
  const names = report.models.map((model) => shown(model.name, 80));
  const telling = tellingWords(section, names);
  return figure({
    id: 'motifs',
    title: 'Interpretations found',
    caption:
      'Models are put together only if every two of them were found the same; what is undecided is never merged.',
    picture: h(
      'div',
      { class: 'motifs' },
      h('ol', { class: 'motif-cards' }, ...section.classes.map((motif) => card(motif, report))),
      ...(section.joins.length > 0 ? [tree(section, report)] : []),
      ...(telling ? [h('p', { class: 'quiet' }, ...sentence(telling))] : []),
    ),
    table: () => motifTable(section, report),
  });
}

function card({ models, smallest, parameters }: MotifReport, report: Report): HTMLElement {
  const who = models.map((m) =>
    h(
      'li',
      { class: m === smallest ? 'motif-model is-smallest' : 'motif-model' },
      placeOf(m),
      name(report.models[m].name),
    ),
  );
  const advice =
    models.length === 1
      ? 'no other computes it this way'
      : ['study ', name(report.models[smallest].name), ` instead: ${count(parameters)} parameters`];
  return h(
    'li',
    { class: 'motif' },
    h('ul', { class: 'motif-models' }, ...who),
    h('p', { class: 'quiet' }, ...[advice].flat()),
  );
}

function tree({ joins, classes }: SectionOf<'motifs'>, report: Report): HTMLElement {
  const { margin } = report.provenance.parameters;
  const drawn = treeOf(
    classes.flatMap(({ models }) => models),
    joins,
  );
  const height = drawn.leaves.length * rowHeight;
  const x = (at: number) => `${100 * at}%`;
  return h(
    'div',
    { class: 'linkage' },
    h(
      'ol',
      { class: 'linkage-names' },
      ...drawn.leaves.map((m) => h('li', {}, placeOf(m), name(report.models[m].name))),
    ),
    h(
      'div',
      { class: 'linkage-tree' },
      svg(
        'svg',
        {
          ...{ height: height + axisHeight, width: '100%', role: 'img' },
          'aria-label': treeName(joins, report),
        },
        svg('line', { class: 'margin', x1: x(margin), x2: x(margin), y1: 0, y2: height }),
        ...drawn.lines.map(({ x1, x2, y1, y2 }) =>
          svg('line', {
            class: 'branch',
            ...{ x1: x(x1), x2: x(x2), y1: y1 * rowHeight, y2: y2 * rowHeight },
          }),
        ),
        ...[0, margin, 1].map((at) =>
          svg(
            'text',
            {
              ...{ class: 'tick', x: x(at), y: height + axisHeight - 4 },
              'text-anchor': at === 0 ? 'start' : at === 1 ? 'end' : 'middle',
            },
            at === 1 ? 'distance 1' : at === 0 ? '0' : score(at),
          ),
        ),
      ),
    ),
  );
}

function treeName(joins: SectionOf<'motifs'>['joins'], report: Report): string {
  const who = (models: readonly number[]) =>
    models.map((m) => shown(report.models[m].name, 40)).join(', ');
  const each = joins.map(
    ({ of: [a, b], height }) => `${who(a)} with ${who(b)} at ${score(height)}`,
  );
  return `Models by distance: ${each.join('; ')}`;
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
