// What a checkpoint is, from its headers alone: no weight is read and no runtime is loaded.
import type { InspectRequest, InspectView, TensorView } from '../../protocol/engineService.ts';
import { chainOf } from '../chain/chain.ts';
import type { Checkpoint, JsonObject } from '../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../checkpoint/open.ts';
import { EngineError, isEngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { type Model, modelOf, notUnderstood } from '../family/model.ts';
import type { Spec } from '../graph/spec.ts';
import { parametersOf } from './parameters.ts';
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
  const { problems, notes } =
    rows ?? (found instanceof EngineError ? refused(checkpoint, found) : understood(found));
  return {
    name: checkpoint.name,
    container: checkpoint.container,
    family: rows?.family ?? model?.dialect.title ?? null,
    problems,
    notes,
    answers: problems.length === 0,
    shape: model ? shapeOf(model) : rows ? [['family', rows.family]] : [],
    parameters: parametersOf(checkpoint, model),
    bytes: checkpoint.stored.bytes,
    tensors,
    tied: tiesOf(checkpoint, model),
    notUnderstood: rows ? [] : notUnderstood(checkpoint),
    metadata: [...checkpoint.metadata],
  };
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
    ...sharedWith(checkpoint.sharing.get(name)),
  }));
}

const sharedWith = (name: string | undefined) => (name === undefined ? {} : { sameAs: name });

function tryModel(checkpoint: Checkpoint): Model | EngineError {
  try {
    return modelOf(checkpoint);
  } catch (error) {
    if (isEngineError(error)) return error;
    throw error;
  }
}

/** What keeps it from being compared, and what else a reader should know. */
type Said = Pick<InspectView, 'problems' | 'notes'>;

/** A model of rows of numbers: its file describes the network, or the shapes of its tensors chain. */
function rowsView(
  checkpoint: Checkpoint,
  { code }: EngineError,
): (Said & { readonly family: string }) | undefined {
  if (code !== 'model-unknown') return undefined;
  const { graph, notes, notComputed: problems } = checkpoint;
  if (graph) return { family: 'the network that the file describes', problems, notes };
  const family = 'layers in a row';
  try {
    const chain = chainOf(checkpoint);
    return chain && { family, problems: [], notes: [...notes, ...chain.notes] };
  } catch (error) {
    if (isEngineError(error)) return { family, problems: [sentence(error)], notes };
    throw error;
  }
}

/** A config.json that cannot be read is said beside what the tensors alone are refused for. */
function refused({ notes, configProblem }: Checkpoint, found: EngineError): Said {
  const problems = new Set([...(configProblem ? [configProblem] : []), found]);
  return { problems: [...problems].flatMap(lines), notes };
}

/** What to do stands by itself where the message names all families, for whoever shows the start of a line alone. */
function lines(error: EngineError): readonly string[] {
  const { code, message, hint } = error;
  return code === 'model-unknown' && hint ? [`${message}.`, hint] : [sentence(error)];
}

function sentence({ message, hint }: EngineError): string {
  return hint ? `${message}. ${hint}` : message;
}

function understood({ notes, headless }: Model): Said {
  const problems = headless === undefined ? [] : [`${headless}: it has no answers to compare.`];
  return { problems, notes };
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
    [spec.image ? 'classes' : 'vocabulary', String(spec.vocabulary)],
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
