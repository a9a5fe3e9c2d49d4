// From a checkpoint to a model: picks the dialect, checks every tensor's name and shape, and says where each
// weight is. Nothing is guessed: what does not fit is refused by name, and where config and tensors disagree what
// transformers 5 computes is computed, with a note (docs/config.md).
import { isBefore } from '../checkpoint/adapter/before.ts';
import type { Checkpoint, Json, JsonObject } from '../checkpoint/checkpoint.ts';
import { refuseQuantised } from '../checkpoint/quantisation.ts';
import { notComputed } from '../checkpoint/tensors.ts';
import { EngineError } from '../core/error.ts';
import type { Spec } from '../graph/spec.ts';
import type { BlockPatch } from '../graph/transformer.ts';
import { assemble, type Parts, tensorsIn, tensorsOfAll } from './assemble.ts';
import type { Canonical } from './canonical.ts';
import { belongs, type Config } from './config.ts';
import { type Dialect, rootOf } from './dialect.ts';
import { dialects } from './dialects.ts';
import { listed, unknown } from './errors.ts';
import { hasOwnHead, headlessKind } from './heads.ts';
import { buffers, isBuffer } from './holders.ts';
import { mappedModel } from './mapping/mappedModel.ts';
import { readMapping } from './mapping/mapping.ts';
import { missingTensor } from './missing.ts';
import { configOf } from './modelType.ts';
import { blockIn, type Named, namesOf, refuseAdapters, refuseFlattened } from './names.ts';
import { type Candidate, candidates, selected } from './select.ts';
import type { Shape } from './weight.ts';

export type Model = {
  readonly name: string;
  readonly dialect: Pick<Dialect, 'name' | 'title'>;
  /** Where its weights are. */
  readonly parts: Parts;
  readonly spec: Spec;
  readonly checkpoint: Checkpoint;
  /** By block, what stands in the place of parts of it; undefined: the model is as its checkpoint has it. */
  readonly patches?: readonly BlockPatch[];
  /**
   * What it is if it is no language model, "GPT2ForSequenceClassification"; then spec.head is undefined, but in one that
   * reads images and tells classes.
   */
  readonly headless: string | undefined;
  /** Tensors beside the blocks that the dialect does not use; sorted. */
  readonly unused: readonly string[];
  /** Masks and the like beside the weights: whoever computes makes them anew. */
  readonly buffers: readonly string[];
  /** Where files, config and tensors disagree and what was taken, a sentence each. */
  readonly notes: readonly string[];
};

/** Throws EngineError 'model-unknown' or 'model-inconsistent', naming tensors and sizes. */
export function modelOf(checkpoint: Checkpoint, known: readonly Dialect[] = dialects): Model {
  refuseAdapters(checkpoint);
  refuseFlattened(checkpoint);
  refuseQuantised(checkpoint);
  const { mapping } = checkpoint;
  if (mapping) {
    const mapped = mappedModel(checkpoint, readMapping(mapping.json(), mapping.file));
    const { name } = checkpoint;
    return {
      name,
      spec: mapped.parts.spec,
      headless: undefined,
      unused: [],
      buffers: [],
      ...mapped,
    };
  }
  const candidate = selected(checkpoint, known);
  const { dialect } = candidate;
  const named = namesOf(checkpoint, dialect);
  const config = readable(checkpoint, candidate, named, known);
  const headless = headlessKind(dialect, named, config);
  const canonical = dialect.canonical(config);
  checkBlocks(checkpoint, dialect, named, canonical); // before as many are made as the config says
  const read = assemble(dialect, config, canonical, named);
  const hasClasses = dialect.readsImages && hasOwnHead(dialect, named);
  const parts = headless === undefined || hasClasses ? read : withoutHead(read);
  const used = new Set<string>();
  for (const { name, shape } of tensorsIn(parts)) {
    checkTensor(checkpoint, name, shape);
    used.add(name);
  }
  for (const { name } of tensorsOfAll(read.head)) used.add(name); // also where it is not computed
  const left = leftOver(dialect, named, used);
  const other = left.filter((name) => dialect.refusedTensors?.test(name));
  if (other.length > 0) {
    const found = listed(other.map(named.fileName).sort());
    throw unknown(checkpoint, `${dialect.title} does not compute with ${found}`, known);
  }
  const isOptional = (name: string) => dialect.optional.some((pattern) => pattern.test(name));
  const passedOver = left.filter(isOptional).map(named.fileName);
  const strange = left.filter((name) => !isOptional(name));
  const inBlocks = strange
    .filter((name) => name.startsWith(`${rootOf(dialect)}${dialect.blocks}.`))
    .map(named.fileName)
    .sort();
  if (inBlocks.length > 0) {
    throw unknown(checkpoint, `${dialect.title} does not have ${listed(inBlocks)}`, known);
  }
  const unused = strange.map(named.fileName).sort();
  return {
    name: checkpoint.name,
    dialect,
    parts,
    spec: parts.spec,
    checkpoint,
    headless,
    unused,
    buffers: buffersOf(dialect, named, used),
    notes: [
      ...checkpoint.notes,
      ...named.notes,
      ...config.notes,
      ...dtypeNote(checkpoint, parts),
      ...noteOf(passedOver, `left out, as transformers 5 does for ${config.type}`),
      ...noteOf(unused, `not used by ${dialect.title}`),
    ],
  };
}

