// What a comparison does with every model, of two or of many: does it solve the task, and how does it
// answer under every interchange. One model is in memory at a time.
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { Sweep } from '../forward/responses.ts';
import { type Gate, gateOf } from './gate.ts';
import { baseLogits, type Candidate, measured, measuredTwin } from './measure.ts';

export type Run = { readonly ports: Ports; readonly memory: number; readonly seed: number };

/** A model's interchanges, and those of its twin with shuffled weights. */
export type Swept = { readonly sweep: Sweep; readonly twin: Sweep };

/** Pairs on which the shuffled twins run: a control needs no interval. */
const twinPairs = 32;

/** How well every model solves the task. */
export function solve(job: Job, run: Run, candidates: readonly Candidate[]): Promise<Gate[]> {
  return each(job, candidates, async (part, candidate) => {
    part.progress(0, `checking that ${candidate.subject.name} solves the task`);
    const logits = await baseLogits(part, run.ports, candidate, run.memory);
    return gateOf(candidate.subject.name, candidate.tokens, logits);
  });
}

/** All interchanges of every model, and of its shuffled twin on a few pairs. */
export function interchange(
  job: Job,
  { ports, memory, seed }: Run,
  candidates: readonly Candidate[],
): Promise<Swept[]> {
  return each(job, candidates, async (part, candidate) => {
    const { name } = candidate.subject;
    const sweep = await measured(titled(subJob(part, 0, 0.8), name), ports, candidate, memory);
    const own = titled(subJob(part, 0.8, 1), `${name}, shuffled twin`);
    const twin = await measuredTwin(own, ports, candidate, { pairs: twinPairs, seed }, memory);
    return { sweep, twin };
  });
}

/** One after the other, each with its share of the job; of more than two it says which one it is. */
export async function each<T, U>(
  job: Job,
  items: readonly T[],
  run: (part: Job, item: T) => Promise<U>,
): Promise<U[]> {
  const out: U[] = [];
  for (const [i, item] of items.entries()) {
    const part = subJob(job, i / items.length, (i + 1) / items.length);
    const which = items.length > 2 ? titled(part, `${i + 1} of ${items.length}`) : part;
    out.push(await run(which, item));
  }
  return out;
}

/** The same job, saying first what it is about. */
export function titled(job: Job, title: string): Job {
  return {
    get cancelled() {
      return job.cancelled;
    },
    progress: (fraction, doing) => job.progress(fraction, `${title}: ${doing}`),
    pause: () => job.pause(),
  };
}
