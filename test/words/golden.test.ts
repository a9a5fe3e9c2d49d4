// How far a model is from saved values, in a sentence.
import { expect, test } from 'vitest';
import type { GoldenView } from '../../src/protocol/golden.ts';
import { goldenSentence } from '../../src/words/golden.ts';

const of = (...largest: readonly (number | null)[]): GoldenView =>
  ({
    standing: largest.every((one) => one === 0) ? 'agrees' : 'differs',
    golden: 'g.safetensors',
    tolerance: 0,
    tensors: largest.map((one, i) => ({ name: `t${i}`, largest: one })),
  }) as unknown as GoldenView;

test.each<readonly [GoldenView, string]>([
  [of(0), 'agrees with g.safetensors: 1 tensor, largest difference 0 (allowed 0)'],
  [of(0, 0), 'agrees with g.safetensors: 2 tensors, largest difference 0 (allowed 0)'],
  [of(1), 'differs from g.safetensors: 1 of 1 tensor is beyond, largest difference 1 (allowed 0)'],
  [
    of(1, 0),
    'differs from g.safetensors: 1 of 2 tensors is beyond, largest difference 1 (allowed 0)',
  ],
  [
    of(1, null),
    'differs from g.safetensors: 2 of 2 tensors are beyond, largest difference not finite (allowed 0)',
  ],
])('%#', (view, words) => {
  expect(goldenSentence(view)).toBe(words);
});
