// Is the profile of a model on a hard task that of a model on a simple one (method.md 7)? The distance and the
// verdict are those of a comparison, over the sets that both tasks have; what only one of them can tell is said.
import { type Job, subJob } from '../core/job.ts';
import type { Interval } from '../numeric/statistics.ts';
import type { Classes } from '../signature/classes.ts';
import { drawsOfClasses, type ProfileDraws, profileDraws } from '../signature/profileDraws.ts';
import type { PartSet } from '../task/partSet.ts';
import { looks } from './compare.ts';
import { type Control, controlsPassed } from './controls.ts';
import { drawnFrom } from './drawnProfiles.ts';
import { drawWeights } from './draws.ts';
import { type Evidence, evidenceOf, isAbsent } from './evidence.ts';
import type { IntervalOptions } from './interval.ts';
import type { Known } from './known.ts';
import { distanceApart, evidenceInterval, profileIntervals } from './profileIntervals.ts';
import { profilesOf, type Side } from './profiles.ts';
import { type SharedClasses, sharedClasses } from './sharedClasses.ts';
import { noFull, type Ruling, rule } from './verdict.ts';

/** A model on its task: the hard one first. */
export type Contestant = {
  readonly known: Known;
  /** What of a set both tasks have (correspondence.ts). */
  readonly nameOf: (set: PartSet) => string;
  readonly differentPairs: number;
};

/** A set that both tasks have, as it is held on either. */
export type SharedEntry = {
  readonly sets: readonly [PartSet, PartSet];
  readonly held: readonly [Interval, Interval];
  readonly sites: readonly [number | undefined, number | undefined];
};

/** A set that is held on one task in half or more, or may be, and that the other task cannot tell. */
export type Beyond = {
  readonly side: 0 | 1;
  readonly set: PartSet;
  readonly held: Interval;
  readonly site: number | undefined;
  readonly evidence: Exclude<Evidence, 'none'>;
  /** What of it the other task has is all that it has. */
  readonly isWhole: boolean;
};

/** The set that is all that the simple task asks for, where the hard one asks for more. */
export type Step = {
  readonly set: PartSet;
  readonly held: Interval;
  readonly site: number | undefined;
  /** `none`: it was read that no place holds it. */
  readonly evidence: Evidence;
};

type Why =
  | Exclude<
      Ruling['reason'],
      'name variables' | 'no interchange tells' | 'other regions' | 'only the input'
    >
  | 'step'
  | 'no step'
  | 'step undecided'
  | 'beyond undecided';

export type ReductionVerdict =
  | 'contains the simple task'
  | 'does not contain the simple task'
  | 'reduces'
  | 'reduces in part'
  | 'different'
  | 'inconclusive';

export type Reduction = Pick<Ruling, 'capped'> & {
  readonly verdict: ReductionVerdict;
  /** Those of a comparison, of the step; `beyond undecided`: whether a task holds more than the other can tell. */
  readonly why: Why;
  readonly entries: readonly SharedEntry[];
  /** The place among `entries`; undefined: there are none. */
  readonly deciding: number | undefined;
  readonly distance: Interval | undefined;
  readonly beyond: readonly Beyond[];
  readonly step: Step | undefined;
  readonly evidence: readonly [Evidence, Evidence];
  readonly unread: 0 | 1 | undefined;
  readonly controls: readonly Control[];
};

export type ReductionOptions = IntervalOptions & { readonly margin: number };

/** Pairs of the two tasks are drawn apart: so are their draws. Beyond any seed that can be asked for. */
const apart = 2 ** 32;

