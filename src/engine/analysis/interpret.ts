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
import { asLooked, massNotes, provenanceOf, surveyOf } from './compareReport.ts';
import { finiteReport } from './finiteReport.ts';
import { type At, type Looked, looked, type Question, type Surveys, workOf } from './inLooks.ts';
import { measured } from './measure.ts';
import { fingerprint, rememberedIntervals } from './pairIntervals.ts';
import { interpretReason, unsolved } from './reasons.ts';
import { looksReport, modelReport, taskReport } from './reportParts.ts';
import { flowSection, outlineSection, trustSection } from './sections.ts';
import type { Budgeted } from './settings.ts';
import { standingOfOne } from './standing.ts';
import { type Study, withStudy } from './study.ts';

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
  return withStudy(job, ports, request, [request.a], async (study, run, clock) => {
    const [candidate] = study.candidates;
    if (!passes(study.gates[0])) return unsolvedReport(study, clock.timings());
    const question: Question<Interpretation, One> = {
      measure: async (part, [extent]) => [
        { sweep: await measured(part, ports, candidate, run.memory, extent) },
      ],
      judge: (part, [one], at) => judged(part, ports, study, one, at),
      surveyed: (...so) => soFar(surveyedReport(study, ...so, clock.timings())),
      looked: (so) => soFar(interpretedReport(study, so, clock.timings(), true)),
    };
    const so = await looked(subJob(job, 0.06, 1), run, study, question);
    clock.lap('interchanges, coordinates and intervals');
    return finiteReport(interpretedReport(study, so, clock.timings()));
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
  const { task, candidates, gates, notes } = study;
  return {
    ...{ kind: 'interpret', schema: 4, reason: unsolved(gates), task: taskReport(study) },
    models: [modelReport(candidates[0].subject, task, gates[0], undefined)],
    ...{ looks: null, sections: [], notes },
    ...{ provenance: provenanceOf(study, 0), timings },
  };
}

/** What a survey shows while the run goes on: the map, and no profile. */
function surveyedReport(
  whole: Study,
  { sweeps: [sweep], profiles }: Surveys,
  steps: readonly LookReport[],
  timings: Timings,
): InterpretReport {
  const study = { ...whole, pairs: steps[0].pairs };
  const { task, candidates, gates, notes, settings, pairs } = study;
  const { subject } = candidates[0];
  const interchanges = workOf(steps);
  return {
    kind: 'interpret',
    schema: 4,
    reason: interpretReason(subject.name, profiles.sides[0], task, { interchanges, pairs }),
    task: taskReport(study),
    models: [modelReport(subject, task, gates[0], undefined, surveyOf(profiles, 0))],
    looks: looksReport({ steps, standing: 'open' }, settings.level, whole.pairs, true),
    sections: [
      outlineSection(steps, candidates, task),
      trustSection([{ name: subject.name, sweep }]),
    ],
    notes,
    provenance: provenanceOf(study, interchanges),
    timings,
  };
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
