// What a checkpoint is, from its headers alone: no weight is read and no runtime is loaded.
import type { InspectRequest, InspectView, TensorView } from '../../protocol/engineService.ts';
import { chainOf } from '../chain/chain.ts';
import type { Checkpoint, JsonObject } from '../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../checkpoint/open.ts';
import { EngineError, isEngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { count } from '../core/tensor.ts';
import { type Model, modelOf, notUnderstood } from '../family/model.ts';
import type { Spec } from '../graph/spec.ts';
import { tiesOf } from './ties.ts';

export async function inspect(
  _job: Job,
  ports: Pick<Ports, 'files' | 'sha256'>,
  { path }: InspectRequest,
): Promise<InspectView> {
  const checkpoint = await openCheckpoint(ports.files, ports.sha256, path);
  try {
    return viewOf(checkpoint);
  } finally {
    await checkpoint.close();
  }
}

/** The config alone, as it is written; undefined: there is none that can be read. */
export async function configOf(
  { files, sha256 }: Pick<Ports, 'files' | 'sha256'>,
  { path }: InspectRequest,
): Promise<JsonObject | undefined> {
  const checkpoint = await openCheckpoint(files, sha256, path);
  await checkpoint.close();
  return checkpoint.config;
}

function viewOf(checkpoint: Checkpoint): InspectView {
  const tensors = tensorViews(checkpoint);
  const found = tryModel(checkpoint);
  const model = found instanceof EngineError ? undefined : found;
  const rows = found instanceof EngineError ? rowsView(checkpoint, found) : undefined;
  const problems = found instanceof EngineError ? refusals(checkpoint, found) : oddities(found);
  return {
    name: checkpoint.name,
    container: checkpoint.container,
    family: rows?.family ?? model?.dialect.title ?? null,
    problems: rows?.problems ?? problems,
    answers: rows !== undefined || (model !== undefined && model.headless === undefined),
    shape: model ? shapeOf(model) : rows ? [['family', rows.family]] : [],
    parameters: parametersOf(tensors),
    bytes: tensors.reduce((sum, { bytes }) => sum + bytes, 0),
    tensors,
    tied: tiesOf(checkpoint, model),
    notUnderstood: rows ? [] : notUnderstood(checkpoint),
    metadata: [...checkpoint.metadata],
  };
}

/** Numbers in these tensors. */
export function parametersOf(tensors: readonly Pick<TensorView, 'shape'>[]): number {
  return tensors.reduce((sum, { shape }) => sum + count(shape), 0);
}

/** Only what crosses: a reader's own records hold open files. */
export function tensorViews(checkpoint: Checkpoint): TensorView[] {
  return [...checkpoint.tensors.values()].map(({ name, dtype, shape, bytes, file }) => ({
    name,
    dtype: dtype.name,
    shape,
    bytes,
    file,
    ...(dtype.perBlock > 1 ? { block: { values: dtype.perBlock, bytes: dtype.bytes } } : {}),
  }));
}

function tryModel(checkpoint: Checkpoint): Model | EngineError {
  try {
    return modelOf(checkpoint);
  } catch (error) {
    if (isEngineError(error)) return error;
    throw error;
  }
}

/** A model of rows of numbers: its file describes the network, or the shapes of its tensors chain. */
function rowsView(
  checkpoint: Checkpoint,
  { code }: EngineError,
): { readonly family: string; readonly problems: readonly string[] } | undefined {
  if (code !== 'model-unknown') return undefined;
  const { graph, notes } = checkpoint;
  if (graph) return { family: 'the network that the file describes', problems: notes };
  try {
    const chain = chainOf(checkpoint);
    return chain && { family: 'layers in a row', problems: [...notes, ...chain.notes] };
  } catch (error) {
    if (isEngineError(error)) return { family: 'layers in a row', problems: [sentence(error)] };
    throw error;
  }
}

/** A config.json that cannot be read is said beside what the tensors alone are refused for. */
function refusals({ notes, configProblem }: Checkpoint, found: EngineError): string[] {
  const problems = new Set([...(configProblem ? [configProblem] : []), found]);
  return [...notes, ...[...problems].flatMap(lines)];
}

/** What to do stands by itself where the message names all families, for whoever shows the start of a line alone. */
function lines(error: EngineError): readonly string[] {
  const { code, message, hint } = error;
  return code === 'model-unknown' && hint ? [`${message}.`, hint] : [sentence(error)];
}

function sentence({ message, hint }: EngineError): string {
  return hint ? `${message}. ${hint}` : message;
}

function oddities({ notes, headless }: Model): string[] {
  const kind = headless === undefined ? [] : [`${headless}: it has no answers to compare.`];
  return [...notes, ...kind];
}

/** The sizes of a model for people, in a fixed order. */
export function shapeOf({ spec, dialect }: Model): (readonly [string, string])[] {
  const [{ attention, mlp }] = spec.blocks;
  const { heads, kvHeads } = attention;
  const grouped = kvHeads === heads ? '' : ` (${kvHeads} key/value)`;
  return [
    ['family', dialect.title],
    ['blocks', String(spec.blocks.length)],
    ['width', String(spec.width)],
    ['heads', `${heads}${grouped}`],
    ['MLP width', `${mlp.width}${mlp.gated ? ', gated' : ''}`],
    ['vocabulary', String(spec.vocabulary)],
    ['positions', `${spec.maxLength}${attention.rotary ? ', rotary' : ''}`],
    ['attention', `${spec.causal ? 'causal' : 'bidirectional'}${windowed(spec)}`],
  ];
}

/** ", window 4096 in 14 of 28 blocks" */
function windowed({ blocks }: Spec): string {
  const windows = blocks.flatMap(({ attention }) => attention.window ?? []);
  if (windows.length === 0) return '';
  const some =
    windows.length < blocks.length ? ` in ${windows.length} of ${blocks.length} blocks` : '';
  return `, window ${windows[0]}${some}`;
}
