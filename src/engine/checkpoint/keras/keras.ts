// Readers: Keras 3's .keras archives, and HDF5 files: whole models of Keras 2 and 3, weights alone, or anybody's tensors.
import { EngineError } from '../../core/error.ts';
import type { Ports } from '../../core/ports.ts';
import { layerGraph, type WeightSource } from '../../dataflow/layerNet.ts';
import type { ValueGraph } from '../../dataflow/valueGraph.ts';
import type { JsonObject } from '../checkpoint.ts';
import type { Container, Reader, StoredTensor } from '../container.ts';
import { type Hdf5, openHdf5 } from '../hdf5/hdf5.ts';
import { superblockIn } from '../hdf5/superblock.ts';
import type { HeldFiles, HeldSource } from '../held.ts';
import { isJsonObject, parseJsonObject } from '../json.ts';
import { readTensor } from '../tensors.ts';
import { grouped, oneLine, quoted } from '../words.ts';
import { openZip, type Zip } from '../zip.ts';
import { namesInZip } from '../zipNames.ts';
import { kindOf } from './kinds.ts';
import { allLayers, type KerasLayer, type KerasModel, readKerasModel } from './model.ts';
import { legacyNames, type Names, storeNames } from './names.ts';
import { kerasNet } from './net.ts';
import { windowOf } from './window.ts';

const WEIGHTS = 'model.weights.h5';
/** The largest are of 1,000 layers, 2 MB and 100,000 values. */
const MAX_CONFIG_BYTES = 16 << 20;
const MAX_CONFIG_VALUES = 500_000;

export const keras: Reader = {
  sniffFolder: (names) => names.filter((name) => name.endsWith('.keras') && isVisible(name)),
  several: { are: 'Keras archives', hint: 'Open one of them.' },
  async sniff(look, name) {
    if (look.size === 0) return name.endsWith('.keras');
    const names = await namesInZip(look);
    return names.includes('config.json') && names.some((entry) => entry.endsWith('.weights.h5'));
  },
  modelName: (file) => file.replace(/\.keras$/, ''),
  open: openKeras,
};

export const hdf5: Reader = {
  sniffFolder: (names) => names.filter((name) => /\.(h5|hdf5)$/.test(name) && isVisible(name)),
  several: { are: 'HDF5 files', hint: 'Open one of them.' },
  async sniff(look, name) {
    if (look.size === 0) return /\.(h5|hdf5)$/.test(name);
    return (await superblockIn(look)) !== undefined;
  },
  modelName: (file) => file.replace(/(\.weights)?\.(h5|hdf5)$/, ''),
  open: openH5,
};

function isVisible(name: string): boolean {
  return !name.startsWith('.');
}

async function openKeras(held: HeldFiles, path: string): Promise<Container> {
  const source = await held.open(path);
  const zip = await openZip(source);
  const config = await jsonIn(zip, 'config.json');
  const metadata = zip.entries.has('metadata.json') ? await jsonIn(zip, 'metadata.json') : {};
  const entry = zip.entries.get(WEIGHTS);
  if (!entry) {
    throw new EngineError('file-format', `${path} holds no ${WEIGHTS}`, {
      hint: 'Weights in several files or as .npz are not read: save the model with model.save.',
    });
  }
  if (entry.method !== 'stored') {
    throw new EngineError('file-format', `${quoted(WEIGHTS)} in ${path} is packed`, {
      hint: 'Keras stores it as it is: save the model with model.save.',
    });
  }
  const h5 = await openHdf5(windowOf(source, await zip.dataOffset(entry), entry.size, WEIGHTS));
  const isKeras3 = !/^[12]\./.test(String(metadata.keras_version)); // TensorFlow 2.12 to 2.15 write such archives too
  const model = readKerasModel(config, `config.json in ${path}`, isKeras3);
  const container = containerOf(held, path, h5, storeNames(h5, model), model);
  return {
    ...container,
    description: `Keras ${isKeras3 ? 3 : 2}`,
    metadata: textsOf(metadata),
    headerBytes: container.headerBytes + zip.directoryBytes,
  };
}

async function jsonIn(zip: Zip, name: string): Promise<JsonObject> {
  const entry = zip.entries.get(name);
  if (!entry) throw new EngineError('file-format', `${zip.path} holds no ${name}`);
  const bytes = await zip.read(entry, MAX_CONFIG_BYTES);
  return parseJsonObject(bytes, `${name} in ${zip.path}`, MAX_CONFIG_VALUES);
}

