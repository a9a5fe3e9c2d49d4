// Responses with a known mixture at every site: on a share of the pairs a site answers as one set of parts, on
// the rest as others, more or less purely. A large population of pairs gives the true profile.
import { quietJob } from '../../src/engine/core/job.ts';
import { type Random, random } from '../../src/engine/core/random.ts';
import type { Responses } from '../../src/engine/forward/responses.ts';
import { classesOf } from '../../src/engine/signature/classes.ts';
import { coordinatesOf } from '../../src/engine/signature/coordinates.ts';
import { firmWeights } from '../../src/engine/signature/determined.ts';
import type { Read } from '../../src/engine/signature/profileDraws.ts';
import { setOrder } from '../../src/engine/signature/setOrder.ts';
import { byPartSet, plainReadings } from './answeredOnly.ts';
import { gridWith } from './plans.ts';

export type Mixed = {
  /** Set of parts -> on which share of the pairs the site answers as it does; they sum to 1. */
  readonly shares: ReadonlyMap<number, number>;
  /** Weight of an answer at random. */
  readonly noise: number;
  /** Sites of one group choose alike; undefined: by itself. */
  readonly group?: string;
};

export const mixtureParts = 3;
const sets = Array.from({ length: 1 << mixtureParts }, (_, mask) => mask);
const K = 4;

/** F_G: each pair has one answer for each set of parts; how sure differs from pair to pair. */
export function idealMixtures(
  pairs: number,
  sites: readonly Mixed[],
  seed: string,
  sure: number, // 0..1
): Responses {
  const mixed = new Map(sets.map((set) => [set, answers(set, pairs, sure, seed)]));
  const carried = sites.map(({ shares, noise, group }, s) => {
    const rng = random(`${seed} site ${group ?? s}`);
    const own = random(`${seed} noise ${s}`);
    const out = new Float32Array(pairs * K);
    for (let i = 0; i < pairs; i++) {
      const from = mixed.get(pick(shares, rng.next()))!;
      const other = distribution(own);
      for (let k = 0; k < K; k++) {
        out[i * K + k] = (1 - noise) * from[i * K + k] + noise * other[k];
      }
    }
    return out;
  });
  const none = new Float32Array(mixtureParts * sites.length * pairs);
  const site = new Float32Array(sites.length * pairs * K);
  for (const [s, rows] of carried.entries()) site.set(rows, s * pairs * K);
  const effect = new Float32Array(mixtureParts * pairs);
  return {
    ...gridWith(
      1,
      sites.map(() => -1),
    ),
    ...{ pairs, outcomes: K, parts: mixtureParts, mixed, site },
    ...{ clean: mixed.get(0)!, passed: none, whole: effect, effect },
  };
}

function answers(set: number, pairs: number, sure: number, seed: string): Float32Array {
  const right = random(`answers ${set}`); // the same task for every model
  const rng = random(`${seed} answers ${set}`);
  const out = new Float32Array(pairs * K);
  for (let i = 0; i < pairs; i++) {
    const here = sure * (0.7 + 0.3 * rng.next());
    out.fill((1 - here) / (K - 1), i * K, (i + 1) * K);
    out[i * K + right.below(K)] = here;
  }
  return out;
}

function pick(shares: ReadonlyMap<number, number>, at: number): number {
  let sum = 0;
  let last = 0;
  for (const [set, share] of shares) {
    sum += share;
    last = set;
    if (at < sum) break;
  }
  return last;
}

function distribution(rng: Random): number[] {
  const row = Array.from({ length: K }, () => rng.next() ** 4);
  const sum = row.reduce((total, x) => total + x, 0);
  return row.map((x) => x / sum);
}

/** A model as read off all its pairs, with the classes of both. */
export async function readOf(models: readonly Responses[]): Promise<Read[]> {
  const readings = plainReadings(mixtureParts);
  const all = models.map((responses) => byPartSet(responses, readings));
  const names = [...all[0].mixed.keys()].sort(setOrder(readings));
  const classes = await classesOf(quietJob, all, names);
  return Promise.all(
    all.map(async (answers): Promise<Read> => {
      const coordinates = await coordinatesOf(quietJob, answers, names);
      const firm = await firmWeights(quietJob, answers, coordinates, classes);
      const sites = { own: new Int32Array(coordinates.strength.length), firm };
      return { answers, coordinates, classes, sites, readings };
    }),
  );
}
