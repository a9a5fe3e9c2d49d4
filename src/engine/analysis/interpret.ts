// One model's interpretation of a task: its flow map, inventory and merge tree.
import type { InterpretRequest } from '../../protocol/engineService.ts';
import type { InterpretReport } from '../../protocol/report.ts';
import { passes } from '../congruity/verdict.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { signatureOf } from '../signature/signature.ts';
import { finiteReport } from './finiteReport.ts';
import { gateOf } from './gate.ts';
import { baseLogits, measured, noteMemory } from './measure.ts';
import { withSubjects } from './models.ts';
import { prepareTask } from './prepare.ts';
import { interpretReason, unsolved } from './reasons.ts';
import { modelReport, provenance, taskReport } from './reportParts.ts';
import { flowSection, trustSection } from './sections.ts';
import { type Budgeted, settingsOf } from './settings.ts';
import { stopwatch } from './stopwatch.ts';

export async function interpret(
  job: Job,
  ports: Ports,
  request: Budgeted<InterpretRequest>,
): Promise<InterpretReport> {
  const settings = settingsOf(request);
  return withSubjects(subJob(job, 0, 0.03), ports, [request.a], async ([subject]) => {
    const clock = stopwatch(ports.now);
    const prepared = await prepareTask(job, ports, request.task, [subject], settings);
    const { task, candidates, notes, pairs, seed } = prepared;
    const [candidate] = candidates;
    const { memory } = request;
    noteMemory(ports, candidates, memory);
    const logits = await baseLogits(subJob(job, 0.03, 0.06), ports, candidate, memory);
    const gate = { ...gateOf(subject.name, candidate.tokens, logits), name: subject.name };
    clock.lap('gate');
    const sweep = passes(gate)
      ? await measured(subJob(job, 0.06, 1), ports, candidate, memory)
      : undefined;
    clock.lap('interchanges');
    const signature = sweep && (await signatureOf(job, sweep.responses));
    return finiteReport({
      kind: 'interpret',
      schema: 2,
      reason: signature ? interpretReason(subject.name, signature, task) : unsolved([gate]),
      task: taskReport(prepared),
      models: [modelReport(subject, task, gate, signature)],
      sections:
        sweep && signature
          ? [flowSection([signature], task), trustSection([{ name: subject.name, sweep }])]
          : [],
      notes,
      provenance: provenance(await ports.runtime(), [subject], task, {
        parameters: { ...settings, pairs, seed, granularity: 'cut' },
        interval: 'none: an interpretation alone is not compared',
        interchanges: sweep?.interchanges ?? 0,
      }),
      timings: clock.timings(),
    });
  });
}
