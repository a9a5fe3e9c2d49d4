// What a comparison found, as a report.
import type {
  CompareReport,
  LookReport,
  LooksReport,
  Provenance,
  Timings,
} from '../../protocol/report.ts';
import type { Comparison, Intervals, Pairing } from '../congruity/compare.ts';
import { findingOf } from '../congruity/finding.ts';
import { profileDistance } from '../congruity/profileDistance.ts';
import type { Profiles } from '../congruity/profiles.ts';
import type { Sweep } from '../forward/responses.ts';
import type { Task } from '../task/task.ts';
import { type Looked, type Surveys, workOf } from './inLooks.ts';
import { cutsOf } from './measure.ts';
import { namedFinding, remedy, unsolved, verdictReason } from './reasons.ts';
import { intervalMethod, looksReport, modelReport, provenance, taskReport } from './reportParts.ts';
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
  const { task, candidates, gates, notes } = study;
  return {
    kind: 'compare',
    schema: 4,
    verdict: 'not comparable',
    distance: null,
    reason: unsolved(gates),
    remedy: null,
    task: taskReport(study),
    models: candidates.map(({ subject }, i) => modelReport(subject, task, gates[i], undefined)),
    looks: null,
    sections: [],
    notes,
    provenance: provenanceOf(study, 0),
    timings,
  };
}

/**
 * What a survey shows while the run goes on: maps, and no numbers between the models. It may have seen one of them.
 */
export function surveyedReport(
  whole: Study,
  { sweeps, profiles }: Surveys,
  steps: readonly LookReport[],
  timings: Timings,
): CompareReport {
  const study = { ...whole, pairs: steps[0].pairs };
  const { task, candidates, gates, notes, settings, pairs } = study;
  const swept = sweeps.map((sweep, i) => ({ name: candidates[i].subject.name, sweep }));
  const interchanges = workOf(steps);
  return {
    kind: 'compare',
    schema: 4,
    verdict: 'inconclusive',
    distance: null,
    reason: {
      ...{ code: 'survey', granularity: 'cut', interchanges, pairs },
      names: [candidates[0].subject.name, candidates[1].subject.name],
      finding: sightedFinding(profiles, task),
    },
    remedy: null,
    task: taskReport(study),
    models: candidates.map(({ subject }, side) => {
      const survey = side < sweeps.length ? surveyOf(profiles, side) : undefined;
      return modelReport(subject, task, gates[side], undefined, survey);
    }),
    looks: looksReport({ steps, standing: 'open' }, settings.level, whole.pairs, true),
    sections: [outlineSection(steps, candidates, task), trustSection(swept)],
    notes,
    provenance: provenanceOf(study, interchanges),
    timings,
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
  const compared = { ...settings, task, names, interchanges, isWhole, mostPairs };
  const { profiles, intervals } = found;
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
      const interpreted = { profiles, side, intervals: intervals.models[side] };
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

/** The study as the last look saw it: on its pairs, at its level. */
export function asLooked(study: Study, pairs: number, looks: LooksReport | null): Study {
  const level = looks?.looks.at(-1)?.level ?? study.settings.level;
  return { ...study, pairs, settings: { ...study.settings, level } };
}

/** `sweep`: what was measured since. */
export function surveyOf(profiles: Surveys['profiles'], side: number, sweep?: Sweep) {
  return { profiles, side, silent: sweep?.silent ?? new Set<string>() };
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

/** What an interchange does to the mass on the answers is not in any response: it is said if it is much. */
const muchMass = 0.1;

export function massNotes(swept: readonly { readonly name: string; readonly sweep: Sweep }[]) {
  return swept.flatMap(({ name, sweep: { mass, massChange } }) => {
    if (massChange < muchMass) return [];
    const [before, change] = [mass, massChange].map((x) => x.toFixed(2));
    return [
      `${name}: one of the answers is said with probability ${before}; interchanges change that by ${change} in the mean, which no response shows.`,
    ];
  });
}

export function provenanceOf(study: Study, interchanges: number): Provenance {
  const { settings, candidates, pairs, seed } = study;
  const { limits: _, ...set } = settings;
  const parameters = { ...set, pairs, seed, granularity: 'cut' } as const;
  const subjects = candidates.map(({ subject }) => subject);
  const rest = { parameters, interval: intervalMethod, interchanges };
  return provenance(study.runtime, subjects, study.task, rest);
}
