// How many different pairs a task has, as far as drawing can tell; and that more wanted means more.
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import { drawPairs } from '../../src/engine/task/drawPairs.ts';
import { effortFor } from '../../src/engine/task/effort.ts';
import { variableSet } from '../../src/engine/task/partSet.ts';
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
/** The same numbers for each of some variables. */
const lists = (names: readonly string[], n: number) =>
  Object.fromEntries(names.map((name) => [name, { range: [0, n - 1] }]));
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
      'a < 10 and b < 10',
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

describe('a pair is kept only if the prompts that mix its variables are on the task too', () => {
  const six = ['a', 'b', 'c', 'd', 'e', 'f'];
  const eight = [...six, 'g', 'h'];
  const digits = (names: readonly string[], more: object) => ({
    template: `${names.map((name) => `{${name}}`).join(' ')} =`,
    variables: Object.fromEntries(names.map((name) => [name, { range: [0, 9] }])),
    answer: '{a}',
    ...more,
  });

  test.each<readonly [string, object, (words: readonly number[]) => boolean]>([
    ['two that differ', digits(['a', 'b'], { constraints: ['a != b'] }), ([a, b]) => a !== b],
    [
      'a sum that is bounded, of three',
      digits(['a', 'b', 'c'], { constraints: ['a + b + c < 15', 'a + b + c > 3'] }),
      ([a, b, c]) => a + b + c < 15 && a + b + c > 3,
    ],
    [
      'words that derive from variables',
      digits(['a', 'b'], { derive: { s: '(a + b) % 7' }, constraints: ['s != 0', 's < 6'] }),
      ([a, b]) => (a + b) % 7 > 0 && (a + b) % 7 < 6,
    ],
    [
      'all different, of six',
      digits(six, { constraints: [{ distinct: six }], variables: lists(six, 60) }),
      (words) => new Set(words).size === 6,
    ],
    [
      'some of eight, the rest free',
      digits(eight, { constraints: ['a != h', { not: { b: '1', c: '2' } }, 'max(d, e) > f'] }),
      ([a, b, c, d, e, f, , h]) => a !== h && !(b === 1 && c === 2) && Math.max(d, e) > f,
    ],
  ])('%s', (_, file, holds) => {
    const task = makeTask(file);
    expect(task.notes).toEqual([]);
    const [rng, effort] = [random('kept'), effortFor(30)];
    for (let i = 0; i < 30; i++) {
      const pair = task.draw(rng, 0, effort);
      for (let mask = 0; mask < 2 ** task.variables.length; mask++) {
        const { values } = task.mixed(pair, variableSet(mask, task.readings));
        expect(holds(values.map(Number))).toBe(true);
      }
    }
  });

  test('a base with which no source goes does not end the run', () => {
    // with a = 0 or b = 0 nothing but the base itself goes: every other pair is drawn
    const constraints = ['a + b == 9 or (a > 0 and b > 0)'];
    const task = makeTask(digits(['a', 'b'], { constraints, source: { answer: 'other' } }));
    const [rng, effort] = [random('others'), effortFor(200)];
    const bases = Array.from({ length: 200 }, () => task.draw(rng, 0, effort).base);
    expect(bases.some(([a, b]) => Number(a) > 0 && Number(b) > 0)).toBe(true);
  });

  test.each<readonly [string, object, string]>([
    [
      'two names that differ',
      digits(['a', 'b'], { variables: lists(['a', 'b'], 2), constraints: ['a != b'] }),
      'the constraints allow no other value of "a", "b": mixed prompts need not meet them',
    ],
    [
      'a sum that is given',
      digits(['a', 'b', 'c'], { constraints: ['a + b == 9'] }),
      'the constraints allow no other value of "a", "b": mixed prompts need not meet them',
    ],
    [
      'a sum that is given, and another answer',
      digits(['a', 'b'], { constraints: ['a + b == 9'], source: { answer: 'other' } }),
      'The constraints hardly allow to take one variable alone from a source',
    ],
  ])('where none can be, the old way goes on, and it is said: %s', async (_, file, note) => {
    const task = makeTask(file);
    expect(task.notes.join()).toContain(note);
    const { pairs } = await drawPairs(quietJob, task, 20, 0, all);
    expect(pairs.some(({ base, source }) => base[0] !== source[0])).toBe(true);
  });

  test('a table that changes few values says nothing against the constraints', () => {
    const table = Object.fromEntries(Array.from({ length: 10 }, (__, i) => [i, String(i)]));
    const source = { draw: { a: { table: { ...table, 9: '8' } } } };
    const task = makeTask(digits(['a', 'b'], { variables: lists(['a', 'b'], 10), source }));
    expect(task.notes).toEqual([]);
  });
});
