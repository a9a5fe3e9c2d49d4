// What is said of a planted change (test/analysis/kind*.test.ts).
import { kindOfChange } from '../../src/engine/analysis/change/kind.ts';
import { Sampling } from '../../src/engine/analysis/change/sample.ts';
import type { ChangePart } from '../../src/protocol/kindOfChange.ts';
import type { Change } from './plantedChanges.ts';

export type Row = [
  what: string,
  change: Change,
  parts: readonly Partial<Record<string, unknown>>[],
];

export const kind = (name: ChangePart['kind'], more: object = {}) => ({ kind: name, ...more });

export function partsOf(shape: readonly number[], a: Float64Array, b: Float64Array) {
  const sampling = new Sampling(shape);
  sampling.take(0, a, b);
  let [differing, notFinite, apart, own, other, both] = [0, 0, 0, 0, 0, 0];
  a.forEach((x, i) => {
    if (!Number.isFinite(x - b[i])) notFinite++;
    if (x !== b[i]) differing++;
    apart += (x - b[i]) ** 2;
    own += x * x;
    other += b[i] ** 2;
    both += x * b[i];
  });
  const sums = {
    differing,
    notFinite,
    difference: Math.sqrt(apart),
    norm: Math.sqrt(own),
    cosine: both / Math.sqrt(own * other),
  };
  return kindOfChange(sampling.sample, sums, sampling.changed);
}
