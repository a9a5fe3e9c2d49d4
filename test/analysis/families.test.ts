// Two families of a fleet from paths to report, on the sample checkpoints: what their verdicts say, the score and its
// bounds, and the published distances beside it.
import { describe, expect, test } from 'vitest';
import { fleet } from '../../src/engine/analysis/fleet.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import { wilson } from '../../src/engine/numeric/statistics.ts';
import type { FamilyScore } from '../../src/protocol/families.ts';
import { type FleetPair, sectionOf } from '../../src/protocol/sections.ts';
import { reportText } from '../../src/report/text.ts';
import { bytesOf } from '../support/reports.ts';
import { sample, shuffledSample } from '../support/samples.ts';
import { faultsOf } from '../support/schema.ts';
import { memoryStore, testPorts } from '../support/stores.ts';

const run = { task: sample('task.json'), memory: 1000, pairs: 64, resamples: 200 };
const [ab, abLlama, bc] = (['ab-gpt2', 'ab-llama', 'bc-llama'] as const).map((name) =>
  sample(name),
);
const store = memoryStore();

function told(
  models: readonly string[],
  against: readonly string[],
  ports: Ports = testPorts(store),
) {
  return fleet(quietJob, ports, { ...run, models, against });
}

describe('two of one algorithm against one of another, twice', async () => {
  const report = await told([ab, abLlama], [bc, bc]);
  const section = sectionOf(report, 'families')!;
  const [byProfile, ...beside] = section.scores;

  test('are different in every pair, and alike among themselves', () => {
    expect(report.sections[0].kind).toBe('families');
    expect(section.families).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(section.between).toEqual([{ verdict: 'different', pairs: 4 }]);
    expect(section.within[0]).toEqual([{ verdict: 'same interpretation', pairs: 1 }]);
    expect(section.distances!.low).toBeGreaterThan(0.9);
  });

  test('are always told apart by the profile distance', () => {
    expect(byProfile).toMatchObject({
      ...{ distance: 'profile', strength: null, tried: [2, 2], accepted: [2, 2] },
      score: {
        congruity: { value: 0, pairs: { low: 0 }, implementations: null },
        separability: { value: 1 },
        monteCarlo: { draws: 100, congruity: 0 },
      },
    });
    for (const { value, pairs } of byProfile.score!.p) {
      expect(value).toBe(1);
      expect(pairs!.low).toBeCloseTo(wilson(1, run.pairs, 0.95)[0], 6); // 64 pairs cannot show more
    }
  });

  test('have the distances of the matrix as kappa, Hausdorff distance and bounds', () => {
    const { pairs } = sectionOf(report, 'fleet')!;
    const far = (...[a, b]: readonly number[]) => distanceOf(pairs, a, b);
    const { kappa, apart, models, bounds } = byProfile;
    expect(kappa[0].value).toBeCloseTo(far(0, 1), 6);
    expect(kappa[1].value).toBe(0);
    expect(models).toBeCloseTo(far(0, 2), 6);
    expect(apart.value).toBeCloseTo(Math.max(far(0, 2), far(1, 2)), 6);
    expect(bounds!.apartAtMost).toBeCloseTo(models + kappa[0].value, 6);
    expect(bounds!.modelsAtMost).toBeCloseTo(apart.value, 6);
    const endsOf = (a: number, b: number) => {
      const { low, high } = pairs.find((pair) => pair.a === a && pair.b === b)!.distance!;
      return { low, high };
    };
    expect(kappa.map(({ pairs: ends }) => ends)).toEqual([endsOf(0, 1), endsOf(2, 3)]);
    for (const { value, pairs: ends } of [...kappa, apart]) {
      expect(ends!.low).toBeLessThanOrEqual(value);
      expect(ends!.high).toBeGreaterThanOrEqual(value);
    }
  });

  test('stand beside the published distances, which have no interval over pairs', () => {
    expect(beside.map(({ distance }) => distance)).toEqual(['ridge', 'contraction', 'cka']);
    for (const { distance, score, bounds, kappa } of beside) {
      expect(score!.congruity.pairs).toBeNull();
      expect(bounds).toBeNull();
      expect(kappa[1].value).toBeGreaterThanOrEqual(0);
      if (distance !== 'ridge') expect(kappa[1].value).toBeCloseTo(0, 3); // held-out rows: also of equals
    }
  });

  test('are the same report again, to the last bit, and by its schema', async () => {
    expect(bytesOf(await told([ab, abLlama], [bc, bc], testPorts()))).toBe(bytesOf(report));
    expect(faultsOf(JSON.parse(bytesOf(report)))).toEqual([]);
  });

  test('are told in a terminal, every number with what it is', () => {
    const text = reportText(report);
    expect(text).toContain('All 4 pairs of one of A and one of B are different: profile distance');
    expect(text).toContain('at 0 always, at 1 never');
    expect(text).toMatch(/widest within {5}A 0\.\d\d \[.*the largest/);
  });
});

test('a model against itself, twice: no distance is below 0', async () => {
  const report = await told([ab, ab], [ab, ab]);
  for (const { distance, kappa, apart, score } of sectionOf(report, 'families')!.scores) {
    for (const { value } of [...kappa, apart]) expect(value).toBeGreaterThanOrEqual(0);
    if (distance !== 'ridge') expect(score!.congruity.value).toBe(1);
  }
});

/** Stands for one that is made in the test. */
const unsolved = 'unsolved';

type Case = readonly [
  what: string,
  models: readonly string[],
  against: readonly string[],
  accepted: FamilyScore['accepted'],
  hasScore: boolean,
];

test.each<Case>([
  ['one a side: verdict and distance, no score', [ab], [bc], [1, 1], false],
  ['one against two', [ab], [bc, abLlama], [1, 2], false],
  [
    'one that does not solve the task is tried, and left out',
    [ab, unsolved],
    [bc, bc],
    [1, 2],
    false,
  ],
])('%s', async (_, models, against, accepted, hasScore) => {
  const paths = models.map((model) => (model === unsolved ? shuffledSample('ab-gpt2') : model));
  const report = await told(paths, against);
  const [byProfile] = sectionOf(report, 'families')!.scores;
  expect(byProfile.tried).toEqual([models.length, against.length]);
  expect(byProfile.accepted).toEqual(accepted);
  expect(byProfile.score !== null).toBe(hasScore);
  expect(byProfile.models).toBeGreaterThan(0.9);
  expect(faultsOf(JSON.parse(bytesOf(report)))).toEqual([]);
});

test('in looks the score is of all pairs that any of them was looked at', async () => {
  const { pairs: _, ...inLooks } = { ...run, stages: 1, resamples: 100 };
  const request = { ...inLooks, models: [ab, abLlama], against: [bc, bc] };
  const report = await fleet(quietJob, testPorts(store), request);
  expect(report.looks).not.toBeNull();
  const [byProfile] = sectionOf(report, 'families')!.scores;
  expect(byProfile.accepted).toEqual([2, 2]);
  expect(byProfile.score!.congruity.value).toBe(0);
  expect(faultsOf(JSON.parse(bytesOf(report)))).toEqual([]);
});

test('a family of which none solves the task has verdicts and no score', async () => {
  const report = await told([ab], [shuffledSample('ab-gpt2')]);
  const section = sectionOf(report, 'families')!;
  expect(section.between).toEqual([{ verdict: 'not comparable', pairs: 1 }]);
  expect(section.scores).toEqual([]);
  expect(section.distances).toBeNull();
});

function distanceOf(pairs: readonly FleetPair[], a: number, b: number): number {
  return pairs.find((pair) => pair.a === a && pair.b === b)!.distance!.value;
}
