// Each measure keeps what its record claims, on seeded matrices; and what it does not claim it does not have: a case
// is found where it fails.
import { describe, expect, test } from 'vitest';
import { random, shuffled } from '../../src/engine/core/random.ts';
import { invariances, type Measure } from '../../src/engine/measures/measure.ts';
import { measureNamed, measures } from '../../src/engine/measures/measures.ts';
import { representationOf, shifted, varies } from '../../src/engine/measures/representation.ts';
import {
  invertible,
  like,
  normal,
  type Rows,
  rotated,
  scaled,
  times,
  translated,
} from '../support/rows.ts';

const n = 28;
const seeds = [1, 2, 3];
/** Contraction ends where its bounds are this near; the others are exact. */
const precisionOf = ({ cost }: Measure) => (cost === 'iterated' ? 1e-4 : 1e-6);

function between(measure: Measure, a: Rows, b: Rows): number {
  const [of, and] = [a, b].map(({ data, rows }) => measure.prepare(representationOf(data, rows)));
  return measure.compare(of, and);
}

/** As a distance: what `metric` speaks of. */
function distance(measure: Measure, a: Rows, b: Rows): number {
  const found = between(measure, a, b);
  return measure.direction === 'distance' ? found : 1 - found;
}

/** Two that share something, of different widths. */
function pairOf(seed: number): readonly [Rows, Rows] {
  const shared = normal(`shared ${seed}`, n, 3);
  return [like(shared, `a ${seed}`, 6, 0.5), like(shared, `b ${seed}`, 9, 0.5)];
}

const changes = {
  permutation: (of: Rows, seed: number) => {
    const order = shuffled([...Array(of.columns).keys()], random(`neurons ${seed}`));
    const swap = Float64Array.from({ length: of.columns ** 2 }, (_, k) =>
      order[k % of.columns] === Math.floor(k / of.columns) ? 1 : 0,
    );
    return times(of, { rows: of.columns, columns: of.columns, data: swap });
  },
  orthogonal: (of: Rows, seed: number) => rotated(of, `rotation ${seed}`),
  scaling: (of: Rows) => scaled(of, 3.7),
  translation: (of: Rows, seed: number) => translated(of, `shift ${seed}`, 2),
  linear: (of: Rows, seed: number) => times(of, invertible(`map ${seed}`, of.columns)),
} as const;

const claims = measures.flatMap((measure) =>
  invariances.map((of) => [measure.name, of, measure.invariances.includes(of)] as const),
);

describe('what may be done to one side', () => {
  test.each(claims.filter(([, , claimed]) => claimed))('%s: %s changes nothing', (name, of) => {
    const measure = measureNamed(name);
    for (const seed of seeds) {
      const [a, b] = pairOf(seed);
      const found = between(measure, a, b);
      for (const [x, y] of [
        [changes[of](a, seed), b],
        [a, changes[of](b, seed)],
        [changes[of](a, seed), changes[of](b, seed + 100)],
      ]) {
        expect(Math.abs(between(measure, x, y) - found)).toBeLessThan(precisionOf(measure));
      }
    }
  });

  test.each(claims.filter(([, , claimed]) => !claimed))('%s: %s does change it', (name, of) => {
    const measure = measureNamed(name);
    const moved = seeds.map((seed) => {
      const [a, b] = pairOf(seed);
      const found = between(measure, a, b);
      const after = [
        between(measure, changes[of](a, seed), b),
        between(measure, a, changes[of](b, seed)),
      ];
      return Math.max(...after.map((each) => Math.abs(each - found)));
    });
    expect(Math.max(...moved)).toBeGreaterThan(1e-3);
  });
});

