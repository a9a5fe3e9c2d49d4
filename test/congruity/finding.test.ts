// What is said beside a verdict: what is held somewhere, and what matters nowhere.
import { describe, expect, test } from 'vitest';
import { findingOf, idleParts, seenIn } from '../../src/engine/congruity/finding.ts';
import type { Responses } from '../../src/engine/forward/responses.ts';
import type { Profile } from '../../src/engine/signature/profile.ts';
import {
  everything,
  nothing,
  occurrenceSet,
  occurrencesAlone,
  variableSet,
} from '../../src/engine/task/partSet.ts';
import { plainReadings } from '../support/answeredOnly.ts';
import { idealResponses, population } from '../support/idealModels.ts';
import { randomResponses } from '../support/syntheticResponses.ts';

/** A model that weighs its four variables like this. */
function weighing(...weights: readonly number[]): Responses {
  const everyone = population(weights, 64, 'finding');
  return idealResponses(
    { slope: 3, cuts: [[{ mask: 1 }, { mask: 2 }, { mask: 4 }, { mask: 8 }]] },
    everyone,
    '',
  );
}

const variable = (...which: readonly number[]) =>
  which.map((v) => variableSet(1 << v, plainReadings(4)));

describe('parts that do not matter', () => {
  const cases: readonly [what: string, models: readonly Responses[], idle: readonly number[]][] = [
    // Idle in one model, and all that tells them apart in the other.
    ['in one model alone matter', [weighing(1, -1, 0, 0), weighing(1, -1, 1, 0)], variable(3)],
    ['in either', [weighing(1, -1, 0, 0), weighing(1, -1, 0, 0)], variable(2, 3)],
    ['in neither order', [weighing(1, -1, 1, 0), weighing(1, -1, 0, 0)], variable(3)],
    ['in one model by itself', [weighing(0, 1, -1, 1)], variable(0)],
    ['none', [weighing(1, 1, -1, -1)], []],
    ['under .05 is not mattering', [weighing(1, 0.01, -1, 1)], variable(1)],
    ['and a little is', [weighing(1, 0.8, -1, 1)], []],
  ]; // biome-ignore format: a table
  test.each(cases)('%s', (_, models, idle) => {
    expect(idleParts(models)).toEqual(idle);
  });

  test('variables, not the words that derive from them', () => {
    const model = weighing(1, -1, 0, 0);
    // a stands plainly; two further words derive from a and b: what they are by themselves is not asked.
    const readings = { depends: [1, 2, 3, 3], plain: [0, 1, -1, -1], variables: 2 };
    const [a, b] = [variableSet(1, readings), variableSet(2, readings)];
    const mixed = new Map([
      [a, model.clean],
      [b, model.mixed.get(-3)!],
      [4, model.clean],
    ]);
    expect(idleParts([{ ...model, readings, mixed }])).toEqual([a]);
  });

  test('occurrences where a task has no variables', () => {
    const model = weighing(1, -1, 0, 0);
    const readings = occurrencesAlone(4);
    const mixed = new Map(
      [0, 1, 2, 3].map((o) => [occurrenceSet(1 << o, readings), model.mixed.get(-1 - (1 << o))!]),
    );
    expect(idleParts([{ ...model, readings, mixed }])).toEqual([0b100, 0b1000]);
  });

  test.each([0, 1])('nothing is said of a task with %i parts', (parts) => {
    const shape = { cuts: 1, spans: 1, pairs: 8, outcomes: 2, parts };
    const model = randomResponses(shape, 'few');
    const inert = new Map([nothing, everything].map((set) => [set, model.clean]));
    expect(idleParts([{ ...model, mixed: inert }])).toEqual([]);
  });

  test('a part whose answers were not run is not called idle', () => {
    const model = weighing(0, 0, 0, 0);
    const some = new Map([...model.mixed].filter(([set]) => set !== variable(2)[0]));
    expect(idleParts([model])).toEqual(variable(0, 1, 2, 3));
    expect(idleParts([{ ...model, mixed: some }])).toEqual(variable(0, 1, 3));
  });
});

describe('sets that are seen', () => {
  const profile = (...values: readonly number[]): Profile =>
    values.map((value, k) => ({ set: -2 - k, value, site: value > 0 ? k : undefined }));
  const cases: readonly [what: string, profile: Profile, seen: readonly number[]][] = [
    // The largest entry of a model that holds nothing purely is no sighting.
    ['the largest is not enough', profile(0.49, 0.2), []],
    ['half is', profile(0.5, 0.2), [-2]],
    ['the purest first', profile(0.6, 0.1, 0.9), [-4, -2]],
    ['no entries', [], []],
  ];
  test.each(cases)('%s', (_, of, seen) => {
    expect(seenIn(of).map(({ set }) => set)).toEqual(seen);
  });

  test('each with its place, A before B', () => {
    const models = [weighing(1, 1, -1, -1), weighing(1, 1, -1, -1)];
    const [a, b] = [profile(0.9, 0), profile(0, 0.8)];
    const found = findingOf(models, [a, b], [a[0], b[0]]);
    expect(found).toEqual({
      seen: [[{ set: -2, value: 0.9, site: 0 }], [{ set: -3, value: 0.8, site: 1 }]],
      deciding: [a[0], b[0]],
      idle: [],
    });
  });
});
