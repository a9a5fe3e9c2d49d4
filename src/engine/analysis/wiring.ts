// The circuits of two models beside each other: which component of one does what a component of the other does, by their
// effects on the same pairs, whatever block and head they are. What circuits say of an interpretation is nothing: two
// that differ may carry the same; the verdict is that of the profiles (compare).

import type { WiringReport } from '../../protocol/report.ts';
import type { WiringRequest } from '../../protocol/wiring.ts';
import { agreementOf } from '../circuit/agreement.ts';
import { passes } from '../congruity/verdict.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { findCircuit } from './circuitFind.ts';
import { CircuitRuns } from './circuitRuns.ts';
import { type CircuitSettings, circuitSettings, pairsFor, sourceSet } from './circuitSettings.ts';
import { componentAnswers, contentsOf, movesOf } from './componentContents.ts';
import { finiteReport } from './finiteReport.ts';
import type { Candidate } from './modelRun.ts';
import { tokenSubject } from './models.ts';
import { each, type Run, titled } from './run.ts';
import type { Budgeted } from './settings.ts';
import type { Stopwatch } from './stopwatch.ts';
import { type PairsOf, type Study, withStudy } from './study.ts';
import { drawnForOne, type Used, usedPairs } from './usedPairs.ts';
import type { WiredModel, Wiring } from './wiringFound.ts';
import { unsolvedWiring, wiringReport } from './wiringReport.ts';

export async function wiring(
  job: Job,
  ports: Ports,
  request: Budgeted<WiringRequest>,
): Promise<WiringReport> {
  const settings = circuitSettings(request);
  const use = async (study: Study, run: Run, clock: Stopwatch) => {
    if (!study.gates.every(passes)) return unsolvedWiring(study, clock.timings());
    const source = sourceSet(study.task, request.source);
    const used = await usedPairs(subJob(job, 0.06, 0.07), study, run, source, settings);
    const found = await compared(subJob(job, 0.07, 1), study, run, used, settings, clock);
    return finiteReport(wiringReport(study, found, clock.timings()));
  };
  const drawn: PairsOf = (subjects, asked) =>
    drawnForOne *
    (asked ?? Math.min(...subjects.map((each) => pairsFor(tokenSubject(each, 'a circuit').model))));
  return withStudy(job, ports, request, [request.a, request.b], use, drawn);
}

async function compared(
  job: Job,
  study: Study,
  run: Run,
  used: readonly Used[],
  settings: CircuitSettings,
  clock: Stopwatch,
): Promise<Wiring> {
  const { candidates, seed, settings: options } = study;
  const [{ source, found, checked }] = used;
  const pairs = [...new Set([...found, ...checked])].sort((x, y) => x - y);
  const models = await each(subJob(job, 0, 0.85), candidates, (part, candidate, m) => {
    const asked = { used: used[m], settings };
    return wiredModel(
      titled(part, candidate.subject.name),
      study,
      run,
      candidate,
      asked,
      pairs,
      clock,
    );
  });
  const contents =
    settings.ablation === 'resample'
      ? await contentsOf(
          subJob(job, 0.85, 0.9),
          run,
          candidates,
          models.map(({ answers }) => answers),
          pairs,
          source,
        )
      : undefined;
  clock.lap('what components carry');
  const [a, b] = models.map(({ components, answers, found: { discovered } }) => {
    const circuit = discovered.circuit.map((c) => components.indexOf(c));
    return { moves: movesOf(answers), circuit };
  });
  const part = subJob(job, 0.9, 1);
  part.progress(0, 'matching the components of both');
  const agreement = await agreementOf(part, a, b, pairs.length, { ...options, seed });
  clock.lap('matching');
  return { models, pairs, agreement, contents };
}

async function wiredModel(
  job: Job,
  study: Study,
  { ports, memory }: Run,
  candidate: Candidate,
  { used, settings }: { readonly used: Used; readonly settings: CircuitSettings },
  pairs: readonly number[],
  clock: Stopwatch,
): Promise<WiredModel> {
  const runs = new CircuitRuns(ports, candidate, memory, used, settings);
  const asked = { used, settings, given: undefined };
  const found = await findCircuit(subJob(job, 0, 0.85), study, runs, asked, clock);
  const components = found.discovered.leading;
  const answers = await componentAnswers(subJob(job, 0.85, 1), candidate, runs, pairs, components);
  runs.look([]); // what is recorded goes: the other model needs its room
  clock.lap('answers without each component');
  return { found, components, answers };
}
