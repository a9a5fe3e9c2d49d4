// How far attribution orders components as their exact effects do: asked where it matters, around the place at which the
// circuit's were cut off.
import type { Circuit } from '../circuit/discovery.ts';
import { mean } from '../circuit/faithfulness.ts';
import type { Job } from '../core/job.ts';
import { rankCorrelation } from '../numeric/ranks.ts';
import type { AttributionCheck, ComponentEffects } from './circuitFound.ts';
import { type CircuitRuns, movedOf } from './circuitRuns.ts';

/** So many components at most, of a small model all: each is a run a pair. */
const mostCompared = 32;
const pairsCompared = 8;

/** On all components and pairs where their exact effects are known already; undefined: there is no attribution. */
export async function checkAttribution(
  job: Job,
  runs: CircuitRuns,
  { exact, attribution }: ComponentEffects,
  border: Circuit,
): Promise<AttributionCheck | undefined> {
  if (attribution === undefined) return undefined;
  const of = exact ? [...attribution.keys()] : border;
  const patches = of.map((component) => runs.alone[component]);
  const moved = exact?.noising ?? (await runs.moved(job, 'noising', patches, pairsCompared));
  const effects = movedOf(moved, runs.metric);
  const pairs = effects[0].length;
  const size = (values: Float64Array) => Math.abs(mean(values.subarray(0, pairs)));
  const told = Float64Array.from(of, (component) => size(attribution[component]));
  const correlation = rankCorrelation(told, Float64Array.from(effects, size));
  return { components: of.length, pairs, correlation };
}

/** Of components in their order those around the first that were left out. */
export function borderOf(order: Circuit, ranked: number): Circuit {
  const last = Math.max(0, order.length - mostCompared);
  const from = Math.min(last, Math.max(0, ranked - mostCompared / 2));
  return order.slice(from, from + mostCompared);
}
