// Numbers by their place among the others.

/** From 0 on; equal numbers share the mean of their ranks. */
export function ranksOf(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let k = from; k < to; k++) ranks[order[k]] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}

/** Spearman's; undefined where all of one are equal. */
export function rankCorrelation(a: Float64Array, b: Float64Array): number | undefined {
  const middle = (a.length - 1) / 2; // the mean of all ranks
  const [x, y] = [a, b].map((values) => ranksOf(values).map((rank) => rank - middle));
  const dot = (u: Float64Array, v: Float64Array) =>
    u.reduce((sum, each, i) => sum + each * v[i], 0);
  const both = Math.sqrt(dot(x, x) * dot(y, y));
  return both > 0 ? dot(x, y) / both : undefined;
}
