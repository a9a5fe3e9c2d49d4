// 20 models whose algorithm is known, every two of them compared, from nothing.
import { join } from 'node:path';
import { fleet } from '../../src/engine/analysis/fleet.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import { shared } from '../support/fixture.ts';
import { modelsIn } from '../truth/task.ts';
import type { Figure } from './figure.ts';

const tasks = ['modsum', 'cmpsum'];
const models = 20;
const bar = 60;

/** None where the ground-truth models (../shared/ground-truth) are not. */
export async function* fleetFigures(): AsyncGenerator<Figure> {
  const root = shared('ground-truth');
  if (!root) return;
  for (const task of tasks) {
    const folder = join(root, task);
    const paths = modelsIn(folder)
      .slice(0, models)
      .map((name) => join(folder, name));
    const ports = nodePorts({ cache: false });
    const cpu = process.cpuUsage();
    const request = { models: paths, task: join(folder, 'task.json'), memory: 4000 };
    const { timings } = await fleet(quietJob, ports, request);
    const { user, system } = process.cpuUsage(cpu); // what a busy machine does not change
    for (const [step, seconds] of timings.steps) console.log(`         ${step}: ${seconds} s`);
    yield {
      what: `a fleet of ${models}, 256 pairs, 2,000 resamples: ${task}`,
      bar: `<= ${bar} s`,
      found: `${timings.seconds.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of CPU`,
      met: timings.seconds <= bar,
    };
  }
}
