// What of a model lies outside of its circuit: what an implementation may be patched at.
import { type Circuit, discover } from '../circuit/discovery.ts';
import { faithfulnessOf } from '../circuit/faithfulness.ts';
import { byMagnitude, bySign } from '../circuit/ranking.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Component } from '../forward/components.ts';
import { everything } from '../task/partSet.ts';
import { CircuitRuns, movedOf } from './circuitRuns.ts';
import type { CircuitSettings } from './circuitSettings.ts';
import type { Candidate } from './modelRun.ts';
import type { Run } from './run.ts';
import type { Study } from './study.ts';
import { drawnForOne, usedPairs } from './usedPairs.ts';

/** Pairs that the circuit is found on, or as many as there are. */
const mostFound = 16;

export type Outside = {
  readonly components: readonly Component[];
  readonly circuit: Circuit;
  readonly outside: Circuit;
  readonly interchanges: number;
};

/** By interchange effects and the logit difference, as `congruity circuit` finds it. */
export async function outsideOf(
  job: Job,
  run: Run,
  study: Study,
  candidate: Candidate,
  { ablation }: Pick<CircuitSettings, 'ablation'>,
): Promise<Outside> {
  const settings: CircuitSettings = {
    ...{ metric: 'logit difference', ablation, tolerance: 0.2 },
    ...{ effects: 'interchange', isExact: true, sites: false },
  };
  const pairs = Math.min(study.pairs, drawnForOne * 2 * mostFound);
  const own = { ...study, candidates: [candidate], settings: { ...study.settings, pairs } };
  const used = await usedPairs(subJob(job, 0, 0.1), own, run, everything, settings);
  const runs = new CircuitRuns(run.ports, candidate, run.memory, used, settings);
  const ends = await runs.ends(subJob(job, 0.1, 0.15), used.found);
  const moved = await runs.moved(subJob(job, 0.15, 0.5), 'noising', runs.alone);
  const effects = movedOf(moved, settings.metric).map((each) => each.map((value) => -value));
  const orders = { order: byMagnitude(effects), helping: bySign(effects) };
  const part = subJob(job, 0.5, 1);
  const { circuit } = await discover(
    part,
    orders,
    1 - settings.tolerance,
    async (own, circuits) => {
      const measured = await runs.measured(own, used.found, circuits);
      return measured.map((each) => faithfulnessOf(each, ends));
    },
  );
  const inside = new Set(circuit);
  const { components, interchanges } = runs;
  const outside = [...components.keys()].filter((c) => !inside.has(c));
  return { components, circuit, outside, interchanges };
}
