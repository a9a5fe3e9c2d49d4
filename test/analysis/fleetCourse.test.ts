// Which couples of a fleet are looked at when, and why that ends: on looks that see what the test says.
import { describe, expect, test } from 'vitest';
import {
  type Couple,
  type Course,
  follow,
  type Seen,
} from '../../src/engine/analysis/fleetCourse.ts';
import { further, type Reach, workAt } from '../../src/engine/analysis/fleetWork.ts';
import type { Limits } from '../../src/engine/analysis/settings.ts';
import type { Standing } from '../../src/engine/analysis/standing.ts';
import { random } from '../../src/engine/core/random.ts';

const none: Limits = {
  work: Number.POSITIVE_INFINITY,
  looks: Number.POSITIVE_INFINITY,
  seconds: Number.POSITIVE_INFINITY,
};

/** What is seen of couple `i` at its visits, one after the other; the last goes on. */
type Script = readonly { readonly sees: readonly Standing[]; readonly width?: number }[];

/** Pairs of each look of a couple. */
const pairs = [16, 32, 64];
/** Every model has one interchange a pair, and a fourth of one more where all cuts are looked at. */
const rates = { followed: 4, covered: 5 };

async function followed(script: Script, given: Partial<Limits> = {}, secondsALook = 1) {
  const couples = script.map(
    (_, i): Couple => ({ a: 2 * i, b: 2 * i + 1, k: 0, isCovered: false }),
  );
  const visits = new Map<number, number>();
  const reach = new Map<number, Reach>();
  const made: string[] = [];
  const work = () => [...reach.values()].reduce((sum, one) => sum + workAt(one, rates), 100);
  const ahead = (of: readonly Couple[], onto: Map<number, Reach>) => {
    for (const { a, b, k, isCovered } of of) {
      for (const m of [a, b]) onto.set(m, further(onto.get(m), pairs[k], isCovered));
    }
    return onto;
  };
  const course: Course = {
    ...{ couples, looks: pairs.length, limits: { ...none, ...given } },
    more: (of) => {
      const then = [...ahead(of, new Map(reach)).values()];
      return then.reduce((sum, one) => sum + workAt(one, rates), 100) - work();
    },
    spent: () => ({ work: work(), seconds: made.length * secondsALook }),
    look: async (of) => {
      ahead(of, reach);
      const [{ k, isCovered }] = of;
      const names = of.map(({ a }) => String.fromCharCode(97 + a / 2)).sort();
      made.push(`${pairs[k]}${isCovered ? '+' : ''} ${names.join('')}`);
      return of.map((couple): Seen => {
        const { sees, width = 0.5 } = script[couple.a / 2];
        const visit = visits.get(couple.a) ?? 0;
        visits.set(couple.a, visit + 1);
        return { standing: sees[Math.min(visit, sees.length - 1)], width };
      });
    },
  };
  const stopped = await follow(course);
  return { stopped, made, work: work() };
}

const looksAt = (n: number) => ({ looks: n });

