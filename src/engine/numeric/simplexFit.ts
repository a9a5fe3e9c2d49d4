// The point of a polytope that is nearest to another, from inner products alone: P. Wolfe, "Finding the nearest
// point in a polytope", Mathematical Programming 11 (1976). Its support grows by the vertex that gains most, and
// loses those that the nearest point of its affine hull gives a negative weight.

export interface SimplexFitter {
  /**
   * The p of least |r - sum_g p[g] F_g|^2 with p >= 0 and sum p = 1, from `gram`, <F_g, F_h> row-major
   * [size, size], and `target`, <r, F_g>; -Infinity there: g is left out. Of equal vertices the earliest has the
   * weight. `start`: any such p, as of a problem like this one; its support is tried first. The result is scratch
   * that the next call overwrites.
   */
  fit(
    gram: ArrayLike<number>,
    size: number,
    target: ArrayLike<number>,
    start?: ArrayLike<number>,
  ): Float64Array; // [size]
}

/** In units of the largest <F, F>: what is rounding in a gain, and in a squared distance from a hull. */
const [noGain, noDistance] = [1e-14, 1e-13];
/** Steps a vertex: by far more than are ever taken; rounding must not make a fit endless. */
const mostSteps = 20;

/** A fitter for up to `capacity` vertices; it allocates here and never again. */
export function simplexFitter(capacity: number): SimplexFitter {
  const weights = new Float64Array(capacity); // p
  const support = new Int32Array(capacity); // of which the first is the origin of the others
  const nearest = new Float64Array(capacity); // by place in the support
  const factor = new Float64Array(capacity * capacity); // lower triangle, by place in the support
  const slopes = new Float64Array(capacity);
  const barred = new Uint8Array(capacity); // gained nothing from here
  const guess = new Float64Array(capacity);
  let [Q, S, b]: [ArrayLike<number>, number, ArrayLike<number>] = [[], 0, []];
  let count = 0;
  let scale = 0;

  /**
   * The rows from place `from` on of the Cholesky factor of <F_j - F_0, F_k - F_0> over the support. False where
   * the last of it lies in the affine hull of those before.
   */
  function refactor(from: number): boolean {
    const o = support[0];
    const least = noDistance * scale;
    let square = Number.POSITIVE_INFINITY; // of the distance from the hull
    for (let j = Math.max(from, 1); j < count; j++) {
      const g = support[j];
      for (let k = 1; k <= j; k++) {
        const h = support[k];
        let left = Q[g * S + h] - Q[g * S + o] - Q[o * S + h] + Q[o * S + o];
        for (let i = 1; i < k; i++) left -= factor[j * capacity + i] * factor[k * capacity + i];
        if (k < j) factor[j * capacity + k] = left / factor[k * capacity + k];
        else square = left;
      }
      factor[j * capacity + j] = Math.sqrt(Math.max(square, least));
    }
    return square > least;
  }

  /** Adds a vertex to the support, unless it lies in the affine hull of the support. */
  function add(g: number): boolean {
    support[count++] = g;
    if (refactor(count - 1)) return true;
    count--;
    return false;
  }

  function drop(place: number): void {
    weights[support[place]] = 0;
    support.copyWithin(place, place + 1, count);
    count--;
    refactor(place === 0 ? 1 : place);
  }

  /** Weights of the nearest point of the support's affine hull; true where none is negative. */
  function findNearest(): boolean {
    const o = support[0];
    for (let j = 1; j < count; j++) {
      const g = support[j];
      let left = b[g] - b[o] - Q[g * S + o] + Q[o * S + o];
      for (let k = 1; k < j; k++) left -= factor[j * capacity + k] * nearest[k];
      nearest[j] = left / factor[j * capacity + j];
    }
    nearest[0] = 1;
    let inside = true;
    for (let j = count - 1; j > 0; j--) {
      let left = nearest[j];
      for (let k = j + 1; k < count; k++) left -= factor[k * capacity + j] * nearest[k];
      nearest[j] = left / factor[j * capacity + j];
      nearest[0] -= nearest[j];
      inside &&= nearest[j] > 0;
    }
    return inside && nearest[0] > 0;
  }

  /** Goes to the nearest point of the support, which loses what stands in the way. */
  function settle(): void {
    while (!findNearest()) {
      let share = 1;
      let first = -1;
      for (let j = 0; j < count; j++) {
        if (nearest[j] > 0) continue;
        const weight = weights[support[j]];
        const until = weight === 0 ? 0 : weight / (weight - nearest[j]);
        if (first !== -1 && until >= share) continue;
        share = until;
        first = j;
      }
      for (let j = 0; j < count; j++)
        weights[support[j]] += share * (nearest[j] - weights[support[j]]);
      drop(first);
    }
    for (let j = 0; j < count; j++) weights[support[j]] = nearest[j];
  }

  /** The vertex towards which the distance falls most steeply; -1 where towards none. */
  function steepest(): number {
    slopes.fill(0, 0, S);
    let here = 0;
    for (let j = 0; j < count; j++) {
      const row = support[j] * S;
      const weight = weights[support[j]];
      for (let g = 0; g < S; g++) slopes[g] += weight * Q[row + g];
    }
    for (let j = 0; j < count; j++)
      here += weights[support[j]] * (slopes[support[j]] - b[support[j]]);
    let best = -1;
    let most = noGain * scale;
    for (let g = 0; g < S; g++) {
      const gain = here - (slopes[g] - b[g]);
      if (gain <= most || weights[g] > 0 || barred[g]) continue;
      most = gain;
      best = g;
    }
    return best;
  }

  function begin(start: ArrayLike<number> | undefined): void {
    if (start) guess.set(start); // it may be the last result
    weights.fill(0, 0, S);
    barred.fill(0, 0, S);
    count = 0;
    scale = 0;
    for (let g = 0; g < S; g++) scale = Math.max(scale, Q[g * S + g]);
    if (start) resume();
    if (count > 0) return;
    let first = 0;
    const distance = (g: number) => Q[g * S + g] - 2 * b[g];
    for (let g = 1; g < S; g++) if (distance(g) < distance(first)) first = g;
    add(first);
    weights[first] = 1;
  }

  /** The support of the guess, without what lies in the hull of the rest; an equal vertex stands in for a later one. */
  function resume(): void {
    let sum = 0;
    for (let g = 0; g < S; g++) {
      if (!(guess[g] > 0) || leftOut(g)) continue;
      const h = earliestLike(g);
      if (weights[h] === 0 && !add(h)) continue;
      weights[h] += guess[g];
      sum += guess[g];
    }
    for (let j = 0; j < count; j++) weights[support[j]] /= sum;
  }

  function earliestLike(g: number): number {
    const distance = (h: number) => Q[g * S + g] - 2 * Q[g * S + h] + Q[h * S + h];
    for (let h = 0; h < g; h++) if (distance(h) <= noDistance * scale && !leftOut(h)) return h;
    return g;
  }

  function leftOut(g: number): boolean {
    return b[g] === Number.NEGATIVE_INFINITY;
  }

  function fit(
    gram: ArrayLike<number>,
    size: number,
    target: ArrayLike<number>,
    start?: ArrayLike<number>,
  ): Float64Array {
    [Q, S, b] = [gram, size, target];
    begin(start);
    settle();
    for (let step = 0; step < mostSteps * S; step++) {
      const g = steepest();
      if (g === -1) break;
      if (add(g)) settle();
      // What rounding keeps out is not tried again from here; from elsewhere it may be another matter.
      if (weights[g] > 0) barred.fill(0, 0, S);
      else barred[g] = 1;
    }
    return weights.subarray(0, S);
  }

  return { fit };
}
