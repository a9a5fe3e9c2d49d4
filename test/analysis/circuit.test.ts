// `circuit` from end to end, on the samples: the same with every budget and after every end, and of parts that do nothing
// it says so. What interchanges give: test/forward/patched.test.ts.
import { describe, expect, test } from 'vitest';
import { circuit } from '../../src/engine/analysis/circuit.ts';
import { type Job, quietJob } from '../../src/engine/core/job.ts';
import type { Tensor } from '../../src/engine/core/tensor.ts';
import type { CircuitRequest, CircuitSection } from '../../src/protocol/circuit.ts';
import type { CircuitReport } from '../../src/protocol/report.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { reportJson } from '../../src/report/json.ts';
import { readReport } from '../../src/report/read.ts';
import { reportText } from '../../src/report/text.ts';
import { componentName } from '../../src/words/circuit.ts';
import { folderOf } from '../support/checkpoints.ts';
import { checkProgress, watchedJob } from '../support/jobs.ts';
import { editedFolder } from '../support/models.ts';
import { sample, shuffledSample } from '../support/samples.ts';
import { faultsOf } from '../support/schema.ts';
import { type MemoryStore, memoryStore, testPorts } from '../support/stores.ts';

type Asked = Partial<CircuitRequest> & { readonly memory?: number };

function found(asked: Asked = {}, store = memoryStore(), job: Job = quietJob) {
  const request = { a: sample('ab-gpt2'), task: sample('task.json'), memory: 1000, ...asked };
  return circuit(job, testPorts(store), { pairs: 16, resamples: 200, ...request });
}

function sectionIn(report: CircuitReport): CircuitSection {
  return sectionOf(report, 'circuit')!;
}

/** Without what may differ from run to run. */
function numbersOf(report: CircuitReport): string {
  return reportJson({ ...report, timings: { seconds: 0, steps: [] } });
}

describe('the report', () => {
  const usual = found({ sites: true });

  test('is as its schema says, is read again, and has words', async () => {
    const report = await usual;
    const json = reportJson(report);
    expect(faultsOf(JSON.parse(json))).toEqual([]);
    expect(readReport(json)?.kind).toBe('circuit');
    const text = reportText(report, { width: 100 });
    expect(text).toContain('faithfulness');
    expect(text).toContain('block 2');
    expect(text).toContain('of its 15 heads and MLPs');
  });

  test('has every head and MLP, the sites that were asked for, and what is in the circuit', async () => {
    const section = sectionIn(await usual);
    expect(section.components.map(componentName).join()).toBe(
      'L0H0,L0H1,L0H2,L0H3,MLP 0,L1H0,L1H1,L1H2,L1H3,MLP 1,L2H0,L2H1,L2H2,L2H3,MLP 2',
    );
    expect(section.sites).toHaveLength(4 * 5); // cuts by spans
    expect(section.components.filter(({ isChosen }) => isChosen)).toHaveLength(section.size);
    expect(section.pairs).toEqual({ found: 8, checked: 8, isApart: true });
    expect(section.faithfulnessFound).toBeGreaterThanOrEqual(0.8);
    expect(section.curve.at(-1)).toMatchObject({ size: 15, greatest: 1, helping: 1 });
    expect(section.curve[0]).toMatchObject({ size: 0, greatest: 0, helping: 0 });
  });

  test('interchanging a whole cut at every span is interchanging all: the last cut is the source', async () => {
    const { sites, ends } = sectionIn(await usual);
    const last = sites!.filter(({ cut, span }) => cut === 3 && span === '=');
    expect(last).toHaveLength(1);
    expect(last[0].noising.logitDifference!.value).toBeLessThan(-ends.model.value);
  });
});

/** A matrix whose rows [from, to) are 0, in the tensor of this name. */
function silenced(name: string, from: number, to: number): string {
  return editedFolder(sample('ab-gpt2'), {
    tensors: (tensors) => {
      const { dims, data } = tensors.get(name) as Tensor;
      const quiet = Float32Array.from(data);
      quiet.fill(0, from * dims[1], to * dims[1]);
      tensors.set(name, { dims, data: quiet });
    },
  });
}

describe('a component that nothing reads', () => {
  const width = 8; // of a head
  test.each([
    ['L2H2', 'transformer.h.2.attn.c_proj.weight', [2 * width, 3 * width]],
    ['L1H0', 'transformer.h.1.attn.c_proj.weight', [0, width]],
  ])('head %s: no effect, and in no circuit', async (name, tensor, [from, to]) => {
    const a = silenced(tensor, from, to);
    const { components } = sectionIn(await found({ a, task: sample('task.json') }));
    const silent = components.find((one) => componentName(one) === name)!;
    const none = { value: 0, low: 0, high: 0 };
    expect(silent.noising).toEqual({ logitDifference: none, kl: none });
    expect(silent.denoising).toEqual({ logitDifference: none, kl: none });
    expect(silent.isChosen).toBe(false);
  });
});

