// The motifs of a fleet: models that all have the same interpretation, as classes of a stated rule. Two classes are
// joined only if every two of their models were found the same; what is undecided is never merged.
import { isSame, type Verdict } from './verdict.ts';

/** Two models, by their places; `distance`: undefined where none was measured. */
export type Couple = {
  readonly a: number;
  readonly b: number;
  readonly verdict: Verdict;
  readonly distance: number | undefined;
};

/** Two clusters of a dendrogram that are joined, at the largest distance of two of their models. */
export type Join = {
  readonly of: readonly [readonly number[], readonly number[]];
  readonly height: number;
};

export type Motifs = {
  /** Ascending within each, by their first: of models without any that is the same, one each. */
  readonly classes: readonly (readonly number[])[];
  /** Complete linkage of all models between which all distances are known, whatever the verdicts. */
  readonly joins: readonly Join[];
};

/**
 * Complete linkage (T. Sørensen, 1948): again and again the two clusters are joined whose farthest models are nearest;
 * equals in the order of their first models. Costs |models|^3.
 */
export function motifsOf(models: readonly number[], couples: readonly Couple[]): Motifs {
  const known = new Map(couples.map((couple) => [keyOf(couple.a, couple.b), couple]));
  const of = (a: number, b: number) => known.get(keyOf(a, b));
  const distance = (a: number, b: number) => of(a, b)?.distance ?? Number.POSITIVE_INFINITY;
  const same = (a: number, b: number) => {
    const couple = of(a, b);
    return couple && isSame(couple.verdict) ? (couple.distance ?? 0) : Number.POSITIVE_INFINITY;
  };
  return { classes: linked(models, same).clusters, joins: linked(models, distance).joins };
}

function linked(models: readonly number[], distance: (a: number, b: number) => number) {
  let clusters: (readonly number[])[] = [...models].sort((a, b) => a - b).map((m) => [m]);
  const joins: Join[] = [];
  const farthest = (one: readonly number[], other: readonly number[]) =>
    Math.max(...one.flatMap((a) => other.map((b) => distance(a, b))));
  for (;;) {
    let best: Join | undefined;
    for (const [i, one] of clusters.entries()) {
      for (const other of clusters.slice(i + 1)) {
        const height = farthest(one, other);
        if (height < (best?.height ?? Number.POSITIVE_INFINITY))
          best = { of: [one, other], height };
      }
    }
    if (best === undefined) return { clusters, joins };
    const [one, other] = best.of;
    joins.push(best);
    const both = [...one, ...other].sort((a, b) => a - b);
    clusters = [...clusters.filter((each) => each !== one && each !== other), both];
    clusters.sort(([a], [b]) => a - b);
  }
}

/**
 * The undecided couple that would settle most: between the two classes, none of whose models were found to differ, that
 * fewest undecided couples keep apart; of as few, the largest two; of these couples the nearest. undefined: there is none.
 */
export function mostTelling({ classes }: Motifs, couples: readonly Couple[]): Couple | undefined {
  const classOf = new Map(classes.flatMap((members, c) => members.map((m) => [m, c] as const)));
  const apart = new Map<string, { readonly size: number; readonly by: Couple[] }>(); // by two classes
  for (const couple of couples) {
    const [x, y] = [classOf.get(couple.a), classOf.get(couple.b)];
    if (x === undefined || y === undefined || x === y || isSame(couple.verdict)) continue;
    const size = classes[x].length + classes[y].length;
    const two = apart.get(keyOf(x, y)) ?? { size, by: [] };
    apart.set(keyOf(x, y), two);
    two.by.push(couple);
  }
  const open = [...apart.values()].filter(({ by }) =>
    by.every(({ verdict }) => verdict === 'inconclusive'),
  );
  open.sort((x, y) => x.by.length - y.by.length || y.size - x.size);
  return open[0]?.by.reduce((best, one) => (near(one) < near(best) ? one : best));
}

const near = ({ distance }: Couple) => distance ?? Number.POSITIVE_INFINITY;

function keyOf(a: number, b: number): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
