// Whole comparisons from paths to report, on the sample checkpoints with the real runtime.
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/engine/analysis/compare.ts';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import { version } from '../../src/engine/core/version.ts';
import type { RunOptions } from '../../src/protocol/engineService.ts';
import type { CompareReport, ModelReport } from '../../src/protocol/report.ts';
import { flowsOf, sectionOf } from '../../src/protocol/sections.ts';
import { explanationOf } from '../../src/words/report.ts';
import { checkProgress, watchedJob } from '../support/jobs.ts';
import { editedFolder } from '../support/models.ts';
import { bytesOf } from '../support/reports.ts';
import { sample, shuffledSample } from '../support/samples.ts';
import { faultsOf } from '../support/schema.ts';
import { memoryStore, testPorts } from '../support/stores.ts';

const memory = 1000; // MB
const task = sample('task.json');

function compared(
  a: string,
  b: string,
  options: RunOptions = {},
  ports: Ports = testPorts(),
  job = quietJob,
): Promise<CompareReport> {
  return compare(job, ports, { a, b, task, memory, resamples: 200, ...options });
}

/** The sets that a model holds in half or more. */
function held({ profile }: ModelReport) {
  return profile!.filter(({ value }) => value >= 0.5).map(({ set }) => set);
}

describe('verdicts of media/sample/README.md', () => {
  const ports = testPorts(); // every model is measured once
  const rows = [
    ['ab-gpt2', 'bc-llama', 'different'],
    ['bc-llama', 'ab-llama', 'different'],
    ['ab-gpt2', 'ab-llama', 'same interpretation'],
    ['ab-llama', 'ab-gpt2', 'same interpretation'],
  ] as const;
  test.each(rows)('%s and %s: %s', async (a, b, verdict) => {
    const report = await compared(sample(a), sample(b), {}, ports);
    expect(report.verdict).toBe(verdict);
    expect(report.models.map(({ name }) => name)).toEqual([a, b]);
    const seen = (name: string) => [name.startsWith('ab') ? ['a', 'b'] : ['b', 'c']];
    expect(report.models.map(held)).toEqual([seen(a), seen(b)]);
    expect(report.models.map(({ evidence }) => evidence)).toEqual(['seen', 'seen']);
    expect(report.models.map(({ accuracy }) => accuracy)).toEqual([1, 1]);
    const passed = (kind: 'controls' | 'trust') =>
      sectionOf(report, kind)?.rows.map((row) => row.passed);
    expect(passed('controls')).toEqual(Array(8).fill(true));
    expect(passed('trust')).toEqual(Array(4).fill(true));
    const single = 4 * 5; // donors, spans
    const joint = 3; // of a, b and c with all after them, from the source alone
    expect(report.provenance.interchanges).toBe(2 * 4 * (single + joint) * 256); // models, cuts
    expect(explanationOf(report)).toContain('256 pairs, 47,104 interchanges');
    expect(report.remedy).toBeNull();
    expect(faultsOf(JSON.parse(bytesOf(report)))).toEqual([]);
  });

  test('the order of the two does not matter to the distances', async () => {
    const [a, b] = [sample('ab-gpt2'), sample('bc-llama')];
    const [one, two] = [await compared(a, b, {}, ports), await compared(b, a, {}, ports)];
    for (const kind of ['full', 'merge'] as const) {
      const [of, ofOther] = [one, two].map((report) => sectionOf(report, 'distances')?.[kind]);
      expect(ofOther?.value).toBeCloseTo(of?.value ?? -1, 12);
    }
    const { sites, ...same } = one.distance!;
    expect(two.distance).toEqual({ ...same, sites: [...sites].reverse() });
  });

  test('a model against itself is indistinguishable, and its two names differ', async () => {
    const report = await compared(sample('ab-gpt2'), sample('ab-gpt2'), { pairs: 64 });
    expect(report.verdict).toBe('indistinguishable');
    expect(sectionOf(report, 'distances')?.full?.value).toBe(0);
    expect(report.models.map(({ name }) => name)).toEqual(['ab-gpt2 (1)', 'ab-gpt2 (2)']);
    expect(sectionOf(report, 'examples')).toBeUndefined();
    expect(faultsOf(report)).toEqual([]);
  });
});

describe('a model that does not solve the task', () => {
  test.each([0, 1])('is not comparable, whichever it is (%i)', async (place) => {
    const paths = [sample('ab-gpt2'), sample('bc-llama')];
    paths[place] = shuffledSample('ab-llama');
    const report = await compared(paths[0], paths[1], { pairs: 64 });
    const { name, accuracy } = report.models[place];
    expect(report).toMatchObject({
      verdict: 'not comparable',
      remedy: null,
      sections: [],
      provenance: { interchanges: 0 },
    });
    expect(accuracy).toBeLessThan(0.5);
    expect(report.models[1 - place].accuracy).toBe(1);
    expect(report.models.map(({ profile, sites, evidence }) => [profile, sites, evidence])).toEqual(
      Array(2).fill([null, null, null]),
    );
    expect(explanationOf(report)).toContain(name);
    expect(explanationOf(report)).toContain(`${(100 * (accuracy ?? 0)).toFixed(1)} %`);
    expect(faultsOf(report)).toEqual([]);
  });

  test('has no interpretation either', async () => {
    const report = await interpret(quietJob, testPorts(), {
      a: shuffledSample('bc-llama'),
      task,
      memory,
      pairs: 64,
    });
    expect(explanationOf(report)).toContain('under the task');
    expect([report.models[0].profile, report.sections]).toEqual([null, []]);
    expect(faultsOf(report)).toEqual([]);
  });
});

