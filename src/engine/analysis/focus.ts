// What of a model is worth measuring on many pairs, as a survey of few shows it (survey.ts): the cuts where sets are
// held most purely, no site that surely changes nothing, no prompt on which the model surely answers as on a smaller mixture.
import type { Profiles, Side } from '../congruity/profiles.ts';
import { siteKey } from '../forward/plan.ts';
import type { Responses } from '../forward/responses.ts';
import { studentQuantile } from '../numeric/statistics.ts';
import { totalVariation } from '../numeric/totalVariation.ts';
import { responsesAt } from '../signature/answers.ts';
import { weakest } from '../signature/pairStatistics.ts';
import { puritiesOf } from '../signature/profile.ts';
import { everything, nothing, type PartSet } from '../task/partSet.ts';

export type Focus = {
  /** Of the network, ascending. */
  readonly cuts: readonly number[];
  /** Whether single spans at all other cuts, and at silent sites, are measured too. */
  readonly isCovered: boolean;
  /** Sites where an interchange surely changes nothing, by siteKey. */
  readonly silent: ReadonlySet<string>;
  /** Sets on which the model surely answers as on a smaller one. */
  readonly same: ReadonlyMap<PartSet, PartSet>;
};

/** A set that no model holds this purely on the survey's pairs is not followed. */
const worthFollowing = 0.2;
/** Cuts that are followed for every such set: where it is held best. */
const followed = 2;
/** One-sided: what is under `weakest` at this level is surely so. */
const surely = 0.975;

/** Of models that are compared with each other; where they have as many cuts, all are measured at the same. */
export function focusOf(
  surveys: readonly Responses[],
  profiles: Profiles, // of the surveys
  cuts: readonly number[], // how many each network has
): Focus[] {
  const best = profiles.sides.map((side) => purestByCut(side, profiles));
  const worth = [...profiles.classes.names.keys()].filter((c) =>
    best.some((of) => of.some((held) => held[c] >= worthFollowing)),
  );
  const wanted = surveys.map(({ plan: { at } }, m) => cutsWorth(at, best[m], worth));
  return surveys.map((responses, m) => {
    const all = wanted.filter((_, other) => cuts[other] === cuts[m]).flat();
    const kept = [...new Set(all)].sort((a, b) => a - b);
    return {
      cuts: kept,
      isCovered: false,
      silent: silentSites(responses),
      same: sameAnswers(responses),
    };
  });
}

/** The ends, and where each set is held best. */
function cutsWorth(
  at: readonly number[],
  purest: readonly Float64Array[], // [cuts][C]
  worth: readonly number[],
): number[] {
  const order = (c: number) => [...at.keys()].sort((x, y) => purest[y][c] - purest[x][c] || x - y);
  const kept = worth.flatMap((c) => order(c).slice(0, followed));
  return [...new Set([0, at.length - 1, ...kept])].map((c) => at[c]);
}

/** How purely any site of a cut holds each class: [cuts][C]. */
function purestByCut({ responses, coordinates, firm }: Side, { classes }: Profiles) {
  const { plan, own, readings } = responses;
  const C = classes.names.length;
  const pure = puritiesOf(coordinates, classes, { own, firm }, readings);
  return plan.cuts.map(([first]) => {
    const most = new Float64Array(C);
    for (const [s, { moment }] of plan.sites.entries()) {
      if (moment !== plan.sites[first].moment) continue;
      for (let c = 0; c < C; c++) if (pure[s * C + c] > most[c]) most[c] = pure[s * C + c];
    }
    return most;
  });
}

function silentSites(responses: Responses): Set<string> {
  const { sites } = responses.plan;
  return new Set(
    sites.flatMap((site, s) => {
      const changes = changesOf(responsesAt(responses, s), responses.clean, responses.pairs);
      return upperEnd(changes) < weakest ? [siteKey(site)] : [];
    }),
  );
}

function sameAnswers({ sets, mixed, pairs }: Responses): Map<PartSet, PartSet> {
  const kept: PartSet[] = [];
  const same = new Map<PartSet, PartSet>();
  for (const set of sets) {
    const own = mixed.get(set)!;
    const smaller = kept.find((other) => {
      return upperEnd(changesOf(own, mixed.get(other)!, pairs)) < weakest;
    });
    if (smaller === undefined || set === everything || set === nothing) kept.push(set);
    else same.set(set, smaller);
  }
  return same;
}

/** TV of every pair. */
function changesOf(a: Float32Array, b: Float32Array, n: number): Float64Array {
  const K = a.length / n;
  return Float64Array.from({ length: n }, (_, i) => totalVariation(a, i * K, b, i * K, K));
}

/** Of the mean, by Student's t. */
function upperEnd(numbers: Float64Array): number {
  const n = numbers.length;
  const mean = numbers.reduce((sum, x) => sum + x, 0) / n;
  const square = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  return mean + studentQuantile(surely, n - 1) * Math.sqrt(square / n);
}
