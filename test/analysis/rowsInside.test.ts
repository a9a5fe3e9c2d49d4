// Interchanges of rows tell two algorithms apart only where something inside has a place: of dense layers, which have
// none, models that compute oppositely must not be called the same. The weights are set by hand.
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/engine/analysis/compare.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { regionTells } from '../../src/engine/congruity/fixedPlaces.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import type { Readings } from '../../src/engine/signature/signature.ts';
import { settleOf } from '../../src/words/report.ts';
import { folderOf } from '../support/checkpoints.ts';
import { testPorts } from '../support/stores.ts';

const columns = ['a', 'b', 'c', 'd'];

/** Parity of four bits, the first two of `order` first, then one after the other. */
function parity(order: readonly number[]) {
  const by = (row: readonly number[]) => columns.map((_, c) => row[order.indexOf(c)]);
  const both = [1, 1, 0, 0];
  const layers: readonly (readonly [readonly number[][], readonly number[]])[] = [
    [[by(both), by(both), by([0, 0, 1, 0]), by([0, 0, 0, 1])], [0, -1, 0, 0]],
    [[[1, -2, 1, 0], [1, -2, 1, 0], [0, 0, 0, 1]], [0, -1, 0]],
    [[[1, -2, 1], [1, -2, 1]], [0, -1]],
    [[[-10, 20], [10, -20]], [5, -5]],
  ]; // biome-ignore format: matrices
  const tensors = layers.flatMap(([weight, bias], i): [string, FloatTensor][] => [
    [`${2 * i}.weight`, { dims: [weight.length, weight[0].length], data: Float32Array.from(weight.flat()) }],
    [`${2 * i}.bias`, { dims: [bias.length], data: Float32Array.from(bias) }],
  ]); // biome-ignore format: two alike
  return encodeSafetensors(new Map(tensors));
}

function table(): string {
  const rows = Array.from({ length: 64 }, (_, i) => {
    const bits = columns.map((_, c) => (i >> c) & 1);
    return [...bits, bits.reduce((sum, bit) => sum ^ bit, 0)].join();
  });
  return [[...columns, 'parity'].join(), ...rows].join('\n');
}

const tasks: readonly [how: string, task: object][] = [
  ['regions alone', {}],
  ['variables, too', { input: columns, variables: columns }],
];
test.each(tasks)('opposite orders of parity are not the same: %s', async (_, more) => {
  const folder = folderOf({
    'abcd.safetensors': parity([0, 1, 2, 3]),
    'cdba.safetensors': parity([2, 3, 1, 0]),
    'parity.csv': table(),
    'parity.task.json': JSON.stringify({
      ...{ name: 'parity', data: { file: 'parity.csv', labels: 'parity', ...more } },
    }),
  });
  const [a, b, task] = ['abcd.safetensors', 'cdba.safetensors', 'parity.task.json'].map(
    (name) => `${folder}/${name}`,
  );
  const asked = { a, b, task, memory: 1000, resamples: 100, pairs: 32 };
  const report = await compare(quietJob, testPorts(), asked);
  expect(report.verdict).toBe('inconclusive');
  expect(report.reason.code).toBe('only the input');
  expect(settleOf(report)).toMatch(/^Pictures with regions, of which convolutions/);
});

/** Three cuts of two regions and a last place, which has nothing in the input; how far each site is from those of the input. */
function insideOf(inner: readonly (readonly [number, number, number])[]) {
  const input = [[0, 1, 1], [1, 0, 1], [1, 1, 0]]; // biome-ignore format: a matrix
  const far = [...input, ...inner, [1, 1, 0], [1, 1, 0], [1, 1, 1]];
  const readings = {
    stats: { responses: { pairs: 1 } },
    ...{ draws: [0], weights: Float64Array.of(1), chance: new Float64Array(far.length).fill(1) },
    cuts: [[0, 1, 2], [3, 4, 5], [6, 7, 8]],
  } as unknown as Readings; // biome-ignore format: cuts
  return regionTells(readings, (site) => Float32Array.from(far[site]), 0.15);
}

describe('a place inside', () => {
  const all = [1, 1, 1] as const; // what everything does
  const none = [1, 1, 0] as const;
  const cases: readonly [what: string, inner: Parameters<typeof insideOf>[0], is: boolean][] = [
    ['a region there does something of its own', [[0.3, 1, 0.8], none, none], true],
    ['the second one', [none, [1, 0.2, 0.8], none], true],
    ['everything at the last place, as in a dense layer', [none, none, all], false],
    ['the input over again, as after a scaling', [[0, 1, 1], [1, 0, 1], none], false],
    ['regions that hardly matter', [[0.9, 1, 0.1], [1, 0.9, 0.1], none], false],
  ]; // biome-ignore format: a table
  test.each(cases)('%s', (_, inner, is) => {
    expect(insideOf(inner)).toBe(is);
  });
});
