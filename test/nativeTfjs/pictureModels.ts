// The CNNs of test/fixture/rows as TensorFlow.js keeps them: torch's channels first made last, as layers and as a graph.
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { type Form, fixture, type Weight, writeModel } from './rowModels.ts';

const SIDE = 12;
/** Of what the last convolution leaves, pooled. */
const [LEFT, CHANNELS] = [3, 8];
const CONVS = ['conv1', 'conv2'] as const;
const INPUT = 'pixels';

/** Writes a model.json and its weights into `folder`. */
export async function writePictureModel(name: string, form: Form, folder: string): Promise<void> {
  const weights = await weightsOf(name);
  if (form === 'layers') return writeModel(layersOf(weights), weights, folder);
  const sizes: Weight = {
    name: 'flat/shape',
    shape: [2],
    data: Int32Array.of(-1, LEFT * LEFT * CHANNELS),
  };
  writeModel(graphOf([...weights, sizes]), [...weights, sizes], folder);
}

async function weightsOf(name: string): Promise<readonly Weight[]> {
  const checkpoint = await openCheckpoint(nodeFiles(), sha256, fixture(`rows/${name}.safetensors`));
  const read = (tensor: string) => checkpoint.read(quietJob, tensor);
  const weights: Weight[] = [];
  for (const layer of [...CONVS, 'fc']) {
    const { dims, data } = await read(`${layer}.weight`);
    // A dense layer takes the channels of each place, in torch the places of each channel.
    const [out, inner, ...places] = layer === 'fc' ? [dims[0], CHANNELS, LEFT, LEFT] : dims;
    const turned = lastFirst(data, out, inner, places[0] * places[1]);
    const shape = layer === 'fc' ? [dims[1], out] : [...places, inner, out];
    weights.push({ name: `${layer}/kernel`, shape, data: turned });
    const bias = await read(`${layer}.bias`);
    weights.push({ name: `${layer}/bias`, shape: bias.dims, data: bias.data });
  }
  await checkpoint.close();
  return weights;
}

/** [out, inner, places] to [places, inner, out]. */
function lastFirst(data: Float32Array, out: number, inner: number, places: number): Float32Array {
  const turned = new Float32Array(data.length);
  for (let o = 0; o < out; o++) {
    for (let i = 0; i < inner; i++) {
      for (let p = 0; p < places; p++) {
        turned[(p * inner + i) * out + o] = data[(o * inner + i) * places + p];
      }
    }
  }
  return turned;
}

function unitsOf(weights: readonly Weight[], layer: string): number {
  return weights.find(({ name }) => name === `${layer}/bias`)!.shape[0];
}

function layersOf(weights: readonly Weight[]): object {
  const layer = (class_name: string, config: object) => ({ class_name, config });
  const convs = CONVS.flatMap((name, i) => [
    layer('Conv2D', {
      name,
      filters: unitsOf(weights, name),
      kernel_size: [3, 3],
      padding: 'same',
      activation: 'relu',
      ...(i === 0 ? { batch_input_shape: [null, SIDE, SIDE, 1] } : {}),
    }),
    layer('MaxPooling2D', { name: `pool${i + 1}`, pool_size: [2, 2], strides: [2, 2] }),
  ]);
  const layers = [
    ...convs,
    layer('Flatten', { name: 'flat' }),
    layer('Dense', { name: 'fc', units: unitsOf(weights, 'fc'), activation: 'linear' }),
  ];
  const config = { class_name: 'Sequential', config: { name: 'bars', layers } };
  return {
    format: 'layers-model',
    modelTopology: { keras_version: '2.15.0', model_config: config },
  };
}

function graphOf(weights: readonly Weight[]): object {
  const text = (of: string) => ({ s: Buffer.from(of).toString('base64') });
  const ints = (...all: readonly number[]) => ({ list: { i: all.map(String) } });
  const float = { type: 'DT_FLOAT' };
  const sized = (shape: readonly number[]) => ({
    dim: shape.map((size) => ({ size: String(size) })),
  });
  const node = (name: string, op: string, input: readonly string[], attr: object = {}) => {
    return { name, op, input, attr: { T: float, ...attr } };
  };
  const constants = weights.map(({ name, shape, data }) => {
    const dtype = data instanceof Int32Array ? 'DT_INT32' : 'DT_FLOAT';
    const value = { tensor: { dtype, tensorShape: sized(shape) } };
    return { name, op: 'Const', attr: { dtype: { type: dtype }, value } };
  });
  const shape = { shape: sized([-1, SIDE, SIDE, 1]) };
  const input = { name: INPUT, op: 'Placeholder', attr: { dtype: float, shape } };
  const places = { data_format: text('NHWC') };
  const biased = (layer: string, from: string) =>
    node(`${layer}/BiasAdd`, 'BiasAdd', [from, `${layer}/bias`], places);
  const convs = CONVS.flatMap((layer, i) => {
    const from = i === 0 ? INPUT : `${CONVS[i - 1]}/MaxPool`;
    const conv = { ...places, strides: ints(1, 1, 1, 1), dilations: ints(1, 1, 1, 1) };
    const pool = { ...places, ksize: ints(1, 2, 2, 1), strides: ints(1, 2, 2, 1) };
    return [
      node(`${layer}/Conv2D`, 'Conv2D', [from, `${layer}/kernel`], {
        ...conv,
        padding: text('SAME'),
      }),
      biased(layer, `${layer}/Conv2D`),
      node(`${layer}/Relu`, 'Relu', [`${layer}/BiasAdd`]),
      node(`${layer}/MaxPool`, 'MaxPool', [`${layer}/Relu`], { ...pool, padding: text('VALID') }),
    ];
  });
  const dense = [
    node('flat', 'Reshape', [`${CONVS[1]}/MaxPool`, 'flat/shape'], {
      Tshape: { type: 'DT_INT32' },
    }),
    node('fc/MatMul', 'MatMul', ['flat', 'fc/kernel'], {
      transpose_a: { b: false },
      transpose_b: { b: false },
    }),
    biased('fc', 'fc/MatMul'),
  ];
  const outputs = { scores: { name: 'fc/BiasAdd:0' } };
  const topology = { node: [...constants, input, ...convs, ...dense] };
  return { format: 'graph-model', modelTopology: topology, signature: { outputs } };
}
