// What is known of one pair of a fleet: in its cell, in its tip, as a row of the table.
import { isSoFar } from '../../src/protocol/looked.ts';
import type { PanelPhase } from '../../src/protocol/panelService.ts';
import type { FleetReport } from '../../src/protocol/report.ts';
import { count, interval, score, setText } from '../../src/protocol/reportWords.ts';
import { type FleetPair, sectionOf } from '../../src/protocol/sections.ts';
import { cappedPairsWords, cappedWords } from '../../src/words/capped.ts';
import { levelText } from '../../src/words/looks.ts';
import { pairVerdict } from '../../src/words/verdicts.ts';
import { blocksOf } from '../chart/linkageTree.ts';
import { type Child, h } from '../host/element.ts';
import type { Linkage } from './linkage.ts';
import { table } from './table.ts';
import { verdictIcon } from './verdictIcon.ts';
import { name, nameWords, sentence } from './words.ts';

/** `a` and `b` are places in the list of models, a < b. */
export type PairView = {
  readonly a: number;
  readonly b: number;
  /** undefined: not compared yet, which `phase` says more of. */
  readonly found: FleetPair | undefined;
  readonly phase: PanelPhase;
  /** What a failed control keeps from being said. */
  readonly capped: string | undefined;
};

export type FleetView = {
  readonly models: readonly { readonly name: string }[];
  readonly pairs: readonly PairView[];
  /** The run is not done: nothing reads as final. */
  readonly isSoFar: boolean;
  /** All models by their places, class by class; before there are classes each is one, in the order given. */
  readonly blocks: readonly (readonly number[])[];
  /** Once there are classes. */
  readonly linkage: Linkage | undefined;
  /** Of all pairs that a failed control keeps undecided. */
  readonly capped: string | undefined;
};

/** Every two of the models: as the report has them, or before there is one. */
export function fleetView(
  models: FleetView['models'],
  phase: PanelPhase,
  report: FleetReport | undefined,
): FleetView {
  const compared = (report && sectionOf(report, 'fleet')?.pairs.filter(pairVerdict)) ?? [];
  const found = new Map(compared.map((pair) => [`${pair.a} ${pair.b}`, pair]));
  const pairs = models.flatMap((_, a) =>
    models.slice(a + 1).map((_, i): PairView => {
      const b = a + 1 + i;
      const pair = found.get(`${a} ${b}`);
      return { a, b, found: pair, phase, capped: pair && report && cappedWords(pair, report) };
    }),
  );
  return {
    models,
    pairs,
    isSoFar: report !== undefined && isSoFar(report),
    capped: report && cappedPairsWords(compared, report),
    ...order(models, report),
  };
}

/** Models that do not solve the task are in no class: they come last. */
function order(
  models: FleetView['models'],
  report: FleetReport | undefined,
): Pick<FleetView, 'blocks' | 'linkage'> {
  const alone = [...models.keys()].map((m) => [m]);
  const motifs = report && sectionOf(report, 'motifs');
  if (motifs === undefined) return { blocks: alone, linkage: undefined };
  const { classes, joins } = motifs;
  const members = classes.map((motif) => motif.models);
  const rest = alone.filter(([m]) => !members.flat().includes(m));
  const { margin } = report!.provenance.parameters;
  return { blocks: [...blocksOf(members, joins), ...rest], linkage: { joins, margin } };
}

/** What is said of a pair without a verdict; done: by a report that was saved before its run was. */
const untold: Readonly<Record<PanelPhase, string>> = {
  ...{ idle: 'waiting', running: 'running', cancelled: 'cancelled', failed: 'failed' },
  done: 'not compared',
};

/** The verdict, or how far the run is. */
export function pairWords({ phase, found }: PairView): string {
  return found?.verdict ?? untold[phase];
}

const signs: Readonly<Record<string, string>> = { failed: '✕', running: '…', waiting: '·' };

/** The mark of a pair that has no verdict. */
export function pairMark(pair: PairView): Child {
  if (pair.found) return verdictIcon(pair.found.verdict);
  const words = pairWords(pair);
  return h('span', { class: `sign ${words}`, 'aria-hidden': 'true' }, signs[words] ?? '–');
}

/** Which two it is, for those who hear a cell without its row and column. */
export function pairNames({ a, b }: PairView, models: FleetView['models']): string {
  return [a, b].map((place) => nameWords(models[place].name, 80)).join(' and ');
}

export function pairTip(pair: PairView, models: FleetView['models']): HTMLElement {
  const { a, b, found, capped } = pair;
  const distance = found?.distance;
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
      distance
        ? `${pairWords(pair)}, distance ${interval(distance)}, decided by ${setText(distance.set)}`
        : pairWords(pair),
    ),
    capped ? h('p', {}, ...sentence(`${capped}.`)) : undefined,
    found?.full ? h('p', { class: 'quiet' }, `Full distance ${interval(found.full)}`) : undefined,
    found?.merge
      ? h('p', { class: 'quiet' }, `Merging ${found.merge.reading} ${interval(found.merge)}`)
      : undefined,
    found?.pairs ? h('p', { class: 'quiet' }, restsOn(found)) : undefined,
  );
}

/** "256 pairs, 95 % intervals". */
function restsOn({ pairs, level }: FleetPair): string {
  const intervals = level ? `, ${levelText(level)} intervals` : '';
  return `${count(pairs ?? 0)} pairs${intervals}`;
}

/** The number of a model, by which rows and columns are joined. */
export function placeOf(model: number): HTMLElement {
  return h('span', { class: 'place' }, String(model + 1));
}

/** The matrix as a list of its pairs, the nearest first. */
export function pairsTable({ models, pairs }: FleetView): HTMLElement {
  const columns = [
    { name: 'Model' },
    { name: 'With' },
    { name: 'Verdict' },
    { name: 'Distance', number: true },
    { name: 'Interval', number: true },
    { name: 'Decided by' },
    { name: 'Full distance', number: true },
    { name: 'Merging' },
    { name: 'Pairs', number: true },
    { name: 'Level', number: true },
  ];
  const far = ({ found }: PairView) => found?.distance?.value ?? Number.POSITIVE_INFINITY;
  const rows = [...pairs]
    .sort((x, y) => (far(x) === far(y) ? 0 : far(x) - far(y)))
    .map((pair): readonly Child[] => {
      const { distance, full, merge, pairs: rests, level } = pair.found ?? {};
      return [
        name(models[pair.a].name),
        name(models[pair.b].name),
        pair.capped
          ? h('span', {}, `${pairWords(pair)}. `, ...sentence(pair.capped))
          : pairWords(pair),
        distance ? score(distance.value) : '',
        distance ? `[${score(distance.low)}, ${score(distance.high)}]` : '',
        distance ? setText(distance.set) : '',
        full ? interval(full) : '',
        merge ? `${merge.reading} ${interval(merge)}` : '',
        rests ? count(rests) : '',
        level ? levelText(level) : '',
      ];
    });
  return table('Every pair, the nearest first', columns, rows);
}
