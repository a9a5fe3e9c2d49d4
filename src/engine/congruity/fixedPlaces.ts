// Two models that read the same rows: their regions are the same places, so a site is matched with its own place and
// no other, and what each region of the input does to the answer is compared directly.
import type { Assigner } from '../numeric/assignment.ts';
import { equalWeights } from '../numeric/resample.ts';
import { meanVariation, responsesAt } from '../signature/answers.ts';
import type { Readings } from '../signature/signature.ts';
import { siteMismatch, type Variation } from './mismatch.ts';

export function hasFixedPlaces({ stats }: Readings): boolean {
  return stats.responses.plan.fixedPlaces === true;
}

/** Each place to itself. */
export function ownPlaces(places: number): Assigner {
  const own = Int32Array.from({ length: places }, (_, place) => place);
  return { solve: () => own };
}

/** Of the places of the input the one that two models answer to least alike, under every draw. */
export function apartAtInput(
  a: Readings,
  b: Readings,
  variation: Variation,
): { readonly values: Float64Array; readonly place: number } {
  const draws = [...a.draws.keys()];
  const between = siteMismatch(a, b, variation);
  const values = new Float64Array(draws.length);
  let place = 0;
  for (const [k, site] of a.cuts[0].entries()) {
    const found = between(site, 0, k, 1, draws);
    if (found[0] > values[0]) place = k;
    for (const draw of draws) values[draw] = Math.max(values[draw], found[draw]);
  }
  return { values, place };
}

/** How much two models' answers move in the mean where a place of the input is taken. */
export function movesAt(a: Readings, b: Readings, place: number): readonly [number, number] {
  const move = ({ stats: { responses }, cuts: [input] }: Readings) =>
    meanVariation(
      responsesAt(responses, input[place]),
      responses.clean,
      equalWeights(responses.pairs),
    );
  return [move(a), move(b)];
}

/** Of what a region does at a cut, in units of chance: by less it does there just what it does in the input. */
const leastMixed = 0.01;

/**
 * Is there a cut between input and answer at which a region still has a place of its own, changes the answer when it is
 * taken alone, and is not the input over again, as after a scaling? Without one, interchanges see what the input does
 * to the answer and nothing of how it is computed.
 */
export function regionTells(readings: Readings, variation: Variation, least: number): boolean {
  const [input] = readings.cuts;
  const nothing = input.length - 1; // the last place has none of the input
  const between = siteMismatch(readings, readings, variation);
  const isInner = (site: number, place: number) =>
    between(site, 0, nothing, 1, [0])[0] > least && between(site, 0, place, 1, [0])[0] > leastMixed;
  return readings.cuts.slice(1, -1).some((sites) => sites.slice(0, nothing).some(isInner));
}
