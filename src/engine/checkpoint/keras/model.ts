// A Keras model as its config says it: layers in layers, and the calls that make values of values. Reads what Keras 2,
// Keras 3 and TensorFlow.js's converter write; nothing of it is run.
import { EngineError } from '../../core/error.ts';
import type { Json, JsonObject } from '../checkpoint.ts';
import { isJsonObject, kindOf as jsonKind } from '../json.ts';
import { grouped, oneLine, quoted } from '../words.ts';

/** A layer of a model, or a model in it. */
export type KerasLayer = {
  /** Among its siblings. */
  readonly name: string;
  /** Through the models that it lies in: "encoder/conv1". */
  readonly path: string;
  readonly className: string;
  readonly config: JsonObject;
  /** As its file has it: from where each call takes its inputs. */
  readonly inbound: readonly Json[];
  /** Of a model, in its order. */
  readonly layers: readonly KerasLayer[] | undefined;
};

export type KerasModel = KerasLayer & {
  readonly layers: readonly KerasLayer[];
  /** Keras 3 has other defaults and other names of the weights. */
  readonly isKeras3: boolean;
};

/** The deepest networks have 1,000. */
const MOST_LAYERS = 10_000;
const DEEPEST = 16;
const MODELS = ['Sequential', 'Functional', 'Model'];

/** Of config.json, model_config or modelTopology.model_config. Throws EngineError naming `what`. */
export function readKerasModel(config: JsonObject, what: string, isKeras3: boolean): KerasModel {
  let left = MOST_LAYERS;
  const read = (json: Json, above: string | undefined, depth: number): KerasLayer => {
    if (--left < 0) throw unsafe(what, `over ${grouped(MOST_LAYERS)} layers`);
    if (depth > DEEPEST) throw unsafe(what, `models nested deeper than ${DEEPEST}`);
    if (!isJsonObject(json) || typeof json.class_name !== 'string') {
      throw wrong(
        what,
        `has a layer that is not an object with a class_name but ${jsonKind(json)}`,
      );
    }
    const settings = isJsonObject(json.config) ? json.config : {};
    const name = nameOf(json, settings);
    const path = above === undefined ? '' : above === '' ? name : `${above}/${name}`;
    const inside = listOf(json.config, json.class_name);
    return {
      name,
      path,
      className: json.class_name,
      config: settings,
      inbound: Array.isArray(json.inbound_nodes) ? json.inbound_nodes : [],
      layers: inside?.map((each) => read(each, path, depth + 1)),
    };
  };
  const model = read(config, undefined, 0);
  const { layers, className } = model;
  if (!layers) throw wrong(what, `describes no layers but the class ${quoted(className)}`);
  return { ...model, layers, isKeras3 };
}

/** Keras 1's Sequential had its layers as the config itself. */
function listOf(config: Json | undefined, className: string): readonly Json[] | undefined {
  if (!MODELS.includes(className) && !(isJsonObject(config) && hasGraph(config))) return undefined;
  const layers = isJsonObject(config) ? config.layers : config;
  return Array.isArray(layers) ? layers : undefined;
}

/** A class of somebody's own that is a Functional all the same. */
function hasGraph(config: JsonObject): boolean {
  return Array.isArray(config.layers) && config.output_layers !== undefined;
}

function nameOf(layer: JsonObject, config: JsonObject): string {
  const name = layer.name ?? config.name;
  return typeof name === 'string' ? name : oneLine(String(layer.class_name)).toLowerCase();
}

/** Every layer that is no model, those of inner models in their place. */
export function* allLayers(layers: readonly KerasLayer[]): Generator<KerasLayer> {
  for (const layer of layers) {
    if (layer.layers) yield* allLayers(layer.layers);
    else yield layer;
  }
}

export function wrong(what: string, found: string): EngineError {
  return new EngineError('file-format', `${what} ${found}`, {
    hint: 'Save the model again; its tensors alone can be had from a weights file.',
  });
}

function unsafe(what: string, found: string): EngineError {
  return new EngineError('file-unsafe', `${what} has ${found}, so many are allowed`);
}
