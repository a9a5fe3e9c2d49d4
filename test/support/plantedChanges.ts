// Changes to plant in weights, and weights to plant them in (test/analysis/kindOfChange.test.ts).
import { formats, rounded } from '../../src/engine/analysis/change/formats.ts';
import { random } from '../../src/engine/core/random.ts';

export type Change = (values: Float64Array, rows: number, columns: number) => Float64Array;
export const [f32, f16, bf16, e4m3] = ['F32', 'F16', 'BF16', 'F8_E4M3'].map(
  (name) => formats.find((format) => format.name === name)!,
);

/** As a training leaves weights: normal, some rows and columns larger; float32. */
export function weights(rows: number, columns: number, seed = 'w'): Float64Array {
  const rng = random(seed);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
  const scale = Array.from({ length: rows }, () => 0.02 * Math.exp(0.4 * normal()));
  return Float64Array.from({ length: rows * columns }, (_, i) =>
    Math.fround(scale[Math.floor(i / columns)] * normal()),
  );
}

export const each =
  (by: (x: number) => number): Change =>
  (values) =>
    values.map((x) => Math.fround(by(x)));
export const cast = (format = bf16) => each((x) => rounded(x, format));
export const tuned =
  (size: number): Change =>
  (values, rows, columns) => {
    const more = weights(rows, columns, 'tuned');
    return values.map((x, i) => Math.fround(x + size * more[i]));
  };

/** A drift of full rank whose singular values fall as this power of their number; `size` beside the weights'. */
export const falling =
  (power: number, size: number): Change =>
  (values, rows, columns) => {
    const rank = Math.min(rows, columns);
    const [left, right] = [weights(rank, rows, 'left'), weights(rank, columns, 'right')];
    const norm = (of: Float64Array) => Math.hypot(...of);
    const more = new Float64Array(rows * columns);
    for (let k = 0; k < rank; k++) {
      const [u, v] = [
        left.subarray(k * rows, (k + 1) * rows),
        right.subarray(k * columns, (k + 1) * columns),
      ];
      const by = (k + 1) ** -power / (norm(u) * norm(v));
      for (let i = 0; i < more.length; i++)
        more[i] += by * u[Math.floor(i / columns)] * v[i % columns];
    }
    const scale = (size * norm(values)) / norm(more);
    return values.map((x, i) => Math.fround(x + scale * more[i]));
  };

/** Rounded to levels, a grid for each group of neighbours (or each column): symmetric, or from least to most. */
export const grid =
  (
    bits: number,
    groupOf: (rows: number, columns: number) => number,
    kind: 'absmax' | 'range' = 'absmax',
  ): Change =>
  (values, rows, columns) => {
    const size = groupOf(rows, columns);
    const out = values.slice();
    for (let from = 0; from < values.length; from += size) {
      const group = values.subarray(from, from + size);
      const [least, most] = [Math.min(...group), Math.max(...group)];
      const step =
        kind === 'absmax'
          ? Math.max(-least, most) / (2 ** (bits - 1) - 1)
          : (most - least) / (2 ** bits - 1);
      const start = kind === 'absmax' ? 0 : least;
      group.forEach((x, i) => {
        out[from + i] = Math.fround(Math.round((x - start) / step) * step + start);
      });
    }
    return out;
  };
export const byTensor = (rows: number, columns: number) => rows * columns;
export const byRow = (_: number, columns: number) => columns;
export const blocksOf = (size: number) => () => size;

/** Rows and columns exchanged, of a square matrix. */
export const turned: Change = (values, rows, columns) =>
  values.map((_, i) => values[(i % columns) * columns + Math.floor(i / rows)]);

/** The same, with rows and columns exchanged while it is done. */
export const sideways =
  (change: Change): Change =>
  (values, rows, columns) => {
    const turn = (from: Float64Array, r: number, c: number) =>
      Float64Array.from(from, (_, i) => from[(i % r) * c + Math.floor(i / r)]);
    return turn(change(turn(values, rows, columns), columns, rows), columns, rows);
  };

