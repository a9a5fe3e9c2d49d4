// The tree of a fleet as lines: what is joined stands together, and lines end where they are joined.
import { expect, test } from 'vitest';
import { treeOf } from '../../webview/chart/linkageTree.ts';

const join = (a: readonly number[], b: readonly number[], height: number) => ({
  of: [a, b] as const,
  height,
});

test('what is joined first stands together, and no lines cross', () => {
  const joins = [join([0], [3], 0.1), join([1], [2], 0.2), join([0, 3], [1, 2], 0.9)];
  const { leaves, lines } = treeOf([0, 1, 2, 3], joins);
  expect(leaves).toEqual([0, 3, 1, 2]);
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
  expect(treeOf([4, 7], [])).toEqual({ leaves: [4, 7], lines: [] });
});
