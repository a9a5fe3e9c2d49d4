// The details beside the tensor comparison: the selected tensor or module, and the whole.
import type { DiffHead } from '../../../src/protocol/checkpointService.ts';
import { count, percent } from '../../../src/protocol/reportWords.ts';
import {
  frozenWords,
  headWords,
  kindCounts,
  kindSentences,
  profileOf,
} from '../../../src/words/changes.ts';
import { type Child, h } from '../../host/element.ts';
import { nameWords } from '../words.ts';
import { changeText, type DiffItem, differs, relativeChange } from './diffLine.ts';
import type { Node } from './moduleTree.ts';
import { button, facts, section } from './sheet.ts';
import { plural, shapeText, sizeText, valueText } from './tensorWords.ts';

export type DiffCardActions = {
  readonly copyName: (tensor: number) => void;
  /** Undefined where nothing can look it up. */
  readonly reveal: ((tensor: number) => void) | undefined;
};

export function diffCard(
  head: DiffHead | undefined,
  items: readonly DiffItem[],
  selected: Node<DiffItem> | undefined,
  actions: DiffCardActions,
): readonly HTMLElement[] {
  if (!head?.sides) return [];
  const whole = section('whole', 'All tensors', facts(totals(items)));
  const all = [whole, ...kinds(head, items)];
  if (!selected) return all;
  const name = selected.kind === 'module' ? selected.path : selected.item.row.name;
  const title = h('bdi', { class: 'full-name' }, nameWords(name, 4000));
  if (selected.kind === 'module') {
    return [section('tensor', title, facts(totals(selected.items))), ...all];
  }
  const { index } = selected.item;
  const { reveal } = actions;
  const buttons = h(
    'div',
    { class: 'buttons' },
    reveal ? button('Reveal Defining Line', () => reveal(index)) : undefined,
    button('Copy Name', () => actions.copyName(index)),
  );
  const { item } = selected;
  return [section('tensor', title, facts(tensorFacts(item)), ...kindOfOne(item), buttons), ...all];
}

type Fact = readonly [string, Child];

function totals(items: readonly DiffItem[]): readonly Fact[] {
  const number = (test: (item: DiffItem) => boolean) => count(items.filter(test).length);
  const odd: readonly Fact[] = [
    ['only in A', number(({ kind }) => kind === 'onlyA')],
    ['only in B', number(({ kind }) => kind === 'onlyB')],
    ['other shape', number(({ kind }) => kind === 'shape')],
    ['other dtype', number(isOtherDtype)],
  ];
  const compared = items.filter(({ change }) => change !== undefined);
  return [
    ['tensors', count(items.length)],
    ...odd.filter(([, words]) => words !== '0'),
    ['compared', count(compared.length)],
    ...(compared.length > 0
      ? ([
          ['equal', number((item) => item.change?.differing === 0)],
          ['changed', number((item) => (item.change?.differing ?? 0) > 0)],
          ['|A − B| / |A|', changeText(relativeChange(items))],
        ] as const)
      : []),
  ];
}

/** What kinds of change there are, and what has not changed as a whole; nothing before values were compared. */
function kinds(head: DiffHead, items: readonly DiffItem[]): readonly HTMLElement[] {
  const changes = items.flatMap(({ row, change }) =>
    change ? [{ ...change, name: row.name }] : [],
  );
  if (changes.length === 0) return [];
  const of = kindCounts(changes).map(({ name, tensors, first, evidence, evidenceOf }) => {
    const title = `${plural(tensors, 'tensor')}: ${name}`;
    if (first.differing === 0) return h('li', {}, title);
    const sentences = evidence.map((sentence) => h('li', {}, sentence));
    const which =
      evidenceOf === null
        ? []
        : [h('p', { class: 'quiet' }, 'in ', h('bdi', {}, nameWords(evidenceOf, 4000)), ':')];
    return h('li', {}, title, ...which, h('ul', { class: 'quiet' }, ...sentences));
  });
  const whole = [frozenWords(profileOf(changes)), headWords(head.heads)]
    .filter((words) => words !== undefined)
    .map((words) => h('p', {}, words));
  return [section('kinds', 'Kinds of change', h('ul', { class: 'kinds' }, ...of), ...whole)];
}

/** Of one tensor, with its evidence. */
function kindOfOne({ change }: DiffItem): readonly HTMLElement[] {
  if (!change) return [];
  const sentences = kindSentences(change.kind).map((sentence) => h('li', {}, sentence));
  return [h('ul', { class: 'kinds' }, ...sentences)];
}

function isOtherDtype({ row: { sides } }: DiffItem): boolean {
  const [a, b] = sides;
  return a !== null && b !== null && a.dtype !== b.dtype;
}

function tensorFacts(item: DiffItem): readonly Fact[] {
  const sides = item.row.sides.map((side, i): Fact => {
    if (!side) return ['AB'[i], 'no such tensor'];
    const words = `${shapeText(side.shape)}, ${side.dtype}, ${sizeText(side.bytes)}`;
    const of = side.tensors ? h('bdi', {}, nameWords(side.tensors.join(' + '), 4000)) : undefined;
    return ['AB'[i], h('span', {}, words, of ? ': ' : undefined, of)];
  });
  const { change } = item;
  if (!change) return sides;
  const number = (value: number | null) => (value === null ? 'too large' : valueText(value));
  const notFinite: readonly Fact[] =
    change.notFinite > 0
      ? [['not finite', h('strong', { class: 'failed' }, count(change.notFinite))]]
      : [];
  return [
    ...sides,
    ['|A − B| / |A|', changeText(relativeChange([item]))],
    ['|A − B|', number(change.difference)],
    ['|A|', number(change.norm)],
    ['largest', valueText(change.largest)],
    ['differ', `${count(change.differing)} of ${count(change.count)}${shareOf(item)}`],
    ...notFinite,
  ];
}

function shareOf(item: DiffItem): string {
  const { change } = item;
  return change && differs(item) && change.count > 0
    ? ` (${percent(change.differing / change.count)})`
    : '';
}
