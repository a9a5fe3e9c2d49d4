// From a Keras model to the network that is computed: its calls in order, inner models laid out flat, values named by
// the layer that gives them.
import { EngineError } from '../../core/error.ts';
import type { TfCall } from '../../core/tensorflow.ts';
import { type LayerNet, type NetLayer, withChannels } from '../../dataflow/layerNet.ts';
import type { ValueInfo } from '../../dataflow/valueGraph.ts';
import type { Json } from '../checkpoint.ts';
import { quoted } from '../words.ts';
import { type Reference, referencesOf, sourcesOf } from './inbound.ts';
import { kindOf } from './kinds.ts';
import { Config } from './layerConfig.ts';
import { allLayers, type KerasLayer, type KerasModel, wrong } from './model.ts';

/** Calls of all layers and models, those in a model that is called twice twice: nested calls multiply. */
const MOST_CALLS = 20_000;

/** Throws EngineError naming the layer that cannot be computed, and why. */
export function kerasNet(model: KerasModel, path: string): LayerNet {
  const builder = new Builder(model, path);
  return builder.net();
}

/** Of a layer on values that other calls may still have to give. */
type Call = {
  readonly layer: KerasLayer;
  readonly key: string;
  readonly takes: readonly Reference[];
};

class Builder {
  readonly #model: KerasModel;
  readonly #path: string;
  readonly #layers: NetLayer[] = [];
  readonly #indices = new Map<KerasLayer, number>();
  readonly #calls: TfCall[] = [];
  readonly #given = new Map<string, number>();
  readonly #inputs: ValueInfo[] = [];
  readonly #channels: 'first' | 'last';
  #runs = 0;

  constructor(model: KerasModel, path: string) {
    this.#model = model;
    this.#path = path;
    const isFirst = ({ config }: KerasLayer) => config.data_format === 'channels_first';
    this.#channels = [...allLayers(model.layers)].some(isFirst) ? 'first' : 'last';
  }

