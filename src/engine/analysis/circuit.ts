// Which heads and MLPs a model answers by (method.md 3.3): the effect of each, the smallest set that does alone, and how
// that fares on other pairs, beside sets at random.
import type { CircuitRequest } from '../../protocol/circuit.ts';
import type { CircuitReport } from '../../protocol/report.ts';
import { type CircuitModel, circuitIn } from '../circuit/circuitFile.ts';
import { passes } from '../congruity/verdict.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { componentsOf } from '../forward/components.ts';
import { networkOf } from '../forward/transformer.ts';
import { edgesOf } from './attributed.ts';
import { findCircuit } from './circuitFind.ts';
import { circuitReport, unsolvedCircuit } from './circuitReport.ts';
import { CircuitRuns } from './circuitRuns.ts';
import { circuitSettings, pairsFor, sourceSet } from './circuitSettings.ts';
import { finiteReport } from './finiteReport.ts';
import type { Candidate } from './modelRun.ts';
import { tokenSubject } from './models.ts';
import { readCircuit } from './readCircuit.ts';
import type { Run } from './run.ts';
import type { Budgeted } from './settings.ts';
import type { Stopwatch } from './stopwatch.ts';
import { type PairsOf, type Study, withStudy } from './study.ts';
import { drawnForOne, usedPairs } from './usedPairs.ts';

export async function circuit(
  job: Job,
  ports: Ports,
  request: Budgeted<CircuitRequest>,
): Promise<CircuitReport> {
  const settings = circuitSettings(request);
  const { circuit: path } = request;
  const file = path === undefined ? undefined : await readCircuit(ports.files, path);
  const use = async (study: Study, run: Run, clock: Stopwatch) => {
    const given = file && circuitIn(file.json, file.what, circuitModel(study.candidates[0]));
    if (settings.edges) edgesOf(study.candidates[0]);
    if (!passes(study.gates[0])) return unsolvedCircuit(study, clock.timings());
    const source = sourceSet(study.task, request.source);
    const [used] = await usedPairs(subJob(job, 0.06, 0.07), study, run, source, settings);
    const runs = new CircuitRuns(run.ports, study.candidates[0], run.memory, used, settings);
    const asked = { used, settings, given };
    const found = await findCircuit(subJob(job, 0.07, 1), study, runs, asked, clock);
    return finiteReport(circuitReport(study, found, clock.timings()));
  };
  const drawn: PairsOf = ([subject], asked) =>
    drawnForOne * (asked ?? pairsFor(tokenSubject(subject, 'a circuit').model));
  return withStudy(job, ports, request, [request.a], use, drawn);
}

/** What the file of a circuit has to be of. */
function circuitModel({ subject }: Candidate): CircuitModel {
  const { name, model, digests } = tokenSubject(subject, 'a circuit');
  const { width, blocks } = model.spec;
  return {
    ...{ name, weights: digests.weights, width, isParallel: blocks[0].order === 'parallel' },
    components: componentsOf(networkOf(model, 'heads and MLPs')),
  };
}
