// Compares two checkpoints on a task: gate, interchanges, distances with intervals and controls,
// verdict. One model is in memory at a time; what was measured before comes from the store.
import type { CompareRequest } from '../../protocol/engineService.ts';
import type { CompareReport } from '../../protocol/report.ts';
import { type Comparison, comparePair } from '../congruity/compare.ts';
import { knownOf } from '../congruity/known.ts';
import { passes } from '../congruity/verdict.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { comparedReport, surveyedReport, unsolvedReport } from './compareReport.ts';
import { finiteReport } from './finiteReport.ts';
import { type At, looked, type Question } from './inLooks.ts';
import { comparedAtLevels, isFiner, levelsAsked } from './levels.ts';
import { fingerprint, rememberedIntervals } from './pairIntervals.ts';
import { asLooked } from './reportParts.ts';
import { each, interchange, type Run, type Swept } from './run.ts';
import type { Budgeted } from './settings.ts';
import { standingOfPair } from './standing.ts';
import { type Study, withStudy } from './study.ts';

const mostExamples = 12;

/** Of the job, where finer levels follow. */
const cutsShare = 0.7;

/** `soFar`: what is known while the run goes on, as a report that says so. */
export async function compare(
  job: Job,
  ports: Ports,
  request: Budgeted<CompareRequest>,
  soFar: (report: CompareReport) => void = () => undefined,
): Promise<CompareReport> {
  const asked = levelsAsked(request.granularity);
  const cuts = isFiner(asked) ? cutsShare : 1;
  return withStudy(job, ports, request, [request.a, request.b], async (study, run, clock) => {
    if (!study.gates.every(passes)) return unsolvedReport(study, clock.timings());
    const question: Question<Comparison, Swept> = {
      measure: (part, extents) => interchange(part, run, study.candidates, extents),
      judge: (part, swept, at) => judged(part, run, study, swept, at),
      surveyed: (...so) => soFar(surveyedReport(study, ...so, clock.timings())),
      looked: (so) => soFar(comparedReport(study, so, clock.timings(), true)),
    };
    const so = await looked(subJob(job, 0.06, cuts), run, study, question);
    clock.lap('interchanges, intervals and controls');
    const report = comparedReport(study, so, clock.timings());
    if (!isFiner(asked)) return finiteReport(report);
    const at = asLooked(study, so.found.pairs, report.looks);
    const measured = { swept: so.swept, profiles: so.found.profiles };
    const finer = subJob(job, cuts, 1);
    const whole = await comparedAtLevels(finer, run, at, report, measured, asked);
    clock.lap('finer levels');
    return finiteReport({ ...whole, timings: clock.timings() });
  });
}

async function judged(
  job: Job,
  { ports }: Run,
  { candidates, gates, settings, seed, differentPairs }: Study,
  swept: readonly Swept[],
  { look, last, extents, isCovered }: At,
) {
  const options = {
    ...{ ...settings, level: look.level, seed, examples: mostExamples },
    ...{ isPartial: !isCovered, differentPairs: Math.min(differentPairs, look.pairs) },
  };
  const known = await each(subJob(job, 0, 0.2), swept, (part, { sweep, twin }, i) => {
    const { name } = gates[i];
    return knownOf(part, { name, responses: sweep.responses, twin: twin.responses }, options);
  });
  const prints = candidates.map((candidate, i) => fingerprint(ports, candidate, extents[i]));
  const found = await comparePair(subJob(job, 0.2, 1), known[0], known[1], options, (measure) =>
    rememberedIntervals(ports, prints, options, measure),
  );
  return { found, standing: standingOfPair(found, { look, last }, options) };
}