describe.each(measures.map((measure) => [measure.name, measure] as const))('%s', (_, measure) => {
  const [low, high] = measure.range;

  test('is the same both ways', () => {
    expect(measure.symmetric).toBe(true); // one that is not needs a case here where it fails
    for (const seed of seeds) {
      const [a, b] = pairOf(seed);
      expect(Math.abs(between(measure, a, b) - between(measure, b, a))).toBeLessThan(
        precisionOf(measure),
      );
    }
  });

  test('stays in its range, and is nearly at its end of a copy', () => {
    const end = measure.direction === 'similarity' ? high : low;
    for (const seed of seeds) {
      const [a, b] = pairOf(seed);
      for (const other of [a, b, scaled(a, -1), normal(`other ${seed}`, n, 30)]) {
        const found = between(measure, a, other);
        expect(found).toBeGreaterThanOrEqual(low - precisionOf(measure));
        expect(found).toBeLessThanOrEqual(high + precisionOf(measure));
      }
      expect(Math.abs(between(measure, a, a) - end)).toBeLessThan(0.05);
    }
  });

  test('a noisy copy is more alike than what shares nothing', () => {
    for (const seed of seeds) {
      const [a] = pairOf(seed);
      const near = between(measure, a, like(a, `copy ${seed}`, 6, 0.1));
      const far = between(measure, a, normal(`other ${seed}`, n, 6));
      if (measure.direction === 'similarity') expect(near).toBeGreaterThan(far);
      else expect(near).toBeLessThan(far);
    }
  });

  test.each([0, 1, 5, n - 1])('rows that are shifted round by %i', (by) => {
    const [a, b] = pairOf(1).map(({ data, rows }) => representationOf(data, rows));
    const moved = measure.shifted(measure.prepare(b), by);
    const made = measure.prepare(shifted(b, by));
    const [found, expected] = [moved, made].map((p) => measure.compare(measure.prepare(a), p));
    expect(Math.abs(found - expected)).toBeLessThan(precisionOf(measure));
  });

  if (measure.metric) {
    test('is a metric: 0 of equals, and no way round is shorter', () => {
      for (const [a, b, c] of triples()) {
        expect(distance(measure, a, a)).toBeLessThan(1e-6);
        const sides = [
          distance(measure, a, b),
          distance(measure, b, c),
          distance(measure, a, c),
        ].sort((x, y) => x - y);
        expect(sides[2]).toBeLessThanOrEqual(sides[0] + sides[1] + 1e-6);
      }
    });
  } else {
    test('is no metric: a way round is shorter, or a copy is at a distance', () => {
      const breaks = triples().map(([a, b, c]) => {
        const round = distance(measure, a, b) + distance(measure, b, c);
        return Math.max(distance(measure, a, c) - round, distance(measure, a, a));
      });
      expect(Math.max(...breaks)).toBeGreaterThan(1e-3);
    });
  }
});

/** Lines at angles and steps in one direction, along which cosines do not add up; and clouds of all kinds. */
function triples(): readonly (readonly [Rows, Rows, Rows])[] {
  const lines = seeds.map((seed) => {
    const [x, z] = [normal(`x ${seed}`, n, 1), normal(`z ${seed}`, n, 1)];
    const between = { ...x, data: x.data.map((each, k) => each + z.data[k]) };
    return [x, between, z] as const;
  });
  const steps = seeds.map((seed) => {
    const [a, by] = [normal(`a ${seed}`, n, 4), normal(`step ${seed}`, n, 4)];
    const after = (k: number) => ({ ...a, data: a.data.map((x, at) => x + 0.3 * k * by.data[at]) });
    return [a, after(1), after(2)] as const;
  });
  const clouds = seeds.map((seed) => {
    const a = normal(`cloud ${seed}`, n, 4);
    return [a, like(a, `near ${seed}`, 5, 0.7), like(a, `other ${seed}`, 3, 0.7)] as const;
  });
  return [...lines, ...steps, ...clouds, filled(contractionBreaks)];
}

/** Found by hill climbing: the contraction distance of the ends is .068 more than the way over the second. */
const contractionBreaks = [
  [0.6646325298757927, 0.6350534801418055, 1.219852597647205, 1.1725264100693094],
  [0.2933336911918089, -0.8697461349513074, 0.9936747829614299, -1.2383322966626351],
  [0.13485484078265617, -0.9715981563374285, -0.7440914117489157, 0.23686769060605356],
] as const;

/** Two rows of two columns, and more that are all but nothing. */
function filled(of: typeof contractionBreaks): readonly [Rows, Rows, Rows] {
  const [a, b, c] = of.map((first, k) => {
    const rest = scaled(normal(`rest ${k}`, n - 2, 2), 1e-5);
    return { rows: n, columns: 2, data: Float64Array.of(...first, ...rest.data) };
  });
  return [a, b, c];
}

describe('rows that do not vary', () => {
  const cases: readonly [what: string, rows: Rows, expected: boolean][] = [
    ['all alike', { rows: 8, columns: 3, data: new Float64Array(24).fill(0.7) }, false],
    ['all nothing', { rows: 8, columns: 3, data: new Float64Array(24) }, false],
    ['alike but for rounding', shiftedBy(normal('r', 8, 3), 1e-7, 40), false],
    ['a little apart on a long mean', shiftedBy(normal('r', 8, 3), 1e-3, 40), true],
    ['apart', normal('r', 8, 3), true],
  ];
  test.each(cases)('%s', (_, { data, rows }, expected) => {
    expect(varies(representationOf(data, rows))).toBe(expected);
  });
});

function shiftedBy(of: Rows, by: number, to: number): Rows {
  return { ...of, data: of.data.map((x) => Math.fround(to + by * x)) };
}

test('a measure that there is not', () => {
  expect(() => measureNamed('cca2')).toThrow(/there is no measure "cca2"/);
});
