// One model on a task, and how a plan is run on it: within the budget, from the store where it was run before, with
// the model got ready only if there is something to run.
import type { Job } from '../core/job.ts';
import { subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { type Block, blockSizeOn } from '../forward/blocks.ts';
import { deviceRoom } from '../forward/deviceMemory.ts';
import type { Measured } from '../forward/measured.ts';
import type { Plan } from '../forward/plan.ts';
import { type Runnable, runnableNetwork } from '../forward/runnable.ts';
import { complete, recall } from '../forward/sweep.ts';
import type { Mix } from '../signature/search.ts';
import type { TokenTask } from '../task/tokenised.ts';
import type { Trial } from '../task/trial.ts';
import { type BlockBytes, MB, planMemory } from './memory.ts';
import type { Subject } from './models.ts';
import { onPlace } from './onPlace.ts';
import type { Ready } from './ready.ts';
import { knownBlocks } from './remember.ts';

/** One model and the task in its tokens. */
export type Candidate = { readonly subject: Subject; readonly tokens: TokenTask };

/** A model on a trial, with all that its numbers depend on beside plan and pairs. */
export type ModelRun = {
  readonly model: Runnable;
  readonly trial: Trial;
  readonly depends: readonly unknown[];
  readonly ready: Ready;
  readonly memory: number; // MB
};

export function runOf(candidate: Candidate, memory: number): ModelRun {
  const { subject, tokens } = candidate;
  const { model, ready } = subject;
  return { model, trial: tokens, depends: identity(subject), ready, memory };
}

/** The bytes that the numbers of a model depend on. */
export function identity({ digests: { weights, config, tokenizer } }: Subject): readonly string[] {
  return [weights, config, tokenizer];
}

export function firstPairs(trial: Trial, pairs: number): Trial {
  return { ...trial, pairs: Math.min(pairs, trial.pairs) };
}

/**
 * A plan within the budget; the model is got ready only if there is something to run, and then stays so. Begun anew where
 * a device fails: its blocks are larger than the CPU's memory may hold, and the CPU has them all run in the time of a few.
 */
export function runPlan(job: Job, ports: Ports, run: ModelRun, plan: Plan): Promise<Measured> {
  return onPlace(ports, () => ran(job, ports, run, plan));
}

async function ran(job: Job, ports: Ports, run: ModelRun, plan: Plan): Promise<Measured> {
  const { model, trial, depends, memory } = run;
  const network = runnableNetwork(model);
  const known = await knownBlocks(ports, depends, trial, plan);
  const runtime = await ports.runtime();
  const begun = await recall(network, trial, plan, known, blockSizeOn(runtime));
  if (begun.open.length === 0) return begun.whole;
  const room = planMemory(network, blockBytes(begun.blocks), memory * MB);
  const there = runtime.device?.tensors && deviceRoom(network, begun.blocks, runtime.device.memory);
  const { weightBytes } = there ?? room;
  job.progress(0, 'getting the model ready');
  const key = JSON.stringify(depends);
  const forward = await run.ready.forward(ports, key, network, weightBytes);
  const stays = there?.stateBytes !== undefined;
  const stateBytes = there?.stateBytes ?? room.stateBytes;
  const measured = await complete(job, forward, trial, plan, begun, known, stateBytes, stays);
  forward.allow(room.restBytes);
  return measured;
}

export function blockBytes(blocks: readonly Block[]): BlockBytes {
  const bytes = blocks.map((block) => block.bytes);
  return { largest: Math.max(...bytes), all: bytes.reduce((sum, each) => sum + each, 0) };
}

/** Runs mixed prompts. */
export function mixing(job: Job, ports: Ports, run: ModelRun): Mix {
  const next = halving(job);
  return async (sets) => {
    const { answers } = await runPlan(next(), ports, run, { series: [], sets });
    return new Map(sets.map((set) => [set, answers.get(set)!]));
  };
}

/** Parts of a job of which nobody knows how many there are: each is half of what is left. */
export function halving(job: Job): () => Job {
  let reached = 0;
  return () => {
    const part = subJob(job, reached, (reached + 1) / 2);
    reached = (reached + 1) / 2;
    return part;
  };
}
