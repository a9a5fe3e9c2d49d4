// Finding a circuit where it is known: models that are a function of which components are left alone.
import { describe, expect, test } from 'vitest';
import { type Ask, type Circuit, discover } from '../../src/engine/circuit/discovery.ts';
import { quietJob } from '../../src/engine/core/job.ts';

const all = (count: number) => [...Array(count).keys()];
const orders = (count: number) => ({ order: all(count), helping: all(count) });
const sorted = (circuit: Circuit) => [...circuit].sort((a, b) => a - b);

/** Asked by a rule, without error unless one is given; counts how often, and how many circuits. */
function asking(rule: (kept: ReadonlySet<number>) => number, error = 0) {
  const asked = { calls: 0, circuits: 0 };
  const ask: Ask = async (_, circuits) => {
    asked.calls++;
    asked.circuits += circuits.length;
    return circuits.map((circuit) => ({ value: rule(new Set(circuit)), error }));
  };
  return { asked, ask };
}

const share = (wanted: readonly number[]) => (kept: ReadonlySet<number>) =>
  wanted.filter((one) => kept.has(one)).length / wanted.length;

describe('finds what is needed, whatever the order of the effects', () => {
  const rows: readonly [
    name: string,
    rule: (kept: ReadonlySet<number>) => number,
    order: Circuit,
    found: readonly number[],
    ranked: number,
    helping?: Circuit,
  ][] = [
    ['one of five', share([3]), [3, 0, 1, 2, 4], [3], 1],
    ['one that stands last', share([4]), all(5), [4], 5],
    ['all of them', share(all(7)), all(7), all(7), 7],
    ['two in the middle', share([10, 11]), all(40), [10, 11], 12],
    ['nothing at all', () => 1, all(9), [], 0],
    [
      'one of two that stand in for each other: the one of greater effect',
      (kept) => (kept.has(2) || kept.has(5) ? 1 : 0),
      all(8),
      [2],
      3,
    ],
    [
      'both of two that are needed together, and none that spoils it',
      (kept) =>
        (kept.has(6) && kept.has(7) ? 1 : 0) - (kept.has(0) ? 0.5 : 0) * (kept.size < 8 ? 1 : 0),
      all(8),
      [6, 7],
      8,
      [...all(8).slice(1), 0],
    ],
  ];
  test.each(rows)('%s', async (_, rule, order, wanted, ranked, helping) => {
    const found = await discover(
      quietJob,
      { order, helping: helping ?? order },
      1,
      asking(rule).ask,
    );
    expect(sorted(found.circuit)).toEqual(wanted);
    expect(found.leading).toEqual(order.slice(0, ranked));
  });
});

test('four fifths will do at a bar of .8', async () => {
  const found = await discover(quietJob, orders(20), 0.8, asking(share(all(10))).ask);
  expect(sorted(found.circuit)).toEqual(all(8));
});

test('what is uncertain by one standard error is not left out for it', async () => {
  const found = await discover(quietJob, orders(20), 0.8, asking(share(all(10)), 0.15).ask);
  expect(found.circuit).toHaveLength(10); // .9 - .15 is below the bar
});

test('asks few sizes for many components, and leaves each one out once', async () => {
  const { ask, asked } = asking(share(all(5)));
  await discover(quietJob, orders(1000), 1, ask);
  expect(asked.calls).toBeLessThanOrEqual(4 + 5);
  expect(asked.circuits).toBeLessThanOrEqual(4 * 7 + 5);
});
