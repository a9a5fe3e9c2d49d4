// Sets, sites and coordinates by name.
import { describe, expect, test } from 'vitest';
import { sitePlace, sitePlaces, siteReports } from '../../src/engine/analysis/named.ts';
import type { Side } from '../../src/engine/congruity/profiles.ts';
import { cutSites, residual } from '../../src/engine/forward/plan.ts';
import type { Classes } from '../../src/engine/signature/classes.ts';
import { occurrenceSet, variableSet } from '../../src/engine/task/partSet.ts';
import { setName } from '../../src/engine/task/setName.ts';
import { IOI } from '../support/derivedTasks.ts';
import { makeTask } from '../support/tasks.ts';

const task = makeTask(IOI);
const { readings } = task;
const variables = (...names: readonly string[]) =>
  variableSet(
    names.reduce((mask, name) => mask | (1 << task.variables.indexOf(name)), 0),
    readings,
  );
const words = (...ids: readonly string[]) =>
  occurrenceSet(
    ids.reduce((mask, id) => mask | (1 << task.parts.findIndex((part) => part.id === id)), 0),
    readings,
  );
const spanOf = (id: string) => task.spans.findIndex((span) => span.id === id);

describe('sets', () => {
  test.each<readonly [string, number, readonly string[]]>([
    // The word is made of all three variables: neither of them, nor all, is the word by itself.
    ['a word that derives', words('S2'), ['"S2"']],
    ['a word that is a variable as it stands', words('place'), ['place']],
    ['the variable', variables('place'), ['place']],
    ['a variable that no word is', variables('which'), ['which']],
    ['several, in the order of the task', variables('place', 'first'), ['first', 'place']],
    ['words beside one that derives', words('S2', 'place'), ['"place"', '"S2"']],
    ['nothing', 0, []],
    ['everything', -1, task.variables],
  ])('%s', (_, set, wanted) => {
    expect(setName(set, task)).toEqual(wanted);
  });
});

/** Three cuts of single spans, then a joint site at each: the order of a plan. */
const [S2, joint] = [spanOf('S2'), { from: spanOf('S2') }];
const plan = cutSites({ cuts: [0, 4, 8] }, task.spans.length, [S2]);

describe('places', () => {
  const places = sitePlaces(plan, task);
  test('of single spans by cut, then of joint sites', () => {
    expect(places).toHaveLength(3 * (task.spans.length + 1));
    expect(places[S2]).toEqual({ cut: 0, span: 'S2', onward: false });
    expect(places[plan.cuts[2][S2]]).toEqual({ cut: 2, span: 'S2', onward: false });
    expect(places.slice(3 * task.spans.length)).toEqual(
      [0, 1, 2].map((cut) => ({ cut, span: 'S2', onward: true })),
    );
  });

  test('cuts are counted, whatever their moments', () => {
    const sites = [...plan.sites, residual(8, joint)];
    expect(sitePlaces({ ...plan, sites }, task).at(-1)).toEqual({
      cut: 2,
      span: 'S2',
      onward: true,
    });
  });

  test('all positions together are at no span', () => {
    const sites = [...plan.sites, residual(0, 'all')];
    expect(() => sitePlaces({ ...plan, sites }, task)).toThrow(RangeError);
  });
});

describe('what a site holds', () => {
  const sets = [0, variables('which'), words('S2'), variables('which', 'place'), -1];
  /** {which, place} is one class with {which}. */
  const classes: Classes = {
    of: Int32Array.from([0, 1, 2, 1, 3]),
    names: [sets[0], sets[1], sets[2], sets[4]],
    nothing: 0,
    everything: 3,
  };
  const sideOf = (weights: readonly number[], more: Partial<Side> = {}) =>
    ({
      responses: { plan: { sites: [residual(0, [S2])], cuts: [[0]], at: [0] } },
      coordinates: {
        ...{ sets, weights: Float64Array.from(weights) },
        ...{ unexplained: Float64Array.of(0.25), strength: Float64Array.of(0.5) },
      },
      determined: Uint8Array.of(1),
      labels: Int32Array.of(-1),
      ...more,
    }) as unknown as Side;
  const reported = (side: Side) => siteReports(side, classes, task)[0];

  test.each<
    readonly [string, readonly number[], readonly (readonly [readonly string[], number])[]]
  >([
    // Neither member of the class is the largest by itself.
    [
      'classes, the largest first',
      [0.1, 0.3, 0.4, 0.2, 0],
      [
        [['which'], 0.5],
        [['"S2"'], 0.4],
        [[], 0.1],
      ],
    ],
    [
      'from .02 on',
      [0.019, 0.02, 0.961, 0, 0],
      [
        [['"S2"'], 0.961],
        [['which'], 0.02],
      ],
    ],
    ['everything by all variables', [0, 0, 0, 0, 1], [[task.variables, 1]]],
  ])('%s', (_, weights, wanted) => {
    const { coordinates } = reported(sideOf(weights));
    expect(coordinates).toEqual(
      wanted.map(([set, weight]) => ({ set, weight: expect.closeTo(weight, 12) })),
    );
  });

  test('its label, and whether that is determined', () => {
    const place = { cut: 0, span: 'S2', onward: false };
    const plain = { ...place, strength: 0.5, unexplained: 0.25, determined: true, label: null };
    expect(reported(sideOf([1, 0, 0, 0, 0]))).toMatchObject(plain);
    const held = sideOf([0, 0, 1, 0, 0], { labels: Int32Array.of(2) });
    expect(reported(held)).toMatchObject({ ...plain, label: ['"S2"'] });
    const open = sideOf([0, 0, 1, 0, 0], { determined: Uint8Array.of(0) });
    expect(reported(open)).toMatchObject({ ...plain, determined: false });
  });

  test('no site has no place', () => {
    const side = sideOf([1, 0, 0, 0, 0]);
    expect(sitePlace(undefined, side, task)).toBeNull();
    expect(sitePlace(0, side, task)).toEqual({ cut: 0, span: 'S2', onward: false });
  });
});
