// Attribution patching (Nanda 2023; Syed et al. 2023): what interchanging a site would do to the answer, to first
// order: the gradient at the site times how far apart the two prompts are there. All sites cost two runs up and one
// down, where interchanges cost a run each.
import type { Job } from '../core/job.ts';
import { takenAt } from '../forward/fate.ts';
import type { Forward } from '../forward/forward.ts';
import type { Site } from '../forward/plan.ts';
import { moveWithin } from '../forward/subspace.ts';
import { slotsAt } from '../graph/stage.ts';
import type { Pairs } from './ascent.ts';
import { type Question, type Visitor, walk } from './walk.ts';

export type NodeScores = {
  /** Of the prompt that is changed. [n] */
  readonly value: Float64Array;
  /** About how much more that would be with the site's state from the other prompt: [sites][n]. */
  readonly scores: readonly Float64Array[];
};

/** Sites as a plan has them; throws RangeError where one is not in the network. */
export async function attributeNodes(
  job: Job,
  forward: Forward,
  question: Question,
  sites: readonly Site[],
): Promise<NodeScores> {
  checkSites(forward, sites);
  const scores = sites.map(() => new Float64Array(question.pairs.length));
  const visitorOf = (pairs: Pairs): Visitor => {
    return (moment, gradients) => {
      for (const [s, site] of sites.entries()) {
        if (site.moment !== moment) continue;
        for (const [b, score] of scoresOf(question, pairs, site, gradients).entries()) {
          scores[s][pairs.first + b] += score / question.steps;
        }
      }
    };
  };
  return { value: await walk(job, forward, question, visitorOf), scores };
}

/** Of one site and step: [B]. */
function scoresOf(
  { trial, pairs: all }: Question,
  { first, batch, into, from }: Pairs,
  site: Site,
  gradients: Readonly<Record<string, Float32Array>>,
): number[] {
  const { moment, slot } = site;
  const [g, a, b] = [gradients[slot], into[moment][slot], from[moment][slot]];
  const width = g.length / (batch.inputs.length * batch.length);
  const [low, high] = site.channels ?? [0, width];
  return batch.inputs.map(({ values }, k) => {
    let sum = 0;
    for (const [start, end] of takenAt(site, trial.regions(all[first + k]), values.length)) {
      for (let t = start; t < end; t++) {
        const row = (k * batch.length + t) * width;
        const [own, other] = [a, b].map((state) => state.subarray(row + low, row + high));
        const given = site.within ? own.slice() : other;
        if (site.within) moveWithin(site.within, given, other);
        for (let i = 0; i < own.length; i++) sum += g[row + low + i] * (given[i] - own[i]);
      }
    }
    return sum;
  });
}

function checkSites({ network }: Forward, sites: readonly Site[]): void {
  for (const { moment, slot } of sites) {
    const isThere = moment >= 0 && moment <= network.stages.length;
    if (isThere && slot in slotsAt(network.stages, moment)) continue;
    throw new RangeError(`there is no ${slot} at moment ${moment}`);
  }
}
