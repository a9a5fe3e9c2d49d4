// The tree of a fleet as lines, and its classes as blocks: what is joined stands together, lines end where they are joined.
import { expect, test } from 'vitest';
import { blocksOf, treeOf } from '../../webview/chart/linkageTree.ts';

const join = (a: readonly number[], b: readonly number[], height: number) => ({
  of: [a, b] as const,
  height,
});
const joins = [join([0], [3], 0.1), join([1], [2], 0.2), join([0, 3], [1, 2], 0.9)];

test('what is joined first stands together, and no lines cross', () => {
  const [leaves] = [blocksOf([[0], [1], [2], [3]], joins).flat()];
  expect(leaves).toEqual([0, 3, 1, 2]);
  const lines = treeOf(leaves, joins);
  expect(lines.filter(({ x1, x2 }) => x1 === x2)).toEqual([
    { x1: 0.1, x2: 0.1, y1: 0.5, y2: 1.5 },
    { x1: 0.2, x2: 0.2, y1: 2.5, y2: 3.5 },
    { x1: 0.9, x2: 0.9, y1: 1, y2: 3 },
  ]);
  expect(lines.filter(({ y1, y2, x1 }) => y1 === y2 && x1 > 0)).toEqual([
    { x1: 0.1, x2: 0.9, y1: 1, y2: 1 },
    { x1: 0.2, x2: 0.9, y1: 3, y2: 3 },
  ]);
});

test('models that nothing joins are rows of their own', () => {
  expect(treeOf([4, 7], [])).toEqual([]);
  expect(blocksOf([[4], [7]], [])).toEqual([[4], [7]]);
});

test.each<readonly [string, readonly (readonly number[])[], readonly (readonly number[])[]]>([
  [
    'classes that are joined as they are',
    [
      [0, 3],
      [1, 2],
    ],
    [
      [0, 3],
      [1, 2],
    ],
  ],
  ['in the order of the tree within', [[0, 2, 3], [1]], [[0, 3, 2], [1]]],
  ['a model of its own beside the one it is joined to', [[0], [1, 2], [3]], [[0], [3], [1, 2]]],
  [
    'a class that the tree tears apart is one block all the same',
    [[0, 1], [2], [3]],
    [[0, 1], [3], [2]],
  ],
])('%s', (_, classes, blocks) => {
  expect(blocksOf(classes, joins)).toEqual(blocks);
});
