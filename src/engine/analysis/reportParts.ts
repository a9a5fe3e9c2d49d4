// Signatures and settings in the words of the report: ids instead of numbers, lists instead of masks.
import type { ModelReport, Provenance, TaskReport } from '../../protocol/report.ts';
import type { Runtime } from '../core/runtime.ts';
import { algorithm, version } from '../core/version.ts';
import type { Signature } from '../signature/signature.ts';
import type { Task } from '../task/task.ts';
import { partSet } from './flow.ts';
import type { Gate } from './gate.ts';
import { shapeOf } from './inspect.ts';
import type { Subject } from './models.ts';
import type { Prepared } from './prepare.ts';

type TaskOfRun = Pick<Prepared, 'task' | 'pairs' | 'mostPairs'>;

export function taskReport({ task, pairs, mostPairs }: TaskOfRun): TaskReport {
  const idOf = (part: number | undefined) => (part === undefined ? null : task.parts[part].id);
  return {
    name: task.name,
    description: task.description,
    templates: task.templates,
    parts: task.parts,
    spans: task.spans.map(({ id, part }) => ({ id, part: idOf(part) })),
    answers: task.answers,
    pairs,
    mostPairs: mostPairs ?? null,
  };
}

/** `signature` is absent when the gate failed: then nothing was interchanged. */
export function modelReport(
  subject: Subject,
  task: Task,
  gate: Gate,
  signature: Signature | undefined,
): ModelReport {
  return {
    name: subject.name,
    family: subject.model.dialect.name,
    shape: shapeOf(subject.model),
    accuracy: gate.accuracy ?? null,
    floor: gate.floor,
    meanLogitDifference: gate.logitDifference ?? null,
    inventory: signature?.inventory.map((mask) => partSet(mask, task)) ?? null,
  };
}

export function provenance(
  runtime: Runtime,
  subjects: readonly Subject[],
  task: Task,
  rest: Pick<Provenance, 'parameters' | 'interval' | 'interchanges'>,
): Provenance {
  return {
    version,
    algorithm,
    runtime: `${runtime.name} ${runtime.version}`,
    runtimeNote: runtime.fallbackReason ?? null,
    task: task.digest,
    models: subjects.map(({ name, digests }) => ({ name, ...digests })),
    ...rest,
  };
}
