// What the comparison of many models found, as a report.
import type { FleetReport, Timings } from '../../protocol/report.ts';
import type { FleetPair } from '../../protocol/sections.ts';
import { provenanceOf, surveyOf } from './compareReport.ts';
import { type Member, pairsOf } from './fleetPairs.ts';
import type { Step, Surveys } from './inLooks.ts';
import { unsolved } from './reasons.ts';
import { looksReport, modelReport, taskReport } from './reportParts.ts';
import type { Swept } from './run.ts';
import { controlsSection, trustSection } from './sections.ts';
import type { Standing } from './standing.ts';
import type { Study } from './study.ts';

export type Fleet = {
  /** Of the models that solve the task, in their order. */
  readonly swept: readonly Swept[];
  readonly members: readonly Member[];
  /** Every two of them; fleetReport adds those with a model that does not solve the task. */
  readonly pairs: readonly FleetPair[];
  readonly interchanges: number;
  /** undefined: all was measured at once. */
  readonly looks: Looks | undefined;
};

type Looks = {
  readonly surveys: Surveys; // of the models that solve the task
  readonly steps: readonly Step[];
  /** The least settled of all pairs. */
  readonly standing: Standing;
};

export function fleetReport(study: Study, found: Fleet, timings: Timings): FleetReport {
  const { task, candidates, gates, notes } = study;
  const { members, interchanges, looks } = found;
  const known = new Map(members.map((member, m) => [member.place, m]));
  const pairs = everyPair(candidates.length, found.pairs);
  const most = looks && Math.max(...looks.steps.map((step) => step.pairs));
  const looked = { ...study, pairs: most ?? study.pairs };
  return {
    kind: 'fleet',
    schema: 4,
    reason: {
      code: 'fleet',
      models: candidates.length,
      verdicts: countOf(pairs),
      failed: unsolved(gates).failed,
      granularity: 'cut',
      interchanges,
      pairs: looked.pairs,
    },
    task: taskReport(looked),
    models: candidates.map(({ subject }, i) => {
      const m = known.get(i);
      if (m === undefined) return modelReport(subject, task, gates[i], undefined);
      const survey = looks && surveyOf(looks.surveys.profiles, m, found.swept[m].sweep);
      return modelReport(subject, task, gates[i], interpretedOf(members[m]), survey);
    }),
    looks: looks ? looksReport(looks, study.settings.level, study.pairs, false) : null,
    sections: [{ kind: 'fleet', pairs }, ...checks(found)],
    notes,
    provenance: provenanceOf(looked, interchanges),
    timings,
  };
}

/** Those that were measured, and those of which one does not solve the task. */
function everyPair(models: number, measured: readonly FleetPair[]): FleetPair[] {
  const known = new Map(measured.map((pair) => [`${pair.a} ${pair.b}`, pair]));
  return pairsOf([...Array(models).keys()]).map(
    ([a, b]): FleetPair => known.get(`${a} ${b}`) ?? { a, b, ...unsolvedPair },
  );
}

const unsolvedPair = {
  verdict: 'not comparable',
  reason: 'unsolved',
  distance: null,
  full: null,
  merge: null,
  pairs: null,
} as const;

function interpretedOf({ profiles, drawn }: Member) {
  return { profiles, side: 0, intervals: drawn.models[0] };
}

function checks({ swept, members }: Fleet) {
  if (members.length === 0) return [];
  const names = members.map(({ known }) => known.name);
  return [
    controlsSection({ controls: members.flatMap(({ known }) => known.controls) }),
    trustSection(swept.map(({ sweep }, i) => ({ name: names[i], sweep }))),
  ];
}

function countOf(pairs: readonly FleetPair[]) {
  const count = new Map<FleetPair['verdict'], number>();
  for (const { verdict } of pairs) count.set(verdict, (count.get(verdict) ?? 0) + 1);
  return [...count].map(([verdict, pairs]) => ({ verdict, pairs }));
}
