// Fleets from paths to report, on the sample checkpoints with the real runtime.
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/engine/analysis/compare.ts';
import { fleet } from '../../src/engine/analysis/fleet.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import type { FleetReport } from '../../src/protocol/report.ts';
import { type FleetPair, sectionOf } from '../../src/protocol/sections.ts';
import { checkProgress, watchedJob } from '../support/jobs.ts';
import { bytesOf } from '../support/reports.ts';
import { sample, shuffledSample } from '../support/samples.ts';
import { faultsOf } from '../support/schema.ts';
import { memoryStore, testPorts } from '../support/stores.ts';

const run = { task: sample('task.json'), memory: 1000, pairs: 64, resamples: 400 };
const three = [sample('ab-gpt2'), sample('bc-llama'), sample('ab-llama')];

function compared(models: readonly string[], ports: Ports = testPorts(), job = quietJob) {
  return fleet(job, ports, { ...run, models });
}

function pairsOf(report: FleetReport): readonly FleetPair[] {
  return sectionOf(report, 'fleet')!.pairs;
}

describe('three models', async () => {
  const store = memoryStore();
  const report = await compared(three, testPorts(store));
  const ports = testPorts(store); // what follows is measured already

  test('have a verdict for every two', () => {
    expect(report.models.map(({ name }) => name)).toEqual(['ab-gpt2', 'bc-llama', 'ab-llama']);
    expect(pairsOf(report).map(({ a, b, verdict }) => [a, b, verdict])).toEqual([
      [0, 1, 'different'],
      [0, 2, 'same interpretation'],
      [1, 2, 'different'],
    ]);
    expect(report.reason).toMatchObject({ models: 3, failed: [], pairs: 64 });
    expect(faultsOf(JSON.parse(bytesOf(report)))).toEqual([]);
  });

  test('are put together by what they compute, whatever their family; the smaller is the one to study', () => {
    const { classes, joins, telling } = sectionOf(report, 'motifs')!;
    expect(classes.map(({ models, smallest }) => [models, smallest])).toEqual([
      [[0, 2], 0],
      [[1], 1],
    ]);
    expect(classes.map(({ parameters }) => parameters)).toEqual([38_848, 40_672]); // as inspect counts them
    const far = (a: number, b: number) =>
      pairsOf(report).find((pair) => pair.a === a && pair.b === b)!.distance!.value;
    expect(joins).toEqual([
      { of: [[0], [2]], height: far(0, 2) },
      { of: [[0, 2], [1]], height: Math.max(far(0, 1), far(1, 2)) },
    ]);
    expect(telling).toBeNull();
  });

  test.each([
    [0, 1],
    [0, 2],
    [1, 2],
  ])('%i and %i read as their comparison does, to the last bit', async (a, b) => {
    const fresh = testPorts(); // nothing of the fleet is used
    const alone = await compare(quietJob, fresh, { ...run, a: three[a], b: three[b] });
    const { verdict, reason, distance, full, merge } = pairsOf(report).find((pair) => {
      return pair.a === a && pair.b === b;
    })!;
    expect({ verdict, reason }).toEqual({ verdict: alone.verdict, reason: alone.reason.code });
    const { sites: _, ...wanted } = alone.distance!;
    expect(distance).toEqual(wanted);
    expect({ kind: 'distances', full, merge }).toEqual(sectionOf(alone, 'distances'));
    const controls = sectionOf(report, 'controls')!.rows;
    expect(controls).toEqual(expect.arrayContaining([...sectionOf(alone, 'controls')!.rows]));
  });

  test('have controls and self-checks once a model', () => {
    expect(sectionOf(report, 'controls')!.rows).toHaveLength(3 * 4);
    expect(sectionOf(report, 'trust')!.rows).toHaveLength(3 * 2);
    expect(sectionOf(report, 'controls')!.rows.every(({ passed }) => passed)).toBe(true);
    expect(report.reason.interchanges).toBe(3 * 4 * (4 * 5 + 3) * 64); // models, cuts, donors, spans, joint sites, pairs
  });

  test('in another order have the same entries', async () => {
    const order = [2, 0, 1];
    const other = await compared(order.map((i) => three[i]));
    for (const { a, b, ...found } of pairsOf(other)) {
      const [x, y] = [order[a], order[b]].sort();
      const pair = pairsOf(report).find((one) => one.a === x && one.b === y)!;
      expect({ ...pair, ...found }).toEqual(pair);
    }
  });

  test('a comparison of two of them finds everything in the store', async () => {
    const kept = store.written.length;
    const job = watchedJob();
    await compare(job, ports, { ...run, a: three[0], b: three[1] });
    expect(store.written).toHaveLength(kept);
    expect(job.log.map(({ doing }) => doing)).not.toContain('Resampling the pairs');
  });

  test('and one more cost its row', async () => {
    const kept = store.written.length;
    const job = watchedJob();
    const copy = shuffledSample('bc-llama');
    const more = await compared([...three, three[0], copy], ports, job);
    expect(pairsOf(more)).toHaveLength(10);
    const resampled = job.log.filter(({ doing }) => doing.endsWith('Resampling the pairs'));
    const named = new Set(resampled.map(({ doing }) => doing.replace(/^\d+ of \d+: /, '')));
    expect([...named].sort()).toEqual([
      'ab-gpt2 (1) and ab-gpt2 (2): Resampling the pairs',
      'ab-llama and ab-gpt2 (2): Resampling the pairs',
      'bc-llama and ab-gpt2 (2): Resampling the pairs',
    ]);
    expect(store.written.length - kept).toBe(1 + 3); // the gate of the shuffled one, three pairs
  });

  test('give the same bytes again', async () => {
    expect(bytesOf(await compared(three, ports))).toBe(bytesOf(report));
  });
});

