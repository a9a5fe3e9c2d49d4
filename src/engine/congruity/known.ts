// What is known of one model by itself, whoever it is compared with: readings, controls, and whether it
// has a cut of its own.
import type { Job } from '../core/job.ts';
import { random } from '../core/random.ts';
import type { Responses } from '../forward/responses.ts';
import { pairStatistics } from '../signature/pairStatistics.ts';
import { type Readings, sampleReadings } from '../signature/signature.ts';
import { type Control, type ControlOptions, controlsOf } from './controls.ts';
import { mismatchesOf } from './distance.ts';
import { hasFixedPlaces, regionTells } from './fixedPlaces.ts';
import { variationOf } from './mismatch.ts';
import { type Sides, sidesOf } from './profiles.ts';
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
  readonly readings: Readings;
  readonly sides: Sides;
  readonly controls: readonly Control[];
  readonly hasInnerCut: boolean;
};

export type KnownOptions = ControlOptions & { readonly seed: number };

export async function knownOf(
  job: Job,
  { name, responses, twin }: Contestant,
  options: KnownOptions,
): Promise<Known> {
  const readings = await sampleReadings(job, await pairStatistics(job, responses));
  const rng = random(`controls ${options.seed}`);
  return {
    name,
    readings,
    sides: sidesOf(responses),
    controls: await controlsOf(job, name, readings, twin, rng, options),
    hasInnerCut: await hasOwnInnerCut(job, readings, options),
  };
}

async function hasOwnInnerCut(job: Job, readings: Readings, { fullMargin }: KnownOptions) {
  if (!hasFixedPlaces(readings)) return hasInnerCut(await fromEnds(job, readings), fullMargin);
  return regionTells(readings, variationOf(readings.stats, readings.stats), fullMargin);
}

/** D of every cut of a model and its first, and its last: [cuts, 2]. */
export async function fromEnds(job: Job, readings: Readings): Promise<Float64Array> {
  const variation = variationOf(readings.stats, readings.stats);
  const ends = [0, readings.cuts.length - 1];
  return (await mismatchesOf(job, readings, readings, variation, ends)).cutMismatch;
}
