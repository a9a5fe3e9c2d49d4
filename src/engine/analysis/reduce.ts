// Is a hard task computed as a simple one, by one model or by two? Each is measured on its own task as a comparison
// measures it, without shares; what both tasks have of variables is compared. One model is in memory at a time.
import type { ReduceRequest } from '../../protocol/reduction.ts';
import type { ReduceReport } from '../../protocol/report.ts';
import { knownOf } from '../congruity/known.ts';
import { type Contestant, reductionOf } from '../congruity/reduction.ts';
import { passes } from '../congruity/verdict.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import {
  type Both,
  type Correspondence,
  correspondenceOf,
  counterpart,
  sharedName,
} from '../task/correspondence.ts';
import { refuseData } from '../task/data/dataTask.ts';
import { fewerPairs } from './fewerPairs.ts';
import { finiteReport } from './finiteReport.ts';
import { completed, cutsOf, type Extent } from './measure.ts';
import { reducedReport, unsolvedReduction } from './reduceReport.ts';
import { interchange, type Run, type Swept, titled } from './run.ts';
import type { Budgeted } from './settings.ts';
import type { Stopwatch } from './stopwatch.ts';
import { type Study, withStudy } from './study.ts';

/** A model on one of the tasks. */
type Side = { readonly study: Study; readonly run: Run };

export async function reduce(
  job: Job,
  ports: Ports,
  request: Budgeted<ReduceRequest>,
): Promise<ReduceReport> {
  const { a, b = a, to, map = {}, ...options } = request;
  const simple = { ...options, task: to };
  return withStudy(subJob(job, 0, 0.5), ports, options, [a], async (hard, run, clock) => {
    await releaseOf(hard); // makes room for the other
    return withStudy(subJob(job, 0.03, 0.53), ports, simple, [b], async (easy, otherRun) => {
      await releaseOf(easy);
      const shared = correspondenceOf([hard.task, easy.task], map);
      const sides: Both<Side> = [
        { study: fewerPairs(hard), run },
        { study: fewerPairs(easy), run: otherRun },
      ];
      return reduced(subJob(job, 0.06, 1), sides, shared, clock);
    });
  });
}

/** Each study has a model of its own that lies ready: one makes way for the other's. */
function releaseOf({ candidates }: Study): Promise<void> {
  return candidates[0].subject.ready.release();
}

async function reduced(job: Job, sides: Both<Side>, shared: Correspondence, clock: Stopwatch) {
  const studies: Both<Study> = [sides[0].study, sides[1].study];
  for (const { task } of studies) refuseData(task, 'reduce');
  if (!studies.every(({ gates }) => gates.every(passes))) {
    return unsolvedReduction(studies, shared, clock.timings());
  }
  const first = await measured(subJob(job, 0, 0.4), sides[0]);
  await releaseOf(studies[0]);
  const second = await measured(subJob(job, 0.4, 0.8), sides[1]);
  const swept = await together(subJob(job, 0.8, 0.85), sides, [first, second], shared);
  const models = [
    await contestant(subJob(job, 0.85, 0.87), sides, swept[0], shared, 0),
    await contestant(subJob(job, 0.87, 0.9), sides, swept[1], shared, 1),
  ] as const;
  const [{ settings, seed }] = studies;
  const found = await reductionOf(subJob(job, 0.9, 1), models, { ...settings, seed });
  clock.lap('interchanges, intervals and controls');
  return finiteReport(reducedReport(studies, shared, swept, found, clock.timings()));
}

async function measured(job: Job, { study, run }: Side): Promise<Swept> {
  const { candidates, pairs, task } = study;
  const cuts = [...Array(cutsOf(candidates[0])).keys()];
  const extent: Extent = {
    pairs,
    focus: { cuts, isCovered: false, silent: new Set(), same: new Map() }, // everything but shares
  };
  const [swept] = await interchange(titled(job, task.name), run, candidates, [extent]);
  return swept;
}

/** With the answers on the sets that the other task's search has visited too. */
async function together(
  job: Job,
  sides: Both<Side>,
  swept: Both<Swept>,
  shared: Correspondence,
): Promise<Both<Swept>> {
  const tasks: Both<Study['task']> = [sides[0].study.task, sides[1].study.task];
  const one = async (side: 0 | 1): Promise<Swept> => {
    const { study, run } = sides[side];
    const { sweep, twin } = swept[side];
    const others = swept[1 - side].sweep.responses.sets.map((set) =>
      counterpart(set, tasks, shared, side === 0 ? 1 : 0),
    );
    const [candidate] = study.candidates;
    await releaseOf(sides[1 - side].study);
    const whole = await completed(job, run.ports, candidate, run.memory, sweep, others);
    const { responses } = whole;
    return {
      sweep: { ...whole, responses: { ...responses, sets: [...responses.mixed.keys()] } },
      twin,
    };
  };
  return [await one(0), await one(1)];
}

async function contestant(
  job: Job,
  sides: Both<Side>,
  { sweep, twin }: Swept,
  shared: Correspondence,
  at: 0 | 1,
): Promise<Contestant> {
  const { task, candidates, settings, seed, differentPairs } = sides[at].study;
  const name = `${candidates[0].subject.name} on ${task.name}`;
  const model = { name, responses: sweep.responses, twin: twin.responses };
  return {
    known: await knownOf(job, model, { ...settings, seed }),
    nameOf: (set) => sharedName(set, task, shared, at),
    differentPairs,
  };
}
