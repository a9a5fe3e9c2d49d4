// Which numbers of a value belong to which region, and that putting them there and back loses nothing.
import { expect, test } from 'vitest';
import {
  gathered,
  layoutOf,
  type Rectangle,
  regionsOfMap,
  scattered,
} from '../../src/engine/dataflow/places.ts';

const grid = (h: number, w: number) => ({
  rectangles: Array.from({ length: h * w }, (_, i): Rectangle => {
    const [r, c] = [Math.floor(i / w), i % w];
    return [r / h, c / w, (r + 1) / h, (c + 1) / w];
  }),
  hasMore: false,
});

/** Sizes of a map -> the region of each of its cells, row by row; absent: it has no places. */
const maps: readonly [dims: readonly number[], h: number, w: number, cells: string | undefined][] =
  [
    [[6, 6, 1], 2, 2, '000111 000111 000111 222333 222333 222333'],
    [[3, 3, 1], 3, 3, '012 345 678'],
    [[4, 4, 1], 3, 3, '0112 3445 3445 6778'],
    [[5, 5, 1], 3, 3, '00122 00122 33455 66788 66788'],
    [[2, 2, 1], 3, 3, undefined], // smaller than the grid
    [[2, 9, 1], 3, 3, undefined], // in one direction
    [[1, 1, 1], 2, 2, undefined],
    [[1, 4, 1], 1, 2, '0011'],
    [[12], 2, 2, undefined],
    [[3, 4], 1, 2, undefined],
  ];
test.each(maps)('a map of %j on a grid of %i x %i', (dims, h, w, cells) => {
  const found = regionsOfMap(dims, 'last', grid(h, w));
  const told =
    found &&
    [...found]
      .join('')
      .match(new RegExp(`.{${dims[1]}}`, 'g'))!
      .join(' ');
  expect(told).toBe(cells);
});

test('channels first and last are of the same cells', () => {
  const last = regionsOfMap([4, 4, 2], 'last', grid(2, 2))!;
  const first = regionsOfMap([2, 4, 4], 'first', grid(2, 2))!;
  for (let cell = 0; cell < 16; cell++) {
    for (const c of [0, 1]) expect(last[cell * 2 + c]).toBe(first[c * 16 + cell]);
  }
});

test('what is in no rectangle is a region of its own', () => {
  const parted = { rectangles: [[0, 0, 0.5, 0.5] as const], hasMore: true };
  expect([...regionsOfMap([2, 2, 1], 'last', parted)!]).toEqual([0, 1, 1, 1]);
});

test.each([
  ['by regions of unlike size', Int32Array.of(0, 0, 0, 1, 2, 2), 3, 3],
  ['with no place', undefined, 3, 6],
] as const)('there and back: %s', (_, of, regions, width) => {
  const layout = layoutOf(6, regions, of);
  expect([layout.positions, layout.width]).toEqual([regions + 1, width]);
  const numbers = Float32Array.from({ length: 12 }, (_, i) => i + 1);
  const states = scattered(layout, numbers);
  expect(states).toHaveLength(2 * (regions + 1) * width);
  expect([...gathered(layout, states)]).toEqual([...numbers]);
  expect([...states].filter((x) => x !== 0).sort((a, b) => a - b)).toEqual([...numbers]);
});
