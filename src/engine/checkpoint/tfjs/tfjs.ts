// Reader: TensorFlow.js' models, a model.json beside files of weights: layers as Keras has them, or a graph of TensorFlow's.
import type { Ports } from '../../core/ports.ts';
import type { JsonObject } from '../checkpoint.ts';
import type { Container, Reader, StoredTensor } from '../container.ts';
import type { HeldFiles } from '../held.ts';
import { isJsonObject, kindOf, parseJsonObject } from '../json.ts';
import { kerasGraph, modelNotes, notComputed } from '../keras/keras.ts';
import { readKerasModel } from '../keras/model.ts';
import { manifestNames } from '../keras/names.ts';
import { tensorflowGraph } from './graph.ts';
import { readManifest, wrong } from './manifest.ts';

const MODEL = 'model.json';
/** Graphs of 10,000 nodes take 10 MB. */
const MAX_MODEL_BYTES = 64 << 20;
/** What comes first in a model.json tells. */
const TELLING_BYTES = 4096;

export const tfjs: Reader = {
  sniffFolder: (names) => names.filter((name) => name === MODEL),
  several: { are: 'models of TensorFlow.js', hint: 'Open one of them.' },
  async sniff(look, name) {
    if (look.size === 0) return name === MODEL;
    const head = new TextDecoder().decode(await look.read(0, TELLING_BYTES));
    return /"(modelTopology|weightsManifest)"|"(layers|graph)-model"/.test(head);
  },
  modelName: (file) => (file === MODEL ? undefined : file.replace(/\.json$/, '')),
  open: openTfjs,
};

async function openTfjs(held: HeldFiles, path: string): Promise<Container> {
  const bytes = await held.readSaying(path, MAX_MODEL_BYTES);
  const json = parseJsonObject(bytes, path);
  const topology = json.modelTopology;
  if (json.weightsManifest === undefined && topology === undefined) {
    throw wrong(
      path,
      'has no modelTopology and no weightsManifest: it is no model of TensorFlow.js',
    );
  }
  const tensors = await readManifest(held, path, json.weightsManifest);
  const metadata = textsOf(json);
  const common = { metadata, headerBytes: bytes.length };
  if (topology === undefined || topology === null) {
    return { ...common, description: "TensorFlow.js' weights", tensors, notes: [] };
  }
  if (!isJsonObject(topology)) throw wrong(path, `has a modelTopology that is ${kindOf(topology)}`);
  if (Array.isArray(topology.node)) {
    const graph = async (ports: Ports) => tensorflowGraph(ports, { ...json, path }, tensors);
    return { ...common, description: 'TensorFlow.js graph model', tensors, notes: [], graph };
  }
  return { ...common, ...layersModel(topology, path, tensors) };
}

function layersModel(
  topology: JsonObject,
  path: string,
  stored: ReadonlyMap<string, StoredTensor>,
): Pick<Container, 'description' | 'tensors' | 'notes' | 'notComputed' | 'graph'> {
  const config = isJsonObject(topology.model_config) ? topology.model_config : topology;
  const isKeras3 = /^3/.test(String(topology.keras_version));
  const model = readKerasModel(config, path, isKeras3);
  const names = manifestNames([...stored.keys()], model);
  const tensors = new Map(
    [...stored].map(([said, tensor]) => {
      const name = names.get(said) ?? said;
      return [name, { ...tensor, name }];
    }),
  );
  return {
    description: 'TensorFlow.js layers model',
    tensors,
    notes: modelNotes(model),
    notComputed: notComputed(model),
    graph: (ports) => kerasGraph(ports, model, path, tensors),
  };
}

function textsOf(json: JsonObject): ReadonlyMap<string, string> {
  const keys = ['format', 'generatedBy', 'convertedBy'];
  return new Map(keys.flatMap((key) => (typeof json[key] === 'string' ? [[key, json[key]]] : [])));
}