export const smallest =
  (share: number): Change =>
  (values) => {
    const sizes = values.map(Math.abs).sort();
    const threshold = sizes[Math.floor(share * sizes.length)];
    return values.map((x) => (Math.abs(x) < threshold ? 0 : x));
  };
export const scattered =
  (share: number): Change =>
  (values) => {
    const rng = random('pruned');
    return values.map((x) => (rng.next() < share ? 0 : x));
  };
export const ofFour: Change = (values) => {
  const out = values.slice();
  for (let from = 0; from < out.length; from += 4) {
    const order = [0, 1, 2, 3].sort((i, j) => Math.abs(out[from + i]) - Math.abs(out[from + j]));
    for (const i of order.slice(0, 2)) out[from + i] = 0;
  }
  return out;
};
export const emptied =
  (of: 'rows' | 'columns', every: number): Change =>
  (values, _, columns) =>
    values.map((x, i) =>
      (of === 'rows' ? Math.floor(i / columns) : i % columns) % every === 0 ? 0 : x,
    );
export const adapter =
  (rank: number, size = 0.1): Change =>
  (values, rows, columns) => {
    const [down, up] = [weights(rank, columns, 'down'), weights(rows, rank, 'up')];
    return values.map((x, i) => {
      let sum = 0;
      for (let k = 0; k < rank; k++)
        sum += up[Math.floor(i / columns) * rank + k] * down[k * columns + (i % columns)];
      return Math.fround(x + size * 50 * sum);
    });
  };
export const someRows =
  (every: number): Change =>
  (values, rows, columns) => {
    const moved = tuned(0.1)(values, rows, columns);
    return values.map((x, i) => (Math.floor(i / columns) % every === 0 ? moved[i] : x));
  };
export const byRowFactor: Change = (values, _, columns) =>
  values.map((x, i) => Math.fround(x * (1 + (Math.floor(i / columns) % 5) / 7)));
export const byColumnFactor: Change = (values, _, columns) =>
  values.map((x, i) => Math.fround(x * (0.5 + (i % columns) / columns)));

export const inTurn =
  (...changes: readonly Change[]): Change =>
  (values, rows, columns) =>
    changes.reduce((now, change) => change(now, rows, columns), values);

/** Of 16 values for each 64, as NF4 has them: the quantiles of a normal distribution, times the largest. */
export const nf4: Change = (values) => {
  const table = [
    -1, -0.696, -0.525, -0.395, -0.284, -0.185, -0.091, 0, 0.08, 0.161, 0.246, 0.338, 0.441, 0.563,
    0.723, 1,
  ];
  const out = values.slice();
  for (let from = 0; from < values.length; from += 64) {
    const group = values.subarray(from, from + 64);
    const most = Math.max(...group.map(Math.abs));
    group.forEach((x, i) => {
      const nearest = table.reduce((a, b) =>
        Math.abs(b * most - x) < Math.abs(a * most - x) ? b : a,
      );
      out[from + i] = Math.fround(nearest * most);
    });
  }
  return out;
};

/** One change where it holds, another elsewhere; each is made of the whole. */
export const where =
  (
    holds: (row: number, column: number) => boolean,
    change: Change,
    elsewhere: Change = (values) => values,
  ): Change =>
  (values, rows, columns) => {
    const [here, there] = [change, elsewhere].map((by) => by(values.slice(), rows, columns));
    return values.map((_, i) => (holds(Math.floor(i / columns), i % columns) ? here[i] : there[i]));
  };

/** One table of 8 values, unevenly spaced. */
export const codebook = each((x) =>
  [-0.12, -0.0711, -0.0353, -0.0107, 0.0093, 0.0361, 0.0723, 0.1303].reduce((a, b) =>
    Math.abs(b - x) < Math.abs(a - x) ? b : a,
  ),
);
