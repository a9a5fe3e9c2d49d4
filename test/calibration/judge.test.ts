// What is said of a method: its AUROC against counting every two pairs, thresholds in hindsight against all thresholds,
// mistakes with the model as the unit, coverage, and that intervals come from models, not from pairs.
import { describe, expect, test } from 'vitest';
import {
  allMistakes,
  type Judged,
  judge,
  meanOverModels,
  overTasks,
  type Said,
  type TruthPair,
} from '../../src/engine/calibration/judge.ts';
import { random } from '../../src/engine/core/random.ts';
import { byValue, overModels, separation } from '../../src/engine/numeric/overModels.ts';
import { wilson } from '../../src/engine/numeric/statistics.ts';

const resampling = { resamples: 200, seed: 'test' };
const classOf = ['x', 'x', 'x', 'y', 'y', 'y'];

const pairs: readonly TruthPair[] = classOf.flatMap((label, a) =>
  classOf.slice(a + 1).map((other, k) => ({ a, b: a + 1 + k, across: other !== label })),
);

function judged(distance: Judged['scores']['distance'], more: Partial<Judged['scores']> = {}) {
  const scores = { distance, says: undefined, threshold: undefined, held: undefined, ...more };
  return { scores, pairs };
}

/** P(across > within) + P(equal) / 2 over every two of them. */
function counted({ scores, pairs: all }: Judged): number {
  let [won, of] = [0, 0];
  for (const [i, one] of all.entries()) {
    for (const [j, other] of all.entries()) {
      const [far, near] = [scores.distance[i], scores.distance[j]];
      if (!one.across || other.across || far === undefined || near === undefined) continue;
      won += far > near ? 1 : far === near ? 0.5 : 0;
      of++;
    }
  }
  return won / of;
}

describe.each([1, 2, 3, 4, 5])('random distances, seed %i', (seed) => {
  const { next, below } = random(seed);
  // Few values, so that many are equal; some pairs are not scored.
  const distance = pairs.map(() => (next() < 0.1 ? undefined : below(6) / 5));
  const one = judged(distance);
  const found = judge(classOf, one, resampling);

  test('AUROC is what counting gives, and lies in its interval', () => {
    expect(found.auroc!.value).toBeCloseTo(counted(one), 12);
    expect(found.auroc!.low).toBeLessThanOrEqual(found.auroc!.value);
    expect(found.auroc!.high).toBeGreaterThanOrEqual(found.auroc!.value);
  });

  test('no other threshold has a lesser sum of both shares of mistakes', () => {
    const shares = ({ falseSame, falseDifferent }: typeof found) =>
      falseSame.pairs / falseSame.of + falseDifferent.pairs / falseDifferent.of;
    const others = [-0.1, 0.1, 0.3, 0.5, 0.7, 0.9, 1.1].map((threshold) =>
      judge(classOf, judged(distance, { threshold }), resampling),
    );
    expect(found.inHindsight).toBe(true);
    expect(shares(found)).toBeCloseTo(Math.min(...others.map(shares)), 12);
    expect(others.every(({ inHindsight }) => !inHindsight)).toBe(true);
  });

  test('what is not scored is counted, and not judged', () => {
    expect(found.unscored).toBe(distance.filter((each) => each === undefined).length);
    expect(found.same + found.different + found.unscored).toBe(pairs.length);
  });
});

const far = pairs.map(({ across }) => (across ? 0.9 : 0.1));
/** The pairs of a and b say this, all others nothing wrong. */
const saying = (a: number, b: number, said: Said): Said[] =>
  pairs.map((pair) => {
    if (pair.a === a && pair.b === b) return said;
    return pair.across ? 'different' : 'same';
  });

test.each([
  ['nothing wrong', saying(-1, -1, 'same'), [0, 0], [0, 0], 15],
  ['one false same: two models', saying(0, 3, 'same'), [1, 2], [0, 0], 15],
  ['one false different: two models', saying(0, 1, 'different'), [0, 0], [1, 2], 15],
  ['undecided is no mistake', saying(0, 3, undefined), [0, 0], [0, 0], 14],
] as const)('verdicts: %s', (_, says, falseSame, falseDifferent, decided) => {
  const found = judge(classOf, judged(far, { says }), resampling);
  expect([found.falseSame.pairs, found.falseSame.models]).toEqual(falseSame);
  expect([found.falseDifferent.pairs, found.falseDifferent.models]).toEqual(falseDifferent);
  expect([found.falseSame.of, found.falseSame.ofModels, found.falseDifferent.of]).toEqual([
    9, 6, 6,
  ]);
  expect(found.falseSame.atMost).toBeCloseTo(wilson(falseSame[1] / 6, 6, 0.95)[1], 12);
  expect(found.decided.same + found.decided.different).toBe(decided);
  expect([found.threshold, found.inHindsight]).toEqual([undefined, false]);
});

