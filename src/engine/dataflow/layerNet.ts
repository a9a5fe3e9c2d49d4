// A network of layers, as Keras' files say it, on TensorFlow.js: its values are what the layers give.
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import { orReleased } from '../core/madeOnce.ts';
import { count, type FloatTensor, type Tensor } from '../core/tensor.ts';
import type { Shape, Tensorflow, TfCall, TfLayer, TfLayers } from '../core/tensorflow.ts';
import type { ValueGraph, ValueInfo } from './valueGraph.ts';

export type NetWeight = {
  /** Of the tensor. */
  readonly name: string;
  /** As the layer wants it for inputs of this shape. */
  readonly shape: (input: Shape) => Shape;
};

export type NetLayer = TfLayer & {
  /** As its file calls it: "Conv2D". */
  readonly kind: string;
  readonly weights: readonly NetWeight[];
};

export type LayerNet = {
  /** What the network is called in sentences: its file. */
  readonly path: string;
  /** How sentences write a name of the file. */
  readonly quoted: (name: string) => string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly string[];
  readonly layers: readonly NetLayer[];
  /** In an order in which each has what it takes. */
  readonly calls: readonly TfCall[];
  /** Where images have their channels. */
  readonly channels: 'first' | 'last';
};

export type WeightSource = {
  /** Undefined: there is no such tensor. */
  shape(name: string): readonly number[] | undefined;
  read(job: Job, name: string): Promise<FloatTensor>;
};

/** 256 MB as floats: a value of a layer beyond this is no image's. */
const MOST_ELEMENTS = 1 << 26;

/** Checks all shapes; weights are read when the network is first run. */
export async function layerGraph(
  net: LayerNet,
  tensorflow: Tensorflow,
  source: WeightSource,
): Promise<ValueGraph> {
  const layers = tensorflow.layers(net.layers, (job, index) =>
    Promise.all(net.layers[index].weights.map(({ name }) => source.read(job, name))),
  );
  const values = await orReleased(layers, () => valuesOf(net, layers, source));
  return {
    inputs: net.inputs,
    outputs: net.outputs.map((name) => values.get(name)!),
    values,
    steps: net.calls.map(({ layer, takes, gives }) => ({
      op: net.layers[layer].kind,
      takes,
      gives: [gives],
    })),
    get computedBy() {
      return layers.computedBy;
    },
    run(job, given, wanted) {
      checkGiven(net, given, values);
      const calls = callsFor(net, given, wanted, values);
      checkSizes(net, calls, given, values);
      return layers.run(job, calls, given, wanted);
    },
    release: () => layers.release(),
  };
}

/** The shapes of everything, and of the weights that this asks for. */
function valuesOf(
  net: LayerNet,
  layers: TfLayers,
  source: WeightSource,
): ReadonlyMap<string, ValueInfo> {
  const values = new Map<string, ValueInfo>(net.inputs.map((input) => [input.name, input]));
  for (const { layer, takes, gives } of net.calls) {
    const inputs = takes.map((name) => values.get(name)!.shape);
    checkWeights(net, net.layers[layer], inputs[0], source);
    const shape = layers.shapeOf(layer, inputs);
    values.set(gives, withChannels({ name: gives, shape }, net));
  }
  return values;
}

/** A value of rank 4 is an image or a feature map. */
export function withChannels(
  value: ValueInfo,
  { channels }: Pick<LayerNet, 'channels'>,
): ValueInfo {
  return value.shape.length === 4 ? { ...value, channels } : value;
}

function checkWeights(net: LayerNet, layer: NetLayer, input: Shape, source: WeightSource): void {
  for (const { name, shape } of layer.weights) {
    const found = source.shape(name);
    const wanted = shape(input);
    if (found && found.length === wanted.length && found.every((size, d) => size === wanted[d])) {
      continue;
    }
    const is = found ? `has shape ${text(found)}` : 'is not there';
    const message = `tensor ${net.quoted(name)} of ${net.path} ${is}: ${layer.kind} wants ${text(wanted)}`;
    throw new EngineError('model-inconsistent', message, {
      hint: 'Its layers and its weights are of two models: save both again.',
    });
  }
}

/** The calls that the wanted values need, given these. */
function callsFor(
  { calls, quoted }: LayerNet,
  given: Readonly<Record<string, Tensor>>,
  wanted: readonly string[],
  values: ReadonlyMap<string, ValueInfo>,
): readonly TfCall[] {
  const needed = new Set(wanted);
  const chosen: TfCall[] = [];
  for (const call of calls.toReversed()) {
    if (!needed.has(call.gives) || call.gives in given) continue;
    chosen.push(call);
    for (const name of call.takes) needed.add(name);
  }
  const known = new Set([...Object.keys(given), ...chosen.map(({ gives }) => gives)]);
  for (const name of needed) {
    if (known.has(name)) continue;
    const why = values.has(name) ? 'is needed and not given' : 'is no value of this network';
    throw new EngineError('internal', `${quoted(name)} ${why}`);
  }
  return chosen.toReversed();
}

function checkGiven(
  { quoted }: LayerNet,
  given: Readonly<Record<string, Tensor>>,
  values: ReadonlyMap<string, ValueInfo>,
): void {
  for (const [name, { dims, data }] of Object.entries(given)) {
    const shape = values.get(name)?.shape;
    const fits =
      shape?.length === dims.length &&
      shape.every((size, d) => d === 0 || size === undefined || size === dims[d]) &&
      data.length === count(dims);
    if (fits) continue;
    const wanted = shape ? `has shape ${text(shape)}` : 'is no value of this network';
    throw new EngineError('internal', `${quoted(name)} ${wanted}, given is ${text(dims)}`);
  }
}

function checkSizes(
  { quoted }: LayerNet,
  calls: readonly TfCall[],
  given: Readonly<Record<string, Tensor>>,
  values: ReadonlyMap<string, ValueInfo>,
): void {
  const batch = Object.values(given)[0]?.dims[0] ?? 1;
  for (const { gives } of calls) {
    const { shape } = values.get(gives)!;
    const elements = shape.slice(1).reduce((all: number, size) => all * (size ?? 1), batch);
    if (elements <= MOST_ELEMENTS) continue;
    const message = `${quoted(gives)} of shape ${text(shape)} has over ${MOST_ELEMENTS} numbers`;
    throw new EngineError('memory', message, { hint: 'Run fewer rows at once.' });
  }
}

function text(shape: Shape): string {
  return `[${shape.map((size) => size ?? 'any').join(', ')}]`;
}
