// The work of a comparison with TransformerLens: a model of GPT-2's size that solves IOI, and everything that a full run does to them, as data that a Python program reads.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tokenSubject, withSubjects } from '../../src/engine/analysis/models.ts';
import { prepareTask } from '../../src/engine/analysis/prepare.ts';
import { settingsOf } from '../../src/engine/analysis/settings.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import type { Network } from '../../src/engine/forward/network.ts';
import {
  comparisonPlan,
  cutSites,
  type Plan,
  seriesNames,
  setsOf,
} from '../../src/engine/forward/plan.ts';
import { jointSpans, ownParts } from '../../src/engine/forward/spans.ts';
import { sweep } from '../../src/engine/forward/sweep.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { firstSets } from '../../src/engine/signature/search.ts';
import { occurrenceSet } from '../../src/engine/task/partSet.ts';
import type { Trial } from '../../src/engine/task/trial.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import { writeIoiModel, writeIoiTask } from './ioiModel.ts';
import { gpt2Small } from './randomModel.ts';

/** A model of GPT-2's size and a task that it solves. */
export type Solved = { readonly model: string; readonly task: string };

export function writeSolved(folder: string, pairs: number): Solved {
  const model = join(folder, 'model');
  writeIoiModel(model, gpt2Small, 1);
  return { model, task: writeIoiTask(folder, pairs) };
}

/**
 * Writes what a full run of so many pairs does, every interchange and every mixed prompt; gives how our own engine
 * answers the interchanges of the first few pairs: [sites, few, K].
 */
export async function writeWork(
  folder: string,
  { model, task }: Solved,
  { pairs, few }: { readonly pairs: number; readonly few: number },
): Promise<{ readonly work: string; readonly ours: Float32Array }> {
  const ports = nodePorts({ cache: false });
  return withSubjects(quietJob, ports, [model], async ([subject]) => {
    const settings = settingsOf({ pairs });
    const prepared = await prepareTask(quietJob, ports, task, [subject], settings);
    const trial = prepared.candidates[0].tokens;
    const network = networkOf(tokenSubject(subject, 'the bench').model);
    const plan = fullPlan(network, trial);
    const work = join(folder, 'work.json');
    writeFileSync(work, JSON.stringify(workOf(network, trial, plan)));
    const forward = new Forward(network, await ports.runtime(), 2 ** 30);
    const { series } = await sweep(quietJob, forward, { ...trial, pairs: few }, plan);
    await forward.release();
    return { work, ours: series.get(seriesNames.responses)! };
  });
}

/** Every span at every cut and the joint sites, from the source and from what differs in one occurrence. */
function fullPlan(network: Network, trial: Trial): Plan {
  const sites = cutSites(network, trial.own.length, jointSpans(network, trial));
  const single = (_: unknown, g: number) => occurrenceSet(1 << g, trial.readings);
  return comparisonPlan(sites, network, {
    shares: Array.from({ length: trial.parts }, single),
    sets: firstSets(trial.readings, ownParts(sites, trial)),
  });
}

/** Self-checks are left out: they are our own. */
function workOf(network: Network, trial: Trial, plan: Plan) {
  const each = Array.from({ length: trial.pairs }, (_, i) => i);
  const sets = setsOf(plan);
  const prompts = sets.map((set) => each.map((i) => [...trial.input(i, set).values]));
  return {
    answers: [...trial.answers],
    outcomes: [...trial.outcomes],
    readAt: each.map((i) => trial.input(i, sets[0]).readAt),
    regions: each.map((i) => trial.regions(i)),
    prompts: Object.fromEntries(sets.map((set, at) => [set, prompts[at]])),
    series: plan.series
      .filter((series) => series.of === 'pairs')
      .map(({ donor, sites }) => ({
        donor,
        sites: sites.map(({ moment, region }) => ({ cut: network.cuts.indexOf(moment), region })),
      })),
  };
}
