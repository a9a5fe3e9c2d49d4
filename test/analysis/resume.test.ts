// Runs that go on where another ended: more pairs cost only the new ones, a run that is killed loses at most
// the block it was in, and neither changes a bit of what comes out.
import { describe, expect, test } from 'vitest';
import { measured } from '../../src/engine/analysis/measure.ts';
import { withSubjects } from '../../src/engine/analysis/models.ts';
import { prepareTask } from '../../src/engine/analysis/prepare.ts';
import { settingsOf } from '../../src/engine/analysis/settings.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import { random } from '../../src/engine/core/random.ts';
import type { Store } from '../../src/engine/core/store.ts';
import type { Sweep } from '../../src/engine/forward/responses.ts';
import { counting } from '../bench/counting.ts';
import { watchedJob } from '../support/jobs.ts';
import { sample } from '../support/samples.ts';
import { fewer } from '../support/share.ts';
import { memoryStore, testPorts } from '../support/stores.ts';

const memory = 1000; // MB

/** Measures a sample model on so many pairs, and counts the work. */
function measuring(store: Store, budget = memory) {
  const work = { flops: 0 };
  const ports = testPorts(store);
  const runtime = ports.runtime().then((plain) => counting(plain, work));
  const counted: Ports = { ...ports, runtime: () => runtime };
  const measure = (pairs: number, job = quietJob): Promise<Sweep> =>
    withSubjects(quietJob, counted, [sample('ab-gpt2')], async (subjects) => {
      const settings = settingsOf({ pairs });
      const prepared = await prepareTask(
        quietJob,
        counted,
        sample('task.json'),
        subjects,
        settings,
      );
      return measured(job, counted, prepared.candidates[0], budget);
    });
  return { work, measure };
}

async function fresh(pairs: number) {
  const { work, measure } = measuring(memoryStore());
  const job = watchedJob();
  return { sweep: await measure(pairs, job), flops: work.flops, pauses: job.pauses };
}

describe('more pairs', () => {
  test.each([
    [64, 128, 64],
    [30, 60, 28], // the last block of the first run held two pairs: it is another block now
  ])('from %d to %d: %d are kept, and the others are run', async (some, all, kept) => {
    const store = memoryStore();
    const first = measuring(store);
    await first.measure(some);
    const more = measuring(store);
    const sweep = await more.measure(all);
    const whole = await fresh(all);
    expect(sweep).toEqual(whole.sweep);
    expect(more.work.flops).toBe(whole.flops - (await fresh(kept)).flops);
  });

  test('fewer pairs run nothing where blocks end', async () => {
    const store = memoryStore();
    await measuring(store).measure(64);
    const { work, measure } = measuring(store);
    expect(await measure(32)).toEqual((await fresh(32)).sweep);
    expect(work.flops).toBe(0);
  });
});

const kills = fewer(10, 4);

test(`256 pairs, killed ${kills} times on the way: at most a tenth more work, and every bit the same`, async () => {
  const whole = await fresh(256);
  const rng = random('kills');
  const { work, measure } = measuring(memoryStore());
  for (let k = 0; k < kills; k++) {
    const job = watchedJob({ at: rng.below(Math.floor(whole.pauses / kills)) });
    await expect(measure(256, job)).rejects.toMatchObject({ code: 'cancelled' });
  }
  expect(await measure(256)).toEqual(whole.sweep);
  expect(work.flops / whole.flops).toBeGreaterThan(1);
  expect(work.flops / whole.flops).toBeLessThan(1.1);
});

test('a model read block by block from the disk goes in as few rounds as the memory allows, and gives the same bits', async () => {
  const whole = await fresh(64);
  const { work, measure } = measuring(memoryStore(), 258);
  expect(await measure(64)).toEqual(whole.sweep);
  expect(work.flops).toBe(whole.flops);
});
