// What a method's numbers are worth on models of which it is known which are the same: how well it tells them apart,
// how often it is wrong, with the model as the unit, and how often its intervals hold.
import { random } from '../core/random.ts';
import {
  byValue,
  type Edge,
  overModels,
  type Resampling,
  type Scored,
  separation,
  shareOf,
} from '../numeric/overModels.ts';
import { type Interval, quantile, wilson } from '../numeric/statistics.ts';

export type Said = 'same' | 'different' | undefined;

/** Two models of one task; `across`: they are known to be different. */
export type TruthPair = Edge & { readonly across: boolean };

/** What a method says of the pairs of one task. */
export type MethodScores = {
  /** Larger is less alike; undefined: it says nothing of the two. By pair. */
  readonly distance: readonly (number | undefined)[];
  /** Its own verdicts; undefined: it has none, and a threshold makes them. */
  readonly says: readonly Said[] | undefined;
  /** Its verdicts are never "different": that two are far apart tells it nothing. */
  readonly onlySame?: true;
  /** From which distance on two models are called different; undefined: it is chosen in hindsight. */
  readonly threshold: number | undefined;
  /** For some pairs, whether each of its intervals held the truth; undefined: it gives no intervals. */
  readonly held: readonly (readonly boolean[])[] | undefined;
};

/** Of one model: undefined where it has no number, for all components do the same, or none was scored. */
export type ModelAgreement = {
  /** Spearman's, of what a method says and of the size of the exact effect. */
  readonly rank: number | undefined;
  /** AUROC of telling the components that matter from the others. */
  readonly auroc: number | undefined;
};

export type Mistakes = {
  readonly pairs: number;
  readonly of: number;
  /** In one such pair or more, of all that are in a pair that could be one. */
  readonly models: number;
  readonly ofModels: number;
  /** The upper end of Wilson's 95 % interval of the share of such models. */
  readonly atMost: number;
};

export type Judgement = {
  readonly same: number; // pairs that are judged
  readonly different: number;
  readonly unscored: number;
  readonly auroc: Interval | undefined;
  readonly threshold: number | undefined; // undefined: the method's own verdicts
  readonly inHindsight: boolean;
  readonly falseSame: Mistakes;
  readonly falseDifferent: Mistakes;
  /** Of what it calls anything. */
  readonly decided: { readonly same: number; readonly different: number };
  readonly coverage: Interval | undefined;
};

export type Judged = { readonly scores: MethodScores; readonly pairs: readonly TruthPair[] };

const level = 0.95;

/** `classOf`: of the models of the task, by their places. */
export function judge(
  classOf: readonly string[],
  { scores, pairs }: Judged,
  resampling: Resampling,
): Judgement {
  const scored = scoredOf({ scores, pairs });
  const sorted = byValue(scored);
  const inHindsight = scores.says === undefined && scores.threshold === undefined;
  const threshold = inHindsight ? bestThreshold(sorted) : scores.threshold;
  const said = pairs.flatMap((pair, k) => {
    const value = scores.distance[k];
    if (value === undefined) return [];
    return [{ ...pair, said: scores.says ? scores.says[k] : by(value, threshold) }];
  });
  const across = said.filter((pair) => pair.across);
  const within = said.filter((pair) => !pair.across);
  const told = (of: typeof said) => of.filter((pair) => pair.said !== undefined).length;
  return {
    same: within.length,
    different: across.length,
    unscored: pairs.length - said.length,
    auroc: overModels(classOf, resampling, (weight) => separation(sorted, weight)),
    threshold: scores.says ? undefined : threshold,
    inHindsight,
    falseSame: mistakes(across, (pair) => pair.said === 'same'),
    falseDifferent: mistakes(scores.onlySame ? [] : within, (pair) => pair.said === 'different'),
    decided: { same: told(within), different: told(across) },
    coverage: coverageOf(classOf, { scores, pairs }, resampling),
  };
}

