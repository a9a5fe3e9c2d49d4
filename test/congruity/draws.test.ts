// The draws of a run: the same rows of weights for every model, whatever is kept of what was read under them.
import { expect, test } from 'vitest';
import { drawsOf, drawWeights } from '../../src/engine/congruity/draws.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import { resampleWeights } from '../../src/engine/numeric/resample.ts';
import { pairStatistics } from '../../src/engine/signature/pairStatistics.ts';
import { randomResponses } from '../support/syntheticResponses.ts';

const shape = { cuts: 3, spans: 3, pairs: 16, outcomes: 3, parts: 2 };
const resamples = 1300; // three blocks
const options = { resamples, seed: 5 };

const statsOf = (name: string) => pairStatistics(quietJob, randomResponses(shape, name));

test('a block has the weights of its draws, in whatever order blocks are asked for', async () => {
  const stats = await statsOf('a');
  const all = resampleWeights(resamples, shape.pairs, random('interval 5'));
  expect(drawWeights(options, shape.pairs)).toEqual(all);
  const draws = drawsOf(stats, options);
  const size = 512;
  expect(draws.blocks).toBe(3);
  for (const block of [0, 1, 1, 2, 0, 2]) {
    const { weights } = await draws.readings(quietJob, stats, block);
    const from = block * size * shape.pairs;
    expect(weights).toEqual(all.subarray(from, from + weights.length));
    expect(weights).toHaveLength(Math.min(size, resamples - block * size) * shape.pairs);
  }
});

/** Room for how many blocks of readings -> which of those asked for are the same object. */
test.each([
  [0, [false, false, false]],
  [1, [true, false, false]],
  [99, [true, true, true]],
])('with room for %i blocks the last ones are not made again', async (blocks, same) => {
  const [a, b] = [await statsOf('a'), await statsOf('b')];
  const numbers = 3 ** 2 + (shape.parts + 5) * a.sites + shape.pairs;
  const draws = drawsOf(a, { ...options, keep: blocks * 8 * 512 * numbers });
  const read = [a, a, b, a] as const;
  const made: unknown[] = [];
  for (const stats of read) made.push(await draws.readings(quietJob, stats, 0));
  expect([made[0] === made[1], made[1] === made[3], made[0] === made[3]]).toEqual(same);
  expect(made[3]).toEqual(made[0]);
  expect(made[2]).not.toEqual(made[0]);
});
