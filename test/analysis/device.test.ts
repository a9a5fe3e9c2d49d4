// Where a run is computed: decided by what a device answers and how soon, once for a machine and a model; and what
// becomes of a run whose device fails. The device is a stand-in: see test/support/standInDevice.ts.
import { describe, expect, test } from 'vitest';
import { noStore } from '../../src/platform/store.ts';
import {
  type Asked,
  chosen,
  failing,
  failingAfter,
  type Machine,
  run,
} from '../support/deviceMachine.ts';
import { weightsOf } from '../support/reportWeights.ts';
import type { StandInOptions } from '../support/standInDevice.ts';
import { memoryStore } from '../support/stores.ts';

/** Of which each test has a look: run once. */
const plain = { cpu: once(() => run({ wish: 'cpu' })), gpu: once(() => run({ wish: 'gpu' })) };

describe('auto, of a run that takes long, is', () => {
  test.each<[string, Asked, string, RegExp | undefined]>([
    ['a GPU that agrees and is faster', {}, 'Stand-in', undefined],
    [
      'the CPU where it is faster',
      { slowness: 3 },
      'CPU',
      /Stand-in is not faster: some prompts take .* s there/,
    ],
    [
      'the CPU where the GPU gives other numbers',
      { standIn: { spoil: negated } },
      'CPU',
      /not answer as the CPU/,
    ],
    [
      'the CPU where the GPU gives none',
      { standIn: { spoil: (all) => all.fill(Number.NaN) } },
      'CPU',
      /computes NaN/,
    ],
    [
      'the CPU where the GPU fails',
      { standIn: { onRun: failingAfter(0) } },
      'CPU',
      /out of memory/,
    ],
    ['the CPU where none can be opened', { opens: failing('no driver') }, 'CPU', /no driver/],
    [
      'the CPU where the GPU’s larger blocks do not fit the memory that is allowed',
      { memory: 'least', pairs: 128 },
      'CPU',
      /one block of pairs at a time needs/,
    ],
    ['the CPU where there is none', { adapters: [] }, 'CPU', /no GPU was found/],
    [
      'the CPU where a choice cannot be kept',
      { store: noStore },
      'CPU',
      /nothing is kept between runs/,
    ],
  ])('%s', async (_, of, on, note) => {
    const found = await chosen(of);
    expect(found.on).toBe(on);
    if (note) expect(found.note).toMatch(note);
    else expect(found.note).toBeUndefined();
  });

  test.each([0.5, 3])(
    'what it was before, however fast both are now (first %d)',
    async (slowness) => {
      const store = memoryStore();
      const first = await chosen({ store, slowness });
      const again = await chosen({ store, slowness: 1.5 - slowness / 3 });
      expect(again.on).toBe(first.on);
      const other = { device: { name: 'Another' } };
      expect((await chosen({ store, slowness: 3, standIn: other })).on).toBe('CPU'); // another machine
    },
  );

  test('the CPU after the GPU has failed in a run', async () => {
    const store = memoryStore();
    expect((await chosen({ store })).on).toBe('Stand-in');
    await run({ wish: 'gpu', store, standIn: { onRun: failingAfter(20) } });
    expect(await chosen({ store })).toMatchObject({
      on: 'CPU',
      note: expect.stringMatching(/failed/),
    });
  });
});

describe('auto, of a run that takes little', () => {
  test('is the CPU, and no driver is loaded', async () => {
    const { runtime, runtimeNote, opened } = await run({ wish: 'auto' });
    expect([runtime, runtimeNote]).toEqual([
      'onnxruntime-node 1.30.0',
      'on the CPU: there is little to compute',
    ]);
    expect(opened()).toBe(0);
  });

  test('is the CPU where there is no GPU', async () => {
    const { runtimeNote } = await run({ wish: 'auto', adapters: [] });
    expect(runtimeNote).toBe('on the CPU: no GPU was found');
  });
});

/** The same but for the last digits of its numbers. */
function nearly(value: unknown): unknown {
  if (typeof value === 'number') return expect.closeTo(value, 5);
  if (Array.isArray(value)) return value.map(nearly);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, nearly(each)]));
}

