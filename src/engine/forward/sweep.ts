// Every interchange of a task on one model. The pairs go in chunks that fit the memory; within a chunk
// everything goes up one block together: base and source runs, and the variants, which join at their
// cut. Self-checks ride along: interchanges from a run into itself, and of whole cuts.
//
// Donors of pair i: the source; per part g the base prompt with g alone taken from the source; for
// the self-checks the base itself and, whole cuts, the source.
import type { Job } from '../core/job.ts';
import { subJob } from '../core/job.ts';
import type { TokenTask } from '../task/tokenised.ts';
import { ranges } from './batch.ts';
import { Chunk } from './chunk.ts';
import { chunkSize } from './estimate.ts';
import type { Forward } from './forward.ts';
import type { Filling, Sweep, SweepOptions } from './responses.ts';

export async function sweep(
  job: Job,
  forward: Forward,
  task: TokenTask,
  options: SweepOptions,
): Promise<Sweep> {
  const result = emptySweep(forward, task, options);
  const order = Array.from({ length: task.pairs }, (_, i) => i);
  const lengths = order.map((i) => task.prompt(i, 0).ids.length);
  order.sort((a, b) => lengths[a] - lengths[b] || a - b); // chunks of like lengths waste no padding
  const size = chunkSize(forward.model.spec, task, options);
  const chunks = ranges(order.length, size);
  for (const [c, [from, to]] of chunks.entries()) {
    const part = subJob(job, c / chunks.length, (c + 1) / chunks.length);
    const chunk = new Chunk(forward, task, order.slice(from, to), options, c === 0);
    await chunk.run(part, result);
  }
  return result;
}

function emptySweep(forward: Forward, task: TokenTask, options: SweepOptions): Filling {
  const { pairs: n, answerIds } = task;
  const cuts = forward.model.spec.layers + 1;
  const spans = task.task.spans.length;
  const parts = task.task.parts.length;
  const K = answerIds.length + 1;
  const donors = 1 + (options.shares ? parts : 0);
  const mixed = new Map(options.masks.map((mask) => [mask, new Float32Array(n * K)]));
  return {
    responses: {
      cuts,
      spans,
      pairs: n,
      outcomes: K,
      parts,
      own: Int32Array.from(task.task.spans, ({ part }) => part ?? -1),
      clean: new Float32Array(n * K),
      site: new Float32Array(cuts * spans * n * K),
      mixed,
      passed: new Float32Array(parts * cuts * spans * n),
      whole: new Float32Array(parts * n),
      effect: new Float32Array(parts * n),
    },
    logits: new Float32Array(n * answerIds.length),
    noOp: 0,
    wholeCut: 0,
    interchanges: donors * cuts * spans * n,
  };
}
