// One model's interpretation of a task: its flow map, inventory and merge tree.
import type { InterpretRequest } from '../../protocol/engineService.ts';
import type { InterpretReport, Timings } from '../../protocol/report.ts';
import { passes } from '../congruity/verdict.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { Sweep } from '../forward/responses.ts';
import { type Signature, signatureOf } from '../signature/signature.ts';
import { finiteReport } from './finiteReport.ts';
import { measured } from './measure.ts';
import { interpretReason, unsolved } from './reasons.ts';
import { modelReport, provenance, taskReport } from './reportParts.ts';
import { flowSection, trustSection } from './sections.ts';
import type { Budgeted } from './settings.ts';
import { type Study, withStudy } from './study.ts';

export async function interpret(
  job: Job,
  ports: Ports,
  request: Budgeted<InterpretRequest>,
): Promise<InterpretReport> {
  return withStudy(job, ports, request, [request.a], async (study, { memory }, clock) => {
    const [candidate] = study.candidates;
    const sweep = passes(study.gates[0])
      ? await measured(subJob(job, 0.06, 1), ports, candidate, memory)
      : undefined;
    clock.lap('interchanges');
    const signature = sweep && (await signatureOf(job, sweep.responses));
    return finiteReport(interpretedReport(study, sweep, signature, clock.timings()));
  });
}

/** Without a sweep and its signature where the model does not pass the gate. */
export function interpretedReport(
  study: Study,
  sweep: Sweep | undefined,
  signature: Signature | undefined,
  timings: Timings,
): InterpretReport {
  const { task, candidates, gates, notes, settings, pairs, seed } = study;
  const [{ subject }] = candidates;
  const [gate] = gates;
  const { name } = subject;
  return {
    kind: 'interpret',
    schema: 2,
    reason: signature ? interpretReason(name, signature, task) : unsolved([gate]),
    task: taskReport(study),
    models: [modelReport(subject, task, gate, signature)],
    sections:
      sweep && signature ? [flowSection([signature], task), trustSection([{ name, sweep }])] : [],
    notes,
    provenance: provenance(study.runtime, [subject], task, {
      parameters: { ...settings, pairs, seed, granularity: 'cut' },
      interval: 'none: an interpretation alone is not compared',
      interchanges: sweep?.interchanges ?? 0,
    }),
    timings,
  };
}