describe('a model that does not solve the task', () => {
  test('is comparable with nobody, and the rest goes on', async () => {
    const bad = shuffledSample('ab-llama');
    const report = await compared([three[0], bad, three[1]]);
    expect(pairsOf(report)).toEqual([
      expect.objectContaining({ a: 0, b: 1, verdict: 'not comparable', distance: null }),
      expect.objectContaining({ a: 0, b: 2, verdict: 'different', reason: 'apart' }),
      expect.objectContaining({ a: 1, b: 2, reason: 'unsolved', full: null, merge: null }),
    ]);
    expect(report.reason.failed).toHaveLength(1);
    expect(report.models.map(({ profile }) => profile === null)).toEqual([false, true, false]);
    expect(sectionOf(report, 'controls')!.rows).toHaveLength(2 * 4);
    expect(faultsOf(JSON.parse(bytesOf(report)))).toEqual([]);
  });

  test('leaves a matrix without a distance when there is no other', async () => {
    const report = await compared([shuffledSample('ab-llama'), shuffledSample('bc-llama')]);
    expect(pairsOf(report).map(({ verdict }) => verdict)).toEqual(['not comparable']);
    expect(report.sections.map(({ kind }) => kind)).toEqual(['fleet']);
    expect(faultsOf(JSON.parse(bytesOf(report)))).toEqual([]);
  });
});

describe('a fleet that cannot be compared', () => {
  test.each<[string, readonly string[], object]>([
    ['of one model', three.slice(0, 1), { message: expect.stringContaining('allowed are 2 to') }],
    ['of too many', Array.from({ length: 101 }, () => three[0]), { code: 'task-invalid' }],
    [
      'with a model that is not there',
      [...three, sample('ab-gpt2').replace('ab-gpt2', 'nobody')],
      { code: 'file-missing', message: expect.stringContaining('nobody') },
    ],
  ])('%s runs nothing', async (_, models, error) => {
    const store = memoryStore();
    await expect(compared(models, testPorts(store))).rejects.toMatchObject(error);
    expect(store.written).toEqual([]);
  });
});

test('a fleet that is stopped ends as cancelled; the next run gives what it always gives', async () => {
  const whole = watchedJob();
  const wanted = bytesOf(await compared(three, testPorts(), whole));
  checkProgress(whole);
  const phases = new Set(whole.log.map(({ doing }) => doing));
  const moments = [
    // in their order, for what was done before stays done
    '2 of 3: checking that bc-llama solves the task',
    '1 of 3: ab-gpt2, shuffled twin: interchanging at cut 2 of 3',
    '3 of 3: ab-llama: interchanging at cut 1 of 3',
    '2 of 3: bc-llama: controls',
    '3 of 3: bc-llama and ab-llama: Resampling the pairs',
  ];
  expect([...phases]).toEqual(expect.arrayContaining(moments));
  const store = memoryStore(); // holds what was finished before the run was stopped
  for (const on of moments) {
    const run = compared(three, testPorts(store), watchedJob({ on }));
    await expect(run, on).rejects.toMatchObject({ code: 'cancelled' });
  }
  expect(bytesOf(await compared(three, testPorts(store)))).toBe(wanted);
});
