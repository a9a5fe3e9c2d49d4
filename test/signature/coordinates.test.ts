// The response at a site as a mixture of the model's own answers on mixed prompts.
import { describe, expect, test } from 'vitest';
import { EngineError } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Answers } from '../../src/engine/signature/answers.ts';
import { coordinatesOf } from '../../src/engine/signature/coordinates.ts';
import { variableSet } from '../../src/engine/task/partSet.ts';
import { answeredOnly, plainReadings } from '../support/answeredOnly.ts';
import { mixture, model, said } from '../support/said.ts';
import { randomResponses } from '../support/syntheticResponses.ts';

const readings = plainReadings(2);
const [nothing, a, b, both] = [0, 1, 2, 3].map((mask) => variableSet(mask, readings));
const sets = [nothing, a, b, both];
/** Ten pairs, on which all sets have their own answers, and other ones on the next pair. */
const row = { nothing: 'aeaeaeaeae', a: 'bfbfbfbfbf', b: 'cgcgcgcgcg', both: 'dhdhdhdhdh' };
const answersOn = new Map([
  [nothing, said(row.nothing)],
  [a, said(row.a)],
  [b, said(row.b)],
  [both, said(row.both)],
]);
const nearlyB = mixture([0.992, row.b], [0.008, row.both]);

type Case = {
  readonly what: string;
  readonly site: Float32Array;
  readonly p: readonly number[];
  readonly left?: number;
  readonly mixed?: ReadonlyMap<number, Float32Array>;
};

const cases: readonly Case[] = [
  {
    what: 'a hybrid is said to be one; its nearest set alone would be {a}',
    site: mixture([0.55, row.a], [0.45, row.b]),
    p: [0, 0.55, 0.45, 0],
  },
  {
    what: 'a set on some pairs and another on the rest are a mixture that leaves something',
    site: said('bfbfbgcgcg'),
    p: [0, 0.5, 0.5, 0],
    left: 0.5,
  },
  {
    what: 'a site that changes little holds nothing, however well a set explains what it changes',
    site: mixture([0.955, row.nothing], [0.045, row.a]),
    p: [1, 0, 0, 0],
  },
  {
    what: 'from a strength of .05 on it is read',
    site: mixture([0.94, row.nothing], [0.06, row.a]),
    p: [0.94, 0.06, 0, 0],
  },
  {
    what: 'of sets with the same answers the smaller has the weight',
    mixed: new Map([...answersOn, [both, said(row.b)]]),
    site: said(row.b),
    p: [0, 0, 1, 0],
  },
  {
    what: 'of sets that can hardly be told apart too, though the larger fits better',
    mixed: new Map([...answersOn, [both, nearlyB]]),
    site: nearlyB,
    p: [0.0027, 0.0027, 0.9947, 0],
    left: 0.008,
  },
  {
    what: 'what no set answers is left, and none is to blame',
    site: said('ijijijijij'),
    p: [0.25, 0.25, 0.25, 0.25],
    left: 1,
  },
];

test.each(cases)('$what', async ({ site, p, left = 0, mixed = answersOn }) => {
  const found = await coordinatesOf(quietJob, model(mixed, [site]), sets);
  for (const [g, weight] of p.entries()) {
    expect(found.weights[g], `set ${sets[g]}`).toBeCloseTo(weight, 4);
    if (weight === 0) expect(found.weights[g]).toBeLessThan(1e-6);
  }
  expect(found.unexplained[0]).toBeCloseTo(left, 4);
});

test('chance is that of a pair and the next, the last with the first', async () => {
  const site = said('aabbcccccc'); // of ten pairs three are followed by another answer
  const { chance, strength } = await coordinatesOf(quietJob, model(answersOn, [site]), sets);
  expect(chance[0]).toBeCloseTo(0.3, 12);
  expect(strength[0]).toBeCloseTo(0.9, 12);
});

describe('weights of pairs', () => {
  const shape = { cuts: 3, spans: 4, pairs: 12, outcomes: 6, parts: 3 };
  const all = answeredOnly(randomResponses(shape, 'weights'));
  const some = [1, 2, 5, 6, 7, 9];
  const order = [...all.mixed.keys()];

  test('pairs without weight are as if they were not there', async () => {
    const weights = new Float64Array(shape.pairs);
    for (const i of some) weights[i] = 1 / some.length;
    const weighted = await coordinatesOf(quietJob, all, order, weights);
    const alone = await coordinatesOf(quietJob, only(all, some), order);
    for (const [k, weight] of alone.weights.entries()) {
      // Strength under `weakest` is the only jump, and depends on the same pairs.
      expect(weighted.weights[k]).toBeCloseTo(weight, 9);
    }
    for (const [s, strength] of alone.strength.entries()) {
      expect(weighted.strength[s]).toBeCloseTo(strength, 12);
    }
  });

  test('equal weights are none', async () => {
    const weights = new Float64Array(shape.pairs).fill(1 / shape.pairs);
    const weighted = await coordinatesOf(quietJob, all, order, weights);
    expect(weighted).toEqual(await coordinatesOf(quietJob, all, order));
  });
});

/** The same on these pairs. */
function only(answers: Answers, pairs: readonly number[]): Answers {
  const { pairs: n, outcomes: K } = answers;
  const pick = (rows: Float32Array) => {
    const tables = Array.from({ length: rows.length / (n * K) }, (_, t) => t);
    const picked = tables.flatMap((t) =>
      pairs.flatMap((i) => [...rows.subarray((t * n + i) * K, (t * n + i + 1) * K)]),
    );
    return Float32Array.from(picked);
  };
  return {
    ...answers,
    pairs: pairs.length,
    clean: pick(answers.clean),
    site: pick(answers.site),
    mixed: new Map([...answers.mixed].map(([set, rows]) => [set, pick(rows)])),
  };
}

test('it pauses, so that it can be cancelled', async () => {
  const site = Array(40).fill(said('bbbbbccccc'));
  let pauses = 0;
  const job = {
    ...quietJob,
    pause: () => {
      if (++pauses > 20) throw new EngineError('cancelled', 'the run was cancelled');
      return Promise.resolve();
    },
  };
  await expect(coordinatesOf(job, model(answersOn, site), sets)).rejects.toThrow('cancelled');
});

test('a set whose answers were not run is a fault of the caller', async () => {
  await expect(coordinatesOf(quietJob, model(answersOn), [nothing, -3, -5])).rejects.toThrow(
    RangeError,
  );
});
