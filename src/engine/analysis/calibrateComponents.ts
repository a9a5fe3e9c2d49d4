// How much each head and MLP of the models of a truth matters, by methods that say so, against what an interchange of it
// alone really moves.
import type { ModelAgreement } from '../calibration/judge.ts';
import type { GivenScores } from '../calibration/scores.ts';
import { mean } from '../circuit/faithfulness.ts';
import type { Job } from '../core/job.ts';
import type { Component } from '../forward/components.ts';
import { separation } from '../numeric/overModels.ts';
import { rankCorrelation } from '../numeric/ranks.ts';
import { everything } from '../task/partSet.ts';
import { stepsOf } from './attributed.ts';
import { componentMethods } from './calibrateMethods.ts';
import { eachOf, type Solver, silent, type TaskRun } from './calibrateRun.ts';
import { CircuitRuns } from './circuitRuns.ts';
import { circuitSettings } from './circuitSettings.ts';
import { usedPairs } from './usedPairs.ts';

/** Prompt pairs, of which half are used: the effects are means over them. */
const wanted = 64;
/** A component matters if its interchange moves as much of the whole logit difference. */
const leastShare = 0.1;

/** By method, then by model. */
export async function componentScores(
  job: Job,
  run: TaskRun,
  given: readonly GivenScores[],
): Promise<ReadonlyMap<string, readonly ModelAgreement[]>> {
  const own = componentMethods.filter(({ name }) => run.settings.methods.has(name));
  const others = given.filter(({ components }) => components !== undefined);
  const names = [...own, ...others].map(({ name }) => name);
  if (names.length === 0) return new Map();
  const by = await eachOf(job, 'heads and MLPs of models', run.solvers, (solver) =>
    run.clock.time('effects of heads and MLPs', () => ofModel(job, run, solver, own, others)),
  );
  return new Map(names.map((name, m) => [name, by.map((model) => model[m])]));
}

async function ofModel(
  job: Job,
  { ports, memory, prepared, settings, truth }: TaskRun,
  { name: model, candidate }: Solver,
  own: typeof componentMethods,
  others: readonly GivenScores[],
): Promise<ModelAgreement[]> {
  const quiet = silent(job);
  const asked = circuitSettings({ a: '', task: '' });
  const study = { ...prepared, candidates: [candidate], settings: { ...settings, pairs: wanted } };
  const [used] = await usedPairs(
    quiet,
    study,
    { ports, memory, seed: prepared.seed },
    everything,
    asked,
  );
  const runs = new CircuitRuns(ports, candidate, memory, used, asked);
  const { model: clean, empty } = await runs.ends(quiet, used.found);
  const whole = Math.abs(mean(clean) - mean(empty));
  const moved = await runs.moved(quiet, 'noising', runs.alone);
  const exact = Float64Array.from(moved.difference!, (each) => Math.abs(mean(each)));
  const scores: (number | undefined)[][] = [];
  for (const { effects } of own) {
    const said = await runs.attributed(quiet, stepsOf[effects]);
    scores.push(said.map((each) => Math.abs(mean(each))));
  }
  for (const { components } of others) {
    scores.push(runs.components.map((one) => components!(truth.name, model, labelOf(one))));
  }
  return scores.map((each) => agreement(each, exact, leastShare * whole));
}

/** "L4H2" is head 2 of block 4, "MLP 4" its MLP. */
function labelOf({ layer, head }: Component): string {
  return head === undefined ? `MLP ${layer}` : `L${layer}H${head}`;
}

export function agreement(
  scores: readonly (number | undefined)[],
  exact: Float64Array,
  matters: number,
): ModelAgreement {
  const known = scores.flatMap((value, k) =>
    value === undefined ? [] : [{ value, exact: exact[k] }],
  );
  const said = Float64Array.from(known, ({ value }) => value);
  const done = Float64Array.from(known, (each) => each.exact);
  const sorted = [...known].sort((x, y) => x.value - y.value);
  return {
    rank: known.length < 3 ? undefined : rankCorrelation(said, done),
    auroc: separation(
      sorted.map(({ value, exact }) => ({ a: 0, b: 0, value, across: exact >= matters })),
      () => 1,
    ),
  };
}
