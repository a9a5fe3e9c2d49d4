// One GPT-2 block in plain JavaScript and double precision: the second opinion of doctor.ts.
// Slow on purpose: written to be seen to be right.
import type { BlockSpec } from '../engine/graph/spec.ts';

export type Weights = Readonly<Record<string, Float32Array>>;
type Rows = readonly (readonly number[])[];

/** Pre-norm, causal, tanh-GELU, in-out weights with biases. x [T, d] -> [T, d] */
export function plainBlock(spec: BlockSpec, weights: Weights, x: Rows): number[][] {
  const attended = linear(weights, 'out', attend(spec, weights, norm(spec, weights, 'norm1', x)));
  const middle = sum(x, attended);
  const up = linear(weights, 'up', norm(spec, weights, 'norm2', middle));
  const active = up.map((row) => row.map(gelu));
  return sum(middle, linear(weights, 'down', active));
}

/** [T, d] -> z [T, H dh] */
function attend({ attention }: BlockSpec, weights: Weights, x: Rows): number[][] {
  const { heads, headWidth } = attention;
  const all = heads * headWidth;
  const fused = linear(weights, 'qkv', x); // [T, 3 H dh]
  const part = (t: number, which: number, h: number) =>
    fused[t].slice(which * all + h * headWidth, which * all + (h + 1) * headWidth);
  return x.map((_, t) => {
    const z: number[] = [];
    for (let h = 0; h < heads; h++) {
      const seen = Array.from({ length: t + 1 }, (_, s) => s);
      const scores = seen.map((s) => dot(part(t, 0, h), part(s, 1, h)) / Math.sqrt(headWidth));
      const pattern = softmax(scores); // [t + 1]
      const values = seen.map((s) => part(s, 2, h)); // [t + 1, dh]
      for (let i = 0; i < headWidth; i++)
        z.push(
          dot(
            pattern,
            values.map((value) => value[i]),
          ),
        );
    }
    return z;
  });
}

function linear(weights: Weights, name: string, x: Rows): number[][] {
  const bias = weights[`${name}.bias`];
  const weight = weights[`${name}.weight`]; // [from, to]
  const to = bias.length;
  return x.map((row) =>
    Array.from(
      bias,
      (b, j) => b + row.reduce((total, value, i) => total + value * weight[i * to + j], 0),
    ),
  );
}

function norm(spec: BlockSpec, weights: Weights, name: string, x: Rows): number[][] {
  return x.map((row) => {
    const mean = row.reduce((a, b) => a + b, 0) / row.length;
    const variance = row.reduce((a, b) => a + (b - mean) ** 2, 0) / row.length;
    const scale = 1 / Math.sqrt(variance + spec.norm.epsilon);
    return row.map(
      (value, i) =>
        (value - mean) * scale * weights[`${name}.weight`][i] + weights[`${name}.bias`][i],
    );
  });
}

function gelu(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}

function softmax(scores: readonly number[]): number[] {
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, i) => total + value * b[i], 0);
}

function sum(a: Rows, b: Rows): number[][] {
  return a.map((row, t) => row.map((value, i) => value + b[t][i]));
}
