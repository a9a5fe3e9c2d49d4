// What is known of one model by itself, whoever it is compared with: its signature, its controls, and
// whether it has a cut of its own.
import type { Job } from '../core/job.ts';
import { random } from '../core/random.ts';
import type { Responses } from '../forward/responses.ts';
import { type Signature, signatureOf } from '../signature/signature.ts';
import { type Control, halvesDistance, permutedDistance, twinDistance } from './controls.ts';
import { mismatchesOf } from './distance.ts';
import { variationOf } from './mismatch.ts';
import { hasInnerCut } from './verdict.ts';

/** A model that has passed the gate. */
export type Contestant = {
  readonly name: string;
  readonly responses: Responses;
  /** Responses, on the first of the pairs, of the model with each weight matrix shuffled. */
  readonly twin: Responses;
};

export type Known = {
  readonly name: string;
  readonly signature: Signature;
  readonly controls: readonly Control[];
  readonly hasInnerCut: boolean;
};

export type KnownOptions = {
  readonly margin: number; // delta, .3
  readonly fullMargin: number; // deltaFull, .15
  readonly seed: number;
};

export async function knownOf(
  job: Job,
  { name, responses, twin }: Contestant,
  options: KnownOptions,
): Promise<Known> {
  const signature = await signatureOf(job, responses);
  return {
    name,
    signature,
    controls: await controlsOf(job, name, signature, twin, options),
    hasInnerCut: await hasOwnInnerCut(job, signature, options),
  };
}

async function controlsOf(
  job: Job,
  name: string,
  signature: Signature,
  twin: Responses,
  { seed, margin }: KnownOptions,
): Promise<Control[]> {
  const { stats } = signature;
  const rng = random(`controls ${name} ${seed}`);
  const positive = (what: string, distance: number): Control => {
    const passed = distance < margin;
    return { kind: 'positive', name: `${name} ${what}`, distance, wanted: 'near 0', passed };
  };
  const negative = (what: string, distance: number): Control => {
    const passed = distance > margin;
    return { kind: 'negative', name: `${name} ${what}`, distance, wanted: 'near 1', passed };
  };
  const halves = await halvesDistance(job, stats, rng);
  const permuted = await permutedDistance(job, signature, rng);
  const shuffled = await twinDistance(job, stats.responses, twin);
  return [
    positive('on disjoint halves of the pairs', halves),
    negative('against itself with the pairs permuted', permuted),
    negative('against its twin with shuffled weights', shuffled),
  ];
}

async function hasOwnInnerCut(job: Job, signature: Signature, { fullMargin }: KnownOptions) {
  const variation = variationOf(signature.stats, signature.stats);
  const ends = [0, signature.cuts.length - 1];
  const own = await mismatchesOf(job, signature, signature, variation, ends);
  return hasInnerCut(own.cutMismatch, fullMargin);
}
