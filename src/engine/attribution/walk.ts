// Pairs of prompts on their way up, and gradients down again: at the prompt that is changed, or at points on the
// straight line to it from the one that is taken from (integrated gradients). The line is drawn between the inputs.
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { Forward } from '../forward/forward.ts';
import type { PartSet } from '../task/partSet.ts';
import type { Trial } from '../task/trial.ts';
import { ascend, type Batch, batchOf, batchSize, type Pairs, type States } from './ascent.ts';
import { descend } from './descent.ts';
import type { MetricOf } from './metric.ts';

export type Question = {
  readonly trial: Pick<Trial, 'input' | 'regions'>;
  readonly pairs: readonly number[]; // n of the trial's
  /** The prompt that is changed, and the one that is taken from. */
  readonly into: PartSet;
  readonly from: PartSet;
  readonly metric: MetricOf;
  /**
   * m: gradients are means over the inputs from + k / m (into - from), k = 1 .. m. 1 is attribution patching, more are
   * its integrated form (Hanna, Pezzelle & Belinkov 2024, equation 3).
   */
  readonly steps: number;
};

/** What is done with a moment's gradients, each a step's. */
export type Visitor = (
  moment: number,
  gradients: States,
  point: readonly States[],
) => void | Promise<void>;

/** Gives the metric of every pair's prompt that is changed, [n]. `most`: so many pairs go together at most. */
export async function walk(
  job: Job,
  forward: Forward,
  question: Question,
  visitorOf: (pairs: Pairs) => Visitor | Promise<Visitor>,
  most = Number.POSITIVE_INFINITY,
): Promise<Float64Array> {
  const { pairs, steps } = question;
  if (!(Number.isInteger(steps) && steps >= 1))
    throw new RangeError(`${steps} steps, wanted 1, 2, ..`);
  const values = new Float64Array(pairs.length);
  const size = Math.max(1, Math.min(most, batchSize(forward, longest(question))));
  for (let first = 0; first < pairs.length; first += size) {
    job.progress(first / pairs.length, 'gradients');
    const some = pairs.slice(first, first + size);
    const { batch, x } = await bothOf(job, forward, question, some);
    const from = await ascend(job, forward, batch, x.from);
    const into = await ascend(job, forward, batch, x.into);
    const together = { first, batch, into, from };
    const visit = await visitorOf(together);
    const metric = await question.metric(together);
    for (let k = 1; k <= steps; k++) {
      const between = () => ascend(job, forward, batch, onTheLine(x.from, x.into, k / steps));
      const point = k === steps ? into : await between();
      const own = await descend(job, forward, batch, point, metric, (moment, gradients) =>
        visit(moment, gradients, point),
      );
      if (k === steps) values.set(own, first);
    }
  }
  return values;
}

/** Positions of the longest prompt. */
export function longest({ trial, pairs, into }: Question): number {
  return Math.max(...pairs.map((i) => trial.input(i, into).values.length));
}

async function bothOf(job: Job, forward: Forward, question: Question, pairs: readonly number[]) {
  const { trial, into, from } = question;
  const batchFor = (set: PartSet) =>
    batchOf(
      forward,
      pairs.map((i) => trial.input(i, set)),
    );
  const [one, other] = [into, from].map(batchFor);
  if (one.lengths.some((length, b) => length !== other.lengths[b])) {
    throw new EngineError('internal', 'the prompts of a pair differ in length');
  }
  const embedded = ({ inputs, length }: Batch) => forward.network.embed(job, inputs, length);
  return { batch: one, x: { into: await embedded(one), from: await embedded(other) } };
}

function onTheLine(a: Float32Array, b: Float32Array, share: number): Float32Array {
  return a.map((from, i) => from + share * (b[i] - from));
}
