// Many inner products at once, by the runtime: a product of two matrices is what it is best at.
import type { Runtime } from '../core/runtime.ts';
import { GraphBuilder } from '../graph/graph.ts';
import { encode } from '../graph/onnx.ts';

export interface Products {
  /** Rows of a [m, size] with rows of b [k, size]: [m, k]. */
  of(a: Float32Array, b: Float32Array, size: number): Promise<Float32Array>;
  release(): Promise<void>;
}

export async function productsOn(runtime: Runtime): Promise<Products> {
  const graph = new GraphBuilder();
  const [a, b] = [graph.input('a', ['m', 'size']), graph.input('b', ['k', 'size'])];
  graph.output('products', graph.op('Gemm', [a, b], { transB: 1 }), ['m', 'k']);
  const session = await runtime.session(encode(graph.build('products')));
  const rows = (data: Float32Array, size: number) => ({ dims: [data.length / size, size], data });
  return {
    async of(ofA, ofB, size) {
      const made = await session.run({ a: rows(ofA, size), b: rows(ofB, size) }, ['products']);
      return made.products.data;
    },
    release: () => session.release(),
  };
}