describe('the same numbers', () => {
  const whole = found();

  test('with the same seed', async () => {
    expect(numbersOf(await found())).toBe(numbersOf(await whole));
  });
  test('with little memory', async () => {
    expect(numbersOf(await found({ memory: 420 }))).toBe(numbersOf(await whole));
  });
  test('after a run that was stopped anywhere, of which what was done is not done again', async () => {
    const store: MemoryStore = memoryStore();
    const watched = watchedJob();
    await found({}, memoryStore(), watched);
    checkProgress(watched);
    for (const share of [0.2, 0.2, 0.2]) {
      const stopped = watchedJob({ at: Math.floor(share * watched.pauses) });
      await expect(found({}, store, stopped)).rejects.toThrow('cancelled');
    }
    const kept = store.written.length;
    expect(kept).toBeGreaterThan(2);
    expect(numbersOf(await found({}, store))).toBe(numbersOf(await whole));
    expect(new Set(store.written).size).toBe(store.written.length); // nothing was put twice
  });
  test('from what is kept alone, entries that are damaged aside', async () => {
    const store = memoryStore();
    await found({}, store);
    const first = store.written.find((key) => key.startsWith('patches'))!;
    store.entries.set(first, Uint8Array.of(1, 2, 3));
    const written = store.written.length;
    expect(numbersOf(await found({}, store))).toBe(numbersOf(await whole));
    expect(store.written.length).toBe(written + 1);
  });
});

test('a model that does not solve the task has no circuit, and that is said', async () => {
  const report = await found({ a: shuffledSample('ab-gpt2') });
  expect(report.reason.code).toBe('unsolved');
  expect(report.sections).toEqual([]);
  expect(faultsOf(JSON.parse(reportJson(report)))).toEqual([]);
});

describe('other ways to ask', () => {
  test.each([
    ['mean', { ablation: 'mean' }],
    ['zero', { ablation: 'zero' }],
    ['KL', { metric: 'KL' }],
    ['one variable', { source: ['c'] }],
    ['few pairs', { pairs: 4 }],
  ] as const)('%s', async (_, asked) => {
    const report = await found(asked);
    const section = sectionIn(report);
    expect(faultsOf(JSON.parse(reportJson(report)))).toEqual([]);
    expect(section.faithfulnessFound).toBeGreaterThanOrEqual(0.8);
    expect(section.size).toBeLessThanOrEqual(15);
    if ('ablation' in asked) expect(section.ablation).toBe(asked.ablation);
    if ('source' in asked) expect(section.source).toEqual(['c']);
    if ('pairs' in asked) expect(section.pairs).toEqual({ found: 4, checked: 4, isApart: false });
  });

  test('a circuit that is given is checked and not changed; scores that are given are its order', async () => {
    const names = [
      'a0.h0',
      'a0.h1',
      'a0.h2',
      'a0.h3',
      'm0',
      'a1.h0',
      'a1.h1',
      'a1.h2',
      'a1.h3',
      'm1',
    ];
    const all = [...names, 'a2.h0', 'a2.h1', 'a2.h2', 'a2.h3', 'm2'];
    const nodes = (of: (name: string) => object) =>
      JSON.stringify({ cfg: {}, nodes: Object.fromEntries(all.map((name) => [name, of(name)])) });
    const folder = folderOf({
      'circuit.json': nodes((name) => ({ in_graph: name !== 'a1.h0' && name !== 'm2' })),
      'scores.json': nodes((name) => ({ in_graph: false, score: all.indexOf(name) - 20 })),
    });
    const [given, scored] = [
      sectionIn(await found({ circuit: `${folder}/circuit.json` })),
      sectionIn(await found({ circuit: `${folder}/scores.json` })),
    ];
    const left = given.components.filter(({ isChosen }) => !isChosen).map(componentName);
    expect(left).toEqual(['L1H0', 'MLP 2']);
    expect(given).toMatchObject({ origin: 'file', size: 13, ranked: 13 });
    expect(given.faithfulness.value).toBeLessThan(0.5); // without the last MLP
    expect(scored.origin).toBe('scores');
    expect(scored.faithfulnessFound).toBeGreaterThanOrEqual(0.8);
    await expect(found({ circuit: `${folder}/none.json` })).rejects.toThrow('none.json');
  });
  test('a variable that the task has not is named, with those that it has', async () => {
    await expect(found({ source: ['d'] })).rejects.toThrow(
      'the task "modsum" has no variable "d" that a source changes; it has "a", "b", "c"',
    );
  });
  test('a tolerance out of its range is refused', async () => {
    await expect(found({ tolerance: 1.5 })).rejects.toThrow('allowed is between 0 and 1');
  });
});
