// Rows of the vocabulary that no prompt can name: embeddings are padded to round sizes. Where such rows hold
// NaN the model is whole all the same, so they are left out; rows that a token has are checked when they are read.
import type { Checkpoint, JsonObject, TensorInfo } from '../checkpoint/checkpoint.ts';
import { isEngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { Parts } from '../family/assemble.ts';
import type { Model } from '../family/model.ts';
import { part, type Weight } from '../family/weight.ts';

/** Numbers looked at in one go: 16 MB, and the job is asked in between. */
const numbersAtOnce = 2 ** 22;

/** The model without the rows from `tokens` on, if one of them cannot be computed with; else itself. */
export async function withinReach(job: Job, model: Model, tokens: number): Promise<Model> {
  const rows = model.spec.vocabulary;
  if (tokens <= 0 || tokens >= rows) return model;
  const names = tensorsOfRows(model.parts);
  const broken: string[] = [];
  for (const name of names) {
    if (!(await areFinite(job, model.checkpoint, name, tokens, rows))) broken.push(name);
  }
  if (broken.length === 0) return model;
  const parts = firstRows(model.parts, tokens);
  const note = `${broken.join(' and ')}: rows from ${tokens} on hold NaN or infinite values; no token has them, so the last ${rows - tokens} rows are left out`;
  return {
    ...model,
    parts,
    spec: parts.spec,
    checkpoint: cutTo(model.checkpoint, new Set(names), tokens),
    notes: [...model.notes, note],
  };
}

/** One more than the largest id in a tokenizer.json; 0 if it names none. */
export function tokensOf({ model, added_tokens: added }: JsonObject): number {
  const { vocab } = (model ?? {}) as JsonObject;
  // Unigram lists its pieces, the others map them to ids.
  const ids = Array.isArray(vocab) ? [vocab.length - 1] : Object.values(vocab ?? {});
  const more = Array.isArray(added) ? added.map((token) => (token as JsonObject | null)?.id) : [];
  let most = -1;
  for (const id of [...ids, ...more]) if (typeof id === 'number' && id > most) most = id;
  return most + 1;
}

/** The tensors that have a row for each token. */
function tensorsOfRows({ embedding, head }: Parts): string[] {
  const weights = [head.unembed, head['unembed.bias']].filter((one) => one?.kind === 'tensor');
  return [...new Set([embedding.token, ...weights].map(({ name }) => name))];
}

/** The model of `rows` tokens. A head that lies the other way has no rows to cut in the file. */
function firstRows(parts: Parts, rows: number): Parts {
  const { token } = parts.embedding;
  const cut = ([name, weight]: [string, Weight]): [string, Weight] => {
    if (!name.startsWith('unembed')) return [name, weight];
    if (weight.kind !== 'tensor') return [name, part(weight, 0, 0, rows)];
    return [name, { ...weight, shape: [rows, ...weight.shape.slice(1)] }];
  };
  return {
    ...parts,
    spec: { ...parts.spec, vocabulary: rows },
    embedding: { ...parts.embedding, token: { ...token, shape: [rows, ...token.shape.slice(1)] } },
    head: Object.fromEntries(Object.entries(parts.head).map(cut)),
  };
}

async function areFinite(job: Job, checkpoint: Checkpoint, name: string, from: number, to: number) {
  const width = checkpoint.tensors.get(name)?.shape[1] ?? 1;
  const step = Math.max(1, Math.floor(numbersAtOnce / width));
  try {
    for (let at = from; at < to; at += step) {
      await checkpoint.readRows(job, name, at, Math.min(at + step, to));
    }
    return true;
  } catch (error) {
    if (isEngineError(error, 'model-values')) return false;
    throw error;
  }
}

/** The checkpoint with some tensors cut to their first rows. */
function cutTo(checkpoint: Checkpoint, names: ReadonlySet<string>, rows: number): Checkpoint {
  const cut = ([name, info]: [string, TensorInfo]): [string, TensorInfo] =>
    names.has(name) ? [name, { ...info, shape: [rows, ...info.shape.slice(1)] }] : [name, info];
  return {
    ...checkpoint,
    tensors: new Map([...checkpoint.tensors].map(cut)),
    read: (job, name) =>
      names.has(name) ? checkpoint.readRows(job, name, 0, rows) : checkpoint.read(job, name),
  };
}
