// A runtime that counts the floating-point operations that its graphs must do, and one that tells how
// fast plain matrix products run on it: the yardstick of every figure.
import type { Feed, Runtime, Session } from '../../src/engine/core/runtime.ts';
import { count } from '../../src/engine/core/tensor.ts';
import { GraphBuilder } from '../../src/engine/graph/graph.ts';
import { encode } from '../../src/engine/graph/onnx.ts';

export type Counter = { flops: number };

/** The same runtime; every run of a block or head adds its multiplications and additions. */
export function counting(runtime: Runtime, counter: Counter): Runtime {
  return {
    ...runtime,
    session: async (onnx) => {
      const session = await runtime.session(onnx);
      const run: Session['run'] = (inputs, outputs) => {
        counter.flops += flopsOf(inputs);
        return session.run(inputs, outputs);
      };
      return { ...session, run, release: () => session.release() };
    },
  };
}

/** Of matrix products alone: norms and activations are left out, which makes the rate look worse. */
function flopsOf(inputs: Readonly<Record<string, Feed>>): number {
  const { x, unembed, mask, rows } = inputs;
  if (unembed) return 2 * x.dims[0] * count(unembed.dims);
  if (!mask) return 0;
  const [B, Q, d] = x.dims;
  const read = rows ? B : B * Q; // positions that go on after the keys and values
  const size = (name: string) => count(inputs[name].dims);
  const rest = size('out.weight') + size('up.weight') + size('down.weight');
  const attention = 2 * read * mask.dims[3] * d; // scores, and patterns times values
  return 2 * (B * Q * size('qkv.weight') + read * rest + attention);
}

/** Median rate of f32 matrix products 1024^3, in operations a millisecond. */
export async function matmulRate(runtime: Runtime, runs = 15): Promise<number> {
  const size = 1024;
  const graph = new GraphBuilder();
  const product = graph.op('MatMul', [
    graph.input('a', [size, size]),
    graph.input('b', [size, size]),
  ]);
  graph.output('y', product, [size, size]);
  const session = await runtime.session(encode(graph.build('product')));
  const a = { dims: [size, size], data: new Float32Array(size * size).fill(0.5) };
  const milliseconds = await medianTime(() => session.run({ a, b: a }, ['y']), runs);
  await session.release();
  return (2 * size ** 3) / milliseconds;
}

/** Median wall time of `run` in milliseconds, after one run that does not count. */
export async function medianTime(run: () => Promise<unknown>, runs: number): Promise<number> {
  await run();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const begun = performance.now();
    await run();
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)];
}
