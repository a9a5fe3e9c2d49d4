// Networks of ONNX files for tests, opened as anybody opens them and released when the test ends.
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Checkpoint } from '../../src/engine/checkpoint/checkpoint.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import type { Tensor } from '../../src/engine/core/tensor.ts';
import type { ValueGraph } from '../../src/engine/dataflow/valueGraph.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import { openRuntime } from '../../src/platform/runtime.ts';
import { opened, planted } from './checkpoints.ts';

export const ports = nodePorts({ threads: 1, cache: false });

/** The same on the WebAssembly runtime. */
export const wasmPorts: Ports = {
  ...ports,
  runtime: () => openRuntime({ threads: 1, prefer: 'wasm' }),
};

export async function graphOf(path: string, on: Ports = ports): Promise<ValueGraph> {
  const { graph } = await opened(path);
  if (!graph) throw new Error(`${path} describes no network`);
  const network = await graph(on);
  onTestFinished(() => network.release());
  return network;
}

/** All tensors of a golden; those of whole numbers as int32. */
export async function golden(path: string): Promise<ReadonlyMap<string, Tensor>> {
  const checkpoint = await opened(path);
  const values = new Map<string, Tensor>();
  for (const { name, dtype, shape } of checkpoint.tensors.values()) {
    const numbers = await numbersOf(checkpoint, name);
    values.set(
      name,
      dtype.isWeight
        ? { dims: shape, data: Float32Array.from(numbers) }
        : { dims: shape, data: Int32Array.from(numbers) },
    );
  }
  return values;
}

async function numbersOf(checkpoint: Checkpoint, name: string): Promise<number[]> {
  const numbers: number[] = [];
  for await (const piece of checkpoint.pieces(quietJob, name)) numbers.push(...piece);
  return numbers;
}

/** The largest absolute difference; Infinity where the shapes differ. */
export function apart(a: Tensor, b: Tensor): number {
  if (a.dims.join() !== b.dims.join()) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < a.data.length; i++) most = Math.max(most, Math.abs(a.data[i] - b.data[i]));
  return most;
}

export const rows = (dims: readonly number[], ...data: readonly number[]): Tensor => {
  return { dims, data: Float32Array.from(data) };
};
export const ids = (dims: readonly number[], ...data: readonly number[]): Tensor => {
  return { dims, data: Int32Array.from(data) };
};
export const made = (bytes: Uint8Array) => graphOf(join(planted({ 'm.onnx': bytes }), 'm.onnx'));

/** What a run gives, as plain numbers. */
export async function gives(
  graph: ValueGraph,
  given: Readonly<Record<string, Tensor>>,
  wanted: string,
): Promise<readonly [readonly number[], readonly number[]]> {
  const { [wanted]: found } = await graph.run(quietJob, given, [wanted]);
  return [found.dims, [...found.data]];
}
