// A fleet in looks: each model is surveyed and looked at once; then every two that are not settled, those with the
// widest interval first, are looked at on more pairs, for which both of them are measured.
import type { LookReport } from '../../protocol/report.ts';
import type { KeptDraws } from '../congruity/drawnProfiles.ts';
import { type Job, subJob } from '../core/job.ts';
import {
  type Both,
  drawsOfAll,
  type Latest,
  memberOf,
  type PairFound,
  pairOf,
  type Solving,
} from './fleetPairs.ts';
import type { Fleet } from './fleetReport.ts';
import { type Focus, focusOf } from './focus.ts';
import {
  coverage,
  type Ground,
  groundOf,
  isRoom,
  type Surveys,
  stepOf,
  surveyAll,
  surveyStep,
} from './inLooks.ts';
import { type Look, looksOf } from './looks.ts';
import { each, interchange, interchangesOf, type Run } from './run.ts';
import type { Limits } from './settings.ts';
import type { Standing } from './standing.ts';
import type { Study } from './study.ts';

/** Two models, by their numbers among those that solve the task, and how far they are looked at. */
type Couple = {
  readonly a: number;
  readonly b: number;
  readonly k: number; // of the look
  readonly isCovered: boolean;
};

type Fleeting = {
  readonly run: Run;
  readonly study: Study;
  readonly solving: readonly Solving[];
  readonly ground: Ground;
  readonly foci: readonly Focus[];
  readonly looks: readonly Look[];
  readonly kept: KeptDraws;
};

/** What is known by now. */
type Found = {
  readonly surveys: Surveys;
  readonly steps: LookReport[];
  readonly latest: Map<number, Latest>; // by model
  readonly couples: Map<string, PairFound>; // by couple
};

/** `soFar`: told what is known after the first look at every model, and after every look at two of them. */
export async function fleetInLooks(
  job: Job,
  run: Run,
  study: Study,
  limits: Limits,
  solving: readonly Solving[],
  both: readonly Both[],
  soFar: (found: Fleet) => void,
): Promise<Fleet> {
  const { now } = run.ports;
  const begun = now();
  const candidates = solving.map(({ candidate }) => candidate);
  const ground = groundOf(run, candidates);
  const knownBy = (surveys: Surveys): Found => {
    const steps = [surveyStep(surveys, ground)];
    return { surveys, steps, latest: new Map(), couples: new Map() };
  };
  const surveys = await surveyAll(subJob(job, 0, 0.2), ground, (so) =>
    soFar(fleetOf(solving, knownBy(so), true)),
  );
  const found = knownBy(surveys);
  const tell = () => soFar(fleetOf(solving, found, true));
  tell();
  const responses = surveys.sweeps.map((sweep) => sweep.responses);
  const fleeting: Fleeting = {
    ...{ run, study, solving, ground, kept: new WeakMap() },
    foci: await focusOf(job, responses, surveys.profiles, ground.cuts),
    looks: looksOf(study.pairs, study.settings.level),
  };
  let open: readonly Couple[] = both.map(([a, b]) => {
    return { a, b, k: 0, isCovered: false };
  });
  for (let round = 1; open.length > 0; round++) {
    const alike = [false, true].map((is) => open.filter((one) => one.isCovered === is));
    const groups = alike.filter((couples) => couples.length > 0);
    const part = subJob(job, 1 - 0.8 / round, 1 - 0.8 / (round + 1)); // how many rounds there are is not known
    await each(part, groups, (own, couples) => look(own, fleeting, couples, found, tell));
    const foundOf = (couple: Couple) => found.couples.get(nameOf(couple))!;
    const next = open.flatMap((couple) => onward(couple, foundOf(couple), fleeting.looks));
    next.sort((x, y) => widthOf(foundOf(y)) - widthOf(foundOf(x)));
    const spent = { looks: round, work: workOf(found), seconds: (now() - begun) / 1000 };
    open = affordable(next, fleeting, found.latest, (more) => isRoom(limits, spent, more));
  }
  return fleetOf(solving, found, false);
}

