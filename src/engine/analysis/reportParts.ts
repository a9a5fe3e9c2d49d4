// Signatures and settings in the words of the report: ids instead of numbers, lists instead of masks.
import type { ModelReport, Provenance, TaskReport, TrustReport } from '../../protocol/report.ts';
import type { Runtime } from '../core/runtime.ts';
import { algorithm, version } from '../core/version.ts';
import type { Sweep } from '../forward/responses.ts';
import type { Signature } from '../signature/signature.ts';
import { signatureView } from '../signature/view.ts';
import type { Task } from '../task/task.ts';
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
  const ids = (named: readonly { readonly id: string }[]) => named.map(({ id }) => id);
  return {
    name: subject.name,
    family: subject.model.family.name,
    shape: shapeOf(subject.model),
    accuracy: gate.accuracy ?? null,
    floor: gate.floor,
    meanLogitDifference: gate.logitDifference ?? null,
    ...(signature
      ? signatureView(signature, ids(task.spans), ids(task.parts))
      : { inventory: [], cuts: [], mergeTree: [] }),
  };
}

/** The self-checks of one model's sweep. */
export function trustReports(name: string, sweep: Sweep): TrustReport[] {
  const check = (what: string, worst: number): TrustReport => {
    return { name: what, model: name, worst, allowed: 1e-6, passed: worst <= 1e-6 };
  };
  return [check('no-op interchange', sweep.noOp), check('whole-cut interchange', sweep.wholeCut)];
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
