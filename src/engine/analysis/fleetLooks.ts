// A fleet in looks: each model is surveyed and looked at once; then every two that are not settled, those with the
// widest interval first, are looked at on more pairs, for which both of them are measured.
import type { LookReport } from '../../protocol/report.ts';
import type { KeptDraws } from '../congruity/drawnProfiles.ts';
import { type Job, subJob } from '../core/job.ts';
import { type Couple, follow, type Seen, type Stopped } from './fleetCourse.ts';
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
import { further, type Rates, type Reach, workAt } from './fleetWork.ts';
import { type Focus, focusOf } from './focus.ts';
import { type Ground, groundOf, type Surveys, stepOf, surveyAll, surveyStep } from './inLooks.ts';
import { type Look, looksOf } from './looks.ts';
import { each, interchange, interchangesOf, type Run } from './run.ts';
import type { Limits } from './settings.ts';
import type { Study } from './study.ts';

type Fleeting = {
  readonly run: Run;
  readonly study: Study;
  readonly solving: readonly Solving[];
  readonly foci: readonly Focus[];
  readonly looks: readonly Look[];
  readonly kept: KeptDraws;
};

/** What is known by now. */
type Found = {
  readonly surveys: Surveys;
  readonly steps: LookReport[];
  readonly measured: Map<number, Measured>; // by model
  readonly couples: Map<string, PairFound>; // by couple
};

type Measured = {
  /** On the most pairs, and of these with the most cuts. */
  readonly latest: Latest;
  readonly reach: Reach;
  readonly rates: Rates;
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
    return { surveys, steps, measured: new Map(), couples: new Map() };
  };
  const surveys = await surveyAll(subJob(job, 0, 0.2), ground, (so) =>
    soFar(fleetOf(solving, knownBy(so), null)),
  );
  const found = knownBy(surveys);
  const tell = () => soFar(fleetOf(solving, found, null));
  tell();
  const responses = surveys.sweeps.map((sweep) => sweep.responses);
  const looks = looksOf(study.pairs, study.settings.level);
  const fleeting: Fleeting = {
    ...{ run, study, solving, looks, kept: new WeakMap() },
    foci: await focusOf(job, responses, surveys.profiles, ground.cuts),
  };
  let made = 0;
  const stopped = await follow({
    couples: both.map(([a, b]) => ({ a, b, k: 0, isCovered: false })),
    ...{ looks: looks.length, limits },
    more: (couples) => moreOf(couples, looks, found.measured, ground),
    spent: () => ({ work: workOf(found), seconds: (now() - begun) / 1000 }),
    look: (couples) => {
      const part = subJob(job, 1 - 0.8 / (made + 1), 1 - 0.8 / (made + 2)); // how many there are is not known
      made++;
      return look(part, fleeting, couples, found, tell);
    },
  });
  return fleetOf(solving, found, stopped);
}

/** As it is known now, whatever is found later; `stopped`: null: it goes on. */
function fleetOf(solving: readonly Solving[], found: Found, stopped: Stopped | null): Fleet {
  const { surveys, measured } = found;
  const couples = [...found.couples.values()];
  return {
    models: solving.map(({ place }, m) => ({ place, latest: measured.get(m)?.latest })),
    pairs: couples.map(({ pair }) => pair),
    interchanges: workOf(found),
    looks: { surveys, steps: [...found.steps], stopped },
  };
}

function workOf({ surveys, measured }: Found): number {
  const looked = [...measured.values()].map(({ reach, rates }) => workAt(reach, rates));
  return looked.reduce((sum, one) => sum + one, interchangesOf(surveys.sweeps));
}

/** Measures the models of couples that are looked at alike, and judges every couple. */
async function look(
  job: Job,
  { run, study, solving, foci, looks, kept }: Fleeting,
  couples: readonly Couple[],
  { measured, steps, couples: found }: Found,
  tell: () => void,
): Promise<Seen[]> {
  const [{ k, isCovered }] = couples;
  const { settings, seed, differentPairs, task } = study;
  const models = [...new Set(couples.flatMap(({ a, b }) => [a, b]))].sort((x, y) => x - y);
  const candidates = models.map((m) => solving[m].candidate);
  const extents = models.map((m) => ({ pairs: looks[k].pairs, focus: { ...foci[m], isCovered } }));
  const swept = await interchange(subJob(job, 0, 0.7), run, candidates, extents);
  const sweeps = swept.map(({ sweep }) => sweep);
  const step = stepOf(sweeps, looks[k].level);
  const options = { ...settings, level: looks[k].level, seed };
  const members = await each(subJob(job, 0.7, 0.75), models, async (part, m, i) => {
    const shown = { ...solving[m], swept: swept[i], extent: extents[i] };
    const member = await memberOf(part, run.ports, shown, options, kept);
    const latest = { swept: swept[i], member, level: looks[k].level };
    measured.set(m, withLook(measured.get(m), latest, isCovered));
    return member;
  });
  steps.push({ ...step, cuts: [...solving.keys()].map((m) => step.cuts[models.indexOf(m)] ?? []) });
  const memberAt = (m: number) => members[models.indexOf(m)];
  const draws = drawsOfAll(members, options);
  const asked = {
    ...{ ...options, task, look: looks[k], last: looks[looks.length - 1], isPartial: !isCovered },
    differentPairs: Math.min(differentPairs, looks[k].pairs),
  };
  return each(subJob(job, 0.75, 1), couples, async (part, couple) => {
    const both = [memberAt(couple.a), memberAt(couple.b)] as const;
    const judged = await pairOf(part, run.ports, both, asked, draws, kept);
    found.set(`${couple.a} ${couple.b}`, judged);
    tell();
    return { standing: judged.standing, width: widthOf(judged) };
  });
}

/** A look has as many pairs as any before it (fleetCourse.ts), or more. */
function withLook(before: Measured | undefined, latest: Latest, isCovered: boolean): Measured {
  const { interchanges, responses } = latest.swept.sweep;
  const rate = interchanges / responses.pairs;
  const rates = before?.rates ?? { followed: rate, covered: rate };
  return {
    latest,
    reach: further(before?.reach, responses.pairs, isCovered),
    rates: isCovered ? { ...rates, covered: rate } : rates,
  };
}

/** Of the interval that decides; nothing is wider than where there is none. */
function widthOf({ pair: { distance, full } }: PairFound): number {
  const interval = distance ?? full;
  return interval ? interval.high - interval.low : 1;
}

/** Interchanges that looks at couples add; of a model that was never covered as many as there can be. */
function moreOf(
  couples: readonly Couple[],
  looks: readonly Look[],
  measured: ReadonlyMap<number, Measured>,
  { cuts, spans }: Ground,
): number {
  const ahead = new Map<number, Reach>();
  for (const { a, b, k, isCovered } of couples) {
    for (const m of [a, b]) {
      const reach = ahead.get(m) ?? measured.get(m)!.reach;
      ahead.set(m, further(reach, looks[k].pairs, isCovered));
    }
  }
  return [...ahead].reduce((sum, [m, reach]) => {
    const { reach: before, rates: known } = measured.get(m)!;
    const most = known.followed + spans * cuts[m];
    const rates = before.covered > 0 ? known : { ...known, covered: most };
    return sum + workAt(reach, rates) - workAt(before, rates);
  }, 0);
}
