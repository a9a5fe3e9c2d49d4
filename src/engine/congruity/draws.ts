// The draws of a run, in blocks, and what models read under them. All pairs of models have the same draws,
// so in a fleet a model's readings serve all its pairs as long as there is room to keep them.
import type { Job } from '../core/job.ts';
import { random } from '../core/random.ts';
import { resampleWeights } from '../numeric/resample.ts';
import type { PairStatistics } from '../signature/pairStatistics.ts';
import { type Readings, readingsOf } from '../signature/signature.ts';

export type Draws = {
  readonly blocks: number;
  /** Of the draws of a block. */
  readings(job: Job, stats: PairStatistics, block: number): Promise<Readings>;
};

export type DrawOptions = {
  readonly resamples: number; // 2000
  readonly seed: number;
  /** Bytes of readings that are kept to be asked for again; 0: none are. */
  readonly keep?: number;
};

/** Numbers of one model that a block of draws keeps at once: 64 MB. */
const mostNumbers = 2 ** 23;
/** More draws in a block would not be faster: what does not depend on the draw is a small part then. */
const mostDraws = 512;

/** Draws for models that are no larger than `largest`, with as many spans and on the same pairs. */
export function drawsOf(largest: PairStatistics, { resamples, seed, keep = 0 }: DrawOptions) {
  const { pairs, plan, parts } = largest.responses;
  const numbers = plan.cuts[0].length ** 2 + (parts + 1) * largest.sites; // costs of a cut pair; shares and chance
  const size = Math.max(1, Math.min(mostDraws, Math.floor(mostNumbers / numbers)));
  const bytes = 8 * size * (numbers + pairs); // with their weights
  const kept: { readonly stats: PairStatistics; readonly block: number; readings: Readings }[] = [];
  const weights = weightsInOrder((block, rng) => {
    return resampleWeights(Math.min(size, resamples - block * size), pairs, rng);
  }, seedOf(seed));
  const draws: Draws = {
    blocks: Math.ceil(resamples / size),
    async readings(job, stats, block) {
      const at = kept.findIndex((one) => one.stats === stats && one.block === block);
      const [known] = at < 0 ? [] : kept.splice(at, 1);
      const readings = known?.readings ?? (await readingsOf(job, stats, weights(block)));
      kept.push({ stats, block, readings }); // the latest used stay longest
      while (kept.length * bytes > keep) kept.shift();
      return readings;
    },
  };
  return draws;
}

/** The weights of all draws at once, the same as in blocks: [resamples, pairs]. They are fewer than the responses. */
export function drawWeights({ resamples, seed }: DrawOptions, pairs: number): Float64Array {
  return resampleWeights(resamples, pairs, random(seedOf(seed)));
}

function seedOf(seed: number): string {
  return `interval ${seed}`;
}

/** The weights of any block, from one run of random numbers; asked for in order each is made once. */
function weightsInOrder(
  make: (block: number, rng: ReturnType<typeof random>) => Float64Array,
  seed: string,
): (block: number) => Float64Array {
  let rng = random(seed);
  let last: { readonly block: number; readonly weights: Float64Array } | undefined;
  return (wanted) => {
    if (last && last.block > wanted) {
      rng = random(seed);
      last = undefined;
    }
    for (let block = (last?.block ?? -1) + 1; block <= wanted; block++) {
      last = { block, weights: make(block, rng) };
    }
    return last!.weights;
  };
}
