// Reader: ONNX, a network with its weights. Opening walks over the graph and reads no weight; the network is made of
// the same file when it is run. Format: github.com/onnx/onnx, onnx/onnx.proto and docs/ExternalData.md.

import { EngineError } from '../../core/error.ts';
import { quietJob } from '../../core/job.ts';
import { onnxGraph } from '../../dataflow/onnxGraph.ts';
import type { OnnxModel } from '../../dataflow/onnxModel.ts';
import { beginsLike, TELLING_BYTES } from '../beginsLike.ts';
import type { Container, Reader } from '../container.ts';
import type { HeldFiles } from '../held.ts';
import { grouped, quoted } from '../words.ts';
import { openExternal } from './external.ts';
import { checkFinite } from './finiteWeights.ts';
import { type ModelProto, readModel } from './modelProto.ts';
import { inOrder } from './order.ts';
import { isOnnx } from './sniff.ts';
import { checkSteady } from './steady.ts';
import { Walk } from './walk.ts';
import { graphWeights, type Places, storedTensors } from './weights.ts';

const WHOLE = 'model.onnx';
const ENDING = '.onnx';

export const onnx: Reader = {
  sniffFolder: (names) => (names.includes(WHOLE) ? [WHOLE] : names.filter(isOnnxFile)),
  several: {
    are: 'ONNX files and no model.onnx',
    hint: 'Open one of them: they may be parts, precisions or tunings of a model.',
  },
  sniff: async (look, name) => isOnnxFile(name) || (look.size > 0 && (await isOnnx(look))),
  modelName: (file) => {
    if (file === WHOLE) return undefined;
    return file.endsWith(ENDING) ? file.slice(0, -ENDING.length) : file;
  },
  open,
};

function isOnnxFile(name: string): boolean {
  return name.endsWith(ENDING) && !name.startsWith('.');
}

async function open(held: HeldFiles, path: string): Promise<Container> {
  const source = await held.open(path);
  const like = beginsLike(await source.read(0, Math.min(TELLING_BYTES, source.size)));
  if (like) throw new EngineError('file-format', `${path} is ${like.is}`, { hint: like.hint });
  const walk = new Walk(source, path);
  if (source.size === 0) walk.fail('file-format', 'is empty (0 bytes)');
  const model = await readModel(walk);
  const places = await openExternal(held, path, model.graph.weights);
  const tensors = storedTensors(walk, source, held.files.base(path), model.graph, places);
  const described = describedModel(walk, model, places, tensors);
  const here = model.graph.weights.filter((weight) => !places.has(weight));
  const weightBytes = here.reduce((sum, { data }) => sum + data.end - data.begin, 0);
  return {
    description: descriptionOf(model, places),
    tensors,
    metadata: model.metadata,
    headerBytes: source.size - weightBytes,
    notes: notesOf(model),
    graph: async (ports) => {
      const inNodes = [...tensors.values()].filter(({ name }) => !described.weights.has(name));
      await checkFinite(quietJob, inNodes); // the others when they are used
      await checkSteady(quietJob, source, held.files.base(path), model);
      return onnxGraph(described, ports);
    },
  };
}

function descriptionOf({ opset, producer }: ModelProto, places: Places): string {
  const files = new Set([...places.values()].map(({ file }) => file)).size;
  const data = files === 0 ? '' : `, weights in ${files === 1 ? 'another file' : `${files} files`}`;
  return `ONNX, opset ${opset}${producer === '' ? '' : ` (${producer})`}${data}`;
}

function notesOf({ graph }: ModelProto): string[] {
  const { size } = graph.sparse;
  if (size === 0) return [];
  return [`${grouped(size)} sparse weights are computed with and not listed.`];
}

/** The network, once each value is known to have one origin. */
function describedModel(
  walk: Walk,
  model: ModelProto,
  places: Places,
  tensors: Container['tensors'],
): OnnxModel {
  const { graph, shared } = model;
  const read = ({ begin, end }: { readonly begin: number; readonly end: number }) =>
    walk.read(begin, end);
  const weights = graphWeights(graph, places, tensors, read);
  const inputs = graph.inputs.filter(({ name }) => !weights.has(name));
  const known = new Set([...weights.keys(), ...inputs.map(({ name }) => name)]);
  const nodes = inOrder(walk, graph.nodes, known);
  const given = new Set([...known, ...nodes.flatMap(({ gives }) => gives)]);
  const lost = graph.outputs.find(({ name }) => !given.has(name));
  if (lost) walk.fail('file-format', `has the output ${quoted(lost.name)}, which nothing gives`);
  const { outputs } = graph;
  const file = walk.file;
  return { file, quoted, shared, nodes, inputs, outputs, weights, read };
}
