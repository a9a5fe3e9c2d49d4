// Measures one model on one task: does it solve it (the gate), and how does it answer under every
// interchange and on every mixture (the sweep). The expensive steps; both are kept in the store.
import { decodeSafetensors, encodeSafetensors } from '../checkpoint/encodeSafetensors.ts';
import { shuffledTwin } from '../checkpoint/twin.ts';
import { grouped } from '../checkpoint/words.ts';
import { EngineError, isEngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { Model } from '../family/model.ts';
import { answersTo } from '../forward/answers.ts';
import { pairBytes } from '../forward/estimate.ts';
import { withOther } from '../forward/fold.ts';
import { Forward } from '../forward/forward.ts';
import type { Sweep, SweepOptions } from '../forward/responses.ts';
import { sweep } from '../forward/sweep.ts';
import { allSubsetsUpTo, firstMasks, withMixtures } from '../signature/mixtures.ts';
import type { TokenTask } from '../task/tokenised.ts';
import { MB, megabytes, planMemory } from './memory.ts';
import type { Subject } from './models.ts';
import { remembered } from './remember.ts';
import { sweepCodec } from './sweepFile.ts';

/** One model and the task in its tokens. */
export type Candidate = {
  readonly subject: Subject;
  readonly tokens: TokenTask;
  /** Digest of the pairs. */
  readonly pairs: string;
};

/** Logits of the answers on the base prompts: [n, A]. */
export function baseLogits(
  job: Job,
  ports: Ports,
  candidate: Candidate,
  memory: number,
): Promise<Float32Array> {
  const { tokens, subject } = candidate;
  const prompts = Array.from({ length: tokens.pairs }, (_, i) => tokens.prompt(i, 0));
  return remembered(ports, 'gate', identity(candidate), logitsCodec, () =>
    withForward(job, ports, subject.model, tokens, sources, memory, async (forward, stateBytes) => {
      const { answerIds } = tokens;
      return (await answersTo(job, forward, prompts, answerIds, stateBytes)).logits;
    }),
  );
}

/** Says once what a run will take of the machine; a run that does not fit says so itself. */
export function noteMemory(ports: Ports, candidates: readonly Candidate[], memory: number): void {
  try {
    const estimates = candidates.map(({ subject: { model }, tokens }) => {
      const bytes = pairBytes(model.spec, tokens, kindsOf(tokens, true));
      return planMemory(model, bytes, tokens.pairs, memory * MB).estimate;
    });
    const most = megabytes(Math.max(...estimates));
    ports.note(`takes up to about ${most} of memory; ${grouped(memory)} MB are allowed`);
  } catch (error) {
    if (!isEngineError(error, 'memory')) throw error;
  }
}

/** Every interchange, and every mixture that a label needs. */
export function measured(
  job: Job,
  ports: Ports,
  candidate: Candidate,
  memory: number,
): Promise<Sweep> {
  const { subject, tokens } = candidate;
  return remembered(ports, 'sweep', identity(candidate), sweepCodec, () =>
    runSweep(job, ports, subject.model, tokens, true, memory),
  );
}

/** The same on the first pairs for the model with shuffled weights: a control; without shares. */
export function measuredTwin(
  job: Job,
  ports: Ports,
  candidate: Candidate,
  { pairs, seed }: { readonly pairs: number; readonly seed: number },
  memory: number,
): Promise<Sweep> {
  const { model } = candidate.subject;
  const twin = { ...model, checkpoint: shuffledTwin(model.checkpoint, seed) };
  const tokens = firstPairs(candidate.tokens, pairs);
  const depends = [...identity(candidate), 'twin', seed, tokens.pairs];
  return remembered(ports, 'sweep', depends, sweepCodec, () =>
    runSweep(job, ports, twin, tokens, false, memory),
  );
}

function firstPairs(tokens: TokenTask, pairs: number): TokenTask {
  return {
    task: tokens.task,
    pairs: Math.min(pairs, tokens.pairs),
    answerIds: tokens.answerIds,
    right: tokens.right.slice(0, pairs),
    spans: (pair) => tokens.spans(pair),
    prompt: (pair, fromSource) => tokens.prompt(pair, fromSource),
    text: (pair) => tokens.text(pair),
  };
}

function identity({ subject, tokens, pairs }: Candidate): unknown[] {
  const { weights, config, tokenizer } = subject.digests;
  return [weights, config, tokenizer, tokens.task.digest, pairs];
}

const sources = { shares: false, masks: [] };

function runSweep(
  job: Job,
  ports: Ports,
  model: Model,
  tokens: TokenTask,
  shares: boolean,
  memory: number,
): Promise<Sweep> {
  const parts = tokens.task.parts.length;
  const kinds = kindsOf(tokens, shares);
  return withForward(job, ports, model, tokens, kinds, memory, async (forward, stateBytes) => {
    const searches = parts > allSubsetsUpTo; // then labels ask for more mixtures as they grow
    const first = subJob(job, 0, searches ? 0.7 : 1);
    const made = await sweep(first, forward, tokens, { ...kinds, stateBytes });
    let reached = 0.7; // how often the search asks is not known: each time takes half of what is left
    const responses = await withMixtures(job, made.responses, (masks) => {
      const rest = subJob(job, reached, (reached + 1) / 2);
      reached = (reached + 1) / 2;
      return mixtures(rest, forward, tokens, masks, stateBytes);
    });
    return { ...made, responses };
  });
}

function kindsOf(tokens: TokenTask, shares: boolean): Omit<SweepOptions, 'stateBytes'> {
  return { shares, masks: firstMasks(tokens.task.parts.length) };
}

/** F_G for all pairs, by mask: [n, K] each. */
async function mixtures(
  job: Job,
  forward: Forward,
  { answerIds, pairs: n, ...task }: TokenTask,
  masks: readonly number[],
  stateBytes: number,
): Promise<Map<number, Float32Array>> {
  const [A, K] = [answerIds.length, answerIds.length + 1];
  const prompts = masks.flatMap((mask) =>
    Array.from({ length: n }, (_, i) => task.prompt(i, mask)),
  );
  const { probabilities } = await answersTo(job, forward, prompts, answerIds, stateBytes);
  const all = new Float32Array(prompts.length * K);
  for (const i of prompts.keys()) {
    all.set(withOther(probabilities.subarray(i * A, (i + 1) * A)), i * K);
  }
  return new Map(masks.map((mask, m) => [mask, all.slice(m * n * K, (m + 1) * n * K)]));
}

/** A model on the runtime within the budget (MB), released when `use` ends. */
async function withForward<T>(
  job: Job,
  ports: Ports,
  model: Model,
  tokens: TokenTask,
  kinds: Omit<SweepOptions, 'stateBytes'>,
  memory: number,
  use: (forward: Forward, stateBytes: number) => Promise<T>,
): Promise<T> {
  const bytes = pairBytes(model.spec, tokens, kinds);
  const plan = planMemory(model, bytes, tokens.pairs, memory * MB);
  job.progress(0, 'getting the model ready');
  ports.reclaim(); // the weights of the model before
  const forward = new Forward(model, await ports.runtime(), plan.weightBytes);
  try {
    return await use(forward, plan.stateBytes);
  } finally {
    await forward.release();
  }
}

const logitsCodec = {
  encode: (data: Float32Array) =>
    encodeSafetensors(new Map([['logits', { dims: [data.length], data }]])),
  decode: (bytes: Uint8Array) => {
    const logits = decodeSafetensors(bytes).tensors.get('logits');
    if (logits) return logits.data as Float32Array;
    throw new EngineError('file-format', 'the stored answers have no logits');
  },
};
