// Where interchanged runs begin to be computed. Each could start at its own first changed position; but a call
// of a graph costs as much as some rows do (weights pass the caches, and the runtime is asked), so neighbouring
// starts are joined where computing a few positions more is cheaper than another call.

/** A variant: its first changed position, and how many steps it is computed in. */
export type Begin = { readonly start: number; readonly steps: number };

/** What a call costs, in rows of width d: measured about 57 at 768, 72 at 256 and 190 at 32. */
export function callRows(width: number): number {
  return 60 + 4000 / width;
}

/** On a device: some forty kernels a call, each of which takes as long as a hundred rows on a large card. */
export const deviceCallRows = 4000;

/**
 * For every start the one that it joins: the partition of the starts into neighbours with the least rows, by
 * dynamic programming. `length`: T; `calls`: steps of the network, in each of which a group is called once.
 */
export function joinedStarts(
  begins: readonly Begin[],
  length: number,
  calls: number,
  rowsPerCall: number,
): Map<number, number> {
  const steps = new Map<number, number>();
  for (const each of begins) steps.set(each.start, (steps.get(each.start) ?? 0) + each.steps);
  const starts = [...steps.keys()].sort((a, b) => a - b);
  const least = [0]; // of the first k starts
  const from = [0]; // where the last group of the first k starts begins
  for (let k = 1; k <= starts.length; k++) {
    least[k] = Number.POSITIVE_INFINITY;
    let work = 0;
    for (let j = k - 1; j >= 0; j--) {
      work += steps.get(starts[j])!;
      const cost = least[j] + work * (length - starts[j]) + calls * rowsPerCall;
      if (cost < least[k]) [least[k], from[k]] = [cost, j];
    }
  }
  const joined = new Map<number, number>();
  for (let k = starts.length; k > 0; k = from[k]) {
    for (const start of starts.slice(from[k], k)) joined.set(start, starts[from[k]]);
  }
  return joined;
}
