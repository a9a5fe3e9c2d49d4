// Complete linkage as lines: models are rows, joined to the right at the distance at which they are. Pure.
import type { JoinReport } from '../../src/protocol/sections.ts';

/** x: distance; y: rows, the middle of the first at .5. */
export type Line = {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
};

type Cluster = { readonly models: readonly number[]; readonly x: number; readonly y: number };

/** Rows of models in this order; what nothing joins stays a lone row. */
export function treeOf(leaves: readonly number[], joins: readonly JoinReport[]): Line[] {
  let clusters = leaves.map((m, row): Cluster => ({ models: [m], x: 0, y: row + 0.5 }));
  const lines: Line[] = [];
  for (const { of, height } of joins) {
    const both = of.map((members) => clusters.find((one) => one.models.includes(members[0]))!);
    const [top, bottom] = both.map(({ y }) => y).sort((a, b) => a - b);
    for (const { x, y } of both) lines.push({ x1: x, y1: y, x2: height, y2: y });
    lines.push({ x1: height, y1: top, x2: height, y2: bottom });
    const whole = {
      models: both.flatMap((one) => one.models),
      ...{ x: height, y: (top + bottom) / 2 },
    };
    clusters = [...clusters.filter((one) => !both.includes(one)), whole];
  }
  return lines;
}

/**
 * The classes as blocks of rows, in an order in which what is joined stands together: no two lines cross where no class is
 * joined to another one before all its models are joined.
 */
export function blocksOf(
  classes: readonly (readonly number[])[],
  joins: readonly JoinReport[],
): number[][] {
  const leaves = leavesOf(classes.flat(), joins);
  const row = new Map(leaves.map((m, at) => [m, at]));
  const sorted = (models: readonly number[]) =>
    [...models].sort((a, b) => row.get(a)! - row.get(b)!);
  return classes.map(sorted).sort(([a], [b]) => row.get(a)! - row.get(b)!);
}

function leavesOf(models: readonly number[], joins: readonly JoinReport[]): number[] {
  let clusters = models.map((m) => [m]);
  for (const { of } of joins) {
    const [one, other] = of.map((members) => clusters.find((each) => each.includes(members[0]))!);
    const at = Math.min(clusters.indexOf(one), clusters.indexOf(other));
    const [first, second] = clusters[at] === one ? [one, other] : [other, one];
    clusters = clusters.filter((each) => each !== one && each !== other);
    clusters.splice(at, 0, [...first, ...second]);
  }
  return clusters.flat();
}
