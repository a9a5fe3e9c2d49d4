// Measures one model on one task: all interchanges, all mixtures. The expensive step; its result is
// kept in the store under a digest of everything it depends on.
import type { Job } from '../core/job.ts';
import { subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { algorithm } from '../core/version.ts';
import { answersTo } from '../forward/answers.ts';
import type { Forward } from '../forward/forward.ts';
import { type Sweep, sweep, withOther } from '../forward/sweep.ts';
import { allSubsetsUpTo, firstMasks, withMixtures } from '../signature/mixtures.ts';
import type { TokenTask } from '../task/tokenised.ts';
import { decodeSweep, encodeSweep } from './sweepFile.ts';

export type MeasureOptions = {
  readonly shares: boolean;
  readonly stateBytes: number;
  /** Digest of model, task and pairs, as identity.ts makes it. */
  readonly identity: string;
};

export async function measure(
  job: Job,
  ports: Ports,
  forward: Forward,
  task: TokenTask,
  options: MeasureOptions,
): Promise<Sweep> {
  const runtime = await ports.runtime();
  const hasher = ports.sha256();
  const depends = [algorithm, runtime.name, runtime.version, options.shares, options.identity];
  hasher.update(new TextEncoder().encode(JSON.stringify(depends)));
  const key = `sweep-${hasher.hex()}`;
  const stored = await ports.store.get(key);
  if (stored) return decodeSweep(stored);
  const made = await run(job, forward, task, options);
  await ports.store.put(key, encodeSweep(made));
  return made;
}

async function run(job: Job, forward: Forward, task: TokenTask, options: MeasureOptions) {
  const { shares, stateBytes } = options;
  const parts = task.task.parts.length;
  const searches = parts > allSubsetsUpTo; // then more mixtures are asked for as labels grow
  const part = subJob(job, 0, searches ? 0.7 : 1);
  const made = await sweep(part, forward, task, { shares, stateBytes, masks: firstMasks(parts) });
  if (!searches) return made;
  const rest = subJob(job, 0.7, 1);
  const responses = await withMixtures(rest, made.responses, async (masks) => {
    const mixed = new Map<number, Float32Array>();
    for (const mask of masks) mixed.set(mask, await mixture(rest, forward, task, mask, stateBytes));
    return mixed;
  });
  return { ...made, responses };
}

/** F_G for all pairs: [n, K]. */
async function mixture(
  job: Job,
  forward: Forward,
  task: TokenTask,
  mask: number,
  stateBytes: number,
): Promise<Float32Array> {
  const A = task.answerIds.length;
  const prompts = Array.from({ length: task.pairs }, (_, i) => task.prompt(i, mask));
  const { probabilities } = await answersTo(job, forward, prompts, task.answerIds, stateBytes);
  const out = new Float32Array(task.pairs * (A + 1));
  for (let i = 0; i < task.pairs; i++) {
    out.set(withOther(probabilities.subarray(i * A, (i + 1) * A)), i * (A + 1));
  }
  return out;
}
