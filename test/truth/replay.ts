// Comparisons in looks, told from stored responses: the survey, the focus, the looks, their levels and the rule that
// stops them are the engine's own; only the networks are not run.
import { type Ground, inLooks, type Question, workOf } from '../../src/engine/analysis/inLooks.ts';
import type { Extent } from '../../src/engine/analysis/measure.ts';
import { usualLimits } from '../../src/engine/analysis/settings.ts';
import { type Standing, standingOfPair } from '../../src/engine/analysis/standing.ts';
import { surveyed, surveyPairs } from '../../src/engine/analysis/survey.ts';
import {
  type CompareOptions,
  type Comparison,
  drawnOf,
  type Pairing,
  type PairRuling,
  pairingOf,
  rulingOf,
} from '../../src/engine/congruity/compare.ts';
import { distancesOf } from '../../src/engine/congruity/distance.ts';
import type { KeptDraws } from '../../src/engine/congruity/drawnProfiles.ts';
import { type DistanceIntervals, intervalsOf } from '../../src/engine/congruity/interval.ts';
import { type Known, knownOf } from '../../src/engine/congruity/known.ts';
import { variationOf } from '../../src/engine/congruity/mismatch.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Sweep } from '../../src/engine/forward/responses.ts';
import { glancedAt, type Stored, sitesAt, taken } from './stored.ts';

/** Pairs on which a twin runs (analysis/run.ts). */
export const twinPairs = 32;

/** What is said of two models. */
export type Judged = Pairing & PairRuling & Pick<Comparison, 'sides' | 'intervals'>;

/** Where a comparison ended. */
export type Stop = {
  readonly found: Judged;
  readonly standing: Standing;
  readonly pairs: number;
  /** Of the last look. */
  readonly level: number;
  /** Interchanges of both models. */
  readonly work: number;
};

export type Options = Omit<CompareOptions, 'differentPairs' | 'isPartial' | 'examples'>;

type Swept = { readonly sweep: Sweep; readonly known: Known };

/**
 * Compares models on the same pairs; what is known of one is worked out once. `order`: which of the stored pairs come
 * first, second, ...; one may come twice.
 */
export function replayer(order: readonly number[], options: Options) {
  const surveys = new Map<Stored, Promise<Sweep>>();
  const swept = new Map<string, Promise<Swept>>();
  const kept: KeptDraws = new WeakMap();
  const at = (pairs: number) => {
    return { ...options, differentPairs: new Set(order.slice(0, pairs)).size, examples: 0 };
  };
  const survey = (model: Stored) => {
    return remembered(surveys, model, () => surveyOf(model, order.slice(0, surveyPairs)));
  };
  const measure = (model: Stored, extent: Extent) => {
    const key = JSON.stringify([
      model.name,
      extent.pairs,
      extent.focus?.cuts,
      extent.focus?.isCovered,
    ]);
    return remembered(swept, key, () => sweptOf(model, order, extent, at(extent.pairs)));
  };
  return async (a: Stored, b: Stored): Promise<Stop> => {
    const models = [a, b];
    const ground: Ground = {
      pairs: order.length,
      spans: a.sweep.responses.plan.cuts[0].length,
      cuts: models.map(({ sweep }) => sweep.responses.plan.at.length),
      survey: () => Promise.all(models.map(survey)),
      now: () => 0,
    };
    const question: Question<Judged, Swept> = {
      measure: (_, extents) => Promise.all(models.map((model, i) => measure(model, extents[i]))),
      async judge(_, [one, other], { look, last, isCovered }) {
        const so = { ...at(look.pairs), level: look.level, isPartial: !isCovered };
        const found = await judged([one.known, other.known], so, kept);
        return { found, standing: standingOfPair(found, { look, last }, so) };
      },
      surveyed: () => undefined,
      looked: () => undefined,
    };
    const { level } = options;
    const so = await inLooks(quietJob, ground, { limits: usualLimits, level }, question);
    const last = so.steps[so.steps.length - 1];
    const { found, standing } = so;
    return { found, standing, pairs: last.pairs, level: last.level!, work: workOf(so.steps) };
  };
}

/** As comparePair does, without what is only shown. */
export async function judged(
  sides: readonly [Known, Known],
  options: CompareOptions,
  kept: KeptDraws,
): Promise<Judged> {
  const pairing = await pairingOf(quietJob, ...sides);
  const drawn = await drawnOf(quietJob, pairing, options, kept);
  const intervals = { ...drawn, ...(await apartBy(sides, options)) };
  const ruling = rulingOf(...sides, pairing, intervals, options);
  return { ...pairing, ...ruling, sides, intervals };
}

/** The interval of a full distance far above its margin takes long and decides nothing: then it is only the value. */
async function apartBy(
  [{ readings: a }, { readings: b }]: readonly [Known, Known],
  options: CompareOptions,
): Promise<DistanceIntervals> {
  const variation = variationOf(a.stats, b.stats);
  const distances = await distancesOf(quietJob, a, b, variation);
  const { value } = distances.full;
  if (value < 3 * options.fullMargin)
    return intervalsOf(quietJob, a, b, distances, variation, options);
  return { full: { value, low: value, high: value }, merge: { value: 0, low: 0, high: 1 } };
}

function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

function surveyOf({ sweep }: Stored, pairs: readonly number[]): Promise<Sweep> {
  const { plan } = sweep.responses;
  return surveyed(quietJob, {
    cuts: plan.at.length,
    sitesAt: (cuts) => sitesAt(plan, cuts, cuts).plan,
    glance: async ({ at }) => glancedAt(sweep, pairs, at),
  });
}

async function sweptOf(
  model: Stored,
  order: readonly number[],
  { pairs, focus }: Extent,
  options: CompareOptions,
): Promise<Swept> {
  const sweep = taken(model.sweep, order.slice(0, pairs), focus!);
  const plain = { ...focus!, silent: new Set<string>(), isCovered: false };
  const twin = taken(model.twin, order.slice(0, Math.min(twinPairs, pairs)), plain);
  const contestant = { name: model.name, responses: sweep.responses, twin: twin.responses };
  return { sweep, known: await knownOf(quietJob, contestant, options) };
}
