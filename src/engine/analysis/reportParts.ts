// Signatures and settings in the words of the report: ids instead of numbers, lists instead of masks.
import type { SiteReport } from '../../protocol/coordinates.ts';
import type {
  LimitOfRun,
  LooksReport,
  ModelReport,
  Provenance,
  TaskReport,
} from '../../protocol/report.ts';
import type { ProfileIntervals } from '../congruity/drawnProfiles.ts';
import { evidenceOf } from '../congruity/evidence.ts';
import type { Profiles } from '../congruity/profiles.ts';
import type { Runtime } from '../core/runtime.ts';
import { algorithm, version } from '../core/version.ts';
import { siteKey } from '../forward/plan.ts';
import type { Sweep } from '../forward/responses.ts';
import { isGraphModel } from '../forward/runnable.ts';
import type { TokenGraphModel } from '../forward/tokenGraph.ts';
import { setName } from '../task/setName.ts';
import type { Task } from '../task/task.ts';
import type { Gate } from './gate.ts';
import type { Looked, Surveys } from './inLooks.ts';
import { shapeOf } from './inspect.ts';
import { isTransformer, readsTokens, type Subject } from './models.ts';
import { sitePlaces, siteReports } from './named.ts';
import type { Prepared } from './prepare.ts';
import { interchangesOf } from './run.ts';
import type { Standing } from './standing.ts';
import type { Study } from './study.ts';

const intervalMethod =
  'Bootstrap over pairs. Profile: draws are fitted anew and the choice of site is repeated, with the bias of the ' +
  'largest corrected. Full and merge distance: from the lower of the percentile and basic lower ends to the ' +
  'higher of their upper ends; where fewer than 5 pairs (or all but 5) account for a number, at least as wide as ' +
  "Wilson's interval for a proportion of the pairs.";

/** Of one model or two. `isRunning`: this is what is known so far. */
export function looksReport(
  {
    steps,
    standing,
    limit,
    shares,
  }: Pick<Looked<unknown>, 'steps' | 'standing' | 'limit' | 'shares'>,
  level: number,
  most: number, // pairs
  isRunning: boolean,
): LooksReport | null {
  if (steps.length === 0) return null;
  return {
    level,
    looks: steps,
    ...(shares && { shares: sharesReport(shares) }),
    stopped: isRunning ? null : stoppedBy(standing, steps[steps.length - 1].pairs === most, limit),
  };
}

/** Where cuts are still to be measured more pairs are not all that is left. */
function stoppedBy(
  standing: Standing,
  isLast: boolean,
  limit: LimitOfRun = 'budget',
): LooksReport['stopped'] {
  if (standing === 'settled' || standing === 'hopeless') return standing;
  return standing === 'open' && isLast ? 'all pairs' : limit;
}

function sharesReport(shares: NonNullable<Looked<unknown>['shares']>) {
  const [{ readings }] = shares;
  return { pairs: readings.stats.responses.pairs, interchanges: interchangesOf(shares) };
}

type TaskOfRun = Pick<Prepared, 'task' | 'pairs' | 'mostPairs'>;

export function taskReport({ task, pairs, mostPairs }: TaskOfRun): TaskReport {
  const idOf = (part: number | undefined) => (part === undefined ? null : task.parts[part].id);
  const { plain } = task.readings;
  return {
    name: task.name,
    description: task.description,
    templates: task.templates,
    variables: task.variables,
    parts: task.parts.map(({ id, variable }, o) => {
      return { id, variable: plain[o] < 0 ? null : variable };
    }),
    spans: task.spans.map(({ id, part }) => ({ id, part: idOf(part) })),
    answers: task.answers,
    outcomes: task.classes,
    pairs,
    mostPairs: mostPairs ?? null,
  };
}

/** What was found out about one of the models of `profiles`. */
export type Interpreted = {
  readonly profiles: Profiles;
  readonly side: number;
  /** Whose labels its sites have, where not those of `profiles`: of this model alone. */
  readonly shown?: Profiles | undefined;
  readonly intervals: ProfileIntervals;
};

/** One of the models of a survey; `silent`: the sites at which nothing was run since. */
export type Surveyed = {
  readonly profiles: Profiles;
  readonly side: number;
  readonly silent: ReadonlySet<string>;
};

/**
 * `found` is absent when the gate failed: then nothing was interchanged; or when there was no more than a survey, which
 * shows sites, and no profile.
 */
export function modelReport(
  subject: Subject,
  task: Task,
  gate: Gate,
  found: Interpreted | undefined,
  survey?: Surveyed,
): ModelReport {
  return {
    name: subject.name,
    ...kindOf(subject),
    accuracy: gate.accuracy ?? null,
    floor: gate.floor,
    meanLogitDifference: gate.logitDifference ?? null,
    massOnAnswers: gate.mass,
    profile: found ? profileReport(found, task) : null,
    evidence: found ? evidenceOf(found.intervals.largest) : null,
    sites: found || survey ? sitesOf(task, found, survey) : null,
  };
}

