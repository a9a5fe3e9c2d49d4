// Measures one model on one task: does it solve it (the gate), and how does it answer under every
// interchange and on every mixture (the sweep). The expensive steps: what was run before, block of pairs by
// block, comes from the store.
import { shuffledTwin } from '../checkpoint/twin.ts';
import { grouped } from '../checkpoint/words.ts';
import { isEngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { Model } from '../family/model.ts';
import { type Block, blocksOf } from '../forward/blocks.ts';
import { Forward } from '../forward/forward.ts';
import type { Measured } from '../forward/measured.ts';
import type { Network } from '../forward/network.ts';
import { comparisonPlan, cutSites, type Plan } from '../forward/plan.ts';
import { type Sweep, sweepOf } from '../forward/responses.ts';
import { jointSpans, ownParts } from '../forward/spans.ts';
import { complete, recall } from '../forward/sweep.ts';
import { networkOf } from '../forward/transformer.ts';
import { firstSets, isSearched, type Mix, searched, withSets } from '../signature/search.ts';
import { occurrenceSet, type PartSet } from '../task/partSet.ts';
import type { TokenTask } from '../task/tokenised.ts';
import type { Trial } from '../task/trial.ts';
import type { BaseAnswers } from './gate.ts';
import { type BlockBytes, MB, megabytes, planMemory } from './memory.ts';
import type { Subject } from './models.ts';
import { knownBlocks } from './remember.ts';

/** One model and the task in its tokens. */
export type Candidate = { readonly subject: Subject; readonly tokens: TokenTask };

/** A model on a trial, with all that its numbers depend on beside plan and pairs. */
type Run = {
  readonly model: Model;
  readonly trial: Trial;
  readonly depends: readonly unknown[];
  readonly memory: number; // MB
};

/** What a model says to the base prompts. */
export async function baseAnswers(
  job: Job,
  ports: Ports,
  candidate: Candidate,
  memory: number,
): Promise<BaseAnswers> {
  return runPlan(job, ports, runOf(candidate, memory), { series: [], sets: [] });
}

/** Says once what a run will take of the machine; a run that does not fit says so itself. */
export function noteMemory(ports: Ports, candidates: readonly Candidate[], memory: number): void {
  try {
    const estimates = candidates.map(({ subject: { model }, tokens }) => {
      const network = networkOf(model);
      const bytes = blockBytes(blocksOf(network, tokens, planOf(network, tokens, false).plan));
      return planMemory(network, bytes, memory * MB).estimate;
    });
    const most = megabytes(Math.max(...estimates));
    ports.note(`takes up to about ${most} of memory; ${grouped(memory)} MB are allowed`);
  } catch (error) {
    if (!isEngineError(error, 'memory')) throw error;
  }
}

/** Every interchange, and every mixture that coordinates need. */
export function measured(
  job: Job,
  ports: Ports,
  candidate: Candidate,
  memory: number,
): Promise<Sweep> {
  return runSweep(job, ports, runOf(candidate, memory), false);
}

/** The same on the first pairs for the model with shuffled weights: a control. */
export function measuredTwin(
  job: Job,
  ports: Ports,
  candidate: Candidate,
  { pairs, seed }: { readonly pairs: number; readonly seed: number },
  memory: number,
): Promise<Sweep> {
  const run = runOf(candidate, memory);
  const twin = {
    ...run,
    model: { ...run.model, checkpoint: shuffledTwin(run.model.checkpoint, seed) },
    trial: { ...run.trial, pairs: Math.min(pairs, run.trial.pairs) },
    depends: [...run.depends, 'twin', seed],
  };
  return runSweep(job, ports, twin, true);
}

function runOf(candidate: Candidate, memory: number): Run {
  const { subject, tokens } = candidate;
  return { model: subject.model, trial: tokens, depends: identity(subject), memory };
}

/** The bytes that the numbers of a model depend on. */
export function identity({ digests: { weights, config, tokenizer } }: Subject): readonly string[] {
  return [weights, config, tokenizer];
}

/**
 * What a comparison runs on a model. On its twin neither shares nor joint sites: attention at random carries words
 * along, so that what stands from some place on holds them in a network that works nothing out.
 */
function planOf(network: Network, trial: Trial, isTwin: boolean) {
  const sites = cutSites(network, trial.own.length, isTwin ? [] : jointSpans(network, trial));
  const occurrences = [...Array(isTwin ? 0 : trial.parts).keys()];
  const plan = comparisonPlan(sites, network, {
    shares: occurrences.map((g) => occurrenceSet(1 << g, trial.readings)),
    sets: firstSets(trial.readings, ownParts(sites, trial)),
  });
  return { sites, plan };
}

async function runSweep(job: Job, ports: Ports, run: Run, isTwin: boolean): Promise<Sweep> {
  const { model, trial } = run;
  const { sites, plan } = planOf(networkOf(model), trial, isTwin);
  const searches = isSearched(trial.readings); // then coordinates ask for more mixtures as they grow
  const first = subJob(job, 0, searches ? 0.7 : 1);
  const made = sweepOf(sites, plan, trial, await runPlan(first, ports, run, plan));
  const mix = mixing(subJob(job, 0.7, 1), ports, run);
  const responses = await searched(job, made.responses, trial.readings, mix);
  return { ...made, responses: { ...responses, sets: [...responses.mixed.keys()] } };
}

/** A sweep with the answers on these sets too: those that another model's search has visited. */
export async function completed(
  job: Job,
  ports: Ports,
  candidate: Candidate,
  memory: number,
  sweep: Sweep,
  sets: readonly PartSet[],
): Promise<Sweep> {
  const mix = mixing(job, ports, runOf(candidate, memory));
  return { ...sweep, responses: await withSets(sweep.responses, sets, mix) };
}

/** Runs mixed prompts. How often it is asked is not known: each time takes half of what is left of the job. */
function mixing(job: Job, ports: Ports, run: Run): Mix {
  let reached = 0;
  return async (sets) => {
    const part = subJob(job, reached, (reached + 1) / 2);
    reached = (reached + 1) / 2;
    const { answers } = await runPlan(part, ports, run, { series: [], sets });
    return new Map(sets.map((set) => [set, answers.get(set)!]));
  };
}

/** A plan within the budget; the model is got ready only if there is something to run. */
async function runPlan(job: Job, ports: Ports, run: Run, plan: Plan): Promise<Measured> {
  const { model, trial, memory } = run;
  const network = networkOf(model);
  const known = await knownBlocks(ports, run.depends, trial, plan);
  const begun = await recall(network, trial, plan, known);
  if (begun.open.length === 0) return begun.whole;
  const room = planMemory(network, blockBytes(begun.blocks), memory * MB);
  job.progress(0, 'getting the model ready');
  ports.reclaim(); // the weights of the model before
  const forward = new Forward(network, await ports.runtime(), room.weightBytes);
  try {
    return await complete(job, forward, trial, plan, begun, known, room.stateBytes);
  } finally {
    await forward.release();
  }
}

function blockBytes(blocks: readonly Block[]): BlockBytes {
  const bytes = blocks.map((block) => block.bytes);
  return { largest: Math.max(...bytes), all: bytes.reduce((sum, each) => sum + each, 0) };
}
