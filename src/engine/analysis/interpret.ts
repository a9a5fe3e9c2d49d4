// One model's interpretation of a task: its flow map, profile and merge tree.
import type { InterpretRequest } from '../../protocol/engineService.ts';
import type { InterpretReport, Timings } from '../../protocol/report.ts';
import { type DrawnProfiles, drawnProfiles } from '../congruity/drawnProfiles.ts';
import { type Profiles, profilesOf, sidesOf } from '../congruity/profiles.ts';
import { passes } from '../congruity/verdict.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { Sweep } from '../forward/responses.ts';
import { pairStatistics } from '../signature/pairStatistics.ts';
import { type Readings, sampleReadings } from '../signature/signature.ts';
import { massNotes } from './compareReport.ts';
import { finiteReport } from './finiteReport.ts';
import { measured } from './measure.ts';
import { fingerprint, rememberedIntervals } from './pairIntervals.ts';
import { interpretReason, unsolved } from './reasons.ts';
import { intervalMethod, modelReport, provenance, taskReport } from './reportParts.ts';
import { flowSection, trustSection } from './sections.ts';
import type { Budgeted } from './settings.ts';
import { type Study, withStudy } from './study.ts';

/** What the interchanges of one model say. */
type Interpretation = {
  readonly sweep: Sweep;
  readonly readings: Readings;
  readonly profiles: Profiles;
  readonly drawn: DrawnProfiles;
};

export async function interpret(
  job: Job,
  ports: Ports,
  request: Budgeted<InterpretRequest>,
): Promise<InterpretReport> {
  return withStudy(job, ports, request, [request.a], async (study, { memory }, clock) => {
    const [candidate] = study.candidates;
    if (!passes(study.gates[0])) return interpretedReport(study, undefined, clock.timings());
    const sweep = await measured(subJob(job, 0.06, 0.9), ports, candidate, memory);
    clock.lap('interchanges');
    const profiles = await profilesOf(job, [sidesOf(sweep.responses)]);
    const options = { ...study.settings, seed: study.seed };
    const drawn = await rememberedIntervals(ports, [fingerprint(ports, candidate)], options, () =>
      drawnProfiles(subJob(job, 0.9, 1), profiles, undefined, options),
    );
    const readings = await sampleReadings(job, await pairStatistics(job, sweep.responses));
    clock.lap('coordinates and intervals');
    const found = { sweep, readings, profiles, drawn };
    return finiteReport(interpretedReport(study, found, clock.timings()));
  });
}

/** `found` is absent where the model does not pass the gate. */
export function interpretedReport(
  study: Study,
  found: Interpretation | undefined,
  timings: Timings,
): InterpretReport {
  const { task, candidates, gates, notes, settings, pairs, seed } = study;
  const [{ subject }] = candidates;
  const [gate] = gates;
  const { name } = subject;
  const interchanges = found?.sweep.interchanges ?? 0;
  const interpreted = found && {
    profiles: found.profiles,
    side: 0,
    intervals: found.drawn.models[0],
  };
  return {
    kind: 'interpret',
    schema: 3,
    reason: found
      ? interpretReason(name, found.profiles.sides[0], task, { interchanges, pairs })
      : unsolved([gate]),
    task: taskReport(study),
    models: [modelReport(subject, task, gate, interpreted)],
    sections: found
      ? [flowSection([found.readings], task), trustSection([{ name, sweep: found.sweep }])]
      : [],
    notes: found ? [...notes, ...massNotes([{ name, sweep: found.sweep }])] : notes,
    provenance: provenance(study.runtime, [subject], task, {
      parameters: { ...settings, pairs, seed, granularity: 'cut' },
      interval: intervalMethod,
      interchanges,
    }),
    timings,
  };
}
