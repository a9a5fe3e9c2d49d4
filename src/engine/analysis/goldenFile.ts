// A golden as a file: a safetensors with prompts (input_ids, attention_mask) and what a model makes of them, for a padded
// batch under plain names and for single prompts under "prompt.<n>.". Names as docs/golden.md lists them.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { grouped } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import { count } from '../core/tensor.ts';

/** Of all tensors: as many are computed and held, 1 GB. The logits of 16 prompts of 64 tokens over 250,000 words. */
const mostNumbers = 2 ** 28;
/** Prompts: each is run alone. */
const mostPrompts = 4096;

/** The tensors of one batch. */
export type GoldenBatch = {
  readonly prefix: string; // "" or "prompt.0."
  readonly prompts: readonly Int32Array[];
  readonly columns: number; // T
  /** Without the prefix: "resid.0". */
  readonly names: readonly string[];
};

export type GoldenFile = {
  readonly batches: readonly GoldenBatch[];
  /** Tensors of batches that cannot be compared, and why; sentences. */
  readonly problems: readonly string[];
};

const ofPrompt = /^prompt\.\d+\./;
const given = ['input_ids', 'attention_mask'];

/** Prefix -> names without it; every tensor is in one batch. Throws EngineError where there are too many numbers. */
export function batchesOf(golden: Checkpoint): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  let numbers = 0;
  for (const [name, { shape }] of golden.tensors) {
    numbers += count(shape);
    const prefix = ofPrompt.exec(name)?.[0] ?? '';
    const names = groups.get(prefix);
    if (names) names.push(name.slice(prefix.length));
    else groups.set(prefix, [name.slice(prefix.length)]);
  }
  if (numbers <= mostNumbers) return groups;
  const found = `${golden.name} has ${grouped(numbers)} numbers; allowed of a golden: ${grouped(mostNumbers)}`;
  throw new EngineError('file-unsafe', found, { hint: 'Save fewer prompts, or fewer tensors.' });
}

/** Of a model that reads tokens. Reads the ids and masks. */
export async function readGolden(job: Job, golden: Checkpoint): Promise<GoldenFile> {
  const batches: GoldenBatch[] = [];
  const problems: string[] = [];
  let prompts = 0;
  for (const [prefix, names] of batchesOf(golden)) {
    const others = names.filter((name) => !given.includes(name));
    const read = await promptsOf(job, golden, prefix);
    prompts += typeof read === 'string' ? 0 : read.prompts.length;
    if (prompts > mostPrompts) {
      const found = `${golden.name} has over ${grouped(mostPrompts)} prompts, so many are allowed`;
      throw new EngineError('file-unsafe', found, { hint: 'Save fewer prompts.' });
    }
    if (typeof read === 'string') problems.push(read);
    else if (others.length > 0) batches.push({ prefix, ...read, names: others });
  }
  return { batches, problems };
}

type Prompts = Pick<GoldenBatch, 'prompts' | 'columns'>;

/** Or why there are none. */
async function promptsOf(job: Job, golden: Checkpoint, prefix: string): Promise<Prompts | string> {
  const [ids, mask] = given.map((name) => golden.tensors.get(prefix + name));
  const of = prefix === '' ? golden.name : `${golden.name}, ${prefix.slice(0, -1)}`;
  if (!ids) return `${of}: there is no input_ids, the tokens that the rest was computed of`;
  const [rows, columns] = ids.shape;
  const isBatch = ids.shape.length === 2 && rows >= 1 && columns >= 1 && rows <= mostPrompts;
  if (!isBatch) {
    return `${of}: input_ids is [${ids.shape.join(', ')}]; allowed: [prompts, tokens], at most ${mostPrompts} prompts`;
  }
  if (mask && mask.shape.join() !== ids.shape.join()) {
    return `${of}: attention_mask is [${mask.shape.join(', ')}], input_ids is [${ids.shape.join(', ')}]`;
  }
  const tokens = await numbersOf(job, golden, ids.name);
  const real = mask ? await numbersOf(job, golden, mask.name) : tokens.map(() => 1);
  const prompts: Int32Array[] = [];
  for (let row = 0; row < rows; row++) {
    const own = real.subarray(row * columns, (row + 1) * columns);
    const length = own.findLastIndex((one) => one !== 0) + 1;
    if (length === 0 || own.some((one, t) => one !== Number(t < length))) {
      return `${of}: attention_mask of row ${row} is not ones and then zeros; prompts are padded on the right`;
    }
    const said = tokens.subarray(row * columns, row * columns + length);
    const odd = said.find((id) => !Number.isInteger(id) || id < 0 || id > 2 ** 31 - 1);
    if (odd !== undefined) return `${of}: input_ids holds ${odd} in row ${row}, which is no token`;
    prompts.push(Int32Array.from(said));
  }
  return { prompts, columns };
}

/** All numbers of a tensor of any dtype. */
export async function numbersOf(job: Job, golden: Checkpoint, name: string): Promise<Float64Array> {
  const all = new Float64Array(count(golden.tensors.get(name)!.shape));
  let at = 0;
  for await (const piece of golden.pieces(job, name)) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