describe('the looks at couples a, b, c, and why they end', () => {
  const open: Script[number] = { sees: ['open'] };
  const settled: Script[number] = { sees: ['settled'] };
  const coveredThenSettled: Script[number] = { sees: ['uncovered', 'settled'] };
  const cases: readonly [
    what: string,
    script: Script,
    limits: Partial<Limits>,
    made: readonly string[],
    stopped: string,
  ][] = [
    ['all are settled', [settled, settled], {}, ['16 ab'], 'settled'],
    ['one is hopeless', [settled, { sees: ['hopeless'] }], {}, ['16 ab'], 'hopeless'],
    [
      'one is open after all pairs: no budget is to blame',
      [open, settled],
      {},
      ['16 ab', '32 a', '64 a'],
      'all pairs',
    ],
    [
      'the last look had all pairs, and the budget kept another couple from it',
      [
        { sees: ['open'], width: 0.9 },
        { sees: ['open'], width: 0.1 },
      ],
      { work: 100 + 2 * 4 * (64 + 32) },
      ['16 ab', '32 ab', '64 a'],
      'budget',
    ],
    [
      'cuts that the budget leaves out are not all pairs either',
      [{ sees: ['open', 'open', 'uncovered'] }],
      { work: 100 + 2 * 4 * 64 },
      ['16 a', '32 a', '64 a'],
      'budget',
    ],
    [
      'couples that wait for all cuts, and those that wait for more pairs, are two looks',
      [coveredThenSettled, { sees: ['open', 'settled'] }],
      {},
      ['16 ab', '16+ a', '32 b'],
      'settled',
    ],
    [
      'of which two are told as two',
      [coveredThenSettled, { sees: ['open', 'settled'] }],
      looksAt(2),
      ['16 ab', '16+ a'],
      'stages',
    ],
    [
      'couples that meet at a look are looked at together',
      [{ sees: ['uncovered', 'open', 'settled'] }, { sees: ['open', 'uncovered', 'settled'] }],
      {},
      ['16 ab', '16+ a', '32 b', '32+ ab'],
      'settled',
    ],
    [
      'the first look is made whatever it costs',
      [open, open],
      { work: 1, seconds: 0.001 },
      ['16 ab'],
      'budget',
    ],
    [
      'the widest goes first where the work is enough for one',
      [
        { sees: ['open'], width: 0.2 },
        { sees: ['open'], width: 0.4 },
      ],
      { work: 100 + 2 * 4 * (16 + 32) },
      ['16 ab', '32 b'],
      'budget',
    ],
    [
      'what another leaves of the work the next one has',
      [
        { sees: ['open'], width: 0.2 },
        { sees: ['open', 'settled'], width: 0.4 },
      ],
      { work: 100 + 2 * 4 * (32 + 32) },
      ['16 ab', '32 ab'],
      'budget',
    ],
    [
      'a time that is up ends it after a whole look',
      [open, open],
      { seconds: 1.5 },
      ['16 ab'],
      'seconds',
    ],
  ];
  test.each(cases)('%s', async (_, script, limits, made, stopped) => {
    expect(await followed(script, limits)).toMatchObject({ made, stopped });
  });
});

describe('of any couples', () => {
  const standings: readonly Standing[] = ['open', 'open', 'uncovered', 'settled', 'hopeless'];
  const scripts = Array.from({ length: 40 }, (_, seed): Script => {
    const rng = random(`course ${seed}`);
    return Array.from({ length: 6 }, () => ({
      sees: Array.from({ length: 6 }, () => standings[rng.below(standings.length)]),
      width: rng.next(),
    }));
  });

  test('a time limit ends after a whole look, and so many looks are the same again', async () => {
    for (const [i, script] of scripts.entries()) {
      const limits = { work: 1_000 + 200 * i };
      const timed = await followed(script, { ...limits, seconds: 1 + (i % 5) * 1.7 });
      const again = await followed(script, { ...limits, looks: timed.made.length });
      expect(again.made).toEqual(timed.made);
      expect(again.work).toBe(timed.work);
    }
  });

  test('no look has fewer pairs than the one before it, and none costs more than the work', async () => {
    for (const [i, script] of scripts.entries()) {
      const { made, work } = await followed(script, { work: 900 + 100 * i });
      const numbers = made.map((look) => Number.parseInt(look, 10));
      expect(numbers).toEqual([...numbers].sort((x, y) => x - y));
      const first = 100 + 12 * 4 * 16;
      expect(work).toBeLessThanOrEqual(Math.max(first, 900 + 100 * i));
    }
  });
});

test.each<readonly [string, readonly (readonly [number, boolean])[], number]>([
  ['16 pairs', [[16, false]], 4 * 16],
  [
    'and all cuts',
    [
      [16, false],
      [16, true],
    ],
    5 * 16,
  ],
  [
    'all cuts, then more pairs at those that are followed',
    [
      [16, true],
      [32, false],
    ],
    4 * 32 + 16,
  ],
  [
    'the other way round it is as much',
    [
      [32, false],
      [16, true],
    ],
    4 * 32 + 16,
  ],
  [
    'all cuts of all pairs',
    [
      [16, true],
      [64, true],
    ],
    5 * 64,
  ],
  [
    'a look again is nothing',
    [
      [32, false],
      [32, false],
    ],
    4 * 32,
  ],
])('interchanges of a model: %s', (_, made, work) => {
  const reach = made.reduce<Reach | undefined>((of, [n, all]) => further(of, n, all), undefined);
  expect(workAt(reach!, rates)).toBe(work);
});