test('a method that never says "different" makes no such mistake, and has no share of them', () => {
  const says = pairs.map(({ a }) => (a === 0 ? ('same' as const) : undefined));
  const found = judge(classOf, judged(far, { says, onlySame: true }), resampling);
  expect([found.falseSame.pairs, found.falseSame.ofModels]).toEqual([3, 6]);
  expect(found.falseDifferent).toEqual({ pairs: 0, of: 0, models: 0, ofModels: 0, atMost: 1 });
  expect(found.decided).toEqual({ same: 2, different: 3 });
  expect([found.threshold, found.inHindsight]).toEqual([undefined, false]);
});

test('mistakes of several tasks add up, with the bound of all their models', () => {
  const of = { pairs: 1, of: 9, models: 2, ofModels: 6, atMost: 1 };
  expect(allMistakes([of, { ...of, pairs: 0, models: 0 }])).toEqual({
    ...{ pairs: 1, of: 18, models: 2, ofModels: 12 },
    atMost: wilson(2 / 12, 12, 0.95)[1],
  });
});

test('coverage is the share of intervals that held, over pairs and drawings', () => {
  const held = pairs.map((_, k) => [true, k % 5 !== 0]);
  const { coverage } = judge(classOf, judged(far, { held }), resampling);
  expect(coverage!.value).toBeCloseTo(27 / 30, 12);
});

test('one odd model makes the interval wide, however many pairs it is in', () => {
  // Model 0 is near to everything; with pairs as the unit the interval would be half as wide.
  const distance = pairs.map(({ a, across }) => (a === 0 ? 0 : across ? 0.9 : 0.1));
  const { auroc } = judge(classOf, judged(distance), { resamples: 2000, seed: 'odd' });
  expect(auroc!.low).toBeLessThan(0.3);
  expect(auroc!.high).toBe(1);
});

describe('of models that a method tells apart almost always, the AUROC of a whole population is held', () => {
  const { next } = random('two kinds');
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  /** Models on a line, `each` of a kind; the second kind lies `shift` farther, and a few of both stray. */
  const drawn = (each: number, shift: number, stray: number) => {
    const kinds = ['x', 'y'].flatMap((kind) => Array<string>(each).fill(kind));
    const at = kinds.map((kind) => {
      const strays = next() < stray ? (next() < 0.5 ? -shift : shift) : 0;
      return normal() + strays + (kind === 'y' ? shift : 0);
    });
    const all = kinds.flatMap((kind, a) =>
      kinds.slice(a + 1).map((other, k) => ({ a, b: a + 1 + k, across: other !== kind })),
    );
    const scored = all.map((pair) => ({ ...pair, value: Math.abs(at[pair.a] - at[pair.b]) }));
    return { kinds, sorted: byValue(scored) };
  };
  const auroc = ({ kinds, sorted }: ReturnType<typeof drawn>, seed: string) =>
    overModels(kinds, { resamples: 40, seed }, (weight) => separation(sorted, weight))!;

  test.each([
    [3, 4, 0],
    [6, 6, 0.05],
    [8, 6, 0.02],
  ])('%i of a kind, %d apart, share that strays %d', (each, shift, stray) => {
    const whole = drawn(120, shift, stray);
    const truth = separation(whole.sorted, () => 1)!;
    const times = 100;
    let held = 0;
    for (let k = 0; k < times; k++) {
      const { low, high } = auroc(drawn(each, shift, stray), `${k}`);
      if (low <= truth && truth <= high) held++;
    }
    expect(held / times).toBeGreaterThanOrEqual(0.93);
  });
});

test('of fewer than two kinds of pairs there is no AUROC and no threshold', () => {
  const near = pairs.map(({ across }) => (across ? undefined : 0.1));
  const found = judge(classOf, judged(near), resampling);
  expect([found.auroc, found.threshold]).toEqual([undefined, undefined]);
  expect(found.decided).toEqual({ same: 0, different: 0 });
  expect(found.falseSame).toEqual({ pairs: 0, of: 0, models: 0, ofModels: 0, atMost: 1 });
});

test('over tasks it is the mean: another scale in one of them changes nothing', () => {
  const mixed = pairs.map((_, k) => ((k * 7) % 5) / 5);
  const tasks = [mixed, mixed.map((x) => 100 + 1000 * x), far].map((distance) => {
    return { classOf, judged: judged(distance) };
  });
  const each = tasks.map((task) => counted(task.judged));
  const found = overTasks(tasks, resampling)!;
  expect(found.value).toBeCloseTo((each[0] + each[1] + 1) / 3, 12);
});

test('a mean over models leaves out those without a value', () => {
  expect(meanOverModels([1, undefined, 0.5], resampling)!.value).toBe(0.75);
  expect(meanOverModels([undefined], resampling)).toBeUndefined();
});
