// One task of a truth while it is run: what all methods are given, and how long each took.

import type { MethodScores, ModelAgreement, TruthPair } from '../calibration/judge.ts';
import type { GivenScores } from '../calibration/scores.ts';
import type { Truth, TruthTask } from '../calibration/truth.ts';
import { type Job, quietJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { Runtime } from '../core/runtime.ts';
import type { Placed } from './device.ts';
import { pairsOf } from './fleetPairs.ts';
import type { Gate } from './gate.ts';
import type { Candidate } from './modelRun.ts';
import type { Prepared } from './prepare.ts';
import type { Settings } from './settings.ts';

export type CalibrateSettings = Settings & {
  /** Names of the methods that are judged. */
  readonly methods: ReadonlySet<string>;
  /** How often pairs are drawn anew to see whether intervals hold. */
  readonly drawings: number;
};

/** A model of the truth that solves its task. */
export type Solver = {
  readonly name: string;
  readonly label: string;
  readonly candidate: Candidate;
};

export type TaskRun = {
  readonly ports: Ports;
  readonly memory: number; // MB
  readonly settings: CalibrateSettings;
  readonly truth: TruthTask;
  readonly prepared: Prepared;
  readonly gates: readonly Gate[];
  readonly solvers: readonly Solver[];
  /** Every two of the solvers. */
  readonly pairs: readonly TruthPair[];
  readonly clock: Clock;
};

/** What is known of one task when it is done; nothing in it holds a model. */
export type TaskScores = Omit<TaskRun, 'ports' | 'memory' | 'clock' | 'settings'> & {
  readonly runtime: Runtime;
  readonly placeNote: Placed['note'];
  readonly scores: ReadonlyMap<string, MethodScores>;
  readonly components: ReadonlyMap<string, readonly ModelAgreement[]>;
  readonly interchanges: number;
};

/** What the report is made of. */
export type Calibrated = {
  readonly truth: Truth;
  readonly given: readonly GivenScores[];
  readonly settings: CalibrateSettings;
  readonly done: readonly TaskScores[];
  readonly clock: Clock;
  readonly seconds: number;
};

/** Seconds by step, added up over tasks and models. */
export type Clock = {
  readonly seconds: ReadonlyMap<string, number>;
  time<T>(step: string, run: () => Promise<T>): Promise<T>;
};

export function clockOf(now: () => number): Clock {
  const seconds = new Map<string, number>();
  return {
    seconds,
    async time(step, run) {
      const begun = now();
      const made = await run();
      seconds.set(step, (seconds.get(step) ?? 0) + (now() - begun) / 1000);
      return made;
    },
  };
}

export function everyTwo(solvers: readonly Solver[]): TruthPair[] {
  return pairsOf([...solvers.keys()]).map(([a, b]) => {
    return { a, b, across: solvers[a].label !== solvers[b].label };
  });
}

/** What is done on every one, with progress and pauses. */
export async function eachOf<T, U>(
  job: Job,
  doing: string,
  items: readonly T[],
  use: (item: T, index: number) => Promise<U>,
): Promise<U[]> {
  const out: U[] = [];
  for (const [i, item] of items.entries()) {
    await job.pause();
    job.progress(i / items.length, `${doing}, ${i + 1} of ${items.length}`);
    out.push(await use(item, i));
  }
  return out;
}

/** Its steps are not told: there are too many models for that. */
export function silent(job: Job): Job {
  return {
    ...quietJob,
    get cancelled() {
      return job.cancelled;
    },
    pause: () => job.pause(),
  };
}
