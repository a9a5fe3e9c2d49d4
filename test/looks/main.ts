// node scripts/runTs.mjs: looks at two models until the verdict is settled, beside all pairs at once.

import { comparedInLooks } from '../../src/engine/analysis/inLooks.ts';
import { withSubjects } from '../../src/engine/analysis/models.ts';
import { prepareTask } from '../../src/engine/analysis/prepare.ts';
import { settingsOf } from '../../src/engine/analysis/settings.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { nodePorts } from '../../src/platform/ports.ts';

const [task, pairs, a, b] = process.argv.slice(2);
const ports = nodePorts({ threads: 1, cache: process.env.CACHE ?? false });
const settings = settingsOf({ pairs: Number(pairs) });
await withSubjects(quietJob, ports, [a, b], async (subjects) => {
  const prepared = await prepareTask(quietJob, ports, task, subjects, settings);
  const { seed, differentPairs } = prepared;
  const options = { ...settings, seed, differentPairs, examples: 12 };
  const run = { ports, memory: 6000, seed };
  const before = process.cpuUsage();
  const seconds = () => {
    const { user, system } = process.cpuUsage(before);
    return ((user + system) / 1e6).toFixed(1);
  };
  const found = await comparedInLooks(quietJob, run, prepared.candidates, options, (said) =>
    console.log(`${seconds()} s: ${said}`),
  );
  console.log(`${seconds()} s: ${found.comparison.verdict}`);
});