describe('gpu', () => {
  test('computes there, and gives the CPU’s report but for last digits', async () => {
    const here = await plain.cpu();
    const there = await plain.gpu();
    expect(there.runtime).toBe('onnxruntime-node 1.30.0, none on Stand-in');
    expect(there.report.verdict).toBe(here.report.verdict);
    expect(there.report.reason).toEqual(nearly(here.report.reason));
    expect(there.lying()).toBe(0);
  });

  test.each<[string, Partial<Machine>, RegExp]>([
    ['that gives numbers of the other sign', { standIn: { spoil: negated } }, /does not answer/],
    [
      'that gives no numbers',
      { standIn: { spoil: (all) => all.fill(Number.NaN) } },
      /computes NaN/,
    ],
    ['that cannot be opened', { opens: failing('no GPU can be used: it is gone') }, /it is gone/],
    ['that fails', { standIn: { onRun: failingAfter(0) } }, /out of memory/],
  ])('%s is an error that says why', async (_, of, message) => {
    await expect(run({ wish: 'gpu', ...of })).rejects.toMatchObject({
      code: 'device',
      message: expect.stringMatching(message),
    });
  });

  test.each<[string, StandInOptions]>([
    ['in a run', { onRun: failingAfter(60) }],
    ['while a graph is made', { onSession: failingAfter(30) }],
    ['in a run and is lost', { onRun: failingAfter(60), onRelease: failingAfter(20) }],
  ])('that fails %s leaves the rest to the CPU, and the report says so', async (_, device) => {
    const here = await plain.cpu();
    const { report, notes, runtimeNote } = await run({ wish: 'gpu', standIn: device });
    expect(report.verdict).toBe(here.report.verdict);
    const said = 'The GPU failed: out of memory; the rest was computed on the CPU.';
    expect(report.notes).toContain(said);
    expect(notes).toContain(said);
    expect(runtimeNote).toMatch(/the rest was computed on the CPU/);
  });

  test('in half precision says so, and gives coordinates within a hundredth of single', async () => {
    const here = await plain.cpu();
    const there = await run({ wish: 'gpu', standIn: { device: { precision: 'f16' } } });
    expect(there.runtime).toMatch(/f16/);
    expect(there.report.notes.join(' ')).toMatch(/half precision/);
    expect(there.report.verdict).toBe(here.report.verdict);
    const [half, single] = [weightsOf(there.report), weightsOf(here.report)];
    expect(single.size).toBeGreaterThan(20);
    const off = [...single].map(([site, weight]) => Math.abs(weight - (half.get(site) ?? 0)));
    expect(Math.max(...off)).toBeLessThan(0.03); // weights below .02 are not told
    const told = [...single].filter(([site]) => half.has(site));
    for (const [site, weight] of told)
      expect(Math.abs(half.get(site)! - weight), site).toBeLessThan(1e-2);
    expect(off.some((each) => each > 0)).toBe(true); // it is half precision
  });
});

test('numbers of one device are not taken for those of another, nor for the CPU’s', async () => {
  const store = memoryStore();
  const blocks = () => store.written.filter((key) => key.startsWith('block-')).length;
  await run({ wish: 'cpu', store });
  const first = blocks();
  await run({ wish: 'cpu', store });
  expect(blocks()).toBe(first);
  await run({ wish: 'gpu', store });
  const there = blocks() - first; // others are larger than the CPU's
  expect(there).toBeGreaterThan(0);
  await run({ wish: 'gpu', store });
  expect(blocks()).toBe(first + there);
  await run({ wish: 'gpu', store, standIn: { device: { name: 'Another' } } });
  expect(blocks()).toBe(first + 2 * there);
});

test('a run twice on a device gives the same bytes', async () => {
  const runs = await Promise.all([plain.gpu(), run({ wish: 'gpu' })]);
  const texts = runs.map(({ report: { timings: _, ...report } }) => JSON.stringify(report));
  expect(texts[0]).toBe(texts[1]);
});

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function negated(data: Float32Array): void {
  for (let i = 0; i < data.length; i++) data[i] = -data[i];
}
