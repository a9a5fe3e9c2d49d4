// What attention is told of positions: which see which, and how far each is turned.
import type { FloatTensor, Tensor } from '../core/tensor.ts';
import type { Distances, Rotary } from './spec.ts';
import type { Placing } from './stage.ts';

/** A position sees the keys up to its own, at most `window`: [1, 1, Q, T], or [B, 1, 1, T] where one is read. */
export function causalMask(placing: Placing, window: number | undefined): FloatTensor {
  const { batch, queries, start, readAt } = placing;
  const T = start + queries;
  const rows = readAt ? batch : queries;
  const data = new Float32Array(rows * T);
  for (let row = 0; row < rows; row++) {
    const own = readAt ? readAt[row] : start + row;
    data.fill(-Infinity, row * T + own + 1, (row + 1) * T);
    if (window !== undefined)
      data.fill(-Infinity, row * T, row * T + Math.max(0, own + 1 - window));
  }
  return { dims: readAt ? [batch, 1, 1, T] : [1, 1, queries, T], data };
}

/** Every position sees all real tokens: [B, 1, 1, T]. */
export function paddingMask({ batch, queries, lengths }: Placing): FloatTensor {
  const data = new Float32Array(batch * queries);
  for (let b = 0; b < batch; b++) {
    data.fill(-Infinity, b * queries + (lengths?.[b] ?? queries), (b + 1) * queries);
  }
  return { dims: [batch, 1, 1, queries], data };
}

/**
 * Of each query the buckets of the keys by their distance, those after it in the second half: [1, Q, T], or [B, 1, T] where
 * one is read. Near distances have a bucket each, farther ones share it, by their logarithm. Where all see all.
 */
export function bucketsOf({ buckets, farthest }: Distances, placing: Placing): Tensor {
  const { batch, queries: T, readAt } = placing;
  const rows = readAt ? batch : T;
  const data = Int32Array.from({ length: rows * T }, (_, i) => {
    const [row, key] = [Math.floor(i / T), i % T];
    return bucketOf(key - (readAt ? readAt[row] : row), buckets / 2, farthest);
  });
  return { dims: readAt ? [batch, 1, T] : [1, T, T], data };
}

/** What is added to the scores of the keys, the same for every query: [1, H, 1, T]. */
export function risingOf(slopes: readonly number[], { start, queries }: Placing): FloatTensor {
  const T = start + queries;
  const data = Float32Array.from({ length: slopes.length * T }, (_, i) => {
    return slopes[Math.floor(i / T)] * (i % T);
  });
  return { dims: [1, slopes.length, 1, T], data };
}

/** Rounded to float32 at every step, as PyTorch does: distances lie on the borders of buckets. */
function bucketOf(distance: number, half: number, farthest: number): number {
  const [side, n] = [distance > 0 ? half : 0, Math.abs(distance)];
  const near = Math.floor(half / 2);
  if (n < near) return side + n;
  const logarithm = Math.fround(Math.log(Math.fround(n / near)));
  const share = Math.fround(logarithm / Math.fround(Math.log(farthest / near)));
  const far = near + Math.trunc(Math.fround(share * (half - near)));
  return side + Math.min(far, half - 1);
}

/** cos and sin, scaled, of the angles at positions start .. start + Q - 1: [Q, 1, r / 2] each. */
export function rotation({ frequencies, scale }: Rotary, start: number, Q: number) {
  const half = frequencies.length;
  const table = (turn: (angle: number) => number) => ({
    dims: [Q, 1, half],
    // Angles are rounded to float32 first, as PyTorch does.
    data: Float32Array.from({ length: Q * half }, (_, i) => {
      const angle = Math.fround(frequencies[i % half]) * (start + Math.floor(i / half));
      return scale * turn(Math.fround(angle));
    }),
  });
  return { cos: table(Math.cos), sin: table(Math.sin) };
}
