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

/** Does some region of the input, taken alone, change the answer? Then not every model that solves the task matches. */
export function inputTells(readings: Readings, variation: Variation, least: number): boolean {
  const [input] = readings.cuts;
  const nothing = input.length - 1; // the last place has none of the input
  const between = siteMismatch(readings, readings, variation);
  return input.slice(0, nothing).some((site) => between(site, 0, nothing, 1, [0])[0] > least);
}
