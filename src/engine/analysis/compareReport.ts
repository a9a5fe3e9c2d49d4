// What a comparison found, as a report.
import type { CompareReport, Provenance, Timings } from '../../protocol/report.ts';
import type { Comparison, Intervals, Pairing } from '../congruity/compare.ts';
import type { Sweep } from '../forward/responses.ts';
import type { Task } from '../task/task.ts';
import { namedFinding, remedy, unsolved, verdictReason } from './reasons.ts';
import { intervalMethod, modelReport, provenance, taskReport } from './reportParts.ts';
import {
  controlsSection,
  distancesSection,
  examplesSection,
  flowSection,
  mismatchSection,
  trustSection,
} from './sections.ts';
import type { Study } from './study.ts';

/** A report on models of which at least one does not solve the task: no distances. */
export function unsolvedReport(study: Study, timings: Timings): CompareReport {
  const { task, candidates, gates, notes } = study;
  return {
    kind: 'compare',
    schema: 3,
    verdict: 'not comparable',
    distance: null,
    reason: unsolved(gates),
    remedy: null,
    task: taskReport(study),
    models: candidates.map(({ subject }, i) => modelReport(subject, task, gates[i], undefined)),
    sections: [],
    notes,
    provenance: provenanceOf(study, 0),
    timings,
  };
}

export function comparedReport(
  study: Study,
  sweeps: readonly { readonly sweep: Sweep }[],
  found: Comparison,
  timings: Timings,
): CompareReport {
  const { task, candidates, gates, notes, settings, mostPairs } = study;
  const interchanges = sweeps.reduce((sum, { sweep }) => sum + sweep.interchanges, 0);
  const swept = candidates.map(({ subject: { name } }, i) => ({ name, sweep: sweeps[i].sweep }));
  const names = [swept[0].name, swept[1].name] as const;
  const compared = { ...settings, task, names, interchanges, mostPairs };
  const { profiles, intervals } = found;
  return {
    kind: 'compare',
    schema: 3,
    verdict: found.verdict,
    distance: distanceReport(found, found.intervals, task),
    reason: verdictReason(found, compared),
    remedy: remedy(found, compared),
    task: taskReport(study),
    models: candidates.map(({ subject }, side) => {
      const interpreted = { profiles, side, intervals: intervals.models[side] };
      return modelReport(subject, task, gates[side], interpreted);
    }),
    sections: [
      flowSection(
        found.sides.map(({ readings }) => readings),
        task,
      ),
      distancesSection(found),
      mismatchSection(found),
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
  const parameters = { ...settings, pairs, seed, granularity: 'cut' } as const;
  const subjects = candidates.map(({ subject }) => subject);
  const rest = { parameters, interval: intervalMethod, interchanges };
  return provenance(study.runtime, subjects, study.task, rest);
}
