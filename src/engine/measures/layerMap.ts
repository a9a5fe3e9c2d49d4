// Every layer of one model against every layer of another, by one measure, and beside each number what chance gives:
// the same with the prompts of one model permuted, all of its layers alike. The prompts stand in random order, and a
// permutation shifts them round: shifts are a group, so a test by them is as exact as one by all permutations, and a
// shifted matrix is copied in whole pieces of rows, which takes a tenth of the time.
import { type Job, subJob } from '../core/job.ts';
import { random, shuffled } from '../core/random.ts';
import { quantile } from '../numeric/statistics.ts';
import type { Measure } from './measure.ts';

/** Inner products of the rows of a [m, size] with those of b [k, size]: [m, k]. */
export type Products = (a: Float32Array, b: Float32Array, size: number) => Promise<Float32Array>;

/** The layers of a model as a measure has prepared them; undefined: the rows of that one do not vary. */
export type Layers = readonly unknown[];

/** The rows of a prompt follow one another and are permuted together. */
export type Chance = {
  readonly prompts: number; // in random order
  readonly rowsEach: number;
  /** At most one less than prompts. */
  readonly permutations: number;
  readonly seed: number;
};

export type LayerPair = {
  readonly value: number;
  /** The number that one permutation in twenty reaches; undefined: none was made. */
  readonly chance: number | undefined;
  /** The share of permutations that are as alike, with the prompts as they are as one; undefined: none was made. */
  readonly p: number | undefined;
};

/** A permutation may give the same number but for rounding: then it is as alike. */
const rounding = 1e-6;
/** One permutation in twenty is beyond. */
export const levelOfChance = 0.95;

/** By a share of permutations that are as alike: readers are told by the same rule (`isBeyondChance` of the protocol). */
export const isBeyond = (p: number): boolean => p <= 0.05;

/** [layers of A][layers of B]; undefined where one of the two does not vary. */
export async function layerMap(
  job: Job,
  measure: Measure,
  a: Layers,
  b: Layers,
  chance: Chance,
  products: Products,
): Promise<(LayerPair | undefined)[][]> {
  const [ofA, ofB] = [a, b].map((layers) =>
    [...layers.keys()].filter((l) => layers[l] !== undefined),
  );
  const [inA, inB] = [ofA.map((l) => a[l]), ofB.map((m) => b[m])];
  const first = 1 / (1 + chance.permutations);
  const values = await eachWithEach(subJob(job, 0, first), measure, inA, inB);
  const drawn = await permuted(subJob(job, first, 1), measure, inA, inB, chance, products);
  return a.map((_, l) =>
    b.map((__, m) => {
      const at = ofA.indexOf(l) * ofB.length + ofB.indexOf(m);
      if (!ofA.includes(l) || !ofB.includes(m)) return undefined;
      return { value: values[at], ...against(measure, values[at], drawn, at) };
    }),
  );
}

/** [a, b], each as exactly as can be. */
async function eachWithEach(job: Job, { compare }: Measure, a: Layers, b: Layers) {
  const values = new Float64Array(a.length * b.length);
  for (const [l, x] of a.entries()) {
    for (const [m, y] of b.entries()) {
      await job.pause();
      job.progress((l * b.length + m) / values.length, 'comparing layers');
      values[l * b.length + m] = compare(x, y);
    }
  }
  return values;
}

/** [a, b] for each permutation. */
async function permuted(
  job: Job,
  measure: Measure,
  a: Layers,
  b: Layers,
  { prompts, rowsEach, permutations, seed }: Chance,
  products: Products,
): Promise<ArrayLike<number>[]> {
  const rng = random(`permuted prompts ${seed}`);
  const shifts = shuffled([...Array(prompts).keys()].slice(1), rng).slice(0, permutations);
  const vectors = vectorsOf(measure, a, b, products);
  const drawn: ArrayLike<number>[] = [];
  for (const [k, shift] of shifts.entries()) {
    await job.pause();
    const part = subJob(job, k / shifts.length, (k + 1) / shifts.length);
    part.progress(0, 'comparing layers with permuted prompts');
    const by = shift * rowsEach;
    const moved = () => b.map((layer) => measure.shifted(layer, by));
    drawn.push(await (vectors ? vectors(by) : eachWithEach(part, measure, a, moved())));
  }
  return drawn;
}

/** Compares all layers at once under a shift; undefined: the measure is no inner product of vectors. */
function vectorsOf(
  { vectorSize, writeVector }: Measure,
  a: Layers,
  b: Layers,
  products: Products,
): ((by: number) => Promise<Float32Array>) | undefined {
  if (!vectorSize || !writeVector || a.length === 0 || b.length === 0) return undefined;
  const size = vectorSize(a[0]);
  const written = (layers: Layers, by: number, into: Float32Array) => {
    for (const [l, layer] of layers.entries()) {
      writeVector(layer, by, into.subarray(l * size, (l + 1) * size));
    }
    return into;
  };
  const ofA = written(a, 0, new Float32Array(a.length * size));
  const ofB = new Float32Array(b.length * size);
  return (by) => products(ofA, written(b, by, ofB), size);
}

function against(
  { direction }: Measure,
  value: number,
  drawn: readonly ArrayLike<number>[],
  at: number,
): Pick<LayerPair, 'chance' | 'p'> {
  if (drawn.length === 0) return { chance: undefined, p: undefined };
  const sign = direction === 'similarity' ? 1 : -1;
  const sorted = Float64Array.from(drawn, (all) => sign * all[at]).sort();
  const asAlike = sorted.filter((x) => x >= sign * value - rounding).length;
  return {
    chance: sign * quantile(sorted, levelOfChance),
    p: (1 + asAlike) / (1 + drawn.length),
  };
}