/** The mean of the AUROC over tasks: distances of two tasks are not on one scale. */
export function overTasks(
  tasks: readonly { readonly classOf: readonly string[]; readonly judged: Judged }[],
  resampling: Resampling,
): Interval | undefined {
  const classOf = tasks.flatMap((task, t) => task.classOf.map((name) => `${t} ${name}`));
  let first = 0;
  const sorted = tasks.map(({ classOf: own, judged }) => {
    const from = first;
    first += own.length;
    return byValue(
      scoredOf(judged).map((pair) => ({ ...pair, a: pair.a + from, b: pair.b + from })),
    );
  });
  return overModels(classOf, resampling, (weight) => {
    const each = sorted.map((pairs) => separation(pairs, weight));
    const known = each.filter((value) => value !== undefined);
    if (known.length < each.length) return undefined;
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}

function scoredOf({ scores, pairs }: Judged): Scored[] {
  return pairs.flatMap((pair, k) => {
    const value = scores.distance[k];
    return value === undefined ? [] : [{ ...pair, value }];
  });
}

/** Of an undefined threshold nothing is said: there were no two pairs to choose one between. */
function by(value: number, threshold: number | undefined): Said {
  if (threshold === undefined) return undefined;
  return value >= threshold ? 'different' : 'same';
}

/** Between two of the distances, where the shares of both mistakes have the least sum (W. J. Youden, 1950). */
function bestThreshold(sorted: readonly Scored[]): number | undefined {
  const different = sorted.filter(({ across }) => across).length;
  const same = sorted.length - different;
  if (different === 0 || same === 0) return undefined;
  let [lost, kept] = [0, same]; // different ones below, same ones from here on
  let best = { cost: 1, at: sorted[0].value }; // all are called different
  for (let i = 0; i < sorted.length; i++) {
    if (sorted[i].across) lost++;
    else kept--;
    const next = sorted[i + 1]?.value ?? Number.POSITIVE_INFINITY;
    if (next === sorted[i].value || next === Number.POSITIVE_INFINITY) continue;
    const cost = lost / different + kept / same;
    if (cost < best.cost) best = { cost, at: (sorted[i].value + next) / 2 };
  }
  return best.at;
}

function mistakes<T extends Edge>(pairs: readonly T[], isOne: (pair: T) => boolean): Mistakes {
  const wrong = pairs.filter(isOne);
  const modelsIn = (of: readonly T[]) => new Set(of.flatMap(({ a, b }) => [a, b])).size;
  return bounded(wrong.length, pairs.length, modelsIn(wrong), modelsIn(pairs));
}

function bounded(pairs: number, of: number, models: number, ofModels: number): Mistakes {
  const atMost = ofModels === 0 ? 1 : wilson(models / ofModels, ofModels, level)[1];
  return { pairs, of, models, ofModels, atMost };
}

/** Of several tasks: their models are different ones. */
export function allMistakes(of: readonly Mistakes[]): Mistakes {
  const sum = (pick: (one: Mistakes) => number) => of.reduce((all, one) => all + pick(one), 0);
  return bounded(
    sum((one) => one.pairs),
    sum((one) => one.of),
    sum((one) => one.models),
    sum((one) => one.ofModels),
  );
}

function coverageOf(
  classOf: readonly string[],
  { scores, pairs }: Judged,
  resampling: Resampling,
): Interval | undefined {
  const { held } = scores;
  if (held === undefined) return undefined;
  const each = pairs.flatMap((pair, k) => held[k].map((holds) => ({ ...pair, holds })));
  return overModels(classOf, resampling, (weight) => shareOf(each, ({ holds }) => holds, weight));
}

/** The mean over models with its interval, models drawn anew; undefined: none has a value. */
export function meanOverModels(
  values: readonly (number | undefined)[],
  { resamples, seed }: Resampling,
): Interval | undefined {
  const known = values.filter((each) => each !== undefined);
  if (known.length === 0) return undefined;
  const mean = (of: readonly number[]) => of.reduce((sum, x) => sum + x, 0) / of.length;
  const rng = random(seed);
  const drawn = Array.from({ length: resamples }, () =>
    mean(known.map(() => known[rng.below(known.length)])),
  ).sort((x, y) => x - y);
  return { value: mean(known), low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) };
}
