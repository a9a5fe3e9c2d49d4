// The directions of places that the answers use: the leading ones of how sensitive they are to them, over pairs. From the
// store where it was computed before.

import { keptBytes } from '../attribution/ascent.ts';
import { type Contrast, logitDifference } from '../attribution/metric.ts';
import { slopesAt } from '../attribution/slopes.ts';
import { decodeSafetensors, encodeSafetensors } from '../checkpoint/encodeSafetensors.ts';
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { Tensor } from '../core/tensor.ts';
import { type Site, siteKey } from '../forward/plan.ts';
import type { Responses } from '../forward/responses.ts';
import { runnableNetwork } from '../forward/runnable.ts';
import { type Directions, leadingDirections } from '../signature/subspaces.ts';
import { everything, nothing } from '../task/partSet.ts';
import type { ModelRun } from './modelRun.ts';
import { onPlace } from './onPlace.ts';
import { digestOf, digestWithRuntime, kept } from './remember.ts';
import { readyFor } from './rememberedMeans.ts';

/** Gradients of so many pairs: more change the leading directions little, and cost as much each as a few prompts. */
const mostPairs = 64;

/**
 * On the way from the source to the base, as in integrated attribution: at the base alone an answer that is sure of itself
 * depends on nothing, and the directions are of those pairs that happen to be near a border.
 */
const points = 5;

/**
 * Of each place: the gradients of the logit of what is said to it less that of what is said to the
 * source; where that is the same, less that of the runner-up.
 */
export async function usedDirections(
  ...asked: Parameters<typeof directionsAt>
): Promise<readonly Directions[]> {
  const [, ports] = asked;
  return onPlace(ports, () => directionsAt(...asked));
}

async function directionsAt(
  job: Job,
  ports: Ports,
  run: ModelRun,
  cut: Responses,
  sites: readonly Site[],
): Promise<readonly Directions[]> {
  if (sites.length === 0) return [];
  const { trial, depends } = run;
  const pairs = [...Array(Math.min(mostPairs, cut.pairs)).keys()];
  const contrasts = pairs.map((i) => contrastOf(cut, i));
  const digest = await digestWithRuntime(ports, [
    ...[
      depends,
      'slopes',
      points,
      sites.map(siteKey),
      contrasts,
      [...trial.answers],
      [...trial.outcomes],
    ],
    pairs.map((i) => trial.identity(i)),
  ]);
  const key = `slopes-${digestOf(ports, digest)}`;
  const known = await kept(ports, key, (bytes) => decoded(bytes, sites.length));
  const slopes = known ?? (await made(job, ports, run, pairs, contrasts, sites));
  if (!known) await ports.store.put(key, encoded(slopes));
  return slopes.map((rows) => {
    return leadingDirections({
      width: rows[0].length,
      rows: rows.map((row) => Float64Array.from(row)),
    });
  });
}

async function made(
  job: Job,
  ports: Ports,
  run: ModelRun,
  pairs: readonly number[],
  contrasts: readonly Contrast[],
  sites: readonly Site[],
) {
  const { trial } = run;
  const longest = Math.max(...pairs.map((i) => trial.input(i, nothing).values.length));
  const forward = await readyFor(job, ports, run, keptBytes(runnableNetwork(run.model), longest));
  const metric = logitDifference(trial, contrasts);
  const question = { trial, pairs, into: nothing, from: everything, metric, steps: points };
  return slopesAt(job, forward, question, sites);
}

function contrastOf({ clean, mixed, outcomes: K }: Responses, pair: number): Contrast {
  const row = (rows: Float32Array) => rows.subarray(pair * K, (pair + 1) * K);
  const order = (of: Float32Array) => [...of.keys()].sort((a, b) => of[b] - of[a]);
  const [said, next] = order(row(clean));
  const [other] = order(row(mixed.get(everything) ?? clean));
  return { right: [said], wrong: [other === said ? next : other] };
}

function encoded(slopes: readonly (readonly Float32Array[])[]): Uint8Array {
  const tensors = slopes.map((rows, p): [string, Tensor] => {
    const data = new Float32Array(rows.length * rows[0].length);
    for (const [r, row] of rows.entries()) data.set(row, r * row.length);
    return [`slopes ${p}`, { dims: [rows.length, rows[0].length], data }];
  });
  return encodeSafetensors(new Map(tensors));
}

/** Throws EngineError where the bytes are not of so many places. */
function decoded(bytes: Uint8Array, places: number): Float32Array[][] {
  const { tensors } = decodeSafetensors(bytes);
  return Array.from({ length: places }, (_, p) => {
    const stored = tensors.get(`slopes ${p}`);
    if (!(stored?.data instanceof Float32Array)) {
      throw new EngineError('file-format', `the stored slopes lack those of place ${p}`);
    }
    const [rows, width] = stored.dims;
    const { data } = stored;
    return Array.from({ length: rows }, (_, r) => data.subarray(r * width, (r + 1) * width));
  });
}
