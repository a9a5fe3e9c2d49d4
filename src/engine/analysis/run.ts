// What a comparison does with every model, of two or of many: does it solve the task, and how does it
// answer under every interchange. One model is in memory at a time.
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { Sweep } from '../forward/responses.ts';
import type { Focus } from './focus.ts';
import { type Gate, gateOf } from './gate.ts';
import { baseAnswers, completed, type Extent, measured, measuredTwin, whole } from './measure.ts';
import type { Candidate } from './modelRun.ts';

export type Run = { readonly ports: Ports; readonly memory: number; readonly seed: number };

/** A model's interchanges, and those of its twin with shuffled weights. */
export type Swept = { readonly sweep: Sweep; readonly twin: Sweep };

/** Pairs on which the shuffled twins run: a control needs no interval. */
const twinPairs = 32;

/** How well every model solves the task. */
export function solve(job: Job, run: Run, candidates: readonly Candidate[]): Promise<Gate[]> {
  return each(job, candidates, async (part, candidate) => {
    part.progress(0, `checking that ${candidate.subject.name} solves the task`);
    const said = await baseAnswers(part, run.ports, candidate, run.memory);
    return gateOf(candidate.subject.name, candidate.tokens, said);
  });
}

/**
 * Interchanges of every model to its extent, and of its shuffled twin on a few pairs; all with the answers on the same
 * sets.
 */
export async function interchange(
  job: Job,
  run: Run,
  candidates: readonly Candidate[],
  extents: readonly Extent[] = candidates.map(({ tokens }) => whole(tokens.pairs)),
): Promise<Swept[]> {
  const swept = await each(subJob(job, 0, 0.95), candidates, (part, candidate, i) => {
    return sweptAlone(part, run, candidate, extents[i]);
  });
  const sets = swept.flatMap(({ sweep }) => sweep.responses.sets);
  return each(subJob(job, 0.95, 1), swept, async (part, { sweep, twin }, i) => {
    const own = titled(part, candidates[i].subject.name);
    return { sweep: await completed(own, run.ports, candidates[i], run.memory, sweep, sets), twin };
  });
}

async function sweptAlone(
  job: Job,
  { ports, memory, seed }: Run,
  candidate: Candidate,
  extent: Extent,
): Promise<Swept> {
  const { name } = candidate.subject;
  const sweep = await measured(titled(subJob(job, 0, 0.8), name), ports, candidate, memory, extent);
  const own = titled(subJob(job, 0.8, 1), `${name}, shuffled twin`);
  const twin = { pairs: twinPairs, seed, focus: twinFocus(extent) }; // once for all looks
  return { sweep, twin: await measuredTwin(own, ports, candidate, twin, memory) };
}

/** Of its own nothing is known: all sites are run, on the prompts that the model needs. */
function twinFocus({ focus }: Extent): Focus | undefined {
  return focus && { ...focus, silent: new Set() };
}

/** Run in some sweeps together. */
export function interchangesOf(sweeps: readonly Pick<Sweep, 'interchanges'>[]): number {
  return sweeps.reduce((sum, { interchanges }) => sum + interchanges, 0);
}

/** One after the other, each with its share of the job; of more than two it says which one it is. */
export async function each<T, U>(
  job: Job,
  items: readonly T[],
  run: (part: Job, item: T, index: number) => Promise<U>,
): Promise<U[]> {
  const out: U[] = [];
  for (const [i, item] of items.entries()) {
    const part = subJob(job, i / items.length, (i + 1) / items.length);
    const which = items.length > 2 ? titled(part, `${i + 1} of ${items.length}`) : part;
    out.push(await run(which, item, i));
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
