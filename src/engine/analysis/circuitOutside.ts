// What of a model lies outside of its circuit: what an implementation may be patched at.
import type { Circuit } from '../circuit/discovery.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Component } from '../forward/components.ts';
import { everything } from '../task/partSet.ts';
import { discoverIn, helpOf, ordersOf, soundEnds } from './circuitFind.ts';
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

/**
 * By interchange effects and the logit difference, as `congruity circuit` finds it. Throws EngineError 'task-model' where
 * there is nothing for a circuit to keep.
 */
export async function outsideOf(
  job: Job,
  run: Run,
  study: Study,
  candidate: Candidate,
  { ablation }: Pick<CircuitSettings, 'ablation'>,
): Promise<Outside> {
  const settings: CircuitSettings = {
    ...{ metric: 'logit difference', ablation, tolerance: 0.2 },
    ...{ effects: 'interchange', isExact: true, sites: false, edges: false },
  };
  const pairs = Math.min(study.pairs, drawnForOne * 2 * mostFound);
  const own = { ...study, candidates: [candidate], settings: { ...study.settings, pairs } };
  const [used] = await usedPairs(subJob(job, 0, 0.1), own, run, everything, settings);
  const runs = new CircuitRuns(run.ports, candidate, run.memory, used, settings);
  const ends = await soundEnds(subJob(job, 0.1, 0.15), runs, used, settings);
  const moved = await runs.moved(subJob(job, 0.15, 0.5), 'noising', runs.alone);
  const orders = ordersOf(helpOf(movedOf(moved, settings.metric), settings.metric));
  const part = subJob(job, 0.5, 1);
  const { circuit } = await discoverIn(part, runs, used, { orders, ends, settings });
  const inside = new Set(circuit);
  const { components, interchanges } = runs;
  const outside = [...components.keys()].filter((c) => !inside.has(c));
  return { components, circuit, outside, interchanges };
}