export async function reductionOf(
  job: Job,
  models: readonly [Contestant, Contestant],
  options: ReductionOptions,
): Promise<Reduction> {
  const seeds = [options.seed, options.seed + apart];
  const own: Read[] = [];
  for (const [i, { known }] of models.entries()) {
    const part = subJob(job, i / 4, (i + 1) / 4);
    const { sets, classes, sides } = await profilesOf(part, [known.sides]);
    own.push(await readOf(part, sets, classes, sides[0], { ...options, seed: seeds[i] }));
  }
  const named = own.map(({ sets, classes }, i) => ({ sets, classes, nameOf: models[i].nameOf }));
  const shared = sharedClasses([named[0], named[1]]);
  const reads: Read[] = [];
  for (const [i, { known }] of models.entries()) {
    const part = subJob(job, (i + 2) / 4, (i + 3) / 4);
    const [{ sets }, classes] = [own[i], shared.classes[i]];
    const side = await known.sides.by(part, sets, classes);
    reads.push(await readOf(part, sets, classes, side, { ...options, seed: seeds[i] }));
  }
  const controls = models.flatMap(({ known }) =>
    known.controls.filter(({ of }) => of === 'profile'),
  );
  const found = verdictOn(models, [reads[0], reads[1]], shared.shared, controls, options);
  const beyond = own.flatMap((read, i) => beyondOf(read, shared, i as 0 | 1, options.level));
  const step = stepOf([own[0], own[1]], shared, options);
  const { ruling, ...rest } = found;
  const isControlled = controlsPassed(controls).profile;
  return { ...rest, ...settled(ruling, beyond, step, isControlled), beyond, step, controls };
}

type Settled = Pick<Reduction, 'verdict' | 'why' | 'capped'>;

/**
 * Where both hold the same of what both have, or nothing, the rest decides: whether the simple task is a step of the
 * hard one, and where it can be none, how far it stands for it.
 */
function settled(
  { verdict, reason, capped }: Ruling,
  beyond: readonly Beyond[],
  step: Step | undefined,
  isControlled: boolean,
): Settled {
  const why = reason as Why; // two tasks have variables, and no full distance
  const isAlike = verdict === 'same interpretation' || why === 'no evidence';
  if (step && isAlike) return isControlled ? steps[step.evidence] : uncontrolled;
  if (verdict === 'different') return { verdict, why, capped };
  if (verdict !== 'same interpretation') return { verdict: 'inconclusive', why, capped };
  if (beyond.some(({ evidence }) => evidence === 'seen')) {
    return { verdict: 'reduces in part', why, capped };
  }
  return beyond.length > 0
    ? { verdict: 'inconclusive', why: 'beyond undecided', capped }
    : { verdict: 'reduces', why, capped };
}

const steps: Readonly<Record<Evidence, Settled>> = {
  seen: { verdict: 'contains the simple task', why: 'step', capped: undefined },
  none: { verdict: 'does not contain the simple task', why: 'no step', capped: undefined },
  undecided: { verdict: 'inconclusive', why: 'step undecided', capped: undefined },
};
const uncontrolled: Settled = {
  ...{ verdict: 'inconclusive', why: 'controls', capped: 'same interpretation' },
};

/** A model by a division of its sets into classes. */
type Read = {
  readonly sets: readonly PartSet[];
  readonly classes: Classes;
  readonly side: Side;
  readonly draws: ProfileDraws;
};

async function readOf(
  job: Job,
  sets: readonly PartSet[],
  classes: Classes,
  side: Side,
  options: ReductionOptions,
): Promise<Read> {
  const weights = drawWeights(options, side.responses.pairs);
  const draws = await profileDraws(job, drawnFrom(side, classes), weights, options.level);
  return { sets, classes, side, draws };
}