/** As it is known now, whatever is found later. */
function fleetOf(solving: readonly Solving[], found: Found, isRunning: boolean): Fleet {
  const { surveys, latest } = found;
  const couples = [...found.couples.values()];
  const standing = leastSettled(couples);
  return {
    models: solving.map(({ place }, m) => ({ place, latest: latest.get(m) })),
    pairs: couples.map(({ pair }) => pair),
    interchanges: workOf(found),
    looks: { surveys, steps: [...found.steps], standing, isRunning },
  };
}

function workOf({ surveys, latest }: Found): number {
  return interchangesOf([
    ...surveys.sweeps,
    ...[...latest.values()].map(({ swept }) => swept.sweep),
  ]);
}

/** Measures the models of couples that are looked at alike, and judges every couple. */
async function look(
  job: Job,
  { run, study, solving, foci, looks, kept }: Fleeting,
  couples: readonly Couple[],
  { latest, steps, couples: found }: Found,
  tell: () => void,
): Promise<void> {
  const [{ k, isCovered }] = couples;
  const { settings, seed, differentPairs, task } = study;
  const models = [...new Set(couples.flatMap(({ a, b }) => [a, b]))].sort((x, y) => x - y);
  const candidates = models.map((m) => solving[m].candidate);
  const extents = models.map((m) => ({ pairs: looks[k].pairs, focus: { ...foci[m], isCovered } }));
  const swept = await interchange(subJob(job, 0, 0.7), run, candidates, extents);
  const sweeps = swept.map(({ sweep }) => sweep);
  const step = stepOf(sweeps, looks[k].level);
  const options = { ...settings, level: looks[k].level, seed };
  await each(subJob(job, 0.7, 0.75), models, async (part, m, i) => {
    const shown = { ...solving[m], swept: swept[i], extent: extents[i] };
    const member = await memberOf(part, run.ports, shown, options, kept);
    latest.set(m, { swept: swept[i], member });
  });
  steps.push({ ...step, cuts: [...solving.keys()].map((m) => step.cuts[models.indexOf(m)] ?? []) });
  const memberAt = (m: number) => latest.get(m)!.member;
  const draws = drawsOfAll(models.map(memberAt), options);
  const asked = {
    ...{ ...options, task, look: looks[k], last: looks[looks.length - 1], isPartial: !isCovered },
    differentPairs: Math.min(differentPairs, looks[k].pairs),
  };
  await each(subJob(job, 0.75, 1), couples, async (part, couple) => {
    const both = [memberAt(couple.a), memberAt(couple.b)] as const;
    found.set(nameOf(couple), await pairOf(part, run.ports, both, asked, draws, kept));
    tell();
  });
}

/** How a couple is looked at next, where it is not done. */
function onward(couple: Couple, { standing }: PairFound, looks: readonly Look[]): Couple[] {
  if (standing === 'uncovered') return [{ ...couple, isCovered: true }];
  const isLast = couple.k + 1 === looks.length;
  return standing === 'open' && !isLast ? [{ ...couple, k: couple.k + 1 }] : [];
}

/** Of the interval that decides; nothing is wider than where there is none. */
function widthOf({ pair: { distance, full } }: PairFound): number {
  const interval = distance ?? full;
  return interval ? interval.high - interval.low : 1;
}

/** The first of the couples whose models there is room to measure. */
function affordable(
  couples: readonly Couple[],
  { ground, looks }: Fleeting,
  latest: ReadonlyMap<number, Latest>,
  hasRoom: (more: number) => boolean,
): Couple[] {
  const open: Couple[] = [];
  const added = new Map<number, number>(); // interchanges, by model
  for (const couple of couples) {
    const next = looks[couple.k];
    for (const m of [couple.a, couple.b]) {
      const { interchanges, responses } = latest.get(m)!.swept.sweep;
      const more = couple.isCovered
        ? coverage(ground, [m], next)
        : interchanges * (next.pairs / responses.pairs - 1);
      added.set(m, Math.max(added.get(m) ?? 0, more));
    }
    if (!hasRoom([...added.values()].reduce((all, more) => all + more, 0))) break;
    open.push(couple);
  }
  return open;
}

function leastSettled(found: readonly PairFound[]): Standing {
  const order: readonly Standing[] = ['open', 'uncovered', 'hopeless', 'settled'];
  return order.find((standing) => found.some((one) => one.standing === standing)) ?? 'settled';
}

function nameOf({ a, b }: Couple): string {
  return `${a} ${b}`;
}
