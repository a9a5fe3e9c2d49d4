// npm run truth [-- task ...]: what Congruity says of checkpoints whose algorithm is known, against the
// reference implementation. Needs ../shared/ground-truth, or a folder like it in GROUND_TRUTH.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nodePorts } from '../../src/platform/ports.ts';
import { coordinateLines, readExpectedCoordinates } from './coordinates.ts';
import { readExpected } from './expected.ts';
import { agreement, verdicts } from './judge.ts';
import { modelsIn, runTask } from './task.ts';

const root = process.env.GROUND_TRUTH ?? join(process.cwd(), '../shared/ground-truth');
const resamples = 400;

async function main(wanted: readonly string[]): Promise<number> {
  if (!existsSync(root)) {
    console.log(`no ground truth at ${root}: set GROUND_TRUTH to a folder of tasks`);
    return 1;
  }
  const tasks = readdirSync(root).filter((name) => existsSync(join(root, name, 'task.json')));
  const ports = nodePorts({ cache: false });
  let failed = 0;
  for (const name of tasks.filter((task) => wanted.length === 0 || wanted.includes(task))) {
    const begun = performance.now();
    const folder = join(root, name);
    const names = modelsIn(folder);
    const run = await runTask(ports, folder, { names, copied: names, resamples });
    const expectedFile = join(folder, 'expected.json');
    const coordinatesFile = join(folder, 'expected-coordinates.json');
    const lines = [
      ...(existsSync(coordinatesFile)
        ? await coordinateLines(run, readExpectedCoordinates(coordinatesFile))
        : []),
      ...(existsSync(expectedFile) ? agreement(run, readExpected(expectedFile)) : []),
      ...verdicts(run),
    ];
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    console.log(`\n${name}: ${run.models.length} models, ${run.pairs.length} pairs, ${seconds} s`);
    for (const { what, found, met } of lines) {
      console.log(`  ${met ? 'met    ' : 'NOT MET'}  ${what.padEnd(66)} ${found}`);
      if (!met) failed++;
    }
  }
  console.log(`\n${failed} lines not met`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
