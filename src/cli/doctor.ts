// congruity doctor: is this machine fit to compare models.
import type { DoctorRequest, DoctorView } from '../protocol/doctor.ts';
import { noInputs } from '../report/inputs.ts';
import { type EngineUse, runInEngine } from './engine.ts';
import { exitCodes } from './exitCodes.ts';
import { columns, size } from './layout.ts';
import { machineOf } from './machine.ts';
import { handOutView, type ViewOptions } from './view.ts';

export type DoctorOptions = ViewOptions & DoctorRequest & Pick<EngineUse, 'cache'>;

/** A runtime that fails its self-checks is no runtime. */
export async function doctorCommand(options: DoctorOptions): Promise<number> {
  const { cache } = options;
  const examine = () => runInEngine('doctor', machineOf(options), { quiet: false, cache });
  const view = await handOutView(examine, doctorText, options, noInputs);
  return view.checks.every((check) => check.passed) ? exitCodes.same : exitCodes.runtime;
}

/** A GPU in software makes less than one. */
function rate(gflops: number | null): string {
  return gflops === null ? '' : gflops.toFixed(gflops < 10 ? 1 : 0);
}

function deviceFacts({ adapters, problem, api, matmulGflops, memoryBytes }: DoctorView['devices']) {
  const named = adapters.length > 0 ? adapters.join(', ') : 'none';
  if (problem !== null) return [['GPU', named], ...(adapters.length > 0 ? [['', problem]] : [])];
  return [
    ['GPU', `${named}, by ${api}; a run may use ${size(memoryBytes)} of it`],
    ['', `matrix products ${rate(matmulGflops)} GFLOP/s`],
  ];
}

export function doctorText(view: DoctorView): string {
  const { memory, cache } = view;
  const facts = [
    ['runtime', view.runtime],
    ...(view.runtimeNote === null ? [] : [['', view.runtimeNote]]),
    ['TensorFlow.js', view.tensorflow],
    ['threads', String(view.threads)],
    ['matrix products', `${rate(view.matmulGflops)} GFLOP/s`],
    ...deviceFacts(view.devices),
    ['memory', `${size(memory.totalBytes)}, of which a run may use ${size(memory.budgetBytes)}`],
    ['cache', cache.folder ?? 'none'],
    ['', cache.problem ?? `${size(cache.bytes)} of at most ${size(cache.capBytes)}`],
    ['Node', `${view.node} on ${view.platform}`],
  ];
  const checks = view.checks.map(({ name, passed, detail }) => [
    passed ? 'passed' : 'FAILED',
    name,
    detail,
  ]);
  return `${columns(facts)}\nSelf-checks\n${columns(checks)}`;
}
