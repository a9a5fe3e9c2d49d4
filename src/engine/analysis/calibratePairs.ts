// What `compare` says of every two models of a truth, and on drawn pairs whether its intervals hold what all pairs show.
import { type Crispness, crispDistance, crispnessOf } from '../calibration/crispness.ts';
import type { MethodScores, Said } from '../calibration/judge.ts';
import { type Comparison, comparePair } from '../congruity/compare.ts';
import type { KeptDraws } from '../congruity/drawnProfiles.ts';
import { type Contestant, type Known, knownOf } from '../congruity/known.ts';
import { isSame } from '../congruity/verdict.ts';
import { type Job, subJob } from '../core/job.ts';
import { random } from '../core/random.ts';
import { drawnPairs } from '../forward/drawnPairs.ts';
import type { Interval } from '../numeric/statistics.ts';
import type { PairMethod } from './calibrateMethods.ts';
import { eachOf, silent, type TaskRun } from './calibrateRun.ts';
import { measured, measuredTwin } from './measure.ts';

/** As in a comparison (run.ts). */
const twinPairs = 32;

const steps = {
  run: 'interchanges',
  compare: 'profile, full and merge distance with intervals',
  crispness: 'crispness',
  drawn: 'the same on drawn pairs, for coverage',
} as const;

type Compared = {
  readonly found: Comparison;
  readonly crispness: number;
};

/** By method; those that were not asked for too, where they come along. */
export async function pairScores(
  job: Job,
  run: TaskRun,
): Promise<{
  readonly scores: Readonly<Record<PairMethod, MethodScores>>;
  readonly interchanges: number;
}> {
  const { contestants, interchanges } = await contestantsOf(subJob(job, 0, 0.3), run);
  const compared = await comparedAll(subJob(job, 0.3, 0.65), run, contestants);
  const held = await heldOf(subJob(job, 0.65, 1), run, contestants, compared);
  const found = compared.map((each) => each.found);
  const none = { says: undefined, threshold: undefined, held: undefined };
  const scores = {
    profile: {
      ...none,
      distance: found.map(({ intervals }) => intervals.distance?.value),
      says: found.map(({ verdict }) => saidBy(verdict)),
      held: held?.map(({ distance }) => distance),
    },
    full: {
      ...none,
      distance: found.map(({ distances }) => distances.full.value),
      // Did the mechanism survive? Other seeds of one algorithm are rightly far apart.
      says: found.map(({ intervals }) => survived(intervals.full, run.settings.fullMargin)),
      onlySame: true as const,
      held: held?.map(({ full }) => full),
    },
    merge: {
      ...none,
      distance: found.map(({ merge }) => merge?.value),
      says: found.map(({ merge }) => merge && readings[merge.reading]),
      held: held?.map(({ merge }) => merge),
    },
    crispness: { ...none, distance: compared.map((each) => each.crispness) },
  };
  return { scores, interchanges };
}

const readings: Readonly<Record<NonNullable<Comparison['merge']>['reading'], Said>> = {
  alike: 'same',
  unlike: 'different',
  unclear: undefined,
};

function saidBy(verdict: Comparison['verdict']): Said {
  if (isSame(verdict)) return 'same';
  return verdict === 'different' ? 'different' : undefined;
}

function survived(full: Interval, fullMargin: number): Said {
  return full.high < fullMargin ? 'same' : undefined;
}

async function contestantsOf(job: Job, { ports, memory, solvers, prepared, clock }: TaskRun) {
  let interchanges = 0;
  const twin = { pairs: twinPairs, seed: prepared.seed };
  const contestants = await eachOf(job, 'interchanges of models', solvers, ({ name, candidate }) =>
    clock.time(steps.run, async (): Promise<Contestant> => {
      const sweep = await measured(silent(job), ports, candidate, memory);
      const shuffled = await measuredTwin(silent(job), ports, candidate, twin, memory);
      interchanges += sweep.interchanges + shuffled.interchanges;
      return { name, responses: sweep.responses, twin: shuffled.responses };
    }),
  );
  return { contestants, interchanges };
}

async function comparedAll(
  job: Job,
  run: TaskRun,
  contestants: readonly Contestant[],
): Promise<Compared[]> {
  const known = await knownAll(job, run, contestants);
  const crisp: Crispness[] = [];
  for (const { readings } of known) {
    crisp.push(await run.clock.time(steps.crispness, () => crispnessOf(job, readings)));
  }
  const compare = comparing(job, run, known, steps.compare);
  return eachOf(job, 'pairs of models', run.pairs, async ({ a, b }) => {
    const found = await compare(a, b);
    const [A, B] = [known[a], known[b]];
    const crispness = await run.clock.time(steps.crispness, async () =>
      crispDistance(A.readings, B.readings, found.distances, [crisp[a], crisp[b]]),
    );
    return { found, crispness };
  });
}

async function knownAll(
  job: Job,
  { settings, prepared, clock }: TaskRun,
  contestants: readonly Contestant[],
): Promise<Known[]> {
  const known: Known[] = [];
  for (const contestant of contestants) {
    const options = { ...settings, seed: prepared.seed };
    known.push(await clock.time(steps.compare, () => knownOf(silent(job), contestant, options)));
  }
  return known;
}

function comparing(job: Job, run: TaskRun, known: readonly Known[], step: string) {
  const { settings, prepared, clock } = run;
  const { seed, differentPairs } = prepared;
  const options = { ...settings, seed, differentPairs, examples: 0 };
  const kept: KeptDraws = new WeakMap();
  return (a: number, b: number) =>
    clock.time(step, () => comparePair(silent(job), known[a], known[b], options, undefined, kept));
}

type Held = Readonly<Record<'distance' | 'full' | 'merge', readonly boolean[]>>;

/** The task's pairs are taken for all that there are, and as many are drawn of them, with replacement: does the interval
 * from the drawn ones hold what all show? By pair of models. */
async function heldOf(
  job: Job,
  run: TaskRun,
  contestants: readonly Contestant[],
  compared: readonly Compared[],
): Promise<readonly Held[] | undefined> {
  const { drawings } = run.settings;
  if (drawings === 0) return undefined;
  const n = run.prepared.pairs;
  const rng = random(`drawn pairs ${run.prepared.seed}`);
  const held = compared.map(() => ({
    distance: [] as boolean[],
    full: [] as boolean[],
    merge: [] as boolean[],
  }));
  for (let k = 0; k < drawings; k++) {
    const part = subJob(job, k / drawings, (k + 1) / drawings);
    const drawn = Array.from({ length: n }, () => rng.below(n));
    const again = contestants.map((one) => ({
      ...one,
      responses: drawnPairs(one.responses, drawn),
    }));
    const compare = comparing(part, run, await knownAll(part, run, again), steps.drawn);
    await eachOf(
      part,
      `pairs of models on drawn pairs (${k + 1} of ${drawings})`,
      run.pairs,
      async ({ a, b }, p) => {
        const { intervals } = await compare(a, b);
        const { found } = compared[p];
        const truth = found.intervals.distance?.value;
        if (truth !== undefined) held[p].distance.push(holds(intervals.distance, truth));
        held[p].full.push(holds(intervals.full, found.distances.full.value));
        if (found.merge) held[p].merge.push(holds(intervals.merge, found.merge.value));
      },
    );
  }
  return held;
}

function holds(interval: Interval | undefined, value: number): boolean {
  return interval !== undefined && interval.low <= value && value <= interval.high;
}
