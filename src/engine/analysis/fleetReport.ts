// What the comparison of many models found, as a report.
import type { FamiliesSection } from '../../protocol/families.ts';
import type {
  FleetReport,
  LookReport,
  LooksReport,
  ModelReport,
  Timings,
} from '../../protocol/report.ts';
import type { FleetPair } from '../../protocol/sections.ts';
import type { Stopped } from './fleetCourse.ts';
import { type Latest, type Member, pairsOf } from './fleetPairs.ts';
import type { Surveys } from './inLooks.ts';
import { motifsSection } from './motifsSection.ts';
import { parametersOf } from './parameters.ts';
import { unsolved } from './reasons.ts';
import { asLooked, modelReport, provenanceOf, surveyOf, taskReport } from './reportParts.ts';
import { controlsSection, trustSection } from './sections.ts';
import type { Study } from './study.ts';

export type Fleet = {
  /** Those that solve the task, in their order; `latest`: undefined: not measured, or not yet beyond a survey. */
  readonly models: readonly { readonly place: number; readonly latest: Latest | undefined }[];
  /** Every two of them, as far as they are compared; fleetReport adds those with a model that does not solve the task. */
  readonly pairs: readonly FleetPair[];
  readonly interchanges: number;
  /** undefined: all was measured at once. */
  readonly looks: Looks | undefined;
};

type Looks = {
  readonly surveys: Surveys; // of the first of the models, or of all
  readonly steps: readonly LookReport[]; // by the models that solve the task
  /** null: this is what is known so far. */
  readonly stopped: Stopped | null;
};

/** `families`: what is told first, of a fleet of two families. */
export function fleetReport(
  study: Study,
  found: Fleet,
  timings: Timings,
  families?: { readonly section: FamiliesSection; readonly interchanges: number },
): FleetReport {
  const { candidates, gates, notes } = study;
  const { interchanges } = found;
  const pairs = everyPair(candidates.length, found);
  const told = looksOfFleet(study, found);
  const looked = lookedStudy(study, told);
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
    models: candidates.map((_, place) => modelOfFleet(study, found, place)),
    looks: told,
    sections: [
      ...(families ? [families.section] : []),
      { kind: 'fleet', pairs },
      ...motifs(study, found, pairs),
      ...checks(study, found),
    ],
    notes,
    provenance: provenanceOf(looked, interchanges + (families?.interchanges ?? 0)),
    timings,
  };
}

/** The study as its last look was. */
export function lookedStudy(study: Study, looks: LooksReport | null): Study {
  return asLooked(study, looks?.looks.at(-1)?.pairs ?? study.pairs, looks);
}

/** Of members as they were measured last: a run tells of them after every two that it compares. */
const modelsTold = new WeakMap<Member, ModelReport>();

export function modelOfFleet(study: Study, { models, looks }: Fleet, place: number): ModelReport {
  const m = models.findIndex((model) => model.place === place);
  const latest = models[m]?.latest;
  const known = latest && modelsTold.get(latest.member);
  if (known) return known;
  const isSurveyed = looks !== undefined && m >= 0 && m < looks.surveys.sweeps.length;
  const survey = isSurveyed ? surveyOf(looks.surveys.profiles, m, latest?.swept.sweep) : undefined;
  const { candidates, gates, task } = study;
  const interpreted = latest && interpretedOf(latest.member);
  const report = {
    ...modelReport(candidates[place].subject, task, gates[place], interpreted, survey),
    ...(latest?.level && { level: latest.level }),
  };
  if (latest) modelsTold.set(latest.member, report);
  return report;
}

function interpretedOf({ profiles, drawn }: Member) {
  return { profiles, side: 0, intervals: drawn.models[0] };
}

/** With the cuts of every model, also of those that do not solve the task. */
export function looksOfFleet(
  { candidates, settings: { level } }: Study,
  { models, looks }: Fleet,
): LooksReport | null {
  if (looks === undefined) return null;
  const steps = looks.steps.map((step) => ({
    ...step,
    cuts: candidates.map(
      (_, place) => step.cuts[models.findIndex((model) => model.place === place)] ?? [],
    ),
  }));
  return { level, looks: steps, stopped: looks.stopped };
}

/** Those that were compared, those that are still to be, and those of which one does not solve the task. */
export function everyPair(count: number, { models, pairs }: Fleet): FleetPair[] {
  const known = new Map(pairs.map((pair) => [`${pair.a} ${pair.b}`, pair]));
  const solving = new Set(models.map(({ place }) => place));
  return pairsOf([...Array(count).keys()]).map(([a, b]): FleetPair => {
    const unmeasured = solving.has(a) && solving.has(b) ? toCompare : unsolvedPair;
    return known.get(`${a} ${b}`) ?? { a, b, ...unmeasured };
  });
}

/** Once every two are compared. */
function motifs({ candidates }: Study, { models, looks }: Fleet, pairs: readonly FleetPair[]) {
  if (looks?.stopped === null || models.length < 2) return [];
  const solving = new Set(models.map(({ place }) => place));
  const parameters = candidates.map(({ subject }, place) =>
    solving.has(place) ? parametersOf(subject.model.checkpoint) : undefined,
  );
  return [motifsSection(pairs, parameters)];
}

const nothing = { distance: null, full: null, merge: null, pairs: null, level: null } as const;
const unsolvedPair = { verdict: 'not comparable', reason: 'unsolved', ...nothing } as const;
const toCompare = { verdict: 'inconclusive', reason: 'survey', ...nothing } as const;

export function checks({ candidates }: Study, { models, looks }: Fleet) {
  const members = models.flatMap(({ latest }) => latest?.member ?? []);
  const swept = models.flatMap(({ place, latest }, m) => {
    const sweep = latest?.swept.sweep ?? looks?.surveys.sweeps[m];
    return sweep ? [{ name: candidates[place].subject.name, sweep }] : [];
  });
  const controls = members.flatMap(({ known }) => known.controls);
  return [
    ...(members.length > 0 ? [controlsSection({ controls })] : []),
    ...(swept.length > 0 ? [trustSection(swept)] : []),
  ];
}

/** Of those that are compared, or never can be. */
export function countOf(pairs: readonly Pick<FleetPair, 'verdict' | 'reason'>[]) {
  const count = new Map<FleetPair['verdict'], number>();
  for (const { verdict, reason } of pairs) {
    if (reason !== 'survey') count.set(verdict, (count.get(verdict) ?? 0) + 1);
  }
  return [...count].map(([verdict, pairs]) => ({ verdict, pairs }));
}
