// A fleet that grows, and one that is interrupted: what was measured is not measured again. Counted in what the runtime
// has to do for the interchanges, to the last multiplication.
import { describe, expect, test } from 'vitest';
import { fleet } from '../../src/engine/analysis/fleet.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import type { RunOptions } from '../../src/protocol/engineService.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { counting } from '../bench/counting.ts';
import { watchedJob } from '../support/jobs.ts';
import { editedFolder } from '../support/models.ts';
import { bytesOf } from '../support/reports.ts';
import { sample } from '../support/samples.ts';
import { share } from '../support/share.ts';
import { type MemoryStore, memoryStore, testPorts } from '../support/stores.ts';

const three = [sample('ab-gpt2'), sample('bc-llama'), sample('ab-llama')];
const atOnce: RunOptions = { pairs: 16, resamples: 100 };
const inLooks: RunOptions = { work: 1_000_000, stages: 1, resamples: 100 };

/** The same algorithm in other weights. */
function another(): string {
  const rng = random('another');
  return editedFolder(sample('ab-gpt2'), {
    tensors: (tensors) => {
      for (const { data } of tensors.values()) {
        for (const i of data.keys()) data[i] += 1e-3 * (rng.next() - 0.5);
      }
    },
  });
}

async function run(
  models: readonly string[],
  options: RunOptions,
  store: MemoryStore,
  job = quietJob,
) {
  const work = { flops: 0 };
  const ports = testPorts(store);
  const runtime = ports.runtime().then((plain) => counting(plain, work));
  const request = { task: sample('task.json'), memory: 1000, ...options, models };
  const report = fleet(job, { ...ports, runtime: () => runtime }, request);
  return { report: await report.catch((error: unknown) => error), work: () => work.flops };
}

async function whole(models: readonly string[], options: RunOptions, store = memoryStore()) {
  const { report, work } = await run(models, options, store);
  if (report instanceof Error) throw report;
  return { report: report as Awaited<ReturnType<typeof fleet>>, work: work() };
}

const atAll = ['all at once', atOnce] as const;
const look = ['in looks', inLooks] as const;

describe('a new model costs its row', () => {
  test.each(share([atAll, look], 1))('%s', async (_, options) => {
    const four = [...three, another()];
    const store = memoryStore();
    const before = await whole(three, options, store);
    const written = store.written.length;
    const more = await whole(four, options, store);
    const fresh = await whole(four, options);
    expect(bytesOf(more.report)).toBe(bytesOf(fresh.report));
    expect(more.work).toBe(fresh.work - before.work);
    expect(before.work).toBeGreaterThan(2 * more.work); // one of four
    const intervals = store.written.slice(written).filter((key) => key.startsWith('intervals-'));
    expect(intervals).toHaveLength(3 + 1); // with each of the three, and its own profile
    const { pairs } = sectionOf(more.report, 'fleet')!;
    expect(pairs.slice(0, 2)).toEqual(sectionOf(before.report, 'fleet')!.pairs.slice(0, 2));
  });
});

test.each(share([look, atAll], 1))(
  'a fleet that is interrupted three times goes on from the store: %s',
  async (_, options) => {
    const watched = watchedJob();
    const { report, work } = await run(three, options, memoryStore(), watched);
    const store = memoryStore();
    const rng = random('interrupted');
    let done = 0;
    for (let k = 0; k < 3; k++) {
      const at = rng.below(Math.floor(watched.pauses / 3));
      const stopped = await run(three, options, store, watchedJob({ at }));
      expect(stopped.report).toMatchObject({ code: 'cancelled' });
      done += stopped.work();
    }
    const last = await whole(three, options, store);
    expect(bytesOf(last.report)).toBe(bytesOf(report as typeof last.report));
    expect(done).toBeGreaterThan(0);
    expect(last.work).toBeLessThan(work());
    expect((done + last.work) / work()).toBeLessThan(1.25); // of 16 pairs a block is much
  },
);
