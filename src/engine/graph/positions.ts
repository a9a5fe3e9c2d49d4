// What attention is told of positions: which see which, and how far each is turned.
import type { FloatTensor } from '../core/tensor.ts';
import type { Rotary } from './spec.ts';
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
