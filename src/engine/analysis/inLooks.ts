// A run that does no more than its answer needs: a survey of few pairs, then look after look at twice as many of
// what the survey found worth it, until the answer is settled or the budget is spent.
import type { LimitOfRun, LookReport } from '../../protocol/report.ts';
import { type Profiles, profilesOf, type Sides, sidesOf } from '../congruity/profiles.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Sweep } from '../forward/responses.ts';
import { pairStatistics } from '../signature/pairStatistics.ts';
import { sampleReadings } from '../signature/signature.ts';
import type { SomeShares } from './flow.ts';
import { type Focus, focusOf } from './focus.ts';
import { limitOf } from './limits.ts';
import { type Look, looksOf } from './looks.ts';
import { cutsOf, type Extent, glanced, sharesAt, whole } from './measure.ts';
import type { Candidate } from './modelRun.ts';
import { each, interchangesOf, type Run, titled } from './run.ts';
import type { Limits } from './settings.ts';
import type { Standing } from './standing.ts';
import type { Study } from './study.ts';

/** Of a run that makes all its looks; a survey costs as much as a few of the pairs do at all that is followed. */
const surveyShare = 0.1;

/** What was measured, and the look it was for. */
export type At = {
  readonly look: Look;
  readonly last: Look;
  readonly extents: readonly Extent[];
  /** Was nothing left out that a verdict could rest on? */
  readonly isCovered: boolean;
};

/** At least a sweep. */
type Measured = { readonly sweep: Sweep };

export type Looked<T, S extends Measured = Measured> = {
  readonly found: T;
  readonly swept: readonly S[];
  readonly surveys: Surveys | undefined;
  readonly steps: readonly LookReport[]; // the survey first
  readonly standing: Standing;
  /** What kept it from another look; undefined: none of what it was given. */
  readonly limit?: LimitOfRun;
  /** How much of each part's effect passes; undefined: it is part of the sweep, or still to come. */
  readonly shares?: readonly Shares[];
};

/** Of one model, where they were measured. */
export type Shares = SomeShares & { readonly interchanges: number };

/** First looks at the first of the models or at all, and what they hold by them. */
export type Surveys = { readonly sweeps: readonly Sweep[]; readonly profiles: Profiles };

/** What is asked of the models; S: what is measured of each. */
export type Question<T, S extends Measured = Measured> = {
  measure(job: Job, extents: readonly Extent[]): Promise<readonly S[]>;
  judge(
    job: Job,
    swept: readonly S[],
    at: At,
  ): Promise<{ readonly found: T; readonly standing: Standing }>;
  /** Told while the run goes on: of the survey first of one model after the other, coarsely, then of all. */
  surveyed(surveys: Surveys, steps: readonly LookReport[]): void;
  looked(so: Looked<T, S>): void;
};

/** The models of a run in looks: how large they are, and how they are surveyed. */
export type Ground = {
  /** All that there are. */
  readonly pairs: number;
  readonly spans: number;
  /** By model: how many its network has. */
  readonly cuts: readonly number[];
  /** `sighted`: told of the first models what is known after the first round of the last of them, and after the rest. */
  survey(
    job: Job,
    sighted?: (sweeps: readonly Sweep[]) => Promise<void>,
  ): Promise<readonly Sweep[]>;
  now(): number; // ms
};

/** The whole run: in looks where it has limits, then with the shares; or at once. */
export async function looked<T, S extends Measured>(
  job: Job,
  run: Run,
  { candidates, limits, settings: { level } }: Pick<Study, 'candidates' | 'limits' | 'settings'>,
  question: Question<T, S>,
): Promise<Looked<T, S>> {
  if (limits === undefined) return atOnce(job, candidates, level, question);
  const most = subJob(job, 0, 0.95);
  const { foci, ...so } = await inLooks(
    most,
    groundOf(run, candidates),
    { limits, level },
    question,
  );
  question.looked(so);
  const rest = titled(subJob(job, 0.95, 1), 'shares');
  const shares = await each(rest, candidates, async (part, candidate, m): Promise<Shares> => {
    const found = await sharesAt(part, run, candidate, so.swept[m].sweep, foci[m]);
    const readings = await sampleReadings(part, await pairStatistics(part, found.responses));
    return { ...found, readings };
  });
  return { ...so, shares };
}

export function groundOf({ ports, memory }: Run, candidates: readonly Candidate[]): Ground {
  const [{ tokens }] = candidates;
  const survey: Ground['survey'] = async (job, sighted) => {
    const done: Sweep[] = [];
    await each(titled(job, 'first look'), candidates, async (part, candidate) => {
      const own = titled(part, candidate.subject.name);
      const tell = sighted && ((first: Sweep) => sighted([...done, first]));
      done.push(await glanced(own, ports, candidate, memory, tell));
      if (done.length < candidates.length) await sighted?.([...done]);
    });
    return done;
  };
  const { now } = ports;
  return {
    pairs: tokens.pairs,
    spans: tokens.own.length,
    cuts: candidates.map(cutsOf),
    survey,
    now,
  };
}

