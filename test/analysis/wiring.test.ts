// Two circuits beside each other, from end to end: a model and itself, and itself with its heads in another order, are
// matched back exactly; two models of different families are reported as the schema says, with no verdict.
import { describe, expect, test } from 'vitest';
import { circuit } from '../../src/engine/analysis/circuit.ts';
import { wiring } from '../../src/engine/analysis/wiring.ts';
import { type Job, quietJob } from '../../src/engine/core/job.ts';
import type { Tensor } from '../../src/engine/core/tensor.ts';
import type { WiringReport } from '../../src/protocol/report.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import type { WiringRequest, WiringSection } from '../../src/protocol/wiring.ts';
import { reportJson } from '../../src/report/json.ts';
import { readReport } from '../../src/report/read.ts';
import { reportText } from '../../src/report/text.ts';
import { checkCancelled } from '../support/jobs.ts';
import { editedFolder } from '../support/models.ts';
import { sample, shuffledSample } from '../support/samples.ts';
import { faultsOf } from '../support/schema.ts';
import { share } from '../support/share.ts';
import { memoryStore, testPorts } from '../support/stores.ts';

type Asked = Partial<WiringRequest> & { readonly memory?: number };

const store = memoryStore(); // one for all: models are run once

function run(asked: Asked = {}, job: Job = quietJob): Promise<WiringReport> {
  const request = { a: sample('ab-gpt2'), b: sample('ab-gpt2'), task: sample('task.json') };
  const few = { pairs: 8, resamples: 100, memory: 1000 };
  return wiring(job, testPorts(store), { ...request, ...few, ...asked });
}

function sectionIn(report: WiringReport): WiringSection {
  return sectionOf(report, 'wiring')!;
}

const nameOf = ({ layer, head }: { readonly layer: number; readonly head: number | null }) =>
  head === null ? `m${layer}` : `${layer}.${head}`;

/** "1.0 is 1.2": which component of A is which of B. */
function pairsOf({ components: [a, b], matches }: WiringSection): ReadonlyMap<string, string> {
  return new Map(matches.map((match) => [nameOf(a[match.a]), nameOf(b[match.b])]));
}

const whole = { value: 1, low: expect.closeTo(0.6755, 4) as number, high: 1 }; // what 8 of 8 pairs show (Wilson)

/** With the heads of every block in another order: head h of it was head order[h] before. */
function reheaded(orders: readonly (readonly number[])[]): string {
  const width = 8; // of a head
  return editedFolder(sample('ab-gpt2'), {
    tensors: (tensors) => {
      for (const [layer, order] of orders.entries()) {
        const heads = order.length;
        const at = (tensor: string) => `transformer.h.${layer}.attn.${tensor}`;
        /** Columns of q, k and v, or rows of what is written, in pieces of a head. */
        const moved = (name: string, to: (row: number, column: number) => [number, number]) => {
          const { dims, data } = tensors.get(name) as Tensor;
          const [rows, columns] = dims.length === 1 ? [1, dims[0]] : dims;
          const out = Float32Array.from(data as Float32Array);
          for (let r = 0; r < rows; r++) {
            for (let c = 0; c < columns; c++) {
              const [row, column] = to(r, c);
              out[r * columns + c] = (data as Float32Array)[row * columns + column];
            }
          }
          tensors.set(name, { dims, data: out });
        };
        const old = (index: number) => {
          const [head, within] = [Math.floor(index / width) % heads, index % width];
          const block = Math.floor(index / (heads * width)); // q, k or v
          return block * heads * width + order[head] * width + within;
        };
        moved(at('c_attn.weight'), (r, c) => [r, old(c)]);
        moved(at('c_attn.bias'), (r, c) => [r, old(c)]);
        moved(at('c_proj.weight'), (r, c) => [old(r), c]);
      }
    },
  });
}

