// A checkpoint's model as a network: its embedding, its blocks in two stages each, its head.
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { FloatTensor } from '../core/tensor.ts';
import type { Embedding } from '../family/assemble.ts';
import type { Model } from '../family/model.ts';
import { readWeight } from '../family/readWeight.ts';
import type { Weights } from '../family/weight.ts';
import { headGraph } from '../graph/head.ts';
import { headWeights, type Spec } from '../graph/spec.ts';
import {
  blockGroup,
  inputGroup,
  patchedStages,
  type Seams,
  transformerStages,
} from '../graph/transformer.ts';
import type { Input } from '../task/trial.ts';
import type { Network, Readout, WeightTensors } from './network.ts';
import { Rows } from './rows.ts';

const headGroup = 'head';

export function networkOf(model: Model, seams: Seams = 'heads'): Network {
  const { parts, spec } = model;
  const known = new Rows();
  const sources = new Map<string, () => Weights>([
    [inputGroup, () => parts.embedding.norm ?? {}],
    ...spec.blocks.map((_, l) => [blockGroup(l), () => parts.block(l)] as const),
    [headGroup, () => parts.head],
  ]);
  return {
    name: model.name,
    ...(model.patches ? patchedStages(spec, model.patches) : transformerStages(spec, seams)),
    readout: readoutOf(spec),
    embed: (job, inputs, T) => embed(job, model, known, inputs, T),
    weights: (job, group) => readAll(job, model, sources.get(group)!()),
  };
}

function readoutOf(spec: Spec): Readout | undefined {
  const { head, vocabulary } = spec;
  if (!head) return undefined;
  return {
    group: headGroup,
    weights: headWeights(spec),
    widest: vocabulary,
    graph: (reading) => headGraph(spec, head, reading),
  };
}

async function readAll(job: Job, model: Model, sources: Weights): Promise<WeightTensors> {
  const tensors: Record<string, FloatTensor> = {};
  for (const [name, source] of Object.entries(sources)) {
    tensors[name] = await readWeight(job, model, source);
  }
  return tensors;
}

/** Token, position and type vectors, summed and scaled; what follows a prompt is token 0. [B, T, d] */
async function embed(job: Job, model: Model, known: Rows, inputs: readonly Input[], T: number) {
  const { checkpoint, parts, spec, name } = model;
  if (T > spec.maxLength) {
    const message = `${name}: a prompt has ${T} tokens, the model reads ${spec.maxLength}`;
    throw new EngineError('task-model', message, { hint: 'Use shorter prompts.' });
  }
  const { token, position, type, firstPosition } = parts.embedding;
  const d = spec.width;
  const scale = Math.fround(spec.inputScale); // one of float32, as the rows
  const tokens = [0, ...inputs.flatMap(({ values }) => [...values])];
  const rows = await projected(job, model, await known.get(job, checkpoint, token.name, tokens));
  const places =
    position && (await checkpoint.readRows(job, position.name, 0, firstPosition + T)).data; // [firstPosition + T, d]
  const first = type && (await known.get(job, checkpoint, type.name, [0])).get(0)!; // [d]
  const x = new Float32Array(inputs.length * T * d); // [B, T, d]
  for (const [b, { values }] of inputs.entries()) {
    const placeOf = counting(parts.embedding);
    for (let t = 0; t < T; t++) {
      const at = (b * T + t) * d;
      x.set(rows.get(values[t] ?? 0)!, at);
      const place = placeOf(values[t]) * d;
      if (places) for (let i = 0; i < d; i++) x[at + i] += places[place + i];
      if (first) for (let i = 0; i < d; i++) x[at + i] += first[i];
      if (scale !== 1) for (let i = 0; i < d; i++) x[at + i] *= scale;
    }
  }
  return x;
}

/** The row of the table of positions of one token after the other of a prompt. */
function counting({ firstPosition, padding }: Embedding): (token: number | undefined) => number {
  let next = firstPosition;
  return (token) => (token !== undefined && token === padding ? firstPosition - 1 : next++);
}

/** The rows [e] of tokens in the width of the model [d]. */
async function projected(
  job: Job,
  { checkpoint, parts }: Model,
  rows: ReadonlyMap<number, Float32Array>,
): Promise<ReadonlyMap<number, Float32Array>> {
  const { projection } = parts.embedding;
  if (!projection) return rows;
  const [d, e] = projection.shape;
  const { data } = await checkpoint.read(job, projection.name); // [d, e]
  const project = (row: Float32Array) =>
    Float32Array.from({ length: d }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < e; j++) sum += data[i * e + j] * row[j];
      return sum;
    });
  return new Map([...rows].map(([token, row]) => [token, project(row)]));
}
