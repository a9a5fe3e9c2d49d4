// Compares two checkpoints on a task: gate, interchanges, distances with intervals and controls,
// verdict. One model is in memory at a time; what was measured before comes from the store.
import type { CompareRequest } from '../../protocol/engineService.ts';
import type { CompareReport } from '../../protocol/report.ts';
import { comparePair } from '../congruity/compare.ts';
import type { Contestant } from '../congruity/known.ts';
import { passes } from '../congruity/verdict.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { comparedReport, type Study, unsolvedReport } from './compareReport.ts';
import { finiteReport } from './finiteReport.ts';
import { noteMemory } from './measure.ts';
import { withSubjects } from './models.ts';
import { fingerprint, rememberedIntervals } from './pairIntervals.ts';
import { prepareTask } from './prepare.ts';
import { interchange, solve } from './run.ts';
import { type Budgeted, settingsOf } from './settings.ts';
import { stopwatch } from './stopwatch.ts';

const mostExamples = 12;

/** models.ts and prepare.ts say what is refused, and how. */
export async function compare(
  job: Job,
  ports: Ports,
  request: Budgeted<CompareRequest>,
): Promise<CompareReport> {
  const settings = settingsOf(request);
  return withSubjects(subJob(job, 0, 0.03), ports, [request.a, request.b], async (subjects) => {
    const clock = stopwatch(ports.now);
    const prepared = await prepareTask(job, ports, request.task, subjects, settings);
    noteMemory(ports, prepared.candidates, request.memory);
    const run = { ports, memory: request.memory, seed: prepared.seed };
    const gates = await solve(subJob(job, 0.03, 0.06), run, prepared.candidates);
    clock.lap('gate');
    const study: Study = { ...prepared, gates, settings, runtime: await ports.runtime() };
    const named = gates.map((gate, i) => ({ ...gate, name: subjects[i].name }));
    if (!named.every(passes)) return unsolvedReport(study, clock.timings());

    const sweeps = await interchange(subJob(job, 0.06, 0.9), run, prepared.candidates);
    clock.lap('interchanges');
    const [a, b] = sweeps.map(({ sweep, twin }, i): Contestant => {
      return { name: subjects[i].name, responses: sweep.responses, twin: twin.responses };
    });
    const options = {
      ...settings,
      seed: prepared.seed,
      differentPairs: prepared.differentPairs,
      examples: mostExamples,
    };
    const [ofA, ofB] = prepared.candidates.map((candidate) => fingerprint(ports, candidate));
    const comparison = await comparePair(subJob(job, 0.9, 1), a, b, options, (measure) =>
      rememberedIntervals(ports, [ofA, ofB], options, measure),
    );
    clock.lap('distances, intervals and controls');
    return finiteReport(comparedReport(study, sweeps, comparison, clock.timings()));
  });
}
