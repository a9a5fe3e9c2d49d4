// How many different pairs a task has, as far as drawing can tell; and that more wanted means more.
import { expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { drawPairs } from '../../src/engine/task/drawPairs.ts';
import type { Pair, Task } from '../../src/engine/task/task.ts';
import { watchedJob } from '../support/jobs.ts';
import { makeTask } from '../support/tasks.ts';

const letters = (n: number) => Array.from({ length: n }, (_, i) => `w${i}`);
const drawing = (values: number) =>
  makeTask({ template: 'say {x} to {x}', variables: { x: letters(values) }, answer: '{x}' });
const listing = (n: number) =>
  makeTask({
    template: 'say {x} to {x}',
    variables: { x: letters(8) },
    answer: '{x}',
    pairs: letters(n).map((x, i) => ({ base: { x }, source: { x: `w${(i + 1) % 8}` } })),
  });
const all = () => undefined;
const notW1 = ({ base }: Pair) => (base[0] === 'w1' ? 'w1 has two tokens' : undefined);

/** Task, pairs wanted, what does not fit -> pairs used, the most there are. */
const cases: readonly (readonly [
  string,
  Task,
  number,
  (pair: Pair) => string | undefined,
  number,
  number | undefined,
])[] = [
  ['listed, all of them', listing(6), 6, all, 6, 6],
  ['listed, more wanted than there are', listing(6), 12, all, 6, 6],
  ['listed, some of them', listing(6), 4, all, 4, 6],
  ['listed, one of them does not fit', listing(6), 12, notW1, 5, 5],
  ['drawn, far fewer than there are', drawing(100), 64, all, 64, undefined],
  ['drawn, of four', drawing(2), 64, all, 64, 4],
];

test.each(cases)('%s', async (_, task, wanted, misfit, used, most) => {
  const drawn = await drawPairs(quietJob, task, wanted, 0, misfit);
  expect([drawn.pairs.length, drawn.most]).toEqual([used, most]);
});

test('where fitting pairs are rare, asking for fewer finds a part of the more', async () => {
  const task = drawing(100);
  const rare = ({ base }: Pair) => (base[0] < 'w2' ? undefined : 'too long');
  const more = (await drawPairs(quietJob, task, task.defaultPairs, 0, rare)).pairs;
  expect((await drawPairs(quietJob, task, 5, 0, rare)).pairs).toEqual(more.slice(0, 5));
});

/** One draw in 100 obeys; told by 64 conditions of 120 terms, which a trial just bears. */
const rareAndLong = () =>
  makeTask({
    template: '{a} {b} =',
    variables: { a: { range: [0, 99] }, b: { like: 'a' } },
    constraints: [
      ...Array.from({ length: 63 }, () => `a >= 0${' and a >= 0'.repeat(40)}`),
      'a == b',
    ],
    answer: '{a}',
  });

test('constraints that are met too rarely are given up, with how often they were', async () => {
  const drawing = drawPairs(quietJob, rareAndLong(), 64, 0, all);
  await expect(drawing).rejects.toThrow(
    /^t\.json: constraints are met too rarely: [\d,]+ tries, [1-9]\d* pairs$/,
  );
});

test('drawing is cancelled between any two pairs', async () => {
  for (const at of [0, 1, 40]) {
    const drawing = drawPairs(watchedJob({ at }), listing(6), 6, 0, all);
    if (at < 6) await expect(drawing).rejects.toMatchObject({ code: 'cancelled' });
    else expect((await drawing).pairs).toHaveLength(6);
  }
});
