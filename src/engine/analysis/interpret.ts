// One model's interpretation of a task: its flow map, profile and merge tree.
import type { InterpretRequest } from '../../protocol/engineService.ts';
import type { InterpretReport, LookReport, Timings } from '../../protocol/report.ts';
import { type DrawnProfiles, drawnProfiles } from '../congruity/drawnProfiles.ts';
import { type Profiles, profilesOf, sidesOf } from '../congruity/profiles.ts';
import { passes } from '../congruity/verdict.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { Sweep } from '../forward/responses.ts';
import { pairStatistics } from '../signature/pairStatistics.ts';
import { type Readings, sampleReadings } from '../signature/signature.ts';
import { surveyedParts, unsolvedParts } from './earlyReport.ts';
import { finiteReport } from './finiteReport.ts';
import { type At, type Looked, looked, type Question, type Surveys, workOf } from './inLooks.ts';
import { interpretedAtLevels, isFiner, levelsAsked } from './levels.ts';
import { measured } from './measure.ts';
import { fingerprint, rememberedIntervals } from './pairIntervals.ts';
import { interpretReason, unsolved } from './reasons.ts';
import {
  asLooked,
  looksReport,
  massNotes,
  modelReport,
  provenanceOf,
  surveyOf,
  taskReport,
} from './reportParts.ts';
import { flowSection, outlineSection, trustSection } from './sections.ts';
import type { Budgeted } from './settings.ts';
import { standingOfOne } from './standing.ts';
import { type Study, withStudy } from './study.ts';

/** Of the job, where finer levels follow. */
const cutsShare = 0.7;

/** What the interchanges of one model say. */
type Interpretation = {
  readonly readings: Readings;
  readonly profiles: Profiles;
  readonly drawn: DrawnProfiles;
};

type One = { readonly sweep: Sweep };

/** `soFar`: what is known while the run goes on, as a report that says so. */
export async function interpret(
  job: Job,
  ports: Ports,
  request: Budgeted<InterpretRequest>,
  soFar: (report: InterpretReport) => void = () => undefined,
): Promise<InterpretReport> {
  const asked = levelsAsked(request.granularity);
  const cuts = isFiner(asked) ? cutsShare : 1;
  return withStudy(job, ports, request, [request.a], async (study, run, clock) => {
    const [candidate] = study.candidates;
    if (!passes(study.gates[0])) return unsolvedReport(study, clock.timings());
    const question: Question<Interpretation, One> = {
      measure: async (part, [extent]) => [
        { sweep: await measured(part, run.ports, candidate, run.memory, extent) },
      ],
      judge: (part, [one], at) => judged(part, run.ports, study, one, at),
      surveyed: (...so) => soFar(surveyedReport(study, ...so, clock.timings())),
      looked: (so) => soFar(interpretedReport(study, so, clock.timings(), true)),
    };
    const so = await looked(subJob(job, 0.06, cuts), run, study, question);
    clock.lap('interchanges, coordinates and intervals');
    const report = interpretedReport(study, so, clock.timings());
    if (!isFiner(asked)) return finiteReport(report);
    const [{ sweep }] = so.swept;
    const at = asLooked(study, sweep.responses.pairs, report.looks);
    const known = { sweep, profiles: so.found.profiles };
    const finer = subJob(job, cuts, 1);
    const whole = await interpretedAtLevels(finer, run, at, report, known, asked);
    clock.lap('finer levels');
    return finiteReport({ ...whole, timings: clock.timings() });
  });
}

async function judged(
  job: Job,
  ports: Ports,
  { candidates, settings, seed }: Study,
  { sweep }: One,
  { look, extents }: At,
) {
  const profiles = await profilesOf(job, [sidesOf(sweep.responses)]);
  const options = { ...settings, level: look.level, seed };
  const print = fingerprint(ports, candidates[0], extents[0]);
  const drawn = await rememberedIntervals(ports, [print], options, () =>
    drawnProfiles(job, profiles, undefined, options),
  );
  const readings = await sampleReadings(job, await pairStatistics(job, sweep.responses));
  const { entries, largest } = drawn.models[0];
  const standing = standingOfOne(entries, largest, look, settings.level);
  return { found: { readings, profiles, drawn }, standing };
}

/** Of a model that does not pass the gate. */
function unsolvedReport(study: Study, timings: Timings): InterpretReport {
  const parts = unsolvedParts(study, timings);
  return { kind: 'interpret', reason: unsolved(study.gates), ...parts };
}

/** What a survey shows while the run goes on: the map, and no profile. */
function surveyedReport(
  study: Study,
  surveys: Surveys,
  steps: readonly LookReport[],
  timings: Timings,
): InterpretReport {
  const { parts, tried } = surveyedParts(study, surveys, steps, timings);
  const { name } = study.candidates[0].subject;
  const reason = interpretReason(name, surveys.profiles.sides[0], study.task, tried);
  return { kind: 'interpret', reason, ...parts };
}

/** `isRunning`: more is being measured. */
export function interpretedReport(
  whole: Study,
  so: Looked<Interpretation, One>,
  timings: Timings,
  isRunning = false,
): InterpretReport {
  const { found, swept, surveys, steps, shares } = so;
  const [{ sweep }] = swept;
  const looks = looksReport(so, whole.settings.level, whole.pairs, isRunning);
  const study = asLooked(whole, sweep.responses.pairs, looks);
  const { task, candidates, gates, notes, pairs } = study;
  const { subject } = candidates[0];
  const { name } = subject;
  const interchanges = steps.length > 0 ? workOf(steps, shares) : sweep.interchanges;
  const interpreted = { profiles: found.profiles, side: 0, intervals: found.drawn.models[0] };
  const survey = surveys && surveyOf(surveys.profiles, 0, sweep);
  return {
    kind: 'interpret',
    schema: 4,
    reason: interpretReason(name, found.profiles.sides[0], task, { interchanges, pairs }),
    task: taskReport(study),
    models: [modelReport(subject, task, gates[0], interpreted, survey)],
    looks,
    sections: [
      looks ? outlineSection(steps, candidates, task, shares) : flowSection([found.readings], task),
      trustSection([{ name, sweep }]),
    ],
    notes: [...notes, ...massNotes([{ name, sweep }])],
    provenance: provenanceOf(study, interchanges),
    timings,
  };
}
