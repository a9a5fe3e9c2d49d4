// Opening what a run compares: checkpoint, model and tokenizer, closed again when the run ends.

import { chainGraph, chainOf } from '../chain/chain.ts';
import type { Checkpoint, Json, JsonObject } from '../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../checkpoint/open.ts';
import { quoted } from '../checkpoint/words.ts';
import { EngineError, isEngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { ValueGraph } from '../dataflow/valueGraph.ts';
import { type Model, modelOf } from '../family/model.ts';
import type { ValueModel } from '../forward/valueModel.ts';
import { isDataTask } from '../task/data/dataTask.ts';
import { resolveTask } from '../task/resolveTask.ts';
import type { Task } from '../task/task.ts';
import { makeTokenizer, type Tokenizer } from '../task/tokenizer.ts';
import { vocabTokenizer } from '../task/vocabTokenizer.ts';
import { tokensOf, withinReach } from './reach.ts';
import { Ready } from './ready.ts';
import { configDigest, digestOf } from './remember.ts';

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

/** It reads tokens. */
export type TokenSubject = Opened & { readonly model: Model; readonly tokenizer: Tokenizer };
/** It reads rows of numbers. */
export type RowSubject = Opened & { readonly model: ValueModel; readonly tokenizer?: undefined };
export type Subject = TokenSubject | RowSubject;

export function readsTokens(subject: Subject): subject is TokenSubject {
  return subject.tokenizer !== undefined;
}

/** `asks`: what looks into heads, MLPs or texts. Throws EngineError('task-kind') for a model that has none. */
export function tokenSubject(subject: Subject, asks: string): TokenSubject {
  if (readsTokens(subject)) return subject;
  const message = `${subject.name} reads rows of numbers, and ${asks} asks for a transformer that reads tokens`;
  throw new EngineError('task-kind', message, {
    hint: 'compare, fleet and interpret take such models, on a task of data.',
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
  try {
    for (const path of paths) open.push(await openCheckpoint(ports.files, ports.sha256, path));
    const names = distinctNames(open);
    // All are understood before the first is read whole for its digest.
    const understood: Understood[] = [];
    for (const [i, checkpoint] of open.entries()) {
      const one = await understand(ports, checkpoint, names[i], task);
      understood.push(one);
      if (!('tokenizerJson' in one)) graphs.push(one.model.graph);
    }
    const subjects: Subject[] = [];
    for (const [i, one] of understood.entries()) {
      const part = subJob(job, i / open.length, (i + 1) / open.length);
      part.progress(0, `opening ${one.name}`);
      subjects.push({ ...(await subjectOf(part, ports, one)), ready });
    }
    return await use(subjects);
  } finally {
    await ready.release();
    for (const graph of graphs) await graph.release();
    for (const checkpoint of open) await checkpoint.close();
  }
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
type Understood = { readonly name: string } & (
  | { readonly model: Model; readonly tokenizerJson: JsonObject; readonly tokenizerFile: string }
  | { readonly model: ValueModel }
);

async function understand(
  ports: Ports,
  checkpoint: Checkpoint,
  name: string,
  task: string | undefined,
): Promise<Understood> {
  const rows = await rowModel(ports, checkpoint, name);
  if (rows) return { name, model: rows };
  const model = modelOf(checkpoint); // throws for what no family and no chain is
  if (model.headless !== undefined) {
    const message = `${name}: a ${model.headless} has no answers to compare`;
    throw new EngineError('model-headless', message, {
      hint: 'Use a checkpoint with its language-model head; its tensors can be listed without one.',
    });
  }
  const tokenizerJson = await checkpoint.tokenizer();
  if (tokenizerJson) {
    const tokenizerFile = checkpoint.holdsTokenizer ? name : `${name}/tokenizer.json`;
    return { name, model, tokenizerJson, tokenizerFile };
  }
  const vocab = await vocabOf(ports, name, task);
  const note = 'It has no tokenizer: a word\'s id is the one that "vocab" of the task says.';
  const noted = { ...model, notes: [...model.notes, note] };
  const made = { tokenizerJson: vocabTokenizer(vocab), tokenizerFile: '"vocab" of the task' };
  return { name, model: noted, ...made };
}

/** Of a task for a model without a tokenizer. Throws EngineError('task-kind') where it has no vocabulary. */
async function vocabOf(ports: Ports, name: string, path: string | undefined): Promise<Json> {
  const task = path === undefined ? undefined : await resolveTask(ports.files, ports.sha256, path);
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

/** A family says more than shapes that chain; what it finds wrong is said by it. */
function isFamily(checkpoint: Checkpoint): boolean {
  try {
    modelOf(checkpoint);
    return true;
  } catch (error) {
    return !isEngineError(error, 'model-unknown');
  }
}

/** One whose file describes its network, or whose tensors chain; undefined: neither. */
async function rowModel(
  ports: Ports,
  checkpoint: Checkpoint,
  name: string,
): Promise<ValueModel | undefined> {
  const { graph: own, notes } = checkpoint;
  const chain = own || isFamily(checkpoint) ? undefined : chainOf(checkpoint);
  const graph = own ? await own(ports) : chain && (await chainGraph(ports, checkpoint, chain));
  if (!graph) return undefined;
  const told = [...notes, ...(chain?.notes ?? [])];
  return { kind: 'values', name, checkpoint, graph, notes: told, sight: undefined };
}

async function subjectOf(job: Job, ports: Ports, one: Understood): Promise<Unready> {
  const { name, model } = one;
  const { checkpoint } = model;
  const weights = await checkpoint.digest(job); // first: what is read from now on is what was hashed
  const config = configDigest(ports, checkpoint);
  if (!('tokenizerJson' in one)) {
    const digests = { weights, config, tokenizer: digestOf(ports, one.model.graph.computedBy) };
    return { name, model: one.model, digests };
  }
  const { tokenizerJson, tokenizerFile } = one;
  return {
    name,
    model: await withinReach(job, one.model, tokensOf(tokenizerJson)),
    tokenizer: makeTokenizer(tokenizerJson, tokenizerFile, ports.bounded),
    digests: { weights, config, tokenizer: digestOf(ports, tokenizerJson) },
  };
}

type Unready = Omit<TokenSubject, 'ready'> | Omit<RowSubject, 'ready'>;
