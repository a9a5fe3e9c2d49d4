// From what a transformer reads to its first state, x: the vectors of tokens, or of the patches of an image.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { PatchEmbedding, TokenEmbedding } from '../family/assemble.ts';
import type { Model } from '../family/model.ts';
import type { ImageSpec } from '../graph/spec.ts';
import type { Input } from '../task/trial.ts';
import type { Network } from './network.ts';
import { Rows } from './rows.ts';

export function embedding(model: Model): Network['embed'] {
  const { parts, spec, name } = model;
  const { embedding: table } = parts;
  const known = new Rows();
  return async (job, inputs, T) => {
    if (table.reads === 'patches') return ofPatches(job, model, table, spec.image!, inputs, T);
    if (T > spec.maxLength) {
      const message = `${name}: a prompt has ${T} tokens, the model reads ${spec.maxLength}`;
      throw new EngineError('task-model', message, { hint: 'Use shorter prompts.' });
    }
    return ofTokens(job, model, table, known, inputs, T);
  };
}

/**
 * The first vector, then one a patch, row by row; each with its position added. [B, T, d]. An input's values are the
 * image's numbers, [C, H, W], as the model's preprocessing leaves them; T is 1 + the number of patches.
 */
async function ofPatches(
  job: Job,
  { checkpoint, spec, name }: Model,
  { patch, bias, first, position }: PatchEmbedding,
  image: ImageSpec,
  inputs: readonly Input[],
  T: number,
) {
  const [d, size] = [spec.width, image.channels * image.height * image.width];
  const wrong = inputs.find(({ values }) => values.length !== size);
  if (wrong || T !== spec.maxLength) {
    const found = wrong ? `${wrong.values.length} numbers` : `${T} positions`;
    const { channels, height, width } = image;
    const message = `${name}: an image has ${found}, the model reads ${channels} x ${height} x ${width} in ${spec.maxLength} positions`;
    throw new EngineError('task-model', message, { hint: 'Use images of the size in its config.' });
  }
  const read = async (tensor: string) => (await checkpoint.read(job, tensor)).data;
  const [weight, offset] = [await read(patch.name), await read(bias.name)]; // [d, C h w], [d]
  const [start, places] = [await read(first.name), await read(position.name)]; // [d], [T, d]
  const x = new Float32Array(inputs.length * T * d); // [B, T, d]
  for (const [b, { values }] of inputs.entries()) {
    await job.pause();
    for (let t = 0; t < T; t++) {
      const at = (b * T + t) * d;
      const pixels = t === 0 ? undefined : pixelsOf(values, image, t - 1); // [C h w]
      for (let i = 0; i < d; i++) {
        const made = pixels ? dot(weight, i * pixels.length, pixels) + offset[i] : start[i];
        x[at + i] = made + places[t * d + i];
      }
    }
  }
  return x;
}

/** The numbers of one patch of an image [C, H, W]: [C h w] */
function pixelsOf(
  values: Input['values'],
  { channels, height, width, patch }: ImageSpec,
  n: number,
) {
  const perRow = width / patch.width;
  const [top, left] = [Math.floor(n / perRow) * patch.height, (n % perRow) * patch.width];
  const pixels = new Float32Array(channels * patch.height * patch.width);
  let to = 0;
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < patch.height; y++) {
      const from = (c * height + top + y) * width + left;
      for (let i = 0; i < patch.width; i++) pixels[to++] = values[from + i];
    }
  }
  return pixels;
}

function dot(weight: Float32Array, from: number, row: Float32Array): number {
  let sum = 0;
  for (let j = 0; j < row.length; j++) sum += weight[from + j] * row[j];
  return sum;
}

/** Token, position and type vectors, summed and scaled; what follows a prompt is token 0. [B, T, d] */
async function ofTokens(
  job: Job,
  { checkpoint, spec }: Model,
  table: TokenEmbedding,
  known: Rows,
  inputs: readonly Input[],
  T: number,
) {
  const { token, position, type, firstPosition } = table;
  const d = spec.inputWidth;
  const scale = Math.fround(spec.inputScale); // one of float32, as the rows
  const tokens = [0, ...inputs.flatMap(({ values }) => [...values])];
  const rows = await projected(
    job,
    checkpoint,
    table,
    await known.get(job, checkpoint, token.name, tokens),
  );
  const places =
    position && (await checkpoint.readRows(job, position.name, 0, firstPosition + T)).data; // [firstPosition + T, d]
  const first = type && (await known.get(job, checkpoint, type.name, [0])).get(0)!; // [d]
  const x = new Float32Array(inputs.length * T * d); // [B, T, d]
  for (const [b, { values }] of inputs.entries()) {
    const placeOf = counting(table);
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
function counting({
  firstPosition,
  padding,
}: TokenEmbedding): (token: number | undefined) => number {
  let next = firstPosition;
  return (token) => (token !== undefined && token === padding ? firstPosition - 1 : next++);
}

/** The rows [e] of tokens in the width of the model [d]. */
async function projected(
  job: Job,
  checkpoint: Checkpoint,
  { projection }: TokenEmbedding,
  rows: ReadonlyMap<number, Float32Array>,
): Promise<ReadonlyMap<number, Float32Array>> {
  if (!projection) return rows;
  const [d, e] = projection.shape;
  const { data } = await checkpoint.read(job, projection.name); // [d, e]
  const project = (row: Float32Array) =>
    Float32Array.from({ length: d }, (_, i) => {
      return dot(data, i * e, row);
    });
  return new Map([...rows].map(([token, row]) => [token, project(row)]));
}