/** The config as the candidate reads it; throws where there is none, or where it does not say enough. */
function readable(
  checkpoint: Checkpoint,
  { dialect, type, against, alike }: Candidate,
  named: Named,
  known: readonly Dialect[],
): Config {
  const { configWords: words } = checkpoint;
  if (against !== undefined) throw unknown(checkpoint, against, known);
  const { json, silent } = completed(checkpoint, dialect, named);
  const config = configOf({ json, words }, dialect, type, alike);
  if (silent.length > 0) config.noteOfIt(`does not say ${silent.join(', ')}: read off the tensors`);
  const telling = [...named.tensors.keys()].find((one) =>
    dialect.optional.some((p) => p.test(one)),
  );
  const types = Object.keys(dialect.types);
  if (type === undefined && types.length > 1 && telling !== undefined) {
    const depends = `whether ${telling} counts depends on it (${types.join(', ')})`;
    throw unknown(checkpoint, `${words.it} has no model_type, and ${depends}`, known);
  }
  return config;
}

/** The config, and where it is silent what the tensors say: by which keys. */
function completed(
  { config: said, configProblem, name }: Checkpoint,
  { fromTensors, title }: Dialect,
  { tensors }: Named,
): { readonly json: JsonObject; readonly silent: readonly string[] } {
  if (!said && configProblem) throw configProblem;
  const seen = Object.entries(fromTensors?.(tensors) ?? {}).filter(
    ([key, value]) => value !== undefined && said?.[key] === undefined,
  ) as [string, Json][];
  if (said)
    return { json: { ...Object.fromEntries(seen), ...said }, silent: seen.map(([key]) => key) };
  const shown = seen.map(([key, value]) => `${key} ${JSON.stringify(value)}`).join(', ');
  const hint =
    seen.length === 0
      ? 'Put the config.json of the model into the same folder: heads and norms are not in the tensors.'
      : `The tensors of this ${title} say ${shown}: put a config.json with the rest into the same folder.`;
  throw new EngineError('model-unknown', `${name}: no config.json beside the weights`, { hint });
}

function noteOf(names: readonly string[], sentence: string): string[] {
  return names.length === 0 ? [] : [`${listed(names)}: ${sentence}`];
}

