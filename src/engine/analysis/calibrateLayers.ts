// What measures of representations say of every two models of a truth, where the answer is read.
import type { MethodScores } from '../calibration/judge.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Products } from '../forward/products.ts';
import type { Measure } from '../measures/measure.ts';
import { type LayerWay, layerMethods } from './calibrateMethods.ts';
import { eachOf, silent, type TaskRun } from './calibrateRun.ts';
import { layersOf } from './familyLayers.ts';
import { preparedBy, promptsOnce, usualRows } from './layers.ts';
import { placedProducts } from './onPlace.ts';

/** Of more prompts a measure that takes the square of them would take longer, and say the same of such small models. */
const mostPrompts = 256;

/** Rows after each block, of all prompts: [blocks]. */
type Rows = readonly Float32Array[];

/** By method, of those that were asked for. */
export async function layerScores(
  job: Job,
  run: TaskRun,
): Promise<ReadonlyMap<string, MethodScores>> {
  const asked = layerMethods.filter(({ name }) => run.settings.methods.has(name));
  const scores = new Map<string, MethodScores>();
  if (asked.length === 0) return scores;
  const { prepared, solvers } = run;
  const [{ candidate }] = solvers; // the prompts of one model are those of all
  const once = promptsOnce({ candidates: [candidate], pairs: prepared.pairs });
  const chosen = once.slice(0, mostPrompts);
  const rows = await run.clock.time('prompts for measures', () =>
    eachOf(subJob(job, 0, 0.2), 'prompts of models', solvers, (solver) =>
      layersOf(silent(job), run, solver.candidate, chosen),
    ),
  );
  const products = placedProducts(run.ports);
  try {
    const used = [...new Set(asked.map(({ measure }) => measure))];
    for (const [k, measure] of used.entries()) {
      const part = subJob(job, 0.2 + (0.8 * k) / used.length, 0.2 + (0.8 * (k + 1)) / used.length);
      const ways = asked.filter((method) => method.measure === measure);
      const distances = await run.clock.time(measure.title, () =>
        distancesBy(
          part,
          run,
          measure,
          rows,
          chosen.length,
          ways.map(({ way }) => way),
          products,
        ),
      );
      for (const [w, { name }] of ways.entries()) {
        const distance = distances.map((each) => each[w]);
        scores.set(name, { distance, says: undefined, threshold: undefined, held: undefined });
      }
    }
  } finally {
    await products.release();
  }
  return scores;
}

/** By pair of models, and way. */
async function distancesBy(
  job: Job,
  { pairs }: TaskRun,
  measure: Measure,
  rows: readonly Rows[],
  all: number,
  ways: readonly LayerWay[],
  products: Products,
): Promise<(number | undefined)[][]> {
  const n = Math.min(all, usualRows[measure.cost]);
  const prompts = [...Array(n).keys()];
  const prepared: unknown[][] = [];
  for (const layers of rows) {
    const own: unknown[] = [];
    for (const of of layers) {
      await job.pause();
      const first = of.slice(0, (of.length / all) * n);
      own.push(await preparedBy({ measure, prompts, rowsEach: 1 }, first, products));
    }
    prepared.push(own);
  }
  const sign = measure.direction === 'similarity' ? -1 : 1;
  const between = (a: unknown, b: unknown) =>
    a === undefined || b === undefined ? undefined : sign * measure.compare(a, b);
  return eachOf(job, measure.title, pairs, async ({ a, b }) =>
    ways.map((way) => distanceBy[way](prepared[a], prepared[b], between)),
  );
}

type Between = (a: unknown, b: unknown) => number | undefined;

const distanceBy: Readonly<
  Record<
    LayerWay,
    (a: readonly unknown[], b: readonly unknown[], between: Between) => number | undefined
  >
> = {
  last: (a, b, between) => between(a.at(-1), b.at(-1)),
  /** The mean over the blocks of both of how far the nearest of the other is. */
  best(a, b, between) {
    const map = a.map((x) => b.map((y) => between(x, y)));
    const rows = map.map((row) => least(row));
    const columns = b.map((_, m) => least(map.map((row) => row[m])));
    const known = [...rows, ...columns].filter((each) => each !== undefined);
    return known.length === 0 ? undefined : known.reduce((sum, x) => sum + x, 0) / known.length;
  },
};

function least(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((each) => each !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
