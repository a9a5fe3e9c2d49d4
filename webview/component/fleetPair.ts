// What is known of one pair of a fleet: in its cell, in its tip, as a row of the table.
import type { PairView, PanelView } from '../../src/protocol/panelService.ts';
import { score, shown } from '../../src/protocol/reportWords.ts';
import { type Child, h } from '../host/element.ts';
import { table } from './table.ts';
import { verdictIcon } from './verdictIcon.ts';
import { name, nameWords } from './words.ts';

type Models = PanelView['models'];

/** The verdict, or how far the pair is. */
export function pairWords({ phase, verdict, failure }: PairView): string {
  if (verdict) return verdict;
  if (failure) return 'failed';
  if (phase === 'running') return 'running';
  return phase === 'cancelled' ? 'cancelled' : 'waiting';
}

const signs: Readonly<Record<string, string>> = { failed: '✕', running: '…', waiting: '·' };

/** The mark of a pair that has no verdict. */
export function pairMark(pair: PairView): Child {
  if (pair.verdict) return verdictIcon(pair.verdict);
  const words = pairWords(pair);
  return h('span', { class: `sign ${words}`, 'aria-hidden': 'true' }, signs[words] ?? '–');
}

/** Which two it is, for those who hear a cell without its row and column. */
export function pairNames({ a, b }: PairView, models: Models): string {
  return [a, b].map((place) => nameWords(models[place].name, 80)).join(' and ');
}

export function pairTip(pair: PairView, models: Models): HTMLElement {
  const { a, b, distance, failure } = pair;
  return h(
    'div',
    { class: 'pair-tip' },
    ...[a, b].map((place) =>
      h('p', { class: 'tip-head' }, placeOf(place), name(models[place].name)),
    ),
    h(
      'p',
      { class: 'pair-says' },
      pairMark(pair),
      distance === null ? pairWords(pair) : `${pairWords(pair)}, distance ${score(distance)}`,
    ),
    failure ? h('p', {}, shown(failure.message, 300)) : undefined,
    failure?.hint ? h('p', { class: 'quiet' }, shown(failure.hint, 300)) : undefined,
  );
}

/** The number of a model, by which rows and columns are joined. */
export function placeOf(model: number): HTMLElement {
  return h('span', { class: 'place' }, String(model + 1));
}

/** The matrix as a list of its pairs, the nearest first. */
export function pairsTable({ models, pairs }: PanelView): HTMLElement {
  const columns = [
    { name: 'Model' },
    { name: 'With' },
    { name: 'Verdict' },
    { name: 'Distance', number: true },
    { name: 'Remark' },
  ];
  const far = ({ distance }: PairView) => distance ?? Number.POSITIVE_INFINITY;
  const rows = [...pairs]
    .sort((x, y) => (far(x) === far(y) ? 0 : far(x) - far(y)))
    .map((pair): readonly Child[] => [
      name(models[pair.a].name),
      name(models[pair.b].name),
      pairWords(pair),
      pair.distance === null ? '' : score(pair.distance),
      shown(pair.failure?.message ?? '', 300),
    ]);
  return table('Every pair, the nearest first', columns, rows);
}
