// A graph as a device computes it best: few kernels, for each costs as much as thousands of rows. Passes over the nodes, one
// after the other; what is not as a pass knows it stays as it is. The CPU's graphs are never changed.
import type { Precision } from '../core/runtime.ts';
import type { Graph } from './graph.ts';
import { inHalf } from './half.ts';
import { oneNorm } from './oneNorm.ts';
import { oneTurn } from './oneTurn.ts';
import { plainOutputs } from './plainOutputs.ts';
import { plainProducts } from './plainProducts.ts';
import { takenTurned } from './turned.ts';

/** `turned`: the weights that lie on the device turned over. */
export function onDevice(
  graph: Graph,
  precision: Precision,
  turned: ReadonlySet<string> = new Set(),
): Graph {
  const few = oneTurn(oneNorm(takenTurned(plainOutputs(graph), turned)));
  return plainProducts(precision === 'f16' ? inHalf(few) : few);
}
