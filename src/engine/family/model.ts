// From a checkpoint to a model: picks the family, checks every tensor's name and shape, and reads
// weights in the form that the graphs take. Nothing is guessed: what does not fit is refused by name.
import type { Checkpoint, Json, JsonObject, TensorInfo } from '../checkpoint/checkpoint.ts';
import { quantisationOf } from '../checkpoint/quantisation.ts';
import { notComputed } from '../checkpoint/tensors.ts';
import { isFloatDtype } from '../core/dtype.ts';
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import { count, type FloatTensor } from '../core/tensor.ts';
import type { Spec } from '../graph/spec.ts';
import { families } from './families.ts';
import type { Architecture, Family, NamedTensor, WeightSource, WeightSources } from './family.ts';

export type Model = {
  readonly name: string;
  readonly family: Family;
  readonly architecture: Architecture;
  readonly spec: Spec;
  readonly checkpoint: Checkpoint;
  /** Tensors beside the blocks that the family does not use; sorted. */
  readonly unused: readonly string[];
  /** Where files, config and tensors disagree and what was taken, a sentence each. */
  readonly notes: readonly string[];
};

/** Throws EngineError 'model-unknown' or 'model-inconsistent', naming tensors and sizes. */
export function modelOf(checkpoint: Checkpoint): Model {
  refuseQuantised(checkpoint);
  const family = familyOf(checkpoint);
  const { config, tensors } = checkpoint;
  if (!config) {
    if (checkpoint.configProblem) throw checkpoint.configProblem;
    throw new EngineError(
      'model-unknown',
      `${checkpoint.name}: no config.json beside the weights`,
      {
        hint: 'Put the config.json of the model into the same folder: heads and norms are not in the tensors.',
      },
    );
  }
  const other = otherFamily(config, family);
  if (other !== undefined) throw unknown(checkpoint, `config.json says ${other}`);
  const architecture = family.read(tensors, config);
  checkBlocks(checkpoint, family, architecture);
  const used = checkTensors(checkpoint, architecture);
  const left = [...tensors.keys()].filter(
    (name) => !used.has(name) && !family.ignored.some((pattern) => pattern.test(name)),
  );
  const blockNumber = /(?:^|\.)\d+\./;
  const inBlocks = left.filter((name) => blockNumber.test(name));
  if (inBlocks.length > 0) {
    throw unknown(checkpoint, `${family.title} does not have ${listed(inBlocks)}`);
  }
  return {
    name: checkpoint.name,
    family,
    architecture,
    spec: architecture.spec,
    checkpoint,
    unused: left.sort(),
    notes: checkpoint.notes,
  };
}

function refuseQuantised({ name, config, tensors }: Checkpoint): void {
  const quantisation = quantisationOf(config, tensors.keys());
  if (quantisation === undefined) return;
  const message = `${name}: the weights are quantised with ${quantisation}, which is not computed`;
  throw new EngineError('model-unknown', message, {
    hint: 'Use the checkpoint that it was quantised from, or save it dequantised.',
  });
}

/** Names of tensors that no known family has, for people. All of them when no family fits. */
export function notUnderstood(checkpoint: Checkpoint): string[] {
  const names = [...checkpoint.tensors.keys()];
  const family = families.find((f) => names.some((name) => f.fingerprint.test(name)));
  if (!family || !checkpoint.config) return family ? [] : names.sort();
  try {
    const used = namesUsed(
      family.read(checkpoint.tensors, checkpoint.config),
      blocksOf(names, family),
    );
    const ignored = (name: string) => family.ignored.some((pattern) => pattern.test(name));
    return names.filter((name) => !used.has(name) && !ignored(name)).sort();
  } catch (error) {
    if (error instanceof EngineError) return []; // the config is what is not understood
    throw error;
  }
}

/** One canonical weight of the model, read and arranged. */
export async function readWeight(
  job: Job,
  model: Model,
  source: WeightSource,
): Promise<FloatTensor> {
  const parts: FloatTensor[] = [];
  for (const { name } of source.tensors) parts.push(await model.checkpoint.read(job, name));
  const whole = parts.length === 1 ? parts[0] : stack(parts);
  return source.arrange === 'interleaved' ? byKind(whole, model.spec) : whole;
}

function stack(parts: readonly FloatTensor[]): FloatTensor {
  const rest = parts[0].dims.slice(1);
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { dims: [data.length / count(rest), ...rest], data };
}

/** Rows (head, q|k|v, dh) to (q|k|v, head, dh). */
function byKind(tensor: FloatTensor, spec: Spec): FloatTensor {
  const size = tensor.data.length / (3 * spec.heads); // dh rows
  const data = new Float32Array(tensor.data.length);
  for (let head = 0; head < spec.heads; head++) {
    for (let kind = 0; kind < 3; kind++) {
      const from = (head * 3 + kind) * size;
      data.set(tensor.data.subarray(from, from + size), (kind * spec.heads + head) * size);
    }
  }
  return { dims: tensor.dims, data };
}

