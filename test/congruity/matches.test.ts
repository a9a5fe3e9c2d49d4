// Lines between two flow maps: cut with cut in order, across others only where the order differs.
import { expect, test } from 'vitest';
import { type Match, matchesOf } from '../../src/engine/congruity/matches.ts';
import { random } from '../../src/engine/core/random.ts';

const margin = 0.15;
const joined = (rows: readonly (readonly number[])[]) =>
  matchesOf(Float64Array.from(rows.flat()), rows.length, rows[0].length, margin);
const told = (matches: readonly Match[]) => matches.map(({ a, b }) => `${a}-${b}`).join(' ');

const cases: readonly [name: string, mismatch: readonly (readonly number[])[], lines: string][] = [
  ['one cut each', [[0]], '0-0'],
  [
    'nothing alike',
    [
      [0.5, 1],
      [1, 0.15],
    ],
    '',
  ],
  [
    'a copy whose cuts all differ',
    [
      [0, 1, 1],
      [1, 0, 1],
      [1, 1, 0],
    ],
    '0-0 1-1 2-2',
  ],
  [
    'a copy whose middle cuts hold the same',
    [
      [0, 1, 1, 1],
      [1, 0, 0, 1],
      [1, 0, 0, 1],
      [1, 1, 1, 0],
    ],
    '0-0 1-1 2-2 3-3',
  ],
  [
    'a copy all of whose cuts hold the same',
    [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ],
    '0-0 1-1 2-2',
  ],
  [
    'nearly a copy: the nearest lie crosswise',
    [
      [0, 1, 1, 1],
      [1, 0.02, 0.01, 1],
      [1, 0.01, 0.02, 1],
      [1, 1, 1, 0],
    ],
    '0-0 1-1 2-2 3-3',
  ],
  [
    'deeper: each cut of the deeper one has its line',
    [
      [0, 0, 1, 1],
      [1, 1, 0, 0],
    ],
    '0-0 0-1 1-2 1-3',
  ],
  [
    'a cut that the other has not',
    [
      [0, 1, 1],
      [1, 1, 1],
      [1, 1, 0],
    ],
    '0-0 2-2',
  ],
  [
    'a cut more, that is like none',
    [
      [0, 1, 1],
      [1, 1, 0],
    ],
    '0-0 1-2',
  ],
  [
    'the other order: one line must cross',
    [
      [0, 1, 1, 1],
      [1, 1, 0, 1],
      [1, 0, 1, 1],
      [1, 1, 1, 0],
    ],
    '0-0 1-2 2-1 3-3',
  ],
];
test.each(cases)('%s', (_, mismatch, lines) => {
  expect(told(joined(mismatch))).toBe(lines);
});

const crossings = (matches: readonly Match[]) =>
  matches.filter((one) => matches.some((other) => one.a < other.a && one.b > other.b)).length;

test('copies, nearly: every cut with its own, and no line crosses', () => {
  const rng = random(3);
  for (let round = 0; round < 50; round++) {
    const holds = Array.from({ length: 12 }, () => Math.floor(3 * rng.next()));
    const mismatch = holds.map((x) => holds.map((y) => (x === y ? 0.03 * rng.next() : 0.5)));
    for (const [l, row] of mismatch.entries()) row[l] = 0;
    const matches = joined(mismatch);
    expect(crossings(matches)).toBe(0);
    for (const l of holds.keys()) expect(matches).toContainEqual({ a: l, b: l, mismatch: 0 });
  }
});

test('whatever the numbers: who has a like cut has a line, and no line is told twice', () => {
  const rng = random(4);
  for (let round = 0; round < 50; round++) {
    const mismatch = Array.from({ length: 5 }, () => Array.from({ length: 7 }, () => rng.next()));
    const matches = joined(mismatch);
    expect(new Set(matches.map(({ a, b }) => `${a} ${b}`)).size).toBe(matches.length);
    for (const [a, row] of mismatch.entries()) {
      expect(matches.some((one) => one.a === a)).toBe(row.some((value) => value < margin));
    }
    for (const b of mismatch[0].keys()) {
      const column = mismatch.map((row) => row[b]);
      expect(matches.some((one) => one.b === b)).toBe(column.some((value) => value < margin));
    }
  }
});
