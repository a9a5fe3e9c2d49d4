// Opening what a run compares: checkpoint, model and tokenizer, closed again when the run ends.

import type { Checkpoint, Json, JsonObject } from '../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../checkpoint/open.ts';
import { quoted } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import { releasing } from '../core/madeOnce.ts';
import type { Ports } from '../core/ports.ts';
import type { ValueGraph } from '../dataflow/valueGraph.ts';
import { type Model, modelOf } from '../family/model.ts';
import type { PatchModel } from '../forward/patches.ts';
import type { TokenGraphModel } from '../forward/tokenGraph.ts';
import { tokenGraphModel } from '../forward/tokenSight.ts';
import type { ValueModel } from '../forward/valueModel.ts';
import { isDataTask } from '../task/data/dataTask.ts';
import { resolveTask } from '../task/resolveTask.ts';
import type { Task } from '../task/task.ts';
import { makeTokenizer, type Tokenizer } from '../task/tokenizer.ts';
import { vocabTokenizer } from '../task/vocabTokenizer.ts';
import { tokensOf, withinReach } from './reach.ts';
import { Ready } from './ready.ts';
import { configDigest, digestOf } from './remember.ts';
import { rowGraph } from './rowGraph.ts';

type Opened = {
  /** For people; unique within the run. */
  readonly name: string;
  /** SHA-256 of what the numbers depend on, hex. */
  readonly digests: {
    readonly weights: string;
    readonly config: string;
    readonly tokenizer: string;
  };
  /** One for all subjects of a run. */
  readonly ready: Ready;
};

/** A transformer that reads tokens. */
export type TokenSubject = Opened & { readonly model: Model; readonly tokenizer: Tokenizer };
/** It reads tokens, by a network that its own file describes. */
export type TokenGraphSubject = Opened & {
  readonly model: TokenGraphModel;
  readonly tokenizer: Tokenizer;
};
/** It reads rows of numbers, or pictures. */
export type RowSubject = Opened & {
  readonly model: ValueModel | PatchModel;
  readonly tokenizer?: undefined;
};
export type Subject = TokenSubject | TokenGraphSubject | RowSubject;

export function readsTokens(subject: Subject): subject is TokenSubject | TokenGraphSubject {
  return subject.tokenizer !== undefined;
}

/** Its blocks, heads and MLPs are known. */
export function isTransformer(subject: Subject): subject is TokenSubject {
  return !('kind' in subject.model);
}

/** `asks`: what looks into heads, MLPs or texts. Throws EngineError('task-kind') for a model that has none. */
export function tokenSubject(subject: Subject, asks: string): TokenSubject {
  if (isTransformer(subject)) return subject;
  const { name, model } = subject;
  const is = readsTokens(subject)
    ? `is a network as ${model.checkpoint.container} has it, without blocks and heads`
    : 'reads rows of numbers';
  const message = `${name} ${is}, and ${asks} asks for a transformer that reads tokens`;
  throw new EngineError('task-kind', message, {
    hint: readsTokens(subject)
      ? 'compare, fleet and interpret take such models; for this use its weights (safetensors, GGUF).'
      : 'compare, fleet and interpret take such models, on a task of data.',
  });
}

/** A task of the other kind. */
export function unfit(name: string, task: Task, reads: string, has: string, hint: string) {
  const message = `${name} reads ${reads}, and the task ${quoted(task.name)} has ${has}`;
  return new EngineError('task-kind', message, { hint });
}

/** Opens every path, runs `use`, closes whatever was opened. `task`: the name or path of what they are opened for. */
export async function withSubjects<T>(
  job: Job,
  ports: Ports,
  paths: readonly string[],
  use: (subjects: readonly Subject[]) => Promise<T>,
  task?: string,
): Promise<T> {
  const open: Checkpoint[] = [];
  const graphs: ValueGraph[] = [];
  const ready = new Ready();
  const used = async () => {
    for (const path of paths) open.push(await openCheckpoint(ports.files, ports.sha256, path));
    const names = distinctNames(open);
    // All are understood before the first is read whole for its digest.
    const understood: Understood[] = [];
    for (const [i, checkpoint] of open.entries()) {
      const one = await understand(job, ports, checkpoint, names[i], task);
      understood.push(one);
      if ('graph' in one) graphs.push(one.graph);
    }
    const subjects: Subject[] = [];
    for (const [i, one] of understood.entries()) {
      const part = subJob(job, i / open.length, (i + 1) / open.length);
      part.progress(0, `opening ${one.name}`);
      subjects.push({ ...(await subjectOf(part, ports, one)), ready });
    }
    return use(subjects);
  };
  return releasing(used, () => [
    () => ready.release(),
    ...graphs.map((graph) => () => graph.release()),
    ...open.map((checkpoint) => () => checkpoint.close()),
  ]);
}

/**
 * The checkpoint's own name; where two are called the same, its longer one; where that does not tell
 * them apart (a model against itself), with a number, after the longer one if some differ in it.
 */
function distinctNames(open: readonly Checkpoint[]): string[] {
  const names = open.map(({ name }) => name);
  const longer = open.map(({ longName }) => longName);
  const timesIn = (all: readonly string[], i: number) =>
    all.filter((other) => other === all[i]).length;
  const told = names.map((name, i) => {
    return timesIn(longer, i) < timesIn(names, i) ? longer[i] : name;
  });
  const given = new Set(told);
  return told.map((name, i) => {
    if (timesIn(told, i) === 1) return name;
    let number = 1;
    while (given.has(`${name} (${number})`)) number++;
    given.add(`${name} (${number})`);
    return `${name} (${number})`;
  });
}

