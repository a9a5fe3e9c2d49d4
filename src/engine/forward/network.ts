// A model as a forward pass sees it: stages and a readout, whatever it is made of.
import type { Job } from '../core/job.ts';
import type { FloatTensor } from '../core/tensor.ts';
import type { Graph } from '../graph/graph.ts';
import type { Reading } from '../graph/head.ts';
import type { WeightSpec } from '../graph/spec.ts';
import { type Stage, slotsAt } from '../graph/stage.ts';
import type { Input } from '../task/trial.ts';

export type WeightTensors = Readonly<Record<string, FloatTensor>>;

/** From x at one position to the answers. */
export type Readout = {
  readonly group: string;
  readonly weights: readonly WeightSpec[];
  /** Numbers of its widest activation, for each row: the vocabulary, where all of it is computed. */
  readonly widest: number;
  /** Takes x [R, d] and, but for 'logits', answers [A]; its one output is called as the reading. */
  graph(reading: Reading): Graph;
};

export interface Network {
  readonly name: string;
  readonly stages: readonly Stage[];
  /** Cut l is the moment before stage cuts[l]; the last is before the readout. */
  readonly cuts: readonly number[];
  /** undefined: it gives no answers. */
  readonly readout: Readout | undefined;
  /** What the state at each cut is called, where it is no block's. */
  readonly cutNames?: readonly string[];
  /** Multiplications of one input, about, where weights do not say it. */
  readonly work?: number;
  /** Positions [from, to) that have numbers at a moment; absent: all have. */
  readonly held?: (moment: number) => readonly [number, number];
  /** x at moment 0 of inputs of at most T positions, padded on the right: [B, T, d]. */
  embed(job: Job, inputs: readonly Input[], T: number): Promise<Float32Array>;
  /** All weights of the stages of a group, or of the readout, as their graphs take them. */
  weights(job: Job, group: string): Promise<WeightTensors>;
}

/**
 * Stages that are computed as one graph: of one group, with nothing to see or change between them. At most the
 * first of them mixes positions: a graph has one past, and what is read out is the last mixing stage's.
 */
export type Step = {
  readonly from: number; // its first stage, and the moment before it
  readonly to: number; // the moment after it
  readonly stages: readonly Stage[];
  /** Afterwards only the position that is read matters. */
  readonly readsOut: boolean;
};

/** The steps of a network in order, when it is looked into at these moments. */
export function stepsOf({ stages }: Network, moments: ReadonlySet<number>): Step[] {
  const last = lastMixing(stages);
  const starts = stages.flatMap((stage, i) =>
    i === 0 || moments.has(i) || mixes(stage) || stage.group !== stages[i - 1].group ? [i] : [],
  );
  return starts.map((from, i) => {
    const to = starts[i + 1] ?? stages.length;
    return { from, to, stages: stages.slice(from, to), readsOut: to > last };
  });
}

/** No position depends on later ones: what comes before a change stays as it is. */
export function isCausal({ stages }: Network): boolean {
  return stages.every(({ sees }) => sees !== 'all');
}

/** Runs may start at any position: every stage in which they see those before can take these from a past. */
export function startsAnywhere({ stages }: Network): boolean {
  return stages.every((stage) => !mixes(stage) || stage.past !== undefined);
}

/** Its positions see others. */
export function mixes({ sees }: Stage): boolean {
  return sees !== 'itself';
}

/** The last stage that mixes positions; after it each goes its own way. */
export function lastMixing(stages: readonly Stage[]): number {
  return stages.findLastIndex(mixes);
}

/** Numbers of all states of one position between the two steps that have most. */
export function widestState(network: Network, moments: ReadonlySet<number>): number {
  const sums = stepsOf(network, moments).map(({ from }) => {
    const widths = Object.values(slotsAt(network.stages, from));
    return widths.reduce((sum, width) => sum + width, 0);
  });
  return Math.max(...sums);
}

/** Width of x before the readout. */
export function readWidth({ stages }: Network): number {
  return slotsAt(stages, stages.length).x;
}

/** The part of an input that can matter to its answer: under a causal mask up to the position that is read. */
export function visible({ values, readAt }: Input, causal: boolean): Input['values'] {
  return causal ? values.subarray(0, readAt + 1) : values;
}
