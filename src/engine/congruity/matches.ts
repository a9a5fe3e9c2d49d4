// Which cuts of two models are joined in their flow maps: those that no interchange tells apart, in the order in which
// both compute as far as that goes, so that lines cross only where the order of the two differs.

export type Match = { readonly a: number; readonly b: number; readonly mismatch: number };

/** Mismatches that differ by less are no reason to leave the depth that a cut has: a copy has many of 0. */
const besideDepth = 0.001;

/** Every cut of A and of B that has a like one on the other side, and that one: by order, else the nearest. None twice. */
export function matchesOf(
  mismatch: Float64Array, // [cutsA, cutsB]
  cutsA: number,
  cutsB: number,
  fullMargin: number,
): Match[] {
  const match = (a: number, b: number): Match => {
    return { a, b, mismatch: mismatch[a * cutsB + b] };
  };
  const isLike = (one: Match) => one.mismatch < fullMargin;
  const inOrder = orderedPath(cutsA, cutsB, (a, b) => {
    const depth = Math.abs(a / Math.max(1, cutsA - 1) - b / Math.max(1, cutsB - 1));
    return Math.min(match(a, b).mismatch, fullMargin) + besideDepth * depth;
  })
    .map(([a, b]) => match(a, b))
    .filter(isLike);
  const [ofA, ofB] = [range(cutsA), range(cutsB)];
  const left = [
    ...ofA
      .filter((a) => !inOrder.some((one) => one.a === a))
      .map((a) => nearest(ofB.map((b) => match(a, b)))),
    ...ofB
      .filter((b) => !inOrder.some((one) => one.b === b))
      .map((b) => nearest(ofA.map((a) => match(a, b)))),
  ].filter(isLike);
  const byPlace = new Map([...inOrder, ...left].map((one) => [one.a * cutsB + one.b, one]));
  return [...byPlace].sort(([x], [y]) => x - y).map(([, one]) => one);
}

const range = (count: number) => [...Array(count).keys()];

const nearest = (all: readonly Match[]) =>
  all.reduce((least, one) => (one.mismatch < least.mismatch ? one : least));

/** The cheapest way through the table from its first entry to its last by steps of one row, one column or both. */
function orderedPath(
  rows: number,
  columns: number,
  cost: (row: number, column: number) => number,
): (readonly [row: number, column: number])[] {
  const total = new Float64Array(rows * columns); // of the cheapest way to each entry
  const before = (row: number, column: number) =>
    (
      [
        [row - 1, column - 1],
        [row - 1, column],
        [row, column - 1],
      ] as const
    )
      .filter(([r, c]) => r >= 0 && c >= 0)
      .reduce<readonly [number, number] | undefined>((best, at) => {
        return best === undefined || totalAt(at) < totalAt(best) ? at : best;
      }, undefined);
  const totalAt = ([row, column]: readonly [number, number]) => total[row * columns + column];
  for (let at = 0; at < total.length; at++) {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const from = before(row, column);
    total[at] = cost(row, column) + (from ? totalAt(from) : 0);
  }
  const path: (readonly [number, number])[] = [];
  let at: readonly [number, number] | undefined = [rows - 1, columns - 1];
  for (; at; at = before(...at)) path.unshift(at);
  return path;
}
