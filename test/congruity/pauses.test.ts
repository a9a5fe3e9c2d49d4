// How much is computed between two looks whether to stop, counted in operations: what must not grow with
// the number of sites, of resamples or of pairs in a way that a user would have to wait for.
import { expect, test, vi } from 'vitest';
import type { Job } from '../../src/engine/core/job.ts';
import { pairStatistics } from '../../src/engine/signature/pairStatistics.ts';
import { comparedBy, usual } from '../support/comparing.ts';
import { checkCancelled, watchedJob } from '../support/jobs.ts';
import { share } from '../support/share.ts';
import { randomResponses, type Shape } from '../support/syntheticResponses.ts';

const counted = vi.hoisted(() => ({ operations: 0 }));

vi.mock(import('../../src/engine/numeric/totalVariation.ts'), async (load) => {
  const real = await load();
  return {
    totalVariation: (...args) => {
      counted.operations += args[4];
      return real.totalVariation(...args);
    },
  };
});
vi.mock(import('../../src/engine/numeric/resample.ts'), async (load) => {
  const real = await load();
  return {
    ...real,
    weightedMeans: (rows, weights, n, draws) => {
      counted.operations += rows.length * draws.length;
      return real.weightedMeans(rows, weights, n, draws);
    },
  };
});
vi.mock(import('../../src/engine/numeric/assignment.ts'), async (load) => {
  const real = await load();
  return {
    assigner: (capacity) => {
      const { solve } = real.assigner(capacity);
      return {
        solve: (cost, size) => {
          counted.operations += size ** 3;
          return solve(cost, size);
        },
      };
    },
  };
});

/** About 40 ms of work. */
const most = 2 ** 25;

const small: Shape = { cuts: 3, spans: 4, pairs: 16, outcomes: 3, parts: 2 };

const shapes: readonly [name: string, shape: Shape, resamples: number][] = [
  ['many sites', { ...small, cuts: 20, spans: 8, pairs: 32, outcomes: 21 }, 20],
  ['many cuts', { ...small, cuts: 40 }, 200],
  ['many spans', { ...small, spans: 40 }, 200],
  ['many pairs', { ...small, pairs: 2000 }, 40],
  ['many outcomes', { ...small, outcomes: 2000 }, 40],
  ['many parts', { ...small, parts: 6 }, 200],
  ['many resamples', small, 5000],
];

function compare(job: Job, shape: Shape, resamples: number) {
  const [a, b] = ['a', 'b'].map((name) => randomResponses(shape, name));
  return comparedBy(a, b, { ...usual, resamples }, job);
}

test.each(share(shapes, 3))('a comparison of %s pauses often', async (_, shape, resamples) => {
  const job = watchedJob();
  let longest = 0;
  const look = () => {
    longest = Math.max(longest, counted.operations);
    counted.operations = 0;
  };
  const pause = async () => {
    look();
    await job.pause();
  };
  await compare({ ...job, pause }, shape, resamples);
  look();
  expect(longest).toBeGreaterThan(0);
  expect(longest).toBeLessThanOrEqual(most);
});

test('statistics pause at every site', async () => {
  const job = watchedJob();
  await pairStatistics(job, randomResponses({ ...small, cuts: 9 }, 'a'));
  expect(job.pauses).toBeGreaterThanOrEqual(9 * small.spans);
});

test('a comparison can be cancelled at any of its steps', async () => {
  await checkCancelled((job) => compare(job, small, 60), 40);
});
