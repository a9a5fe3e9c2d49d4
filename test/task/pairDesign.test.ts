// Pairs by design: on how large a share of the first pairs any two sets of variables are told apart by their right
// answers, of those that some pair tells apart. Random pairs leave some untold.
import { expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import { drawPairs } from '../../src/engine/task/drawPairs.ts';
import { effortFor } from '../../src/engine/task/effort.ts';
import { variableSet } from '../../src/engine/task/partSet.ts';
import type { Pair, Task } from '../../src/engine/task/task.ts';
import { builtIn, makeTask } from '../support/tasks.ts';

/** Of every two sets of variables the share of the pairs on which their right answers differ. */
function toldApart(task: Task, pairs: readonly Pair[]): readonly number[] {
  const sets = Array.from({ length: 2 ** task.variables.length }, (_, mask) =>
    variableSet(mask, task.readings),
  );
  const rights = pairs.map((pair) => sets.map((set) => task.mixed(pair, set).right!.join()));
  return sets.flatMap((_, g) =>
    sets.slice(0, g).map((__, h) => {
      const told = rights.filter((row) => row[g] !== row[h]);
      return told.length / pairs.length;
    }),
  );
}

function drawnAtRandom(task: Task, n: number, seed: string): readonly Pair[] {
  const [rng, effort] = [random(seed), effortFor(n)];
  return Array.from({ length: n }, () => task.draw(rng, 0, effort));
}

/** The least share over all two sets that any of 400 pairs tells apart. */
function leastShare(task: Task, pairs: readonly Pair[]): number {
  const ever = toldApart(task, drawnAtRandom(task, 400, 'ever'));
  return Math.min(...toldApart(task, pairs).filter((_, couple) => ever[couple] > 0));
}

const designed = async (task: Task, n: number, seed = 0) =>
  (await drawPairs(quietJob, task, n, seed, () => undefined)).pairs;

/** One in eight pairs alone tells which of the two is taken. */
const rare = makeTask({
  template: '{a} {b} {c} =',
  variables: { a: { range: [0, 1] }, b: { like: 'a' }, c: { like: 'a' } },
  answer: { value: 'a * b * c' },
  answers: ['0', '1'],
});
/** Nobody can tell what x does. */
const idle = makeTask({
  template: 'say {x} {y}',
  variables: { x: ['a', 'b', 'c'], y: ['a', 'b', 'c'] },
  answer: '{y}',
});

const cases: readonly (readonly [string, Task, first8: number, first16: number])[] = [
  ['a product of three', rare, 1 / 8, 1 / 8],
  ['a variable that never matters', idle, 1, 1],
  ['ioi', builtIn('ioi'), 1 / 2, 1 / 2],
  ['greater-than', builtIn('greater-than'), 1, 1],
  ['greater-than-digits', builtIn('greater-than-digits'), 1 / 2, 1 / 2],
  ['subject-verb', builtIn('subject-verb'), 1, 1],
  ['gendered-pronoun', builtIn('gendered-pronoun'), 1, 1],
  ['docstring', builtIn('docstring'), 3 / 8, 3 / 8],
  ['induction', builtIn('induction'), 3 / 8, 3 / 8],
  ['capital-of', builtIn('capital-of'), 1, 1],
  ['sequence', builtIn('sequence'), 1, 1],
  ['modsum', builtIn('modsum'), 5 / 8, 3 / 4],
  ['cmpsum', builtIn('cmpsum'), 1 / 8, 1 / 4],
  ['max4', builtIn('max4'), 1 / 8, 1 / 4],
];

test.each(cases)(
  '%s: any two sets are told apart, in the first 8 pairs too',
  async (_, task, ...least) => {
    for (const [k, n] of [8, 16].entries()) {
      expect(leastShare(task, await designed(task, n)), `${n} pairs`).toBeGreaterThanOrEqual(
        least[k],
      );
    }
  },
);

test('random pairs leave sets untold', () => {
  const blind = [1, 2, 3, 4, 5].filter(
    (seed) => leastShare(builtIn('cmpsum'), drawnAtRandom(builtIn('cmpsum'), 12, `${seed}`)) === 0,
  );
  expect(blind.length).toBeGreaterThan(0);
});

test('more pairs keep the first ones; another seed gives others', async () => {
  const task = builtIn('ioi');
  const more = await designed(task, 24);
  expect(await designed(task, 8)).toEqual(more.slice(0, 8));
  expect(await designed(task, 200)).toEqual((await designed(task, 300)).slice(0, 200));
  expect(await designed(task, 8, 1)).not.toEqual(more.slice(0, 8));
});

test('listed pairs are those of the file, in its order', async () => {
  const pairs = ['a b', 'c c', 'b a'].map((words) => {
    const [x, y] = words.split(' ');
    return { base: { x, y: x }, source: { x: y, y } };
  });
  const task = makeTask({
    template: 'say {x} {y}',
    variables: { x: ['a', 'b', 'c'], y: ['a', 'b', 'c'] },
    answer: '{y}',
    pairs,
  });
  expect((await designed(task, 3)).map(({ base }) => base[0])).toEqual(['a', 'c', 'b']);
});

test('a right answer that costs much is drawn without a choice', async () => {
  const answer = { where: `answer > x${' and answer > x'.repeat(30)}` };
  const variables = { x: { range: [0, 9] }, y: { range: [0, 9] } };
  const answers = { range: [0, 999] };
  const task = makeTask({ template: 'say {x} {y}', variables, answer, answers });
  const [rng, effort] = [random('pairs 0'), effortFor(2)];
  const first = [0, 1].map(() => task.draw(rng, 0, effort));
  expect(await designed(task, 2)).toEqual(first);
});