describe('never a score', () => {
  test('from weights that are not numbers', async () => {
    const name = 'transformer.h.2.mlp.c_fc.weight';
    const folder = editedFolder(sample('ab-gpt2'), {
      tensors: (tensors) => {
        tensors.get(name)!.data[35] = Number.NaN;
      },
    });
    await expect(compared(sample('bc-llama'), folder, { pairs: 16 })).rejects.toMatchObject({
      code: 'model-values',
      message: expect.stringContaining(`"${name}"`),
    });
  });

  test('beyond the memory budget', async () => {
    const [a, b] = [sample('ab-gpt2'), sample('bc-llama')];
    const run = compare(quietJob, testPorts(), { a, b, task, memory: 100 });
    await expect(run).rejects.toMatchObject({
      code: 'memory',
      message: expect.stringMatching(/^ab-gpt2: .* needs \d+ MB, the budget is 100 MB$/),
    });
  });

  test.each<[string, object]>([
    ['number of pairs', { pairs: 1 }],
    ['number of pairs', { pairs: 1e7 }],
    ['number of pairs', { pairs: 2.5 }],
    ['number of resamples', { resamples: 0 }],
    ['number of resamples', { resamples: 1e6 }],
    ['seed', { seed: -1 }],
    ['level', { level: 1 }],
    ['margin', { margin: Number.NaN }],
    ['full margin', { fullMargin: 0 }],
  ])('from parameters that mean nothing: %s', async (name, options) => {
    const run = compared(sample('ab-gpt2'), sample('bc-llama'), options);
    await expect(run).rejects.toMatchObject({
      code: 'task-invalid',
      message: expect.stringContaining(`the ${name} is `),
    });
  });
});

describe('the same bytes for the same input', () => {
  const [a, b] = [sample('ab-gpt2'), sample('bc-llama')];
  const pairs = 64;
  const store = memoryStore();
  const ports = testPorts(store); // measured by the first of these

  test('twice from nothing, and with what was kept', async () => {
    const cold = bytesOf(await compared(a, b, { pairs }, ports));
    const kept = store.written.length;
    expect(bytesOf(await compared(a, b, { pairs }))).toBe(cold);
    expect(bytesOf(await compared(a, b, { pairs }, testPorts(store)))).toBe(cold);
    expect(store.written).toHaveLength(kept);
  });

  test('another seed draws other resamples, and says so', async () => {
    const [one, two] = [
      await compared(a, b, { pairs }, ports),
      await compared(a, b, { pairs, seed: 7 }, ports),
    ];
    expect([one.provenance.parameters.seed, two.provenance.parameters.seed]).toEqual([0, 7]);
    const high = ({ models }: CompareReport) => models[0].profile!.map((entry) => entry.high);
    expect(high(two)).not.toEqual(high(one));
  });

  test('its hashes are those of weights, task and parameters', async () => {
    const { provenance } = await compared(a, b, { pairs, resamples: undefined }, ports);
    expect(provenance.version).toBe(version);
    expect(provenance.runtime).toMatch(/^onnxruntime-node \d/);
    expect(provenance.runtimeNote).toBeNull();
    expect(provenance.task).toMatch(/^[0-9a-f]{64}$/);
    expect(provenance.parameters).toMatchObject({
      ...{ pairs, level: 0.95, margin: 0.3, resamples: 2000 },
    });
    const digests = provenance.models.flatMap(({ weights, config, tokenizer }) => [
      weights,
      config,
      tokenizer,
    ]);
    for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(provenance.models[0].weights).not.toBe(provenance.models[1].weights);
  });
});

test('an interpretation: the flow map of one model', async () => {
  const report = await interpret(quietJob, testPorts(), { a: sample('ab-llama'), task, memory });
  expect(explanationOf(report)).toMatch(/^ab-llama holds \{a, b\} at /);
  expect(held(report.models[0])).toEqual([['a', 'b']]);
  expect(report.models[0].evidence).toBe('seen');
  const [flow] = flowsOf(report);
  expect(flow.cuts).toHaveLength(4);
  expect(flow.mergeTree![0]).toMatchObject({ into: ['a', 'b'] });
  expect(faultsOf(JSON.parse(bytesOf(report)))).toEqual([]);
});

describe('a comparison that is stopped', () => {
  const run = (job = watchedJob(), store = memoryStore()) =>
    compared(sample('ab-gpt2'), sample('bc-llama'), { pairs: 16 }, testPorts(store), job);

  test('in any of its phases ends as cancelled; the next run gives what it always gives', async () => {
    const whole = watchedJob();
    const wanted = bytesOf(await run(whole));
    checkProgress(whole);
    const phases = new Set(whole.log.map(({ doing }) => doing));
    expect([...phases]).toEqual(
      expect.arrayContaining([
        'opening ab-gpt2',
        'checking that bc-llama solves the task',
        'ab-gpt2: interchanging at cut 1 of 3',
        'bc-llama, shuffled twin: interchanging at cut 2 of 3',
        'Resampling the pairs',
      ]),
    );
    const store = memoryStore(); // holds what was finished before the run was stopped
    for (const on of phases) {
      const error = await run(watchedJob({ on }), store).catch((thrown: unknown) => thrown);
      expect(error, on).toMatchObject({ code: 'cancelled' });
    }
    expect(bytesOf(await run(watchedJob(), store))).toBe(wanted);
  });
});
