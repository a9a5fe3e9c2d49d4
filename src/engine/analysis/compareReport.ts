// What a comparison found, as a report.
import type { CompareReport, LookReport, Timings } from '../../protocol/report.ts';
import type { Comparison, Intervals, Pairing } from '../congruity/compare.ts';
import { findingOf } from '../congruity/finding.ts';
import { profileDistance } from '../congruity/profileDistance.ts';
import type { Profiles } from '../congruity/profiles.ts';
import type { Task } from '../task/task.ts';
import { surveyedParts, unsolvedParts } from './earlyReport.ts';
import { type Looked, type Surveys, workOf } from './inLooks.ts';
import { cutsOf } from './measure.ts';
import { namedFinding, remedy, unsolved, verdictReason } from './reasons.ts';
import {
  asLooked,
  looksReport,
  massNotes,
  modelReport,
  provenanceOf,
  surveyOf,
  taskReport,
} from './reportParts.ts';
import { interchangesOf, type Swept } from './run.ts';
import {
  controlsSection,
  distancesSection,
  examplesSection,
  flowSection,
  mismatchSection,
  outlineSection,
  trustSection,
} from './sections.ts';
import type { Study } from './study.ts';

/** A report on models of which at least one does not solve the task: no distances. */
export function unsolvedReport(study: Study, timings: Timings): CompareReport {
  return {
    ...{ kind: 'compare', verdict: 'not comparable', distance: null, remedy: null },
    reason: unsolved(study.gates),
    ...unsolvedParts(study, timings),
  };
}

/**
 * What a survey shows while the run goes on: maps, and no numbers between the models. It may have seen one of them.
 */
export function surveyedReport(
  study: Study,
  surveys: Surveys,
  steps: readonly LookReport[],
  timings: Timings,
): CompareReport {
  const { parts, tried } = surveyedParts(study, surveys, steps, timings);
  const [a, b] = study.candidates.map(({ subject }) => subject.name);
  const finding = sightedFinding(surveys.profiles, study.task);
  return {
    ...{ kind: 'compare', verdict: 'inconclusive', distance: null, remedy: null },
    reason: { code: 'survey', granularity: 'cut', ...tried, names: [a, b], finding },
    ...parts,
  };
}

/** null: only one of the two is seen. */
function sightedFinding(profiles: Profiles, task: Task) {
  const [a, b] = profiles.sides;
  if (b === undefined) return null;
  const { deciding } = profileDistance(a.profile, b.profile);
  const finding = findingOf([a.responses, b.responses], [a.profile, b.profile], deciding);
  return namedFinding({ profiles, finding }, task);
}

/** `isRunning`: more is being measured. */
export function comparedReport(
  whole: Study,
  so: Looked<Comparison, Swept>,
  timings: Timings,
  isRunning = false,
): CompareReport {
  const { found, swept: measured, surveys, steps, shares } = so;
  const looks = looksReport(so, whole.settings.level, whole.pairs, isRunning);
  const study = asLooked(whole, found.pairs, looks);
  const { task, candidates, gates, notes, settings, mostPairs } = study;
  const sweeps = measured.map(({ sweep }) => sweep);
  const interchanges = steps.length > 0 ? workOf(steps, shares) : interchangesOf(sweeps);
  const swept = candidates.map(({ subject: { name } }, i) => ({ name, sweep: sweeps[i] }));
  const names = [swept[0].name, swept[1].name] as const;
  const cuts = candidates.map(cutsOf);
  const isWhole = steps.at(-1)?.cuts.every((at, m) => at.length === cuts[m]) ?? true;
  const granularity = 'cut' as const;
  const compared = { ...settings, task, names, interchanges, isWhole, mostPairs, granularity };
  const { alone, profiles, intervals } = found;
  const readings = found.sides.map((side) => side.readings);
  return {
    kind: 'compare',
    schema: 4,
    verdict: found.verdict,
    distance: distanceReport(found, found.intervals, task),
    reason: verdictReason(found, compared),
    remedy: remedy(found, compared),
    task: taskReport(study),
    models: candidates.map(({ subject }, side) => {
      const shown = alone?.[side];
      const interpreted = { profiles, side, shown, intervals: intervals.models[side] };
      const survey = surveys && surveyOf(surveys.profiles, side, sweeps[side]);
      return modelReport(subject, task, gates[side], interpreted, survey);
    }),
    looks,
    sections: [
      looks ? outlineSection(steps, candidates, task, shares) : flowSection(readings, task),
      distancesSection(found, isWhole),
      mismatchSection(found, cuts),
      controlsSection(found),
      trustSection(swept),
      ...(found.examples.length > 0 ? [examplesSection(found.examples, study, swept)] : []),
    ],
    notes: [...notes, ...massNotes(swept)],
    provenance: provenanceOf(study, interchanges),
    timings,
  };
}

/** null: there is no set but nothing and everything. */
export function distanceReport(
  pairing: Pairing,
  { distance }: Pick<Intervals, 'distance'>,
  task: Task,
): CompareReport['distance'] {
  const { deciding } = namedFinding(pairing, task);
  if (deciding === null || distance === undefined) return null;
  return { ...distance, set: deciding.set, sites: deciding.sites };
}
