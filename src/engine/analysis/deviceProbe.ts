// Does a device answer a model's prompts as the CPU does, and how long do both take? The whole way of a sweep without
// its interchanges: every cut, keys and values left out.
import { isEngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { Runtime } from '../core/runtime.ts';
import { Forward } from '../forward/forward.ts';
import { type Network, stepsOf } from '../forward/network.ts';
import { answerLogits } from '../forward/readOut.ts';
import { runnableNetwork } from '../forward/runnable.ts';
import { Runs } from '../forward/runs.ts';
import { nothing, occurrenceSet } from '../task/partSet.ts';
import type { Input, Trial } from '../task/trial.ts';
import { MB, planMemory } from './memory.ts';
import type { Candidate } from './modelRun.ts';

export type Found = {
  readonly agrees: boolean;
  readonly isFaster: boolean;
  /** The largest difference of two logits, as a share of the range of all. */
  readonly worst: number;
  readonly seconds: { readonly cpu: number; readonly device: number };
  /** What failed, where nothing could be compared. */
  readonly why?: string;
};

/** Of the range of the logits. Single precision in another order of sums differs by a thousandth of it. */
const tolerance = 1e-3;
/** In half precision by about as much as its last digit, some blocks on. */
const halfTolerance = 2e-2;

export function toleranceOn({ device }: Runtime): number {
  return device?.precision === 'f16' ? halfTolerance : tolerance;
}

/** Prompts: enough that a device is kept busy, few enough that a CPU has them in seconds. */
const mostPairs = 16;

type Where = { readonly cpu: Runtime; readonly device: Runtime; readonly memory: number };

export async function probed(
  job: Job,
  ports: Ports,
  { subject, tokens }: Candidate,
  { cpu, device, memory }: Where,
): Promise<Found> {
  const network = runnableNetwork(subject.model);
  const ask = (part: Job, runtime: Runtime) => {
    part.progress(0, `${subject.name}: trying ${runtime.device?.name ?? 'the CPU'}`);
    return asked(part, ports, network, tokens, runtime, memory);
  };
  const wanted = await ask(subJob(job, 0, 0.5), cpu);
  try {
    const found = await ask(subJob(job, 0.5, 1), device);
    const seconds = { cpu: wanted.seconds, device: found.seconds };
    const { answers } = tokens;
    const agreement = compared(found.logits, wanted.logits, answers.length, toleranceOn(device));
    return { ...agreement, isFaster: seconds.device < seconds.cpu, seconds };
  } catch (error) {
    if (!isEngineError(error, 'device') && !isEngineError(error, 'model-values')) throw error;
    const seconds = { cpu: wanted.seconds, device: 0 };
    return { agrees: false, isFaster: false, worst: 0, seconds, why: error.message };
  }
}

/** Logits of the answers [n, A], and the seconds of the second time: at the first weights are read and graphs made. */
async function asked(
  job: Job,
  { now, reclaim }: Ports,
  network: Network,
  tokens: Trial,
  runtime: Runtime,
  memory: number,
) {
  const inputs = promptsOf(tokens);
  const { weightBytes } = planMemory(network, { largest: 0, all: 0 }, memory * MB);
  const forward = new Forward(network, runtime, weightBytes);
  try {
    await answered(job, forward, inputs, tokens.answers);
    const before = now();
    const logits = await answered(job, forward, inputs, tokens.answers);
    return { logits, seconds: (now() - before) / 1000 };
  } finally {
    await forward.release();
    reclaim(weightBytes);
  }
}

/** Of the first pairs the base prompts, and those that differ in the first part. */
function promptsOf(tokens: Trial): Input[] {
  const sets = [nothing, occurrenceSet(1, tokens.readings)];
  const pairs = Array.from({ length: Math.min(mostPairs, tokens.pairs) }, (_, i) => i);
  return sets.flatMap((set) => pairs.map((pair) => tokens.input(pair, set)));
}

async function answered(job: Job, forward: Forward, inputs: readonly Input[], answers: Int32Array) {
  const runs = new Runs(forward, inputs, []);
  await runs.embed(job);
  for (const step of stepsOf(forward.network, new Set(forward.network.cuts))) {
    await runs.step(job, step, 0);
  }
  return answerLogits(job, forward, runs.states.get('x').data, answers);
}

/** Where two answers are as near to each other as is allowed, either may be the top one. */
export function compared(
  found: Float32Array,
  wanted: Float32Array,
  answers: number,
  allowed: number,
): Pick<Found, 'agrees' | 'worst'> {
  const [low, high] = [leastOf(wanted), greatestOf(wanted)];
  const range = high > low ? high - low : Math.max(Math.abs(high), 1);
  let worst = 0;
  for (const [i, logit] of wanted.entries()) {
    const off = Math.abs(found[i] - logit) / range;
    worst = off <= worst ? worst : Number.isNaN(off) ? Number.POSITIVE_INFINITY : off;
  }
  const isTop = (at: number) => {
    const [mine, theirs] = [found, wanted].map((all) => all.subarray(at, at + answers));
    const top = mine.indexOf(greatestOf(mine));
    return greatestOf(theirs) - theirs[top] <= allowed * range;
  };
  const rows = Array.from({ length: wanted.length / answers }, (_, row) => row * answers);
  return { agrees: worst <= allowed && rows.every(isTop), worst };
}

/** Of as many as there are: a call takes no more than some 100,000 numbers. */
function greatestOf(all: Float32Array): number {
  return all.reduce((most, each) => Math.max(most, each), Number.NEGATIVE_INFINITY);
}

function leastOf(all: Float32Array): number {
  return all.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
}

export function isFound(value: unknown): value is Found {
  const found = value as Partial<Found> | null;
  return (
    typeof found?.agrees === 'boolean' &&
    typeof found.isFaster === 'boolean' &&
    typeof found.worst === 'number' &&
    typeof found.seconds?.cpu === 'number' &&
    typeof found.seconds.device === 'number'
  );
}
