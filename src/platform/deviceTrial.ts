// The first use of a GPU, in a process of its own: says '' where it computes right, else what is wrong.
import { quietJob } from '../engine/core/job.ts';
import { selfChecks } from './doctor.ts';
import { deviceRuntime } from './runtimeDevice.ts';

export async function tryDevice(): Promise<string> {
  try {
    const runtime = await deviceRuntime({ threads: 1, precision: 'f32', name: '', memory: 0 });
    const wrong = (await selfChecks(quietJob, runtime)).find(({ passed }) => !passed);
    return wrong ? `${wrong.name}: ${wrong.detail}` : '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
