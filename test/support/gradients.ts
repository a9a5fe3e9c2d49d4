// A gradient's graph against central differences in double precision, and on the runtime against itself in double
// precision.
import { expect, onTestFinished } from 'vitest';
import { type Random, random } from '../../src/engine/core/random.ts';
import { count, type Tensor } from '../../src/engine/core/tensor.ts';
import { gradient, gradientOf } from '../../src/engine/graph/gradient/gradient.ts';
import type { Graph } from '../../src/engine/graph/graph.ts';
import { encode } from '../../src/engine/graph/onnx.ts';
import { interpreted, type Values } from './interpreter.ts';
import { testRuntime } from './models.ts';
import type { Wide } from './wide.ts';

/** Numbers from -2 to 2. */
export function drawn(rng: Random, dims: readonly number[]): Wide {
  return { dims, data: Float64Array.from({ length: count(dims) }, () => 4 * rng.next() - 2) };
}

/** What comes down to the outputs, at random. */
export function seedsOf(graph: Graph, values: Values): Values {
  const outputs = interpreted(graph, values);
  const rng = random('seeds');
  const seeds = graph.outputs.map(({ name }) => {
    return [gradientOf(name), drawn(rng, outputs[name].dims)] as const;
  });
  return Object.fromEntries(seeds);
}

/** By how much an input is moved, either way: the error is of its square. */
const step = 3e-5;
/** So many directions are tried of what has more numbers. */
const directions = 4;

/** The gradient with respect to each of the inputs, along every axis or along some directions. */
export function checkDifferences(graph: Graph, values: Values, wrt: readonly string[]): void {
  const seeds = seedsOf(graph, values);
  const found = interpreted(gradientGraph(graph, wrt), { ...values, ...seeds });
  const weighed = (name: string, way: Float64Array, by: number) => {
    const data = values[name].data.map((x, i) => x + by * way[i]);
    const outputs = interpreted(graph, { ...values, [name]: { ...values[name], data } });
    return graph.outputs.reduce((sum, output) => {
      return sum + dot(outputs[output.name].data, seeds[gradientOf(output.name)].data);
    }, 0);
  };
  for (const name of wrt) {
    const { dims, data } = found[gradientOf(name)];
    expect([name, dims]).toEqual([name, values[name].dims]);
    for (const way of waysOf(data.length)) {
      const difference = (weighed(name, way, step) - weighed(name, way, -step)) / (2 * step);
      const wanted = dot(data, way);
      const scale = 1 + Math.abs(wanted);
      expect(
        Math.abs(difference - wanted) / scale,
        `${name}: ${wanted}, ${difference}`,
      ).toBeLessThan(1e-7);
    }
  }
}

/** In float32, relative to the largest number of each gradient. */
const tolerance = 1e-5;

export async function checkRuntime(
  graph: Graph,
  values: Values,
  wrt: readonly string[],
): Promise<void> {
  const whole = gradientGraph(graph, wrt);
  const all = { ...values, ...seedsOf(graph, values) };
  const session = await (await testRuntime()).session(encode(whole));
  onTestFinished(() => session.release());
  const inputs = whole.inputs.map(({ name, type }) => [name, narrow(all[name], type)] as const);
  const names = wrt.map(gradientOf);
  const made = await session.run(Object.fromEntries(inputs), names);
  const wanted = interpreted(whole, rounded(all));
  for (const name of names) {
    expect([name, made[name].dims]).toEqual([name, wanted[name].dims]);
    const scale = 1 + Math.max(0, ...wanted[name].data.map(Math.abs));
    const furthest = Math.max(
      0,
      ...wanted[name].data.map((x, i) => Math.abs(x - made[name].data[i])),
    );
    expect(furthest / scale, name).toBeLessThan(tolerance);
  }
}

function gradientGraph(graph: Graph, wrt: readonly string[]): Graph {
  return gradient(
    graph,
    graph.outputs.map(({ name }) => name),
    wrt,
  );
}

/** The axes, or directions at random: of length 1. */
function waysOf(length: number): Float64Array[] {
  if (length > 3 * directions) {
    const rng = random(`ways ${length}`);
    return Array.from({ length: directions }, () => {
      const { data } = drawn(rng, [length]);
      return data.map((x) => x / Math.sqrt(dot(data, data)));
    });
  }
  return Array.from({ length }, (_, axis) =>
    Float64Array.from({ length }, (_, i) => Number(i === axis)),
  );
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i], 0);
}

function narrow({ dims, data }: Wide, type: string): Tensor {
  if (type === 'int32') return { dims, data: Int32Array.from(data) };
  return { dims, data: Float32Array.from(data) };
}

/** The numbers that the runtime is given. */
function rounded(values: Values): Values {
  const entries = Object.entries(values).map(([name, { dims, data }]) => {
    return [name, { dims, data: data.map(Math.fround) }] as const;
  });
  return Object.fromEntries(entries);
}
