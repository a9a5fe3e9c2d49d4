// Comparisons whose outcome is known beforehand, and what a failed one keeps from being said.
import { describe, expect, test } from 'vitest';
import { type Control, capping, controlsPassed } from '../../src/engine/congruity/controls.ts';
import { knownOf } from '../../src/engine/congruity/known.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Responses } from '../../src/engine/forward/responses.ts';
import { usual } from '../support/comparing.ts';
import { type Carried, idealResponses, inertTwin, population } from '../support/idealModels.ts';
import { randomResponses } from '../support/syntheticResponses.ts';

const everyone = population([1, 1, -1, -1], 64, 'controls');
const [A, B, C, D] = [1, 2, 4, 8];
const none: Carried = { mask: 0 };
const input: readonly Carried[] = [A, B, C, D].map((mask) => ({ mask }));
const end: readonly Carried[] = [none, none, none, { mask: A | B | C | D }];
const by = (of: typeof everyone, ...middle: readonly (readonly Carried[])[]) =>
  idealResponses({ slope: 3, cuts: [input, ...middle, end] }, of, 'controls');
const sums = by(everyone, [none, { mask: A | B }, none, { mask: C | D }]);
const direct = by(everyone);
/** On so few pairs that one half shows what the other does not: the set is held on some of them alone. */
const few = by(population([1, 1, -1, -1], 12, 'few'), [
  none,
  { mask: A | B, instead: C | D, share: 0.5 },
  none,
  none,
]);
const constant = { ...sums, site: new Float32Array(sums.site.length).fill(0.5) };
const inert = (of: Responses) => inertTwin(of, 32);

/** The names of those that fail. */
async function failing(responses: Responses, twin: Responses): Promise<string[]> {
  const { controls } = await knownOf(quietJob, { name: 'm', responses, twin }, usual);
  return controls.filter(({ passed }) => !passed).map(({ name }) => name.replace(/^m /, ''));
}

describe('a model by itself', () => {
  const names = {
    halves: 'on disjoint halves of the pairs',
    twin: 'with shuffled weights',
    itself: 'against itself with the pairs permuted',
  };
  type Row = readonly [
    what: string,
    responses: Responses,
    twin: Responses,
    failed: readonly string[],
  ];
  const rows: readonly Row[] = [
    // Its profile is empty, and so is its twin's: their distance would be no control, and it passes all.
    ['that holds nothing passes', direct, inert(direct), []],
    ['that holds sums passes', sums, inert(sums), []],
    ['whose twin answers as it does', sums, sums, [names.twin]],
    ['whose twin holds something else', direct, sums, [names.twin]],
    ['of which one half shows what the other does not', few, inert(few), [names.halves]],
    ['that answers alike on all pairs', constant, inert(sums), [names.itself]],
  ]; // biome-ignore format: a table
  test.each(rows)('%s', async (_, responses, twin, failed) => {
    expect(await failing(responses, twin)).toEqual(failed);
  });

  test('has four, of which each says what it speaks for, its bound and its value', async () => {
    const { controls } = await knownOf(
      quietJob,
      { name: 'm', responses: sums, twin: inert(sums) },
      usual,
    );
    expect(controls.map(({ kind, of, wanted, bound }) => [kind, of, wanted, bound])).toEqual([
      ['positive', 'profile', 'below', 0.3],
      ['negative', 'profile', 'below', 0.3],
      ['negative', 'profile', 'below', 0.3],
      ['negative', 'full', 'above', 0.3],
    ]);
    for (const { value, wanted, bound, passed } of controls) {
      expect(passed).toBe(wanted === 'below' ? value < bound : value > bound);
    }
  });

  test('margins bound the halves and the full distance, not what chance may hold', async () => {
    const of = { name: 'm', responses: sums, twin: inert(sums) };
    const options = { ...usual, margin: 0.2, fullMargin: 0.1 };
    const { controls } = await knownOf(quietJob, of, options);
    expect(controls.map(({ bound }) => bound)).toEqual([0.2, 0.3, 0.3, 0.2]);
  });

  test('is controlled the same way whoever it is compared with: by the seed alone', async () => {
    const responses = randomResponses(
      { cuts: 3, spans: 3, pairs: 24, outcomes: 3, parts: 2 },
      'seeded',
    );
    const of = { name: 'm', responses, twin: inert(responses) };
    const [one, again, other] = [0, 0, 1].map((seed) => knownOf(quietJob, of, { ...usual, seed }));
    expect((await again).controls).toEqual((await one).controls);
    expect((await other).controls).not.toEqual((await one).controls);
  });
});

describe('what failed controls say', () => {
  const control = (of: Control['of'], passed: boolean, name: string): Control => {
    return { kind: 'negative', of, name, value: 0, wanted: 'below', bound: 0.3, passed };
  };
  const rows = [
    control('profile', true, 'a'),
    control('full', false, 'b'),
    control('profile', false, 'c'),
    control('profile', false, 'd'),
    control('full', true, 'e'),
  ];
  const named = (found: readonly Control[]) => found.map(({ name }) => name).join('');

  test.each([
    // One of the other distance fails too, and does not keep this verdict from being said.
    ['different', 'cd'],
    ['same interpretation', 'cd'],
    ['indistinguishable', 'b'],
  ] as const)('%s is capped by %s', (verdict, wanted) => {
    expect(named(capping(rows, verdict))).toBe(wanted);
  });

  test.each([
    [rows, false, false],
    [rows.slice(0, 2), true, false],
    [rows.slice(2), false, true],
    [[], true, true],
  ])('all passed of one distance or of the other: %#', (controls, profile, full) => {
    expect(controlsPassed(controls)).toEqual({ profile, full });
  });
});
