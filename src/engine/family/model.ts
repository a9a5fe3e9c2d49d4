// From a checkpoint to a model: picks the family, checks every tensor's name and shape, and reads
// weights in the form that the graphs take. Nothing is guessed: what does not fit is refused by name, and where
// config and tensors disagree what transformers 5 computes is computed, with a note (docs/config.md).
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { refuseQuantised } from '../checkpoint/quantisation.ts';
import { notComputed } from '../checkpoint/tensors.ts';
import { EngineError } from '../core/error.ts';
import type { Spec } from '../graph/spec.ts';
import { listed, unknown } from './errors.ts';
import type { Architecture, Family, NamedTensor, WeightSources } from './family.ts';
import { headlessKind } from './heads.ts';
import { configOf } from './modelType.ts';
import { blockIn, familyWith, type Named, namesOf, refuseAdapters } from './names.ts';

export type Model = {
  readonly name: string;
  readonly family: Family;
  readonly architecture: Architecture;
  readonly spec: Spec;
  readonly checkpoint: Checkpoint;
  /** What it is if it is no language model, "GPT2ForSequenceClassification"; then spec.head is undefined. */
  readonly headless: string | undefined;
  /** Tensors beside the blocks that the family does not use; sorted. */
  readonly unused: readonly string[];
  /** Where files, config and tensors disagree and what was taken, a sentence each. */
  readonly notes: readonly string[];
};

/** Throws EngineError 'model-unknown' or 'model-inconsistent', naming tensors and sizes. */
export function modelOf(checkpoint: Checkpoint): Model {
  refuseAdapters(checkpoint);
  refuseQuantised(checkpoint);
  const family = familyOf(checkpoint);
  const named = namesOf(checkpoint, family);
  const config = configOf(checkpoint, family, named);
  const headless = headlessKind(family, named, config);
  const read = family.read(named, config);
  const architecture = inFile(headless === undefined ? read : withoutHead(read), named);
  checkBlocks(checkpoint, family, named, architecture);
  checkTensors(checkpoint, architecture);
  const left = leftOver(family, named, inFile(read, named));
  const isOptional = (name: string) => family.optional.some((pattern) => pattern.test(name));
  const passedOver = left.filter(isOptional).map(named.fileName);
  const strange = left.filter((name) => !isOptional(name));
  const blocks = `${family.root}.${family.blocks}.`;
  const inBlocks = strange
    .filter((name) => name.startsWith(blocks))
    .map(named.fileName)
    .sort();
  if (inBlocks.length > 0) {
    throw unknown(checkpoint, `${family.title} does not have ${listed(inBlocks)}`);
  }
  const unused = strange.map(named.fileName).sort();
  return {
    name: checkpoint.name,
    family,
    architecture,
    spec: architecture.spec,
    checkpoint,
    headless,
    unused,
    notes: [
      ...checkpoint.notes,
      ...named.notes,
      ...config.notes,
      ...dtypeNote(checkpoint, architecture),
      ...noteOf(passedOver, `left out, as transformers 5 does for ${config.type}`),
      ...noteOf(unused, `not used by ${family.title}`),
    ],
  };
}

function noteOf(names: readonly string[], sentence: string): string[] {
  return names.length === 0 ? [] : [`${listed(names)}: ${sentence}`];
}

/** transformers rounds weights to the dtype that the config says; here they are what the file holds. */
function dtypeNote({ config, tensors }: Checkpoint, { embedding }: Architecture): string[] {
  const said = config?.dtype ?? config?.torch_dtype;
  const stored = tensors.get(embedding.token.name)?.dtype.name;
  if (stored !== 'F32' || (said !== 'float16' && said !== 'bfloat16')) return [];
  return [`config.json says ${said}, the tensors are ${stored}: they are read as they are stored`];
}

/** Names of tensors that no known family has, for people. All of them when no family fits. */
export function notUnderstood(checkpoint: Checkpoint): string[] {
  const family = familyWith(checkpoint.tensors.keys());
  if (!family) return [...checkpoint.tensors.keys()].sort();
  if (!checkpoint.config) return [];
  try {
    const named = namesOf(checkpoint, family);
    const read = family.read(named, configOf(checkpoint, family, named));
    const layers = Math.min(read.spec.blocks.length, blocksOf(named, family));
    return leftOver(family, named, inFile(read, named), layers).map(named.fileName).sort();
  } catch (error) {
    if (error instanceof EngineError) return []; // the config is what is not understood
    throw error;
  }
}

