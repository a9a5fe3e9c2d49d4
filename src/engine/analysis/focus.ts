// What of a model is worth measuring on many pairs, as a survey of few shows it (survey.ts): the cuts where sets are
// held most purely, no site that surely changes nothing, no part that surely changes no answer.
//
// Few pairs show little of how often an answer changes: what moves one answer of ten by all there is moves none of
// eight four times out of ten. They show more of how hard a model is pushed, which hardly depends on how sure it was:
// so nothing counts as unchanged but what would not change an answer that was in the balance.
import { fromEnds } from '../congruity/known.ts';
import type { Profiles, Side } from '../congruity/profiles.ts';
import type { Job } from '../core/job.ts';
import { siteKey } from '../forward/plan.ts';
import type { Responses } from '../forward/responses.ts';
import { studentQuantile } from '../numeric/statistics.ts';
import { responsesAt } from '../signature/answers.ts';
import { pairStatistics, weakest } from '../signature/pairStatistics.ts';
import { puritiesOf } from '../signature/profile.ts';
import { sampleReadings } from '../signature/signature.ts';
import {
  everything,
  type Members,
  membersOf,
  nothing,
  type PartSet,
  setOf,
} from '../task/partSet.ts';

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
/** Probabilities below this are not told apart: single precision knows none. */
const rarest = 1e-37;

/** Of models that are compared with each other; where they have as many cuts, all are measured at the same. */
export async function focusOf(
  job: Job,
  surveys: readonly Responses[],
  profiles: Profiles, // of the surveys
  cuts: readonly number[], // how many each network has
): Promise<Focus[]> {
  const best = profiles.sides.map((side) => purestByCut(side, profiles));
  const worth = [...profiles.classes.names.keys()].filter((c) =>
    best.some((of) => of.some((held) => held[c] >= worthFollowing)),
  );
  const wanted: number[][] = [];
  for (const [m, survey] of surveys.entries()) {
    const held = cutsHolding(survey.plan.at, best[m], worth);
    wanted.push(held.length > 0 ? held : await innermost(job, survey));
  }
  return surveys.map((responses, m) => {
    const { at } = responses.plan;
    const all = wanted.filter((_, other) => cuts[other] === cuts[m]).flat();
    const kept = [...new Set([at[0], ...all, at[at.length - 1]])].sort((a, b) => a - b);
    return {
      cuts: kept,
      isCovered: false,
      silent: silentSites(responses),
      same: sameAnswers(responses),
    };
  });
}

/** Between the ends, where each set is held best. */
function cutsHolding(
  at: readonly number[],
  purest: readonly Float64Array[], // [cuts][C]
  worth: readonly number[],
): number[] {
  const order = (c: number) => [...at.keys()].sort((x, y) => purest[y][c] - purest[x][c] || x - y);
  const kept = new Set(worth.flatMap((c) => order(c).slice(0, followed)));
  return [...kept].filter((c) => c > 0 && c < at.length - 1).map((c) => at[c]);
}

/** The cut that is least like either end: without one that differs from them, nothing is told of two models. */
async function innermost(job: Job, responses: Responses): Promise<number[]> {
  const readings = await sampleReadings(job, await pairStatistics(job, responses));
  const apart = await fromEnds(job, readings);
  const nearer = (c: number) => Math.min(apart[2 * c], apart[2 * c + 1]);
  const inner = [...responses.plan.at.keys()].slice(1, -1);
  const [first] = inner.sort((a, b) => nearer(b) - nearer(a) || a - b);
  return first === undefined ? [] : [responses.plan.at[first]];
}

/** How purely any site of a cut holds each class, also where few pairs do not determine it: [cuts][C]. */
function purestByCut({ responses, coordinates, firm: few }: Side, { classes }: Profiles) {
  const { plan, own, readings } = responses;
  const C = classes.names.length;
  const firm = few.map(() => 1);
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
      const pushes = pushesOf(responsesAt(responses, s), responses.clean, responses.pairs);
      return upperEnd(pushes) < weakest ? [siteKey(site)] : [];
    }),
  );
}

/** Sets with a part that changes no answer, whatever else is taken: each with the one without such parts. */
function sameAnswers(responses: Responses): Map<PartSet, PartSet> {
  const { sets, mixed, readings } = responses;
  const idle = idleParts(responses);
  const smallerOf = (set: PartSet): PartSet => {
    const { reading, mask } = membersOf(set, readings);
    const rest = mask & ~idle[reading];
    const smaller = rest === mask ? set : setOf({ reading, mask: rest }, readings);
    return smaller === set || !mixed.has(smaller) ? set : smallerOf(smaller); // it may have another name
  };
  const inner = sets.filter((set) => set !== everything && set !== nothing);
  return new Map(
    inner.map((set) => [set, smallerOf(set)] as const).filter(([set, smaller]) => set !== smaller),
  );
}

/** Of either reading, bits: parts that, added to any set that has been run, surely leave its answers. */
function idleParts({ sets, mixed, pairs, readings }: Responses): Record<Reading, number> {
  const busy = { occurrences: 0, variables: 0 };
  const parts = { occurrences: readings.depends.length, variables: readings.variables };
  const seen = { occurrences: 0, variables: 0 };
  for (const set of sets) {
    const { reading, mask } = membersOf(set, readings);
    for (let g = 0; g < parts[reading]; g++) {
      const without = mixed.get(setOf({ reading, mask: mask & ~(1 << g) }, readings));
      if (!((mask >> g) & 1) || !without) continue;
      seen[reading] |= 1 << g;
      const end = upperEnd(pushesOf(mixed.get(set)!, without, pairs));
      if (!(end < weakest)) busy[reading] |= 1 << g;
    }
  }
  return {
    occurrences: seen.occurrences & ~busy.occurrences,
    variables: seen.variables & ~busy.variables,
  };
}

type Reading = Members['reading'];

/**
 * Of every pair the largest TV that the change from b to a could make of any answer: tanh of a quarter of the range of
 * log a/b, which bounds the TV of a and b as well (G. Birkhoff, "Extensions of Jentzsch's theorem", 1957).
 */
function pushesOf(a: Float32Array, b: Float32Array, n: number): Float64Array {
  const K = a.length / n;
  return Float64Array.from({ length: n }, (_, i) => {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let k = i * K; k < (i + 1) * K; k++) {
      const change = Math.log(Math.max(a[k], rarest) / Math.max(b[k], rarest));
      least = Math.min(least, change);
      most = Math.max(most, change);
    }
    return Math.tanh((most - least) / 4);
  });
}

/** Of the mean, by Student's t. */
function upperEnd(numbers: Float64Array): number {
  const n = numbers.length;
  const mean = numbers.reduce((sum, x) => sum + x, 0) / n;
  const square = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  return mean + studentQuantile(surely, n - 1) * Math.sqrt(square / n);
}