/** A checkpoint that can be compared, before its weights are looked at. */
type Understood =
  | Family
  | (Omit<Family, keyof Reads> & { readonly tokenizerJson: undefined })
  | (OwnGraph & Reads)
  | (OwnGraph & { readonly tokenizerJson: undefined });
type Reads = { readonly tokenizerJson: JsonObject; readonly tokenizerFile: string };
type Family = Reads & { readonly name: string; readonly model: Model };
type OwnGraph = Pick<ValueModel, 'name' | 'checkpoint' | 'graph' | 'notes'>;

async function understand(
  job: Job,
  ports: Ports,
  checkpoint: Checkpoint,
  name: string,
  task: string | undefined,
): Promise<Understood> {
  const own = await ownGraph(ports, checkpoint, name);
  if (own) {
    const isOfTokens = own.graph.inputs.some(({ integer }) => integer);
    if (!isOfTokens) return { ...own, tokenizerJson: undefined };
    const { note, ...reads } = await tokenizerOf(job, ports, checkpoint, name, task);
    return { ...own, notes: [...own.notes, ...note], ...reads };
  }
  const model = modelOf(checkpoint); // throws for what no family and no chain is
  if (model.spec.image && model.spec.head) return { name, model, tokenizerJson: undefined };
  if (model.headless !== undefined) {
    const message = `${name}: a ${model.headless} has no answers to compare`;
    throw new EngineError('model-headless', message, {
      hint: 'Use a checkpoint with its language-model head; its tensors can be listed without one.',
    });
  }
  const { note, ...reads } = await tokenizerOf(job, ports, checkpoint, name, task);
  return { name, model: { ...model, notes: [...model.notes, ...note] }, ...reads };
}

/** Its own, or else what the task says of its words. */
async function tokenizerOf(
  job: Job,
  ports: Ports,
  checkpoint: Checkpoint,
  name: string,
  task: string | undefined,
): Promise<Reads & { readonly note: readonly string[] }> {
  const tokenizerJson = await checkpoint.tokenizer();
  if (tokenizerJson) {
    const tokenizerFile = checkpoint.holdsTokenizer ? name : `${name}/tokenizer.json`;
    return { tokenizerJson, tokenizerFile, note: [] };
  }
  return {
    tokenizerJson: vocabTokenizer(await vocabOf(job, ports, name, task)),
    tokenizerFile: '"vocab" of the task',
    note: ['It has no tokenizer: a word\'s id is the one that "vocab" of the task says.'],
  };
}

/** Of a task for a model without a tokenizer. Throws EngineError('task-kind') where it has no vocabulary. */
async function vocabOf(
  job: Job,
  ports: Ports,
  name: string,
  path: string | undefined,
): Promise<Json> {
  const { files, sha256 } = ports;
  const task = path === undefined ? undefined : await resolveTask(job, files, sha256, path);
  if (task && isDataTask(task)) throw ofRows(name, task);
  const { vocab } = task?.file ?? {};
  if (vocab !== undefined && vocab !== null) return vocab;
  throw new EngineError('task-kind', `${name}: no tokenizer beside the weights`, {
    hint: 'Put the tokenizer.json of the model into the same folder. A model of token ids alone has none: say the ids of all words in the task file, "vocab": {"a": 0, "b": 1}.',
  });
}

/** A model of tokens on a task of data. */
export function ofRows(name: string, task: Task): EngineError {
  return unfit(name, task, 'tokens', 'rows of numbers', 'Take a task of prompts.');
}

/** One whose file describes its network, or whose tensors chain; undefined: neither. */
async function ownGraph(
  ports: Ports,
  checkpoint: Checkpoint,
  name: string,
): Promise<OwnGraph | undefined> {
  const found = await rowGraph(ports, checkpoint);
  if (!found) return undefined;
  const notes = [...checkpoint.notes, ...found.notes];
  return { name, checkpoint, graph: found.graph, notes };
}

async function subjectOf(job: Job, ports: Ports, one: Understood): Promise<Unready> {
  const { name, tokenizerJson } = one;
  const { checkpoint } = 'graph' in one ? one : one.model;
  const weights = await checkpoint.digest(job); // first: what is read from now on is what was hashed
  const config = configDigest(ports, checkpoint);
  if (!tokenizerJson) {
    const by = 'graph' in one ? one.graph.computedBy : 'patches';
    return {
      name,
      model: rowModel(one),
      digests: { weights, config, tokenizer: digestOf(ports, by) },
    };
  }
  const tokenizer = makeTokenizer(tokenizerJson, one.tokenizerFile, ports.bounded);
  const digests = { weights, config, tokenizer: digestOf(ports, tokenizerJson) };
  const tokens = tokensOf(tokenizerJson);
  if (!('graph' in one)) {
    return { name, model: await withinReach(job, one.model, tokens), tokenizer, digests };
  }
  const model = await tokenGraphModel(job, one, tokens, tokenizer.mask !== undefined);
  const looked = digestOf(ports, [config, one.graph.computedBy, model.sight]);
  return { name, model, tokenizer, digests: { ...digests, config: looked } };
}

function rowModel(one: OwnGraph | Pick<Family, 'name' | 'model'>): ValueModel | PatchModel {
  if ('model' in one) {
    const { name, model } = one;
    const { checkpoint, notes } = model;
    return { kind: 'patches', name, model, checkpoint, notes, sight: undefined };
  }
  const { name, checkpoint, graph, notes } = one;
  return { kind: 'values', name, checkpoint, graph, notes, sight: undefined };
}

type Unready =
  | Omit<TokenSubject, 'ready'>
  | Omit<TokenGraphSubject, 'ready'>
  | Omit<RowSubject, 'ready'>;
