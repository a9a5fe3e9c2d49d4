// What was found of the checkpoints of training runs, as a report.

import type { TrajectoryReason } from '../../protocol/reason.ts';
import type { ModelReport, Timings, TrajectoryReport } from '../../protocol/report.ts';
import type { FleetPair } from '../../protocol/sections.ts';
import type {
  Beside,
  TrajectoryRun,
  TrajectorySection,
  TrajectoryStep,
} from '../../protocol/trajectory.ts';
import type { RunStep, TrainingRun } from '../checkpoint/trainingRun.ts';
import type { ChangePoint } from '../congruity/changePoint.ts';
import { breaksOf, type Step, settledAt } from '../congruity/settling.ts';
import { isSame } from '../congruity/verdict.ts';
import { pairsOf } from './fleetPairs.ts';
import {
  checks,
  countOf,
  type Fleet,
  lookedStudy,
  looksOfFleet,
  modelOfFleet,
} from './fleetReport.ts';
import { provenanceOf, taskReport } from './reportParts.ts';
import type { Study } from './study.ts';

/** A run with the places of its checkpoints among the models. */
export type Course = Pick<TrainingRun, 'name' | 'notes'> & {
  readonly steps: readonly (RunStep & { readonly place: number; readonly solves: boolean })[];
  /** By number of the step; undefined: not looked for yet, or there is none. */
  readonly change: ChangePoint | undefined;
};

export function trajectoryReport(
  study: Study,
  found: Fleet,
  courses: readonly Course[],
  timings: Timings,
): TrajectoryReport {
  const { interchanges } = found;
  const looks = looksOfFleet(study, found);
  const looked = lookedStudy(study, looks);
  const section = sectionOf(courses, found.pairs);
  const models = study.candidates.map((_, place) => modelOfFleet(study, found, place));
  return {
    kind: 'trajectory',
    schema: 4,
    reason: reasonOf(section, models, interchanges, looked.pairs),
    task: taskReport(looked),
    models,
    looks,
    sections: [section, ...checks(study, found)],
    notes: [...courses.flatMap(({ notes }) => notes), ...study.notes],
    provenance: provenanceOf(looked, interchanges),
    timings,
  };
}

function sectionOf(courses: readonly Course[], pairs: readonly FleetPair[]): TrajectorySection {
  const known = new Map(pairs.map((pair) => [`${pair.a} ${pair.b}`, pair]));
  const beside = (one: number | undefined, other: number | undefined): Beside | null => {
    if (one === undefined || other === undefined) return null;
    const pair = known.get(`${Math.min(one, other)} ${Math.max(one, other)}`);
    return pair === undefined ? null : besideOf(pair, other);
  };
  const lasts = courses.flatMap(({ steps }) => steps.findLast(({ solves }) => solves)?.place ?? []);
  return {
    kind: 'trajectory',
    runs: courses.map((course) => runOf(course, beside)),
    lasts: pairsOf(lasts).flatMap(([of, other]) => {
      const found = beside(of, other);
      return found === null ? [] : [{ of, ...found }];
    }),
  };
}

function besideOf(
  { verdict, reason, distance, full, pairs, level }: FleetPair,
  other: number,
): Beside {
  return { with: other, verdict, reason, distance, full, pairs, level };
}

function runOf(
  { name, steps, change }: Course,
  beside: (one: number, other: number | undefined) => Beside | null,
): TrajectoryRun {
  const last = steps.findLast(({ solves }) => solves)?.place;
  const reported = steps.map(({ name: label, step, place, solves }, s): TrajectoryStep => {
    const previous = steps.slice(0, s).findLast((one) => one.solves)?.place;
    return {
      ...{ model: place, label, step: step ?? null, solves },
      toLast: solves && place !== last ? beside(place, last) : null,
      toPrevious: solves ? beside(place, previous) : null,
    };
  });
  const judged = reported.map(({ solves, toLast, toPrevious }): Step => {
    return { solves, toLast: toLast?.verdict, toPrevious: toPrevious?.verdict };
  });
  return {
    ...{ name, steps: reported },
    settled: settledAt(judged) ?? null,
    change: change && isChange(judged, change) ? { ...change } : null,
    breaks: breaksOf(judged),
  };
}

/** Every run has a best split; it is a change only if some step before it is surely another than the last, or one at it
 * than the one before. */
function isChange(steps: readonly Step[], { at, low, high }: ChangePoint): boolean {
  const isBefore = steps.slice(0, at).some(({ toLast }) => toLast === 'different');
  return isBefore || breaksOf(steps).some((step) => step >= low && step <= high);
}

function reasonOf(
  { runs, lasts }: TrajectorySection,
  models: readonly ModelReport[],
  interchanges: number,
  pairs: number,
): TrajectoryReason {
  return {
    code: 'trajectory',
    runs: runs.map(({ name, steps, settled, change, breaks }) => {
      const labelOf = (step: number) => steps[step].label;
      const last = steps.findLast(({ solves }) => solves);
      return {
        name,
        steps: steps.length,
        solving: steps.filter(({ solves }) => solves).length,
        last: last?.label ?? null,
        evidence: last ? models[last.model].evidence : null,
        settled: settled === null ? null : labelOf(settled),
        change: change && {
          ...{ at: labelOf(change.at), low: labelOf(change.low), high: labelOf(change.high) },
        },
        breaks: breaks.map(labelOf),
        open: steps.filter(
          ({ toLast }) => toLast && toLast.verdict !== 'different' && !isSame(toLast.verdict),
        ).length,
      };
    }),
    lasts: countOf(lasts),
    granularity: 'cut',
    interchanges,
    pairs,
  };
}