function verdictOn(
  models: readonly [Contestant, Contestant],
  reads: readonly [Read, Read],
  shared: number,
  controls: readonly Control[],
  { level, margin }: ReductionOptions,
) {
  const chosen = [...Array(shared).keys()];
  const draws = reads.map((read) => drawsOfClasses(read.draws, chosen));
  const held = draws.map((of) => profileIntervals(of, level));
  const entries = chosen.map((c): SharedEntry => {
    const site = ({ side, classes }: Read) =>
      side.profile.find(({ set }) => set === classes.names[c])?.site;
    return {
      sets: [reads[0].classes.names[c], reads[1].classes.names[c]],
      held: [held[0][c], held[1][c]],
      sites: [site(reads[0]), site(reads[1])],
    };
  });
  const distance = distanceApart(draws[0], draws[1], level);
  const deciding = decidingOf(entries);
  const evidence = draws.map((of) => evidenceOf(evidenceInterval(of, level)));
  const absent = reads.map((read) => deciding === undefined || isNowhere(read, deciding, margin));
  const ruling = rule({
    ...{ distance, margin, full: noFull, fullMargin: margin, isCovered: false },
    hasVariables: true,
    differentPairs: Math.min(...models.map(({ differentPairs }) => differentPairs)),
    controls: controlsPassed(controls),
    evidence: [evidence[0], evidence[1]],
    absenceRead: [absent[0], absent[1]],
    innerCut: [models[0].known.hasInnerCut, models[1].known.hasInnerCut],
  });
  const unread = evidence.findIndex((seen, i) => seen !== 'seen' && !absent[i]);
  return {
    ...{ ruling, entries, distance, deciding },
    evidence: [evidence[0], evidence[1]] as const,
    unread: unread < 0 ? undefined : (unread as 0 | 1),
  };
}

/** The first of the entries that differ most. */
function decidingOf(entries: readonly SharedEntry[]): number | undefined {
  if (entries.length === 0) return undefined;
  const by = ({ held: [a, b] }: SharedEntry) => Math.abs(a.value - b.value);
  return entries.reduce((best, entry, c) => (by(entry) > by(entries[best]) ? c : best), 0);
}

/** No place hides the class: it was read that none holds it. */
function isNowhere(read: Read, deciding: number, margin: number): boolean {
  const { weightHigh, classes } = read.draws;
  const C = classes.names.length;
  const sites = weightHigh.length / C;
  const high = Array.from({ length: sites }, (_, s) => weightHigh[s * C + deciding]);
  return isAbsent(looks(read, read.side, deciding, high), margin);
}

/** What the model holds, or may hold, for half or more, of which the other task has no set or a smaller one. */
function beyondOf(
  { sets, classes, side, draws }: Read,
  { classes: both, keys, shared }: SharedClasses,
  at: 0 | 1,
  level: number,
): Beyond[] {
  const { of, names } = both[at];
  const intervals = profileIntervals(draws, level);
  return side.profile.flatMap(({ set, site }, k): Beyond[] => {
    const held = intervals[k];
    const evidence = evidenceOf(held);
    const c = of[sets.indexOf(set)];
    const isSame = classes.of[sets.indexOf(names[c])] === classes.of[sets.indexOf(set)];
    if (evidence === 'none' || (c < shared && isSame)) return [];
    const isWhole = keys[at][c] === keys[1 - at][both[1 - at].everything];
    return [{ side: at, set, held, site, evidence, isWhole }];
  });
}

/** undefined: the hard task asks for no more than the simple one, or not for all of it. */
function stepOf(
  [hard, simple]: readonly [Read, Read],
  { classes: both, keys }: SharedClasses,
  { level, margin }: ReductionOptions,
): Step | undefined {
  const key = keys[1][both[1].everything];
  /** The class of the smallest set with all that both have of the simple task. */
  const classOf = ({ sets, classes }: Read, side: 0 | 1): number | undefined => {
    const smallest = sets.findIndex((_, g) => keys[side][both[side].of[g]] === key);
    return smallest < 0 ? undefined : classes.of[smallest];
  };
  const c = classOf(hard, 0);
  if (c === undefined || classOf(simple, 1) !== simple.classes.everything) return undefined;
  const k = hard.side.profile.findIndex(({ set }) => set === hard.classes.names[c]);
  if (k < 0) return undefined; // nothing or everything
  const { set, site } = hard.side.profile[k];
  const held = profileIntervals(hard.draws, level)[k];
  const evidence = evidenceOf(held);
  const isMissed = evidence === 'none' && !isNowhere(hard, c, margin);
  return { set, site, held, evidence: isMissed ? 'undecided' : evidence };
}
