// What is said of the checkpoints of training runs, and what is asked. Leaf.
import type { Interval, SetName } from './coordinates.ts';
import type { VerdictCode } from './reason.ts';
import type { RunOptions } from './runOptions.ts';
import type { Verdict } from './verdict.ts';

/** Folders of runs; or checkpoints of one, in order. `task` is the path of a task file or the name of a built-in task. */
export type TrajectoryRequest = RunOptions & {
  readonly runs: readonly string[];
  readonly task: string;
};

/** One checkpoint beside another one; `with` is its place in `models`. null: not measured. */
export type Beside = {
  readonly with: number;
  readonly verdict: Verdict;
  readonly reason: VerdictCode | 'said';
  /** Profile distance, and the set that decides it. */
  readonly distance: (Interval & { readonly set: SetName }) | null;
  readonly full: Interval | null;
  readonly pairs: number | null;
  readonly level: number | null;
};

export type TrajectoryStep = {
  readonly model: number; // place in `models`
  /** What the trainer called it: "checkpoint-300". */
  readonly label: string;
  /** null: it is of a list that does not say. */
  readonly step: number | null;
  /** Does it solve the task? One that does not is compared with nothing. */
  readonly solves: boolean;
  /** The last that solves the task; null: it is that one itself, or it does not solve it. */
  readonly toLast: Beside | null;
  /** The one before it that solves the task; null: there is none, or it does not solve it. */
  readonly toPrevious: Beside | null;
};

/** Numbers of steps, from 0. */
export type TrajectoryRun = {
  readonly name: string;
  /** In the order of training. */
  readonly steps: readonly TrajectoryStep[];
  /** The first step from which on all surely have the last one's interpretation; null: none before the last, or the last
   * does not solve the task. */
  readonly settled: number | null;
  /** The step that parts the checkpoints nearer to the first one's profile from those nearer to the last one's, with its interval: from the first that is not like the first to the first that is like the last, under the draws; null: no step before it is surely
   * different from the last one or from the one after it. */
  readonly change: {
    readonly at: number;
    readonly low: number;
    readonly high: number;
    /** Of the draws of the pairs, the share that put it exactly there. */
    readonly share: number;
  } | null;
  /** Steps that surely do not compute as the one before them that solves the task. */
  readonly breaks: readonly number[];
};

export type TrajectorySection = {
  readonly kind: 'trajectory';
  readonly runs: readonly TrajectoryRun[];
  /** Of several runs the last ones that solve the task, every two: models by their places. */
  readonly lasts: readonly (Beside & { readonly of: number })[];
};

/** A checkpoint as it lies in a run's folder; `stamp` changes while it is written. */
export type TrainingStep = {
  readonly path: string;
  readonly label: string;
  readonly stamp: string;
};