/** transformers rounds weights to the dtype that the config says; here they are what the file holds. */
function dtypeNote(
  { config, configWords: { it }, tensors }: Checkpoint,
  { embedding }: Parts,
): string[] {
  const said = String(config?.dtype ?? config?.torch_dtype).replace(/^torch\./, '');
  const first = embedding.reads === 'patches' ? embedding.patch : embedding.token;
  const stored = tensors.get(first.name)?.dtype.name;
  if (stored !== 'F32' || (said !== 'float16' && said !== 'bfloat16')) return [];
  return [`${it} says ${said}, the tensors are ${stored}: they are read as they are stored`];
}

/** Names of tensors that no known dialect has, for people. All of them when no dialect fits. */
export function notUnderstood(checkpoint: Checkpoint): string[] {
  if (checkpoint.mapping) return []; // what it does not place is a problem, and told by name
  const candidate = candidates(checkpoint, dialects).find(({ tensor }) => tensor !== undefined);
  if (!candidate) return [...checkpoint.tensors.keys()].sort();
  const { dialect } = candidate;
  try {
    const named = namesOf(checkpoint, dialect);
    const config = readable(checkpoint, candidate, named, dialects);
    const canonical = dialect.canonical(config);
    const layers = Math.min(canonical.layers, blocksOf(named, dialect));
    const parts = assemble(dialect, config, { ...canonical, layers }, named);
    const used = new Set<string>();
    for (const { name } of tensorsIn(parts)) used.add(name);
    return leftOver(dialect, named, used).map(named.fileName).sort();
  } catch (error) {
    if (error instanceof EngineError) return []; // the config is what is not understood
    throw error;
  }
}

/** The dialect's names of tensors that are neither understood nor on the list of the ignored. */
function leftOver(dialect: Dialect, { tensors }: Named, used: ReadonlySet<string>): string[] {
  return [...tensors]
    .filter(([name, info]) => !used.has(info.name) && !isIgnored(dialect, name) && !isBefore(name))
    .map(([name]) => name);
}

function buffersOf(dialect: Dialect, { tensors, fileName }: Named, used: ReadonlySet<string>) {
  return [...tensors]
    .filter(([name, info]) => !used.has(info.name) && isIgnored(dialect, name) && isBuffer(name))
    .map(([name]) => fileName(name));
}

function isIgnored({ ignored }: Dialect, name: string): boolean {
  return [buffers, ...ignored].some((pattern) => pattern.test(name));
}

function withoutHead(parts: Parts): Parts {
  return { ...parts, spec: { ...parts.spec, head: undefined }, head: {} };
}

/** How many blocks the tensor names hold: never more than there are names, whatever those say. */
function blocksOf({ tensors }: Named, dialect: Dialect): number {
  const numbers = [...tensors.keys()].map((name) => blockIn(dialect, name));
  return new Set(numbers.filter((number) => number !== undefined)).size;
}

function checkBlocks(
  checkpoint: Checkpoint,
  dialect: Dialect,
  named: Named,
  { layers, heads, kvHeads }: Canonical,
): void {
  const found = blocksOf(named, dialect);
  const words = checkpoint.configWords;
  const fail = (message: string) => {
    throw new EngineError('model-inconsistent', `${checkpoint.name}: ${message}`, {
      hint: belongs(words),
    });
  };
  if (found !== layers) fail(`${words.it} says ${layers} blocks, the tensors hold ${found}`);
  if (heads % kvHeads !== 0) {
    fail(`${words.it}: ${heads} heads do not share ${kvHeads} key/value heads evenly`);
  }
}

function checkTensor(checkpoint: Checkpoint, name: string, shape: Shape): void {
  const { tensors, configWords: words } = checkpoint;
  const info = tensors.get(name);
  if (!info) throw missingTensor(checkpoint, name);
  if (info.shape.join() === shape.join()) {
    if (!info.dtype.isWeight) throw notComputed(info, checkpoint.name);
    return;
  }
  const shapes = `has shape [${info.shape.join(', ')}], ${words.it} asks for [${shape.join(', ')}]`;
  throw new EngineError('model-inconsistent', `${checkpoint.name}: tensor ${name} ${shapes}`, {
    hint: belongs(words),
  });
}
