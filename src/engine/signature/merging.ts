// Which parts a model has brought together at every cut, and the tree of merges that results.
import type { SitePlan } from '../forward/plan.ts';

/** One merge: the sets of parts that come together at `cut`, by id. */
export type Merge = {
  readonly cut: number;
  readonly sets: readonly (readonly string[])[];
  readonly into: readonly string[];
};

/** Two parts are together from this much merging on. */
const together = 0.5;

/** M_l[g,h] = max over spans of the smaller of the two shares: [cuts, parts, parts, B]. */
export function mergingOf(
  shares: Float64Array, // [parts, sites, B]
  { sites, cuts }: SitePlan,
  parts: number,
  B: number,
): Float64Array {
  const merging = new Float64Array(cuts.length * parts * parts * B);
  for (const [l, members] of cuts.entries()) {
    for (let g = 0; g < parts; g++) {
      for (let h = 0; h < parts; h++) {
        const to = ((l * parts + g) * parts + h) * B;
        for (const s of members) {
          const [x, y] = [(g * sites.length + s) * B, (h * sites.length + s) * B];
          for (let b = 0; b < B; b++) {
            merging[to + b] = Math.max(merging[to + b], Math.min(shares[x + b], shares[y + b]));
          }
        }
      }
    }
  }
  return merging;
}

/** Cut by cut, which sets of parts come together; sets that never do are not mentioned. */
export function mergeTree(
  merging: Float64Array, // [cuts, parts, parts]
  partIds: readonly string[],
): Merge[] {
  const parts = partIds.length;
  const cuts = parts === 0 ? 0 : merging.length / parts ** 2;
  const at = (l: number, g: number, h: number) => merging[(l * parts + g) * parts + h];
  let sets: number[][] = partIds.map((_, g) => [g]);
  const tree: Merge[] = [];
  for (let cut = 0; cut < cuts; cut++) {
    const merged = joined(sets, (g, h) => at(cut, g, h) >= together);
    for (const group of merged.filter((group) => group.length > 1)) {
      const names = (set: readonly number[]) => set.map((g) => partIds[g]);
      tree.push({ cut, sets: group.map(names), into: names(group.flat().sort((a, b) => a - b)) });
    }
    sets = merged.map((group) => group.flat().sort((a, b) => a - b));
  }
  return tree;
}

/** Groups of sets that are connected by parts that are together. */
function joined(
  sets: readonly number[][],
  areTogether: (g: number, h: number) => boolean,
): number[][][] {
  let groups: number[][][] = [];
  for (const set of sets) {
    const touches = (group: number[][]) =>
      group.flat().some((g) => set.some((h) => areTogether(g, h)));
    const near = groups.filter(touches);
    groups = [...groups.filter((group) => !near.includes(group)), [...near.flat(), set]];
  }
  return groups.map((group) => group.sort((a, b) => a[0] - b[0])).sort((a, b) => a[0][0] - b[0][0]);
}
