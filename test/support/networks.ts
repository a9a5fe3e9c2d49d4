// Networks that their own file describes, run for one test; and what a second program says of their values.
import { onTestFinished } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor, Tensor } from '../../src/engine/core/tensor.ts';
import type { ValueGraph } from '../../src/engine/dataflow/valueGraph.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import { openTensorflow } from '../../src/platform/tensorflow.ts';
import { opened } from './checkpoints.ts';

/** TensorFlow.js starts once for a test file, and never natively: npm test must not depend on what is built. */
const tensorflow = openTensorflow(undefined, 'wasm');
export const networkPorts = { ...nodePorts({ cache: false }), tensorflow: () => tensorflow };

export async function networkOf(path: string): Promise<ValueGraph> {
  const checkpoint = await opened(path);
  if (!checkpoint.graph) throw new Error(`${path} describes no network`);
  const graph = await checkpoint.graph(networkPorts);
  onTestFinished(() => graph.release());
  return graph;
}

/** Every tensor of a file of goldens; whole numbers as such. */
export async function goldenOf(path: string): Promise<ReadonlyMap<string, Tensor>> {
  const checkpoint = await opened(path);
  const tensors = new Map<string, Tensor>();
  for (const { name, dtype, shape } of checkpoint.tensors.values()) {
    if (dtype.isWeight) {
      tensors.set(name, await checkpoint.read(quietJob, name));
      continue;
    }
    const numbers: number[] = [];
    for await (const piece of checkpoint.pieces(quietJob, name)) numbers.push(...piece);
    tensors.set(name, { dims: shape, data: Int32Array.from(numbers) });
  }
  return tensors;
}

/** The largest difference; infinite where the shapes differ. */
export function apart(found: FloatTensor, wanted: Tensor): number {
  if (found.dims.join() !== wanted.dims.join()) return Number.POSITIVE_INFINITY;
  return found.data.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted.data[i])), 0);
}