/** The family's names of tensors that neither the architecture nor the list of the ignored has. */
function leftOver(
  family: Family,
  { tensors }: Named,
  architecture: Architecture,
  layers = architecture.spec.blocks.length,
): string[] {
  const used = new Set(namedTensors(architecture, layers).map(({ name }) => name));
  return [...tensors]
    .filter(([name, info]) => !used.has(info.name) && !family.ignored.some((p) => p.test(name)))
    .map(([name]) => name);
}

function withoutHead(architecture: Architecture): Architecture {
  const spec = { ...architecture.spec, head: undefined };
  return { ...architecture, spec, head: {} };
}

/** The same with the names that the tensors have in the file. */
function inFile(architecture: Architecture, { fileName }: Named): Architecture {
  const tensor = (named: NamedTensor) => ({ ...named, name: fileName(named.name) });
  const all = (sources: WeightSources) =>
    Object.fromEntries(
      Object.entries(sources).map(([name, source]) => [
        name,
        { ...source, tensors: source.tensors.map(tensor) },
      ]),
    );
  const { token, position, type, norm } = architecture.embedding;
  return {
    ...architecture,
    embedding: {
      token: tensor(token),
      position: position && tensor(position),
      type: type && tensor(type),
      norm: norm && all(norm),
    },
    block: (layer) => all(architecture.block(layer)),
    head: all(architecture.head),
  };
}

function familyOf(checkpoint: Checkpoint): Family {
  const family = familyWith(checkpoint.tensors.keys());
  if (family) return family;
  if (checkpoint.tensors.size === 0) throw unknown(checkpoint, 'it holds no tensors');
  throw unknown(checkpoint, `no family has ${listed([...checkpoint.tensors.keys()])}`);
}

/** How many blocks the tensor names hold: never more than there are names, whatever those say. */
function blocksOf({ tensors }: Named, family: Family): number {
  const numbers = [...tensors.keys()].map((name) => blockIn(family, name));
  return new Set(numbers.filter((number) => number !== undefined)).size;
}

function checkBlocks(
  checkpoint: Checkpoint,
  family: Family,
  named: Named,
  { spec }: Architecture,
): void {
  const found = blocksOf(named, family);
  const fail = (message: string) => {
    throw new EngineError('model-inconsistent', `${checkpoint.name}: ${message}`, {
      hint: 'Check that config.json belongs to these weights.',
    });
  };
  const said = spec.blocks.length;
  if (found !== said) fail(`config.json says ${said} blocks, the tensors hold ${found}`);
  for (const { heads, kvHeads } of spec.blocks.map(({ attention }) => attention)) {
    if (heads % kvHeads === 0) continue;
    fail(`config.json: ${heads} heads do not share ${kvHeads} key/value heads evenly`);
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

function checkTensors(checkpoint: Checkpoint, architecture: Architecture): void {
  const needed = namedTensors(architecture, architecture.spec.blocks.length);
  for (const { name, shape } of needed) checkTensor(checkpoint, name, shape);
}

function checkTensor(checkpoint: Checkpoint, name: string, shape: readonly number[]): void {
  const info = checkpoint.tensors.get(name);
  if (!info) {
    throw new EngineError('model-inconsistent', `${checkpoint.name}: tensor ${name} is missing`, {
      hint: 'The file may be cut short, or hold another model than config.json says. It is not taken as 0.',
    });
  }
  if (info.shape.join() === shape.join()) {
    if (!info.dtype.isWeight) throw notComputed(info, checkpoint.name);
    return;
  }
  const shapes = `has shape [${info.shape.join(', ')}], config.json asks for [${shape.join(', ')}]`;
  throw new EngineError('model-inconsistent', `${checkpoint.name}: tensor ${name} ${shapes}`, {
    hint: 'Check that config.json belongs to these weights.',
  });
}
