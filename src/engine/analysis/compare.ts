// Compares two checkpoints on a task: gate, interchanges, distances with intervals and controls,
// verdict. One model is in memory at a time; what was measured before comes from the store.
import type { CompareRequest } from '../../protocol/engineService.ts';
import type { CompareReport } from '../../protocol/report.ts';
import { type Contestant, comparePair } from '../congruity/compare.ts';
import { passes } from '../congruity/verdict.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { Sweep } from '../forward/responses.ts';
import { comparedReport, type Study, unsolvedReport } from './compareReport.ts';
import { finiteReport } from './finiteReport.ts';
import { type Gate, gateOf } from './gate.ts';
import { baseLogits, type Candidate, measured, measuredTwin, noteMemory } from './measure.ts';
import { withSubjects } from './models.ts';
import { prepareTask } from './prepare.ts';
import { type Budgeted, settingsOf } from './settings.ts';
import { stopwatch } from './stopwatch.ts';

/** Pairs on which the shuffled twins run: a control needs no interval. */
const twinPairs = 32;
const mostExamples = 12;

/** models.ts and prepare.ts say what is refused, and how. */
export async function compare(
  job: Job,
  ports: Ports,
  request: Budgeted<CompareRequest>,
): Promise<CompareReport> {
  const settings = settingsOf(request);
  return withSubjects(subJob(job, 0, 0.03), ports, [request.a, request.b], async (subjects) => {
    const clock = stopwatch(ports.now);
    const prepared = await prepareTask(job, ports, request.task, subjects, settings);
    noteMemory(ports, prepared.candidates, request.memory);
    const run = { ports, memory: request.memory, seed: prepared.seed };
    const gates = await solve(subJob(job, 0.03, 0.06), run, prepared.candidates);
    clock.lap('gate');
    const study: Study = { ...prepared, gates, settings, runtime: await ports.runtime() };
    const named = gates.map((gate, i) => ({ ...gate, name: subjects[i].name }));
    if (!named.every(passes)) return unsolvedReport(study, clock.timings());

    const sweeps = await interchange(subJob(job, 0.06, 0.9), run, prepared.candidates);
    clock.lap('interchanges');
    const [a, b] = sweeps.map(({ sweep, twin }, i): Contestant => {
      return { name: subjects[i].name, responses: sweep.responses, twin: twin.responses };
    });
    const comparison = await comparePair(subJob(job, 0.9, 1), a, b, {
      ...settings,
      seed: prepared.seed,
      differentPairs: prepared.differentPairs,
      examples: mostExamples,
    });
    clock.lap('distances, intervals and controls');
    return finiteReport(comparedReport(study, sweeps, comparison, clock.timings()));
  });
}

type Run = { readonly ports: Ports; readonly memory: number; readonly seed: number };

/** How well every model solves the task. */
async function solve(
  job: Job,
  { ports, memory }: Run,
  candidates: readonly Candidate[],
): Promise<Gate[]> {
  const gates: Gate[] = [];
  for (const [i, candidate] of candidates.entries()) {
    const part = subJob(job, i / candidates.length, (i + 1) / candidates.length);
    part.progress(0, `checking that ${candidate.subject.name} solves the task`);
    const logits = await baseLogits(part, ports, candidate, memory);
    gates.push(gateOf(candidate.subject.name, candidate.tokens, logits));
  }
  return gates;
}

/** All interchanges of every model, and of its shuffled twin on a few pairs. */
async function interchange(
  job: Job,
  { ports, memory, seed }: Run,
  candidates: readonly Candidate[],
): Promise<{ sweep: Sweep; twin: Sweep }[]> {
  const sweeps: { sweep: Sweep; twin: Sweep }[] = [];
  for (const [i, candidate] of candidates.entries()) {
    const part = subJob(job, i / candidates.length, (i + 1) / candidates.length);
    const { name } = candidate.subject;
    const sweep = await measured(titled(subJob(part, 0, 0.8), name), ports, candidate, memory);
    const own = titled(subJob(part, 0.8, 1), `${name}, shuffled twin`);
    const twin = await measuredTwin(own, ports, candidate, { pairs: twinPairs, seed }, memory);
    sweeps.push({ sweep, twin });
  }
  return sweeps;
}

/** The same job, saying first whom it is about. */
export function titled(job: Job, title: string): Job {
  return {
    get cancelled() {
      return job.cancelled;
    },
    progress: (fraction, doing) => job.progress(fraction, `${title}: ${doing}`),
    pause: () => job.pause(),
  };
}
