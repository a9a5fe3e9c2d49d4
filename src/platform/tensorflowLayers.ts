// A network of layers on TensorFlow.js, call by call. Whatever a run makes is disposed of when it ends.
import type { Tensor as TfTensor } from '@tensorflow/tfjs-core';
import { EngineError } from '../engine/core/error.ts';
import type { Job } from '../engine/core/job.ts';
import type { Tensorflow, TfLayer, TfLayers } from '../engine/core/tensorflow.ts';
import { firstLine } from './runtimeSession.ts';
import { type Backend, given, read, type Tf, tensorsOf } from './tensorflowBackend.ts';

/** As the classes of tfjs-layers are, of which only these are used. */
type Layer = {
  build(shape: unknown): void;
  built: boolean;
  apply(inputs: TfTensor | TfTensor[]): TfTensor | TfTensor[];
  setWeights(weights: TfTensor[]): void;
  computeOutputShape(shape: unknown): (number | null)[] | (number | null)[][];
  readonly weights: readonly { dispose(): void }[];
};

export function layersNet(
  backend: Backend,
  plan: readonly TfLayer[],
  weights: Parameters<Tensorflow['layers']>[1],
): TfLayers {
  const { tf } = backend;
  const made = plan.map((layer) => makeLayer(tf, layer));
  const ready = new Set<number>();

  const prepare = async (job: Job, index: number, inputs: readonly TfTensor[]) => {
    const layer = made[index];
    if (layer === undefined || ready.has(index)) return;
    const values = await weights(job, index);
    tf.tidy(() => {
      if (!layer.built) layer.build(oneOrAll(inputs.map(({ shape }) => shape)));
      layer.built = true;
      if (values.length > 0) layer.setWeights(values.map((value) => given(tf, value)));
    });
    ready.add(index);
  };
  const compute = (index: number, inputs: TfTensor[]): TfTensor =>
    tf.tidy(() => {
      const out = made[index]?.apply(inputs.length === 1 ? inputs[0] : inputs) ?? inputs[0];
      const value = Array.isArray(out) ? out[0] : out;
      return inputs.includes(value) ? value.clone() : value;
    });

  return {
    get computedBy() {
      return backend.computedBy;
    },
    shapeOf(index, inputs) {
      // Of a batch of one: with an unknown one a Reshape would leave its own size open, too.
      const shapes = inputs.map(([, ...sizes]) => [1, ...sizes.map((size) => size ?? null)]);
      return saying(plan[index], () => {
        const found = made[index]?.computeOutputShape(oneOrAll(shapes)) ?? shapes[0];
        const [, ...sizes] = Array.isArray(found[0]) ? found[0] : (found as (number | null)[]);
        return [undefined, ...sizes.map((size) => size ?? undefined)];
      });
    },
    async run(job, calls, values, wanted) {
      return backend.run('its layers', async () => {
        const held = tensorsOf(tf, values);
        const lastUse = new Map(calls.flatMap(({ takes }, i) => takes.map((name) => [name, i])));
        const drop = (name: string) => {
          if (wanted.includes(name)) return;
          held.get(name)?.dispose();
          held.delete(name);
        };
        try {
          for (const [i, { layer, takes, gives }] of calls.entries()) {
            await job.pause();
            const inputs = takes.map((name) => held.get(name)!);
            await prepare(job, layer, inputs);
            held.set(gives, compute(layer, inputs));
            for (const name of takes) if (lastUse.get(name) === i) drop(name);
          }
          return read(held, wanted);
        } finally {
          for (const tensor of held.values()) tensor.dispose();
        }
      });
    },
    async release() {
      for (const layer of made.splice(0))
        for (const weight of layer?.weights ?? []) weight.dispose();
    },
  };
}

function makeLayer(tf: Tf, layer: TfLayer): Layer | undefined {
  const { make, options } = layer;
  if (make === undefined) return undefined;
  const build = tf.layers[make];
  if (typeof build !== 'function') {
    throw new EngineError('internal', `TensorFlow.js makes no layer ${make}`);
  }
  return saying(layer, () => build(options) as Layer);
}

/** What TensorFlow.js says of a layer, and of which. */
function saying<T>({ name }: TfLayer, step: () => T): T {
  try {
    return step();
  } catch (cause) {
    const message = `TensorFlow.js does not take the layer ${name}: ${firstLine(cause)}`;
    throw new EngineError('model-inconsistent', message, { cause });
  }
}

function oneOrAll<T>(values: readonly T[]): T | readonly T[] {
  return values.length === 1 ? values[0] : values;
}
