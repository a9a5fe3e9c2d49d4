// A first look at a model on few pairs: every k-th cut, then between two that hold different things. What it shows
// decides what is measured on more pairs (focus.ts); by itself it is a coarse flow map.
import { profilesOf, type Side, sidesOf } from '../congruity/profiles.ts';
import type { Job } from '../core/job.ts';
import type { SitePlan } from '../forward/plan.ts';
import type { Responses, Sweep } from '../forward/responses.ts';
import { type Classes, classWeightsInto } from '../signature/classes.ts';
import { joined } from './joined.ts';

/** By design every two sets that can be told apart are, by one of the first eight pairs (task/pairDesign.ts). */
export const surveyPairs = 8;
/** Cuts of the first round, ends included: with up to this many a model is seen whole. */
const firstCuts = 9;
/** Weight that has moved, or is left unexplained, between two cuts that hold different things. */
const moved = 0.1;

/** How a model is looked at on the pairs of a survey. */
export type Glances = {
  /** Of the network. */
  readonly cuts: number;
  sitesAt(cuts: readonly number[]): SitePlan;
  /** Measures the sites of some cuts; `isFirst`: with the answers on all sets. */
  glance(sites: SitePlan, isFirst: boolean): Promise<Sweep>;
};

export async function surveyed(job: Job, of: Glances): Promise<Sweep> {
  let known = await of.glance(of.sitesAt(evenly(of.cuts)), true);
  for (;;) {
    const between = await unlike(job, known.responses);
    if (between.length === 0) return known;
    const more = await of.glance(of.sitesAt(between), false);
    const both = [...known.responses.plan.at, ...between].sort((a, b) => a - b);
    known = joined(of.sitesAt(both), known, more);
  }
}

/** The first, the last, and as many between them as a first look takes. */
function evenly(cuts: number): number[] {
  const step = Math.max(1, Math.ceil((cuts - 1) / (firstCuts - 1)));
  return [...Array(cuts).keys()].filter((cut) => cut % step === 0 || cut === cuts - 1);
}

/** The middles between neighbouring cuts that hold different things. */
async function unlike(job: Job, responses: Responses): Promise<number[]> {
  const profiles = await profilesOf(job, [sidesOf(responses)]);
  const { at } = responses.plan;
  const holds = at.map((_, c) => heldAt(profiles.sides[0], profiles.classes, c));
  return at.slice(1).flatMap((cut, c) => {
    if (cut - at[c] < 2 || distanceOf(holds[c], holds[c + 1]) <= moved) return [];
    return [Math.floor((at[c] + cut) / 2)];
  });
}

/** What every region holds at a cut: weights by class, and what they leave unexplained. */
function heldAt({ responses, coordinates }: Side, classes: Classes, c: number): Float64Array[] {
  const { sites, cuts } = responses.plan;
  const S = coordinates.sets.length;
  const { moment } = sites[cuts[c][0]];
  const here = [...sites.keys()].filter((s) => sites[s].moment === moment);
  return here.map((s) => {
    const held = new Float64Array(classes.names.length + 1);
    classWeightsInto(
      held.subarray(0, -1),
      classes,
      coordinates.weights.subarray(s * S, (s + 1) * S),
    );
    held[held.length - 1] = Math.min(1, coordinates.unexplained[s]);
    return held;
  });
}

function distanceOf(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  const apart = a.map((held, region) => {
    const change = held.map((x, c) => Math.abs(x - b[region][c]));
    const unexplained = change[change.length - 1];
    return Math.max(change.slice(0, -1).reduce((sum, x) => sum + x, 0) / 2, unexplained);
  });
  return Math.max(...apart);
}
