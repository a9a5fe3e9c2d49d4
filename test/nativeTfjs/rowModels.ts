// The models of test/fixture/rows as TensorFlow.js keeps them: torch's matrices turned, as layers and as a graph.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';

/** Where the program runs is the checkout's root. */
export const fixture = (path: string) => `test/fixture/${path}`;

const LAYERS = ['fc1', 'fc2', 'fc3'] as const;
const INPUT = 'row';

export type Weight = {
  readonly name: string;
  readonly shape: readonly number[];
  /** Numbers, or the sizes that a graph reshapes to. */
  readonly data: Float32Array | Int32Array;
};

export type Form = 'layers' | 'graph';

/** Writes a model.json and its weights into `folder`. */
export async function writeRowModel(name: string, form: Form, folder: string): Promise<void> {
  const weights = await weightsOf(name);
  writeModel(form === 'layers' ? layersOf(weights) : graphOf(weights), weights, folder);
}

export function writeModel(model: object, weights: readonly Weight[], folder: string): void {
  const manifest = [
    {
      paths: ['weights.bin'],
      weights: weights.map(({ name, shape, data }) => {
        return { name, shape, dtype: data instanceof Int32Array ? 'int32' : 'float32' };
      }),
    },
  ];
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'model.json'),
    JSON.stringify({ ...model, weightsManifest: manifest }),
  );
  writeFileSync(
    join(folder, 'weights.bin'),
    Buffer.concat(weights.map(({ data }) => bytesOf(data))),
  );
}

async function weightsOf(name: string): Promise<readonly Weight[]> {
  const checkpoint = await openCheckpoint(nodeFiles(), sha256, fixture(`rows/${name}.safetensors`));
  const weights: Weight[] = [];
  for (const layer of LAYERS) {
    const { dims, data } = await checkpoint.read(quietJob, `${layer}.weight`); // [out, in]
    const [rows, columns] = dims;
    const turned = Float32Array.from(
      data,
      (_, i) => data[(i % rows) * columns + Math.floor(i / rows)],
    );
    weights.push({ name: `${layer}/kernel`, shape: [columns, rows], data: turned });
    const bias = await checkpoint.read(quietJob, `${layer}.bias`);
    weights.push({ name: `${layer}/bias`, shape: bias.dims, data: bias.data });
  }
  await checkpoint.close();
  return weights;
}

function bytesOf(data: Weight['data']): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function layersOf(weights: readonly Weight[]): object {
  const layers = LAYERS.map((name, i) => ({
    class_name: 'Dense',
    config: {
      name,
      units: unitsOf(weights, name),
      activation: i < 2 ? 'relu' : 'linear',
      ...(i === 0 ? { batch_input_shape: [null, weights[0].shape[0]] } : {}),
    },
  }));
  const config = { class_name: 'Sequential', config: { name: 'rows', layers } };
  return {
    format: 'layers-model',
    modelTopology: { keras_version: '2.15.0', model_config: config },
  };
}

function unitsOf(weights: readonly Weight[], layer: string): number {
  return weights.find(({ name }) => name === `${layer}/bias`)!.shape[0];
}

function graphOf(weights: readonly Weight[]): object {
  const float = { type: 'DT_FLOAT' };
  const sized = (shape: readonly number[]) => ({
    dim: shape.map((size) => ({ size: String(size) })),
  });
  const constants = weights.map(({ name, shape }) => ({
    name,
    op: 'Const',
    attr: { dtype: float, value: { tensor: { dtype: 'DT_FLOAT', tensorShape: sized(shape) } } },
  }));
  const shape = { shape: sized([-1, weights[0].shape[0]]) };
  const input = { name: INPUT, op: 'Placeholder', attr: { dtype: float, shape } };
  const computed = LAYERS.flatMap((layer, i) => {
    const from = i === 0 ? INPUT : `${LAYERS[i - 1]}/Relu`;
    const sum = { name: `${layer}/MatMul`, op: 'MatMul', input: [from, `${layer}/kernel`] };
    const transposed = { transpose_a: { b: false }, transpose_b: { b: false }, T: float };
    const biased = { name: `${layer}/BiasAdd`, op: 'BiasAdd', input: [sum.name, `${layer}/bias`] };
    const relu = { name: `${layer}/Relu`, op: 'Relu', input: [biased.name], attr: { T: float } };
    return [
      { ...sum, attr: transposed },
      { ...biased, attr: { T: float, data_format: { s: 'TkhXQw==' } } },
      ...(i < 2 ? [relu] : []),
    ];
  });
  const node = [...constants, input, ...computed];
  const outputs = { scores: { name: 'fc3/BiasAdd:0' } };
  return { format: 'graph-model', modelTopology: { node }, signature: { outputs } };
}