function familyOf(checkpoint: Checkpoint): Family {
  const names = [...checkpoint.tensors.keys()];
  const family = families.find((f) => names.some((name) => f.fingerprint.test(name)));
  if (family) return family;
  throw unknown(checkpoint, `no family has ${listed(names.sort())}`);
}

/** What in a config names a family with the same tensors that computes otherwise, as Gemma with Llama. */
function otherFamily(config: JsonObject, { modelTypes }: Family): string | undefined {
  const { model_type: type, architectures } = config;
  const said = (key: string, value: Json) => `${key} ${JSON.stringify(value).slice(0, 80)}`;
  if (type !== undefined) {
    return modelTypes.some((known) => known === type) ? undefined : said('model_type', type);
  }
  // "GPT2LMHeadModel", "LlamaForCausalLM": a class of transformers, named after its model type.
  const known = modelTypes.map((name) => name.replaceAll('_', ''));
  const isOther = (name: Json) =>
    typeof name !== 'string' ||
    !known.includes(name.replace(/(?:For[A-Z]|LMHead|DoubleHeads|Model$).*$/, '').toLowerCase());
  if (Array.isArray(architectures) && architectures.some(isOther)) {
    return said('architectures', architectures);
  }
  // Only Gemma's and its kin's configs have this key; their norms and embeddings are not Llama's.
  const { hidden_activation: activation } = config;
  return activation === undefined ? undefined : said('hidden_activation', activation);
}

/** How many blocks the tensor names hold: never more than there are names, whatever those say. */
function blocksOf(names: readonly string[], family: Family): number {
  return new Set(names.flatMap((name) => family.fingerprint.exec(name)?.[1] ?? [])).size;
}

function checkBlocks(checkpoint: Checkpoint, family: Family, { spec }: Architecture): void {
  const found = blocksOf([...checkpoint.tensors.keys()], family);
  const fail = (message: string) => {
    throw new EngineError('model-inconsistent', `${checkpoint.name}: ${message}`, {
      hint: 'Check that config.json belongs to these weights.',
    });
  };
  if (found !== spec.layers)
    fail(`config.json says ${spec.layers} blocks, the tensors hold ${found}`);
  if (spec.heads % spec.kvHeads !== 0) {
    fail(`config.json: ${spec.heads} heads do not share ${spec.kvHeads} key/value heads evenly`);
  }
}

function sourcesOf(architecture: Architecture, layers: number): WeightSources[] {
  const blocks = Array.from({ length: layers }, (_, layer) => architecture.block(layer));
  return [...blocks, architecture.head, architecture.embedding.norm ?? {}];
}

function namedTensors(architecture: Architecture, layers: number): NamedTensor[] {
  const { token, position, type } = architecture.embedding;
  const embedding = [token, position, type].filter((tensor) => tensor !== undefined);
  const sources = sourcesOf(architecture, layers).flatMap((group) => Object.values(group));
  return [...embedding, ...sources.flatMap((source) => source.tensors)];
}

function namesUsed(architecture: Architecture, layers: number): Set<string> {
  return new Set(namedTensors(architecture, layers).map(({ name }) => name));
}

function checkTensors(checkpoint: Checkpoint, architecture: Architecture): Set<string> {
  const needed = namedTensors(architecture, architecture.spec.layers);
  for (const { name, shape } of needed) checkTensor(checkpoint, name, shape);
  return new Set(needed.map(({ name }) => name));
}

function checkTensor(checkpoint: Checkpoint, name: string, shape: readonly number[]): void {
  const info: TensorInfo | undefined = checkpoint.tensors.get(name);
  if (!info) {
    throw new EngineError('model-inconsistent', `${checkpoint.name}: tensor ${name} is missing`, {
      hint: 'The file may be cut short, or hold another model than config.json says. It is not taken as 0.',
    });
  }
  if (info.shape.join() === shape.join()) {
    if (!isFloatDtype(info.dtype)) throw notComputed(info, checkpoint.name);
    return;
  }
  const shapes = `has shape [${info.shape.join(', ')}], config.json asks for [${shape.join(', ')}]`;
  throw new EngineError('model-inconsistent', `${checkpoint.name}: tensor ${name} ${shapes}`, {
    hint: 'Check that config.json belongs to these weights.',
  });
}

function unknown(checkpoint: Checkpoint, found: string): EngineError {
  const known = families.map((f) => `${f.title} (${f.modelTypes.join(', ')})`).join(', ');
  return new EngineError(
    'model-unknown',
    `${checkpoint.name}: ${found}; known families: ${known}`,
    {
      hint: 'congruity inspect shows every tensor and what is not understood.',
    },
  );
}

function listed(names: readonly string[]): string {
  const shown = names
    .slice(0, 5)
    .map((name) => (name.length > 120 ? `${name.slice(0, 120)}...` : name));
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `tensor${names.length === 1 ? '' : 's'} ${shown.join(', ')}${more}`;
}
