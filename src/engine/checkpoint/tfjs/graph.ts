// A graph of TensorFlow's as model.json has it: nodes, each computed from others, and constants, which are the weights.
import { EngineError } from '../../core/error.ts';
import { quietJob } from '../../core/job.ts';
import type { Ports } from '../../core/ports.ts';
import { count } from '../../core/tensor.ts';
import type { Shape, TfConstant } from '../../core/tensorflow.ts';
import { type GraphNode, nodeGraph } from '../../dataflow/nodeGraph.ts';
import type { ValueGraph, ValueInfo } from '../../dataflow/valueGraph.ts';
import type { Json, JsonObject } from '../checkpoint.ts';
import type { StoredTensor } from '../container.ts';
import { isJsonObject } from '../json.ts';
import { readTensor } from '../tensors.ts';
import { grouped, quoted } from '../words.ts';
import { wrong } from './manifest.ts';

/** The largest public ones have 5,000. */
const MOST_NODES = 50_000;
/** They may go on for ever, or keep something between runs. */
const FORBIDDEN =
  /^(?:(?:Stateless)?(?:While|If)|Switch|Merge|Enter|Exit|NextIteration|LoopCond|TensorArray.*|TensorList.*|HashTable.*|LookupTable.*|Random.*|StatelessRandom.*|Multinomial|TruncatedNormal|Print)$/;
const INPUTS = ['Placeholder', 'PlaceholderWithDefault'];

type Model = JsonObject & { readonly path: string };

export async function tensorflowGraph(
  ports: Ports,
  model: Model,
  tensors: ReadonlyMap<string, StoredTensor>,
): Promise<ValueGraph> {
  const { path } = model;
  const nodes = nodesOf(model);
  const forbidden = nodes.find(({ op }) => FORBIDDEN.test(op));
  if (forbidden) {
    const what = `node ${quoted(forbidden.name)} of ${path} is a ${forbidden.op}`;
    throw new EngineError('model-unknown', `${what}, which is not computed`, {
      hint: 'Loops, tables and random numbers are not; its tensors are shown, and can be compared.',
    });
  }
  const constants = nodes.filter(({ op }) => op === 'Const').map(({ name }) => name);
  const inputs = nodes.filter(({ op }) => INPUTS.includes(op)).map((node) => inputOf(node, model));
  const outputs = outputsOf(model, nodes);
  const tensorflow = await ports.tensorflow();
  const net = await tensorflow.graph(model, await readConstants(constants, tensors, path));
  const several = new Set(nodes.flatMap(({ json }) => secondOutputs(json)));
  return nodeGraph({ path, quoted, nodes, inputs, outputs, rows: rowsOf(nodes), several }, net);
}

function nodesOf(model: Model): readonly (GraphNode & { readonly json: JsonObject })[] {
  const topology = isJsonObject(model.modelTopology) ? model.modelTopology : {};
  const list = Array.isArray(topology.node) ? topology.node : [];
  if (list.length > MOST_NODES) {
    const allowed = `${grouped(MOST_NODES)} are allowed`;
    throw new EngineError(
      'file-unsafe',
      `${model.path} has ${grouped(list.length)} nodes, ${allowed}`,
    );
  }
  return list.map((json) => {
    if (!isJsonObject(json) || typeof json.name !== 'string' || typeof json.op !== 'string') {
      throw wrong(model.path, 'has a node without name and op');
    }
    const takes = Array.isArray(json.input)
      ? json.input.filter((name) => typeof name === 'string')
      : [];
    // "^name" only says what runs first; "name:1" is its second output.
    const values = takes.filter((name) => !name.startsWith('^')).map((name) => name.split(':')[0]);
    return { name: json.name, op: json.op, takes: values, json };
  });
}

function inputOf({ name, json }: { name: string; json: JsonObject }, model: Model): ValueInfo {
  const shape = sizesOf(inPath(json, ['attr', 'shape', 'shape']));
  const type = inPath(json, ['attr', 'dtype', 'type']);
  if (!shape || shape.length === 0)
    throw wrong(model.path, `does not say the shape of ${quoted(name)}`);
  const value = { name, shape: [undefined, ...shape.slice(1)] };
  const isInteger = type === 'DT_INT32' || type === 'DT_INT64' || type === 3 || type === 9;
  return {
    ...value,
    ...(isInteger ? { integer: true } : {}),
    ...(shape.length === 4 ? { channels: 'last' as const } : {}),
  };
}

/** Of which nodes it takes another output than the first. */
function secondOutputs({ input }: JsonObject): readonly string[] {
  const takes = Array.isArray(input) ? input.map(String) : [];
  return takes.flatMap((name) => (/:[1-9]\d*$/.test(name) ? [name.split(':')[0]] : []));
}

/** Of the inputs that say so: a graph that was written for a batch of 1 takes no other. */
function rowsOf(nodes: readonly { readonly op: string; readonly json: JsonObject }[]) {
  const inputs = nodes.filter(({ op }) => INPUTS.includes(op));
  const sizes = inputs.map(({ json }) => sizesOf(inPath(json, ['attr', 'shape', 'shape']))?.[0]);
  return sizes.find((size) => size !== undefined);
}

/** As the signature has them; else nodes that nothing takes. */
function outputsOf(model: Model, nodes: readonly GraphNode[]): readonly string[] {
  const said =
    inPath(model, ['signature', 'outputs']) ??
    inPath(model, ['userDefinedMetadata', 'signature', 'outputs']);
  const names = isJsonObject(said)
    ? Object.values(said).map((each) => (isJsonObject(each) ? String(each.name).split(':')[0] : ''))
    : [];
  const there = new Set(nodes.map(({ name }) => name));
  const known = names.filter((name) => there.has(name));
  if (known.length > 0) return known;
  const taken = new Set(nodes.flatMap(({ takes }) => takes));
  return nodes.filter(({ name, op }) => op !== 'Const' && !taken.has(name)).map(({ name }) => name);
}

function inPath(json: Json | undefined, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>((at, key) => (isJsonObject(at) ? at[key] : undefined), json);
}

/** {dim: [{size: "-1"}, ...]}; -1: any. */
function sizesOf(json: Json | undefined): Shape | undefined {
  const dims = isJsonObject(json) ? json.dim : undefined;
  if (!Array.isArray(dims)) return undefined;
  return dims.map((dim) => {
    const size = Number(isJsonObject(dim) ? dim.size : Number.NaN);
    return Number.isSafeInteger(size) && size > 0 ? size : undefined;
  });
}

async function readConstants(
  names: readonly string[],
  tensors: ReadonlyMap<string, StoredTensor>,
  path: string,
): Promise<readonly TfConstant[]> {
  const constants: TfConstant[] = [];
  for (const name of names) {
    const tensor = tensors.get(name);
    if (!tensor) {
      throw new EngineError(
        'model-inconsistent',
        `${path} has no weight for its node ${quoted(name)}`,
      );
    }
    constants.push({ name, dims: tensor.shape, data: await dataOf(tensor) });
  }
  return constants;
}

/** Numbers as they are computed with; integers, sizes and axes most of them, as they stand. */
async function dataOf(tensor: StoredTensor): Promise<TfConstant['data']> {
  const { dtype, shape, storage } = tensor;
  if (dtype.isWeight) return (await readTensor(quietJob, tensor)).data;
  const numbers = new Float64Array(count(shape));
  await storage.read(quietJob, 0, numbers);
  return dtype.name === 'BOOL' ? Uint8Array.from(numbers) : Int32Array.from(numbers);
}
