// Profiles of two models under 2,000 draws: 33 cuts x 20 spans and as many joint sites, 64 sets, 64 pairs, 20
// answers, on made-up responses.
import { drawWeights } from '../../src/engine/congruity/draws.ts';
import { distanceInterval } from '../../src/engine/congruity/profileIntervals.ts';
import { throwIfCancelled } from '../../src/engine/core/job.ts';
import { type Random, random } from '../../src/engine/core/random.ts';
import type { Answers } from '../../src/engine/signature/answers.ts';
import { classesOf } from '../../src/engine/signature/classes.ts';
import { coordinatesOf } from '../../src/engine/signature/coordinates.ts';
import { profileDraws } from '../../src/engine/signature/profileDraws.ts';
import { ordered } from '../../src/engine/signature/setOrder.ts';
import { occurrenceSet, type PartSet } from '../../src/engine/task/partSet.ts';
import { plainReadings } from '../support/answeredOnly.ts';
import { grid } from '../support/plans.ts';
import type { Figure } from './figure.ts';

const [cuts, sitesOfCut, pairs, K, parts, resamples] = [33, 40, 64, 20, 6, 2000];
const readings = plainReadings(parts);
const sets = ordered(
  [...Array(2 ** parts).keys()].map((mask) => occurrenceSet(mask, readings)),
  readings,
);

/** How each pair answers at a site. */
const cases: readonly (readonly [name: string, noise: number, among: number])[] = [
  ['sites hold a set', 0.05, 1],
  ['sites hold three', 0.1, 3],
  ['sites are mostly noise', 0.6, 3],
];

/** CPU seconds of each case, what a busy machine does not change, and the longest stretch without a pause. */
export async function* profileFigures(): AsyncGenerator<Figure> {
  for (const [name, noise, among] of cases) {
    const models = ['a', 'b'].map((seed) => answersOf(random(`${name} ${seed}`), noise, among));
    let [last, longest] = [performance.now(), 0];
    const job = {
      cancelled: false,
      progress: () => undefined,
      pause: async () => {
        longest = Math.max(longest, performance.now() - last);
        throwIfCancelled(job);
        last = performance.now();
      },
    };
    const classes = await classesOf(job, models, sets);
    const sites = {
      own: new Int32Array(cuts * sitesOfCut),
      firm: new Uint8Array(cuts * sitesOfCut * sets.length).fill(1),
    };
    const weights = drawWeights({ resamples, seed: 0 }, pairs);
    const begun = process.cpuUsage();
    const draws = [];
    for (const answers of models) {
      const coordinates = await coordinatesOf(job, answers, sets);
      const read = { answers, coordinates, classes, sites, readings };
      draws.push(await profileDraws(job, read, weights, 0.95));
    }
    const { value, low, high } = distanceInterval(draws[0], draws[1], 0.95)!;
    const seconds = process.cpuUsage(begun).user / 1e6;
    console.log(`         ${name}: ${[value, low, high].map((x) => x.toFixed(4)).join(' ')}`);
    const what = `profiles of 33 x 40 sites, 64 sets, 2,000 resamples: ${name}`;
    yield { what, bar: '<= 60 s of CPU', found: `${seconds.toFixed(1)} s`, met: seconds <= 60 };
    yield {
      what: `longest stretch of that without a pause: ${name}`,
      bar: '<= 1000 ms',
      found: `${longest.toFixed(0)} ms`,
      met: longest <= 1000,
    };
  }
}

function answersOf(rng: Random, noise: number, among: number): Answers {
  const mixed = new Map(sets.map((set): [PartSet, Float32Array] => [set, sharp(rng)]));
  const site = new Float32Array(cuts * sitesOfCut * pairs * K);
  for (let s = 0; s < cuts * sitesOfCut; s++) {
    const held = Array.from({ length: among }, () => mixed.get(sets[rng.below(sets.length)])!);
    const other = sharp(rng);
    for (let i = 0; i < pairs; i++) {
      const from = held[rng.below(among)];
      for (let k = 0; k < K; k++) {
        const at = i * K + k;
        site[s * pairs * K + at] = (1 - noise) * from[at] + noise * other[at];
      }
    }
  }
  const plan = grid(cuts, sitesOfCut);
  return { plan, pairs, outcomes: K, clean: mixed.get(0)!, site, mixed };
}

/** One answer a pair, more or less surely: [pairs, K]. */
function sharp(rng: Random): Float32Array {
  const out = new Float32Array(pairs * K);
  for (let i = 0; i < pairs; i++) {
    const sure = 0.7 + 0.28 * rng.next();
    out.fill((1 - sure) / (K - 1), i * K, (i + 1) * K);
    out[i * K + rng.below(K)] = sure;
  }
  return out;
}