describe('a model', () => {
  const own = run();

  test('and itself: every component with itself, all effects shared', async () => {
    const section = sectionIn(await own);
    for (const [a, b] of pairsOf(section)) expect(b).toBe(a);
    expect(section.counts).toEqual({ both: section.circuits[0].size, onlyA: 0, onlyB: 0 });
    for (const all of [section.shared, section.overlap]) expect(all).toMatchObject(whole);
    expect(section.chance.p).toBe(1 / 200);
    expect(section.held[0]).toEqual(section.held[1]);
  });

  test.each([
    [
      [3, 2, 1, 0],
      [1, 0, 3, 2],
      [2, 0, 3, 1],
    ],
  ])('and itself with its heads in another order (%j, %j, %j): matched back', async (...orders) => {
    const section = sectionIn(await run({ b: reheaded(orders) }));
    const [a] = section.components;
    const pairs = pairsOf(section);
    for (const [one, other] of pairs) {
      const [layer, head] = other.split('.').map(Number);
      expect(one).toBe(other.startsWith('m') ? other : `${layer}.${orders[layer][head]}`);
    }
    for (const component of a)
      if (component.isChosen) expect(pairs.has(nameOf(component))).toBe(true);
    expect(section.counts).toMatchObject({ onlyA: 0, onlyB: 0 });
    expect(section.shared.value).toBeCloseTo(1, 6);
  });

  test('its circuit is the one that is found of it alone', async () => {
    const alone = await circuit(quietJob, testPorts(store), {
      ...{ a: sample('ab-gpt2'), task: sample('task.json') },
      ...{ pairs: 8, resamples: 100, memory: 1000 },
    });
    expect(sectionIn(await own).circuits[0]).toEqual(sectionOf(alone, 'circuit'));
  });
});

test.each(share([2, 3, 4, 5, 6, 7, 8], 3))(
  'a model and itself on %i pairs: never that the wiring differs',
  async (pairs) => {
    const text = reportText(await run({ pairs })).replaceAll(/\s+/g, ' ');
    expect(text).not.toContain('the wiring differs');
    expect(text).toContain(
      pairs < 8 ? `${pairs} pairs are too few (8 are needed)` : 'the wiring is the same here',
    );
  },
);

describe('two families', () => {
  const report = run({ b: sample('ab-llama'), pairs: 12 });

  test('as the schema says, read again, and in words that give no verdict', async () => {
    const json = reportJson(await report);
    expect(faultsOf(JSON.parse(json))).toEqual([]);
    expect(readReport(json)?.kind).toBe('wiring');
    const text = reportText(await report, { width: 100 }).replaceAll(/\s+/g, ' ');
    expect(text).toContain('the wiring differs here, which is no verdict on the two models');
    expect(text).toContain('compare the two models for it.');
    expect(text).not.toMatch(/different interpretation|same interpretation|Verdict:/);
  });
  test('counts and shares are of the matches that both circuits have', async () => {
    const { components, matches, counts, circuits, overlap, least } = sectionIn(await report);
    const [a, b] = components;
    const both = matches.filter((match) => a[match.a].isChosen && b[match.b].isChosen).length;
    expect(counts).toEqual({
      both,
      onlyA: circuits[0].size - both,
      onlyB: circuits[1].size - both,
    });
    expect(overlap.value).toBe(both / (both + counts.onlyA + counts.onlyB));
    for (const { correlation } of matches) expect(correlation).toBeGreaterThanOrEqual(least);
  });
  test('what is too weak carries nothing that is told; all else has its weights', async () => {
    for (const { strength, carries } of sectionIn(await report).components.flat()) {
      expect(carries === null).toBe(strength < 0.05);
      const sum = carries?.coordinates.reduce((total, { weight }) => total + weight, 0) ?? 1;
      expect(sum).toBeGreaterThan(0.8);
      expect(sum).toBeLessThan(1.001);
    }
  });
  test('the same with the same seed, and from little memory', async () => {
    const numbersOf = (of: WiringReport) =>
      reportJson({ ...of, timings: { seconds: 0, steps: [] } });
    const again = await wiring(quietJob, testPorts(memoryStore()), {
      ...{ a: sample('ab-gpt2'), b: sample('ab-llama'), task: sample('task.json') },
      ...{ pairs: 12, resamples: 100, memory: 420 },
    });
    expect(numbersOf(again)).toBe(numbersOf(await report));
  });
  test('is cancelled anywhere', async () => {
    await checkCancelled((job) => run({ b: sample('ab-llama') }, job), 4);
  });
});

test.each([
  ['one variable as the source', { source: ['c'] }],
  ['in the order of attribution', { effects: 'attribution-ig' }],
  ['zero: nothing is carried', { ablation: 'zero' }],
] as const)('%s', async (_, asked) => {
  const report = await run({ b: sample('ab-llama'), pairs: 4, ...asked });
  expect(faultsOf(JSON.parse(reportJson(report)))).toEqual([]);
  const { components } = sectionIn(report);
  const sets = components.flat().flatMap(({ carries }) => carries?.coordinates ?? []);
  if ('source' in asked) for (const { set } of sets) expect(['', 'c']).toContain(set.join());
  if ('ablation' in asked) expect(sets).toEqual([]);
});

test('a model that does not solve the task has no circuit, and that is said', async () => {
  const report = await run({ b: shuffledSample('ab-gpt2') });
  expect(report.reason.code).toBe('unsolved');
  expect(report.sections).toEqual([]);
  expect(faultsOf(JSON.parse(reportJson(report)))).toEqual([]);
});
