// 50 runs that are killed and 50 whose checkpoint is rewritten, at random moments (by a seed, as far as a
// machine's speed allows): how they ended; fails where a wrong or half entry, or a report of no content
// was found. Run by scripts/runTs.mjs from a
// built checkout.
import { join } from 'node:path';
import { random } from '../../src/engine/core/random.ts';
import { attack, kill, makeBench, rewrite } from '../support/cacheAttacks.ts';
import { type Way, ways } from '../support/rewriting.ts';

const RUNS = 50;

async function main(seed: string): Promise<number> {
  const begun = performance.now();
  const bench = await makeBench(join(process.cwd(), 'dist/worker.mjs'));
  const whole = (performance.now() - begun) / 2; // ms of one run
  const rng = random(seed);
  const ends = new Map<string, number>();
  let failed = 0;
  for (let i = 0; i < 2 * RUNS; i++) {
    const moment = (rng.below(1000) / 1000) * whole;
    const way = (Object.keys(ways) as Way[])[rng.below(3)];
    const end = await attack(bench, (folder, engine) => {
      const act = () => (i < RUNS ? kill(engine) : rewrite(folder, bench, way));
      setTimeout(act, moment).unref();
      return {};
    }).catch((error: unknown) => {
      failed++;
      return `WRONG at ${Math.round(moment)} ms: ${String(error)}`;
    });
    const line = `${i < RUNS ? 'killed' : `rewritten ${way}`}: ${end}`;
    ends.set(line, (ends.get(line) ?? 0) + 1);
  }
  for (const [line, count] of [...ends].sort())
    console.log(`${String(count).padStart(4)}  ${line}`);
  console.log(`\n${failed} of ${2 * RUNS} wrong`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv[2] ?? '1');
