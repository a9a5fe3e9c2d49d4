// Compares two checkpoints on a task: gate, interchanges, distances with intervals and controls,
// verdict. One model is in memory at a time; what was measured before comes from the store.
import type { CompareRequest } from '../../protocol/engineService.ts';
import type { CompareReport } from '../../protocol/report.ts';
import { comparePair } from '../congruity/compare.ts';
import { knownOf } from '../congruity/known.ts';
import { passes } from '../congruity/verdict.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { comparedReport, unsolvedReport } from './compareReport.ts';
import { finiteReport } from './finiteReport.ts';
import { fingerprint, rememberedIntervals } from './pairIntervals.ts';
import { each, interchange } from './run.ts';
import type { Budgeted } from './settings.ts';
import { withStudy } from './study.ts';

const mostExamples = 12;

export async function compare(
  job: Job,
  ports: Ports,
  request: Budgeted<CompareRequest>,
): Promise<CompareReport> {
  return withStudy(job, ports, request, [request.a, request.b], async (study, run, clock) => {
    const { candidates, gates, settings, seed, differentPairs } = study;
    if (!gates.every(passes)) return unsolvedReport(study, clock.timings());

    const sweeps = await interchange(subJob(job, 0.06, 0.9), run, candidates);
    clock.lap('interchanges');
    const options = { ...settings, seed, differentPairs, examples: mostExamples };
    const known = await each(subJob(job, 0.9, 0.92), sweeps, (part, { sweep, twin }, i) => {
      const { name } = gates[i];
      return knownOf(part, { name, responses: sweep.responses, twin: twin.responses }, options);
    });
    const prints = candidates.map((candidate) => fingerprint(ports, candidate));
    const comparison = await comparePair(
      subJob(job, 0.92, 1),
      known[0],
      known[1],
      options,
      (measure) => rememberedIntervals(ports, prints, options, measure),
    );
    clock.lap('distances, intervals and controls');
    return finiteReport(comparedReport(study, sweeps, comparison, clock.timings()));
  });
}