function kindOf(subject: Subject): Pick<ModelReport, 'family' | 'shape'> {
  if (isTransformer(subject)) {
    const { model } = subject;
    return { family: model.dialect.name, shape: shapeOf(model) };
  }
  if (readsTokens(subject)) return { family: 'tokens', shape: tokenGraphShape(subject.model) };
  if (subject.model.kind === 'patches') {
    const { model } = subject.model;
    return { family: model.dialect.name, shape: shapeOf(model) };
  }
  const { checkpoint, graph, sight } = subject.model;
  const cuts = sight?.cuts ?? [];
  const sizes = cuts.map(({ dims }) => dims.join(' x '));
  return {
    family: 'rows',
    shape: [
      ['family', 'network of rows'],
      ['container', checkpoint.container],
      ['input', sizes[0] ?? ''],
      ['cuts', String(cuts.length)],
      ['classes', String(sight?.classes ?? 0)],
      ['runtime', graph.computedBy],
    ],
  };
}

function tokenGraphShape({ checkpoint, graph, sight }: TokenGraphModel): ModelReport['shape'] {
  const { cuts, logits } = sight;
  return [
    ['family', 'network of tokens'],
    ['container', checkpoint.container],
    ['width', String(cuts[0].width)],
    ['cuts', String(cuts.length)],
    ['vocabulary', String(logits.width)],
    ['runtime', graph.computedBy],
  ];
}

/** Single spans by cut, then the joint sites: each as it was measured on most pairs. */
function sitesOf(
  task: Task,
  found: Interpreted | undefined,
  survey: Surveyed | undefined,
): SiteReport[] {
  const known = new Map<string, SiteReport>();
  for (const of of [survey, found]) {
    if (of === undefined) continue;
    const { profiles, side: at } = 'shown' in of && of.shown ? { profiles: of.shown, side: 0 } : of;
    const side = profiles.sides[at];
    const reports = siteReports(side, profiles.classes, task);
    for (const [s, site] of side.responses.plan.sites.entries()) {
      const isRun = of !== found || !survey?.silent.has(siteKey(site));
      if (isRun) known.set(siteKey(site), reports[s]);
    }
  }
  const spans = task.spans.map(({ id }) => id);
  const order = ({ onward, cut, span }: SiteReport) => [Number(onward), cut, spans.indexOf(span)];
  return [...known.values()].sort((x, y) => {
    const [a, b] = [order(x), order(y)];
    const at = a.findIndex((each, k) => each !== b[k]);
    return at < 0 ? 0 : a[at] - b[at];
  });
}

/** The most purely held first. */
export function profileReport({ profiles, side: at, intervals }: Interpreted, task: Task) {
  const side = profiles.sides[at];
  const places = sitePlaces(side.responses.plan, task);
  return side.profile
    .map(({ set, site }, k) => ({
      set: setName(set, task),
      ...intervals.entries[k],
      site: site === undefined ? null : places[site],
    }))
    .sort((a, b) => b.value - a.value);
}

export function provenanceOf(study: Study, interchanges: number): Provenance {
  const { settings, candidates, pairs, seed, runtime, task } = study;
  const { limits: _, ...set } = settings;
  return {
    version,
    algorithm,
    runtime: runtimes(study).join(', '),
    runtimeNote: placeOf(runtime, study.placeNote?.()),
    task: task.digest,
    models: candidates.map(({ subject }) => modelProvenance(subject)),
    parameters: { ...set, pairs, seed, granularity: 'cut' },
    interval: intervalMethod,
    interchanges,
  };
}

/** An adapter's base is told beside what both are together. */
export function modelProvenance({ name, digests, model }: Subject): Provenance['models'][number] {
  const { base } = model.checkpoint;
  if (!base) return { name, ...digests };
  const { name: of, revision = null } = base;
  return { name, ...digests, base: { name: of, revision, weights: base.weights() } };
}

/** Why it is not the native runtime, and why not a device. */
export function placeOf({ fallbackReason }: Runtime, note: string | undefined): string | null {
  const whys = [fallbackReason, note].filter((why) => why !== undefined);
  return whys.length === 0 ? null : whys.join('; ');
}

/** "onnxruntime-node 1.30.0", and on which device. */
export function runtimeText({ name, version, device }: Runtime): string {
  if (device === undefined) return `${name} ${version}`;
  const half = device.precision === 'f16' ? ', f16' : '';
  return `${name} ${version}, ${device.api} on ${device.name}${half}`;
}

/** Whoever computed the models. */
function runtimes({ candidates, runtime }: Study): string[] {
  const own = runtimeText(runtime);
  return [
    ...new Set(
      candidates.map(({ subject }) =>
        isGraphModel(subject.model) ? subject.model.graph.computedBy : own,
      ),
    ),
  ];
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