  net(): LayerNet {
    const outputs = this.#run(this.#model, undefined);
    const embedded = new Set(
      this.#calls
        .filter(({ layer }) => this.#layers[layer].kind === 'Embedding')
        .flatMap(({ takes }) => takes),
    );
    const inputs = this.#inputs.map((input) =>
      embedded.has(input.name) ? { ...input, integer: true } : input,
    );
    const [layers, calls, channels] = [this.#layers, this.#calls, this.#channels];
    return { path: this.#path, quoted, inputs, outputs, layers, calls, channels };
  }

  /** The values that a model gives of these; of none: of inputs of its own. */
  #run(model: KerasLayer, inputs: readonly string[] | undefined): readonly string[] {
    if (++this.#runs > MOST_CALLS) throw wrong(this.#path, 'calls too many models');
    return model.className === 'Sequential'
      ? this.#sequence(model, inputs)
      : this.#functional(model, inputs);
  }

  #sequence(model: KerasLayer, inputs: readonly string[] | undefined): readonly string[] {
    const [first, ...rest] = model.layers ?? [];
    if (first === undefined) throw wrong(this.#path, 'has a model without layers');
    const isInput = first.className === 'InputLayer';
    const name = isInput ? first.name : 'input';
    let values = inputs ?? [this.#input(shapeOf(first) ?? shapeOf(model), name, first)];
    for (const layer of isInput ? rest : [first, ...rest]) values = this.#call(layer, values);
    return values;
  }

  #functional(model: KerasLayer, inputs: readonly string[] | undefined): readonly string[] {
    const layers = new Map((model.layers ?? []).map((layer) => [layer.name, layer]));
    const known = new Map<string, readonly string[]>();
    const sources = referencesOf(model.config.input_layers);
    for (const [i, { layer: name }] of sources.entries()) {
      const layer = layers.get(name);
      if (!layer) throw wrong(this.#path, `has no layer ${quoted(name)} for its input`);
      known.set(`${name} 0`, [inputs?.[i] ?? this.#input(shapeOf(layer), layer.path, layer)]);
    }
    if (inputs && inputs.length !== sources.length) {
      throw wrong(this.#path, `calls ${quoted(model.path)} with ${inputs.length} inputs`);
    }
    this.#callAll([...layers.values()], known);
    return referencesOf(model.config.output_layers).map((reference) => {
      const { layer, node } = reference;
      const shifted = node - outputShift(layers.get(layer), this.#model.isKeras3);
      return this.#at(known, { ...reference, node: shifted });
    });
  }

  /** Each once it has what it takes; layers stand in any order. */
  #callAll(layers: readonly KerasLayer[], known: Map<string, readonly string[]>): void {
    const waiting = new Map<string, Call[]>(); // by what they wait for, one thing at a time
    const ready = layers.flatMap((layer) => this.#callsOf(layer)).toReversed();
    let left = ready.length;
    for (let call = ready.pop(); call; call = ready.pop()) {
      const missing = call.takes.map(keyOf).find((key) => !known.has(key));
      if (missing !== undefined) {
        waiting.set(missing, [...(waiting.get(missing) ?? []), call]);
        continue;
      }
      const { layer, key, takes } = call;
      const inputs = takes.map((reference) => this.#at(known, reference));
      known.set(key, this.#call(layer, inputs));
      ready.push(...(waiting.get(key) ?? []).toReversed());
      waiting.delete(key);
      left--;
    }
    if (left === 0) return;
    const [[key, [{ layer }]]] = waiting;
    const taken = `takes what ${quoted(key.split(' ')[0])} never gives`;
    throw wrong(this.#path, `has a layer ${quoted(layer.path)} that ${taken}`);
  }

  #callsOf(layer: KerasLayer): Call[] {
    if (layer.className === 'InputLayer') return [];
    const first = firstNode(layer, this.#model.isKeras3);
    return layer.inbound.map((node, i) => ({
      layer,
      key: `${layer.name} ${first + i}`,
      takes: sourcesOf(node, this.#named(layer)),
    }));
  }

  #call(layer: KerasLayer, takes: readonly string[]): readonly string[] {
    if (layer.layers) return this.#run(layer, takes);
    if (this.#calls.length >= MOST_CALLS) throw wrong(this.#path, 'calls too many layers');
    if (takes.length === 0) throw wrong(this.#path, `calls ${quoted(layer.path)} without inputs`);
    const before = this.#given.get(layer.path) ?? 0;
    this.#given.set(layer.path, before + 1);
    const gives = before === 0 ? layer.path : `${layer.path}#${before}`;
    this.#calls.push({ layer: this.#indexOf(layer), takes, gives });
    return [gives];
  }

  #indexOf(layer: KerasLayer): number {
    const known = this.#indices.get(layer);
    if (known !== undefined) return known;
    const kind = kindOf(layer.className);
    if (!kind) throw notComputed(layer, this.#path);
    const config = new Config(layer.config, this.#named(layer), this.#model.isKeras3);
    const weights = (kind.weights?.(config) ?? []).map(({ role, shape }) => ({
      name: `${layer.path}/${role}`,
      shape,
    }));
    const { make } = kind;
    const options = kind.options?.(config) ?? {};
    this.#layers.push({ name: quoted(layer.path), kind: layer.className, make, options, weights });
    this.#indices.set(layer, this.#layers.length - 1);
    return this.#layers.length - 1;
  }

  #input(shape: Json | undefined, name: string, layer: KerasLayer): string {
    const sizes = Array.isArray(shape) && shape.length > 1 ? shape.slice(1) : undefined;
    if (!sizes?.every((size) => size === null || (Number.isInteger(size) && Number(size) > 0))) {
      const found = JSON.stringify(shape) ?? 'nothing';
      throw wrong(this.#path, `says ${found} of the shape of its input ${quoted(name)}`);
    }
    const value: ValueInfo = {
      name,
      shape: [undefined, ...sizes.map((size) => (size === null ? undefined : Number(size)))],
      ...(/^u?int/.test(String(layer.config.dtype)) ? { integer: true } : {}),
    };
    this.#inputs.push(withChannels(value, { channels: this.#channels }));
    return name;
  }

  #at(known: ReadonlyMap<string, readonly string[]>, reference: Reference): string {
    const found = known.get(keyOf(reference))?.[reference.output];
    if (found !== undefined) return found;
    throw wrong(this.#path, `asks ${quoted(reference.layer)} for an output that it has not`);
  }

  #named(layer: KerasLayer): string {
    return `layer ${quoted(layer.path)} (${layer.className}) of ${this.#path}`;
  }
}

function keyOf({ layer, node }: Reference): string {
  return `${layer} ${node}`;
}

/** In Keras 2 a model in a model has a call of its own before the first that a file says. */
function firstNode({ layers }: KerasLayer, isKeras3: boolean): number {
  return layers !== undefined && !isKeras3 ? 1 : 0;
}

/** Keras 3 counts that call where outputs are told, of a Functional, and nowhere else. */
function outputShift(layer: KerasLayer | undefined, isKeras3: boolean): number {
  return layer?.layers && layer.className !== 'Sequential' && isKeras3 ? 1 : 0;
}

/** Of an input: Keras 3, Keras 2, or TensorFlow.js's own. */
function shapeOf({ config, layers }: KerasLayer): Json | undefined {
  const { batch_shape, batch_input_shape, batchInputShape, build_input_shape } = config;
  const own = batch_shape ?? batch_input_shape ?? batchInputShape ?? build_input_shape;
  return own ?? (layers?.[0] ? shapeOf(layers[0]) : undefined);
}

export function notComputed(layer: KerasLayer, path: string): EngineError {
  const what = `layer ${quoted(layer.path)} of ${path} is a ${layer.className}`;
  if (layer.className !== 'Lambda') {
    return new EngineError('model-unknown', `${what}, which is not computed`, {
      hint: 'Its tensors are shown, and can be compared.',
    });
  }
  return new EngineError('file-unsafe', `${what}: it carries Python code, which is never run`, {
    hint: 'Write the model with a layer of Keras in its place; its tensors are shown, and can be compared.',
  });
}
