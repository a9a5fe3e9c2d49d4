// Complete linkage as lines: models are rows, joined to the right at the distance at which they are. Pure.
import type { JoinReport } from '../../src/protocol/sections.ts';

/** x: distance; y: rows, the middle of the first at .5. */
export type Line = {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
};

export type Tree = {
  /** Models in an order in which no two lines cross. */
  readonly leaves: readonly number[];
  readonly lines: readonly Line[];
};

type Cluster = { readonly models: readonly number[]; readonly x: number; readonly y: number };

/** Models that nothing joins stay lone rows, in the order given. */
export function treeOf(models: readonly number[], joins: readonly JoinReport[]): Tree {
  const leaves = orderOf(models, joins);
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
  return { leaves, lines };
}

function orderOf(models: readonly number[], joins: readonly JoinReport[]): number[] {
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
