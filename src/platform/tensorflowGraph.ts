// A graph of TensorFlow's as TensorFlow.js runs it.
import type { Tensor as TfTensor } from '@tensorflow/tfjs-core';
import type { TfConstant, TfGraph } from '../engine/core/tensorflow.ts';
import { type Backend, read, tensorsOf } from './tensorflowBackend.ts';

export async function graphNet(
  backend: Backend,
  model: unknown,
  constants: readonly TfConstant[],
): Promise<TfGraph> {
  const { tf } = backend;
  const loaded = await backend.run('its graph', () =>
    tf.loadGraphModel({ load: async () => ({ ...artifacts(model), ...weightsOf(constants) }) }),
  );
  let isReleased = false;
  return {
    get computedBy() {
      return backend.computedBy;
    },
    async run(job, values, wanted) {
      return backend.run('its graph', async () => {
        await job.pause();
        const inputs = tensorsOf(tf, values);
        const outputs = new Map<string, TfTensor>();
        try {
          const found = loaded.execute(Object.fromEntries(inputs), [...wanted]);
          for (const [i, tensor] of [found].flat().entries()) outputs.set(wanted[i], tensor);
          return read(outputs, wanted);
        } finally {
          for (const tensor of [...inputs.values(), ...outputs.values()]) {
            if (!tensor.isDisposed) tensor.dispose();
          }
        }
      });
    },
    async release() {
      if (!isReleased) loaded.dispose();
      isReleased = true;
    },
  };
}

type Artifacts = import('@tensorflow/tfjs-core').io.ModelArtifacts;

function artifacts(model: unknown): Artifacts {
  const { modelTopology, signature, userDefinedMetadata } = model as Artifacts;
  const topology = { versions: {}, ...(modelTopology as object) }; // of what wrote it: asked for, and of no use
  return { modelTopology: topology, signature, userDefinedMetadata, format: 'graph-model' };
}

function weightsOf(constants: readonly TfConstant[]): Artifacts {
  const bytes = constants.reduce((sum, { data }) => sum + data.byteLength, 0);
  const weightData = new Uint8Array(bytes);
  let at = 0;
  for (const { data } of constants) {
    weightData.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  const weightSpecs = constants.map(({ name, dims, data }) => ({
    name,
    shape: [...dims],
    dtype: dtypeOf(data),
  }));
  return { weightSpecs, weightData: weightData.buffer };
}

function dtypeOf(data: TfConstant['data']): 'float32' | 'int32' | 'bool' {
  if (data instanceof Float32Array) return 'float32';
  return data instanceof Int32Array ? 'int32' : 'bool';
}
