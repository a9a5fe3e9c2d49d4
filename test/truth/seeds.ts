// How often a comparison in looks is wrong, and how often its intervals hold the truth, after it has stopped. The
// stored pairs are the population: every seed draws as many of them, with replacement, and the looks go over these;
// the truth is what all stored pairs show at all sites.
import { random } from '../../src/engine/core/random.ts';
import type { Interval } from '../../src/engine/numeric/statistics.ts';
import { holding } from '../../src/engine/signature/siteLabel.ts';
import type { ExpectedCoordinates } from './coordinates.ts';
import { atOnce, isWrong, type Kind, kindOf, optionsWith, tally, wholeWork } from './looks.ts';
import { type Judged, replayer, type Stop } from './replay.ts';
import type { Stored } from './stored.ts';
import type { StoredTask } from './task.ts';

/** Two models, and why they were chosen. */
export type Chosen = { readonly why: string; readonly a: string; readonly b: string };

/** One comparison in looks of pairs that a seed has drawn. */
export type Drawn = Chosen & {
  readonly kind: Kind;
  readonly truth: Judged;
  readonly stop: Stop;
  /** Interchanges of all pairs at once. */
  readonly work: number;
};

/** How many model pairs of a kind are taken. */
const each = 2;

/** Models by the reference's numbers: the nearest and the farthest of either kind, and those that are hard to tell. */
export function chosenFrom({ models, distance }: ExpectedCoordinates): Chosen[] {
  const most = (name: string) => Math.max(0, ...Object.values(models[name].profile));
  const pairs = Object.entries(distance).flatMap(([names, d]) => {
    const [a, b] = names.split(' ');
    if (a >= b || !models[a] || !models[b]) return [];
    const evidence = [a, b].filter((name) => most(name) >= holding).length;
    return [{ a, b, d, evidence, kind: kindOf(a, b) }];
  });
  type Pair = (typeof pairs)[number];
  const taken = (why: string, by: (pair: Pair) => number, is: (pair: Pair) => boolean) => {
    const sorted = pairs.filter(is).sort((x, y) => by(x) - by(y));
    return sorted.slice(0, each).map(({ a, b }) => ({ why, a, b }));
  };
  const isSame = ({ kind, evidence }: Pair) => kind === 'same' && evidence === 2;
  const isDifferent = ({ kind, evidence }: Pair) => kind === 'different' && evidence > 0;
  const undecided = ({ a, b }: Pair) =>
    Math.min(...[a, b].map((one) => Math.abs(most(one) - holding)));
  return [
    ...taken('one algorithm, farthest apart', ({ d }) => -d, isSame),
    ...taken('one algorithm, nearest', ({ d }) => d, isSame),
    ...taken('two algorithms, nearest', ({ d }) => d, isDifferent),
    ...taken('two algorithms, farthest apart', ({ d }) => -d, isDifferent),
    ...taken(
      'nearest to the margin',
      ({ d }) => Math.abs(d - 0.3),
      ({ evidence }) => evidence > 0,
    ),
    ...taken('evidence nearest to its bound', undecided, () => true),
  ];
}

/** Every seed draws its pairs, and takes one couple of models after the other. */
export async function* drawnOf(
  { models, pairs, seed }: StoredTask,
  chosen: readonly Chosen[],
  { seeds, resamples }: { readonly seeds: readonly number[]; readonly resamples: number },
): AsyncGenerator<Drawn> {
  const options = optionsWith(seed, resamples);
  const whole = atOnce(pairs, options);
  const truths = new Map<Chosen, Judged>();
  const of = (name: string) => models.find((model) => model.name === name) as Stored;
  for (const at of seeds) {
    const couple = chosen[at % chosen.length];
    const [a, b] = [of(couple.a), of(couple.b)];
    const truth = truths.get(couple) ?? (await whole(a, b));
    truths.set(couple, truth);
    const { below } = random(`looks ${at}`);
    const order = Array.from({ length: pairs }, () => below(pairs));
    const stop = await replayer(order, options)(a, b);
    const work = wholeWork(a) + wholeWork(b);
    yield { ...couple, kind: kindOf(a.name, b.name), truth, stop, work };
  }
}

/** What many seeds show, a row for every reason to choose models and one for all. */
export function seedRows(drawn: readonly Drawn[]): string[] {
  const reasons = [...new Set(drawn.map(({ why }) => why))];
  const rows = reasons.map((why) =>
    rowOf(
      why,
      drawn.filter((one) => one.why === why),
    ),
  );
  return [
    '| model pairs | seeds | wrong | against all pairs | verdicts | pairs at the end | interchanges | distance held | largest entry held |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    rowOf('all', drawn),
  ];
}

function rowOf(what: string, drawn: readonly Drawn[]): string {
  const wrong = drawn.filter(({ kind, stop }) => isWrong(kind, stop.found.verdict)).length;
  const against = drawn.filter(isFalse).length;
  const work = (of: (one: Drawn) => number) => drawn.reduce((sum, one) => sum + of(one), 0);
  const distances = drawn.map(({ truth, stop }) =>
    holds(stop.found.intervals.distance, truth.intervals.distance),
  );
  const largest = drawn.flatMap(({ truth, stop }) =>
    stop.found.intervals.models.map((one, m) =>
      holds(one.largest, truth.intervals.models[m].largest),
    ),
  );
  const cells = [
    ...[what, drawn.length, wrong, against],
    tally(drawn.map(({ stop }) => stop.found.verdict)),
    tally(drawn.map(({ stop }) => `${stop.pairs}`)),
    percent(work(({ stop }) => stop.work) / work((one) => one.work)),
    ...[shareOf(distances), shareOf(largest)],
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Does a verdict say what the numbers of all pairs contradict? */
function isFalse({ truth: { intervals }, stop: { found } }: Drawn): boolean {
  const { margin, fullMargin } = optionsWith(0, 0);
  const d = intervals.distance?.value ?? 0;
  switch (found.verdict) {
    case 'different':
      return d <= margin;
    case 'same interpretation':
      return d >= margin;
    case 'indistinguishable':
      return intervals.full.value >= fullMargin;
    default:
      return false;
  }
}

/** Whether an interval holds the true value; undefined where either is missing. */
function holds(found: Interval | undefined, truth: Interval | undefined): boolean | undefined {
  return found && truth && found.low <= truth.value && truth.value <= found.high;
}

function shareOf(held: readonly (boolean | undefined)[]): string {
  const known = held.filter((is) => is !== undefined);
  return percent(known.filter((is) => is).length / known.length);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