/** Everything at once, at the level that was asked for. */
async function atOnce<T, S extends Measured>(
  job: Job,
  candidates: readonly Candidate[],
  level: number,
  question: Question<T, S>,
): Promise<Looked<T, S>> {
  const { pairs } = candidates[0].tokens;
  const extents = candidates.map(() => whole(pairs));
  const swept = await question.measure(subJob(job, 0, 0.9), extents);
  const look = { pairs, level };
  const at = { look, last: look, extents, isCovered: true };
  const { found } = await question.judge(subJob(job, 0.9, 1), swept, at);
  return { found, swept, surveys: undefined, steps: [], standing: 'settled' };
}

export async function inLooks<T, S extends Measured>(
  job: Job,
  ground: Ground,
  { limits, level }: { readonly limits: Limits; readonly level: number },
  question: Question<T, S>,
): Promise<Looked<T, S> & { readonly foci: readonly Focus[] }> {
  const begun = ground.now();
  const stepsOf = (so: Surveys) => [surveyStep(so, ground)];
  const tell = (so: Surveys) => question.surveyed(so, stepsOf(so));
  const surveys = await surveyAll(subJob(job, 0, surveyShare), ground, tell);
  const steps = stepsOf(surveys);
  tell(surveys);
  let foci = await focusOf(
    job,
    surveys.sweeps.map(({ responses }) => responses),
    surveys.profiles,
    ground.cuts,
  );
  const looks = looksOf(ground.pairs, level);
  const last = looks[looks.length - 1];
  let from = surveyShare; // of the job
  for (let k = 0; ; ) {
    const look = looks[k];
    const extents = foci.map((focus) => ({ pairs: look.pairs, focus }));
    const to = reachedBy(look, last, from);
    const part = titled(subJob(job, from, to), `${look.pairs} pairs`);
    from = to;
    const swept = await question.measure(subJob(part, 0, 0.9), extents);
    const sweeps = swept.map(({ sweep }) => sweep);
    steps.push(stepOf(sweeps, look.level));
    const isCovered = foci.every((focus) => focus.isCovered);
    const at = { look, last, extents, isCovered };
    const judged = await question.judge(subJob(part, 0.9, 1), swept, at);
    const so = { ...judged, swept, surveys, foci, steps: [...steps] };
    const { standing } = judged;
    if (standing === 'settled' || standing === 'hopeless') return so;
    const next = standing === 'uncovered' ? k : k + 1;
    if (next === looks.length) return so;
    const more =
      standing === 'uncovered'
        ? coverage(ground, ground.cuts.keys(), look)
        : growth(steps, looks, k);
    const seconds = (ground.now() - begun) / 1000;
    const spent = { looks: steps.length - 1, work: workOf(steps), seconds };
    const limit = limitOf(limits, spent, more);
    if (limit !== undefined) return { ...so, limit };
    question.looked(so);
    if (standing === 'uncovered') foci = foci.map((focus) => ({ ...focus, isCovered: true }));
    k = next;
  }
}

/** Each look measures the pairs that it adds; one that comes again, with all cuts, takes a part of what is left. */
function reachedBy(look: Look, last: Look, from: number): number {
  const to = surveyShare + (1 - surveyShare) * (look.pairs / last.pairs);
  return to > from ? to : from + (1 - from) / 4;
}

/** `sighted`: told what is known of the first models, as the ground tells it. */
export async function surveyAll(
  job: Job,
  ground: Ground,
  sighted?: (so: Surveys) => void,
): Promise<Surveys> {
  const sides = new Map<Sweep, Sides>(); // most models change nothing for those before them
  const surveysOf = async (sweeps: readonly Sweep[]): Promise<Surveys> => {
    for (const sweep of sweeps) sides.set(sweep, sides.get(sweep) ?? sidesOf(sweep.responses));
    const known = sweeps.map((sweep) => sides.get(sweep)!);
    return { sweeps, profiles: await profilesOf(job, known) };
  };
  const tell = sighted && (async (seen: readonly Sweep[]) => sighted(await surveysOf(seen)));
  return surveysOf(await ground.survey(job, tell));
}

/** Of a model that is not looked at yet there are no cuts. */
export function surveyStep({ sweeps }: Surveys, ground: Ground): LookReport {
  const step = stepOf(sweeps, null);
  return { ...step, cuts: ground.cuts.map((_, m) => step.cuts[m] ?? []) };
}

export function stepOf(sweeps: readonly Sweep[], level: number | null): LookReport {
  return {
    pairs: sweeps[0].responses.pairs,
    level,
    cuts: sweeps.map(({ responses: { plan } }) => plan.at),
    interchanges: interchangesOf(sweeps),
  };
}

/** Interchanges of every span at every cut of some of the models, on the pairs of a look. */
function coverage({ cuts, spans }: Ground, models: Iterable<number>, { pairs }: Look) {
  return [...models].reduce((sum, m) => sum + pairs * spans * cuts[m], 0);
}

/** Interchanges that the look after look k adds. */
function growth(steps: readonly LookReport[], looks: readonly Look[], k: number): number {
  return steps[steps.length - 1].interchanges * (looks[k + 1].pairs / looks[k].pairs - 1);
}

/** What all steps together have run, and the shares: a look has all that the one before it had. */
export function workOf(steps: readonly LookReport[], shares: readonly Shares[] = []): number {
  const [survey, ...looks] = steps;
  return survey.interchanges + (looks.at(-1)?.interchanges ?? 0) + interchangesOf(shares);
}
