// A merge tree as lines: parts stand side by side at the bottom and are joined at the height of the
// cut where they come together. Pure.
import type { MergeReport } from '../../src/protocol/sections.ts';

export type Line = {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
};
export type Dendrogram = {
  readonly leaves: readonly { readonly part: string; readonly x: number }[];
  readonly lines: readonly Line[];
  readonly joints: readonly {
    readonly x: number;
    readonly y: number;
    readonly merge: MergeReport;
  }[];
  /** Tops of what never came together further; the whole tree's root when everything did. */
  readonly roots: readonly { readonly x: number; readonly y: number }[];
};

type Cluster = { readonly parts: readonly string[]; readonly x: number; readonly y: number };

/** `x` gives the place of the i-th leaf of n, `y` the height of a cut; `foot` is below cut 0. */
export function dendrogram(
  parts: readonly string[],
  merges: readonly MergeReport[],
  x: (leaf: number, leaves: number) => number,
  y: (cut: number) => number,
  foot: number,
): Dendrogram {
  const order = leafOrder(parts, merges);
  const leaves = order.map((part, i) => ({ part, x: x(i, order.length) }));
  let clusters: Cluster[] = leaves.map((leaf) => ({ parts: [leaf.part], x: leaf.x, y: foot }));
  const lines: Line[] = [];
  const joints: Dendrogram['joints'][number][] = [];
  for (const merge of merges) {
    const joined = clusters.filter((cluster) => cluster.parts.some((p) => merge.into.includes(p)));
    if (joined.length < 2) continue;
    const height = y(merge.cut);
    const xs = joined.map((cluster) => cluster.x);
    for (const { x: at, y: from } of joined) lines.push({ x1: at, y1: from, x2: at, y2: height });
    lines.push({ x1: Math.min(...xs), y1: height, x2: Math.max(...xs), y2: height });
    const middle = (Math.min(...xs) + Math.max(...xs)) / 2;
    joints.push({ x: middle, y: height, merge });
    const whole = { parts: joined.flatMap((cluster) => cluster.parts), x: middle, y: height };
    clusters = [...clusters.filter((cluster) => !joined.includes(cluster)), whole];
  }
  return { leaves, lines, joints, roots: clusters.map(({ x: at, y: top }) => ({ x: at, y: top })) };
}

/** Parts in an order in which no two lines cross: what merges first stands together. */
export function leafOrder(parts: readonly string[], merges: readonly MergeReport[]): string[] {
  let clusters = parts.map((part) => [part]);
  for (const merge of merges) {
    const joined = clusters.filter((cluster) => cluster.some((part) => merge.into.includes(part)));
    if (joined.length < 2) continue;
    const at = clusters.indexOf(joined[0]);
    clusters = clusters.filter((cluster) => !joined.includes(cluster));
    clusters.splice(at, 0, joined.flat());
  }
  return clusters.flat();
}