async function openH5(held: HeldFiles, path: string): Promise<Container> {
  const source: HeldSource = await held.open(path);
  const h5 = await openHdf5(source);
  const root = h5.groups.get('');
  const config = root?.get('model_config');
  const version = [root, h5.groups.get('model_weights')]
    .map((attributes) => attributes?.get('keras_version'))
    .find((each) => typeof each === 'string');
  const metadata = new Map(typeof version === 'string' ? [['keras_version', version]] : []);
  if (typeof config === 'string') {
    const bytes = new TextEncoder().encode(config);
    const json = parseJsonObject(bytes, `model_config of ${path}`, MAX_CONFIG_VALUES);
    const model = readKerasModel(json, `model_config of ${path}`, /^3/.test(`${version}`));
    const names = legacyNames(h5, model, 'model_weights');
    const description = `Keras ${model.isKeras3 ? 3 : 2}, HDF5`;
    return { ...containerOf(held, path, h5, names, model), description, metadata };
  }
  const isStore = h5.groups.has('layers');
  const isWeights = root?.has('layer_names') ?? false;
  const names = isStore
    ? storeNames(h5, undefined)
    : isWeights
      ? legacyNames(h5, undefined, '')
      : new Map<string, string>();
  const description = isStore || isWeights ? "Keras' weights, HDF5" : 'HDF5';
  return { ...containerOf(held, path, h5, names, undefined), description, metadata };
}

type Opened = Omit<Container, 'description' | 'metadata'>;

function containerOf(
  { files }: HeldFiles,
  path: string,
  h5: Hdf5,
  names: Names,
  model: KerasModel | undefined,
): Opened {
  const file = files.base(path);
  const [elsewhere] = h5.elsewhere;
  if (model && elsewhere !== undefined)
    throw new EngineError('file-unsafe', `${path}: ${elsewhere}`);
  const stored = [...h5.datasets.values()].filter((dataset) => !isOptimizer(dataset.path));
  const inOrder = stored.toSorted((a, b) => (a.storage.offset ?? 0) - (b.storage.offset ?? 0));
  const tensors = new Map<string, StoredTensor>();
  for (const dataset of inOrder) {
    const { dtype, shape, bytes, storage } = dataset;
    const name = names.get(dataset.path) ?? dataset.path;
    tensors.set(name, { name, dtype, shape, bytes, file, storage });
  }
  const left = h5.datasets.size - stored.length;
  const notes = [...h5.notes, ...(model ? modelNotes(model) : [])];
  if (left > 0) notes.push(`The optimizer's ${grouped(left)} tensors are left out.`);
  const graph = model && ((ports: Ports) => kerasGraph(ports, model, path, tensors));
  const headerBytes = h5.headerBytes;
  return { tensors, headerBytes, notes, notComputed: model && notComputed(model), graph };
}

function isOptimizer(path: string): boolean {
  return /^(optimizer|optimizer_weights)\//.test(path);
}

/** Why the model is not computed, though all of it is listed. */
export function notComputed(model: KerasModel): string[] {
  const foreign = [...allLayers(model.layers)].filter(
    ({ className }) => className !== 'InputLayer' && !kindOf(className),
  );
  const lambdas = foreign.filter(({ className }) => className === 'Lambda');
  const others = foreign.filter(({ className }) => className !== 'Lambda');
  const sentences = lambdas.map(
    ({ path }) =>
      `Layer ${quoted(path)} is a Lambda with Python code in it, which is never run: the model is not computed.`,
  );
  if (others.length === 0) return sentences;
  const [{ path, className }] = others;
  const more = others.length > 1 ? `, and ${grouped(others.length - 1)} more are such` : '';
  const what = `Layer ${quoted(path)} is a ${quoted(className)}`;
  return [...sentences, `${what}, which is not computed${more}: its tensors are listed.`];
}

export function modelNotes(model: KerasModel): string[] {
  const policy = [...allLayers(model.layers)].map(precisionOf).find((name) => name !== 'float32');
  if (policy === undefined) return [];
  return [`Its layers compute in ${oneLine(policy)}; here all is computed in float32.`];
}

/** "float32", "mixed_float16"; inputs say of what kind they are, which is another thing. */
function precisionOf({ className, config: { dtype } }: KerasLayer): string {
  if (className === 'InputLayer' || className === 'Embedding') return 'float32';
  const said = isJsonObject(dtype) && isJsonObject(dtype.config) ? dtype.config.name : dtype;
  return typeof said === 'string' ? said : 'float32';
}

/** Throws EngineError naming the first layer that is not computed. */
export async function kerasGraph(
  ports: Ports,
  model: KerasModel,
  path: string,
  tensors: ReadonlyMap<string, StoredTensor>,
): Promise<ValueGraph> {
  const net = kerasNet(model, path);
  const source: WeightSource = {
    shape: (name) => tensors.get(name)?.shape,
    read: (job, name) => readTensor(job, tensors.get(name)!),
  };
  return layerGraph(net, await ports.tensorflow(), source);
}

function textsOf(metadata: JsonObject): ReadonlyMap<string, string> {
  const texts = Object.entries(metadata).filter(([, value]) => typeof value === 'string');
  return new Map(texts.map(([key, value]) => [key, String(value)]));
}
