// A first look at a model on few pairs: every k-th cut, then between two that hold different things. What it shows
// decides what is measured on more pairs (focus.ts); by itself it is a coarse flow map.
import { profilesOf, type Side, sidesOf } from '../congruity/profiles.ts';
import type { Job } from '../core/job.ts';
import type { SitePlan } from '../forward/plan.ts';
import type { Responses, Sweep } from '../forward/responses.ts';
import { joined } from './joined.ts';

/** By design every two sets that can be told apart are, by one of the first eight pairs (task/pairDesign.ts). */
export const surveyPairs = 8;
/** A block (forward/blocks.ts) of a plan that is not small: what is known after it costs nothing to tell. */
const sightedPairs = 4;
/** Cuts of the first round, ends included: with up to this many a model is seen whole. */
const firstCuts = 9;

/** How a model is looked at on the pairs of a survey. */
export type Glances = {
  /** Of the network. */
  readonly cuts: number;
  sitesAt(cuts: readonly number[]): SitePlan;
  /** Measures the sites of some cuts on the first so many pairs; `isFirst`: with the answers on all sets. */
  glance(sites: SitePlan, isFirst: boolean, pairs: number): Promise<Sweep>;
};

export type Sighting = {
  /** Told what the first round saw, of its first pairs already where that costs nothing. */
  tell(first: Sweep): Promise<void>;
  /** Whether what is run of the sites for the first so many pairs is not run again for `all`. */
  serves(sites: SitePlan, pairs: number, all: number): boolean;
};

export async function surveyed(job: Job, of: Glances, sighting?: Sighting): Promise<Sweep> {
  const first = of.sitesAt(evenly(of.cuts));
  const isEarly = sighting?.serves(first, sightedPairs, surveyPairs);
  if (isEarly) await sighting?.tell(await of.glance(first, true, sightedPairs));
  let known = await of.glance(first, true, surveyPairs);
  if (!isEarly) await sighting?.tell(known);
  for (;;) {
    const between = await unlike(job, known.responses);
    if (between.length === 0) return known;
    const more = await of.glance(of.sitesAt(between), false, surveyPairs);
    const both = [...known.responses.plan.at, ...between].sort((a, b) => a - b);
    known = joined(of.sitesAt(both), known, more);
  }
}

/** The first, the last, and as many between them as a first look takes. */
function evenly(cuts: number): number[] {
  const step = Math.max(1, Math.ceil((cuts - 1) / (firstCuts - 1)));
  return [...Array(cuts).keys()].filter((cut) => cut % step === 0 || cut === cuts - 1);
}

/** The middles between neighbouring cuts at which some place is held by different sets. */
async function unlike(job: Job, responses: Responses): Promise<number[]> {
  const { sides } = await profilesOf(job, [sidesOf(responses)]);
  const { at } = responses.plan;
  const held = at.map((_, c) => labelsAt(sides[0], c).join());
  return at.slice(1).flatMap((cut, c) => {
    return cut - at[c] < 2 || held[c] === held[c + 1] ? [] : [Math.floor((at[c] + cut) / 2)];
  });
}

/** By region: the class that holds it at a cut, or -1. */
function labelsAt({ responses, labels }: Side, c: number): number[] {
  const { sites, cuts } = responses.plan;
  const { moment } = sites[cuts[c][0]];
  return [...sites.keys()].filter((s) => sites[s].moment === moment).map((s) => labels[s]);
}
