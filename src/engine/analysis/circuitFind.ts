// What a model's circuit is and how well it does: effects, the smallest set that does alone, and how that fares on other
// pairs, beside sets at random.
import type { CircuitMetric } from '../../protocol/circuit.ts';
import { sizesOf } from '../circuit/curve.ts';
import {
  type Ask,
  type Circuit,
  type Discovered,
  discover,
  type Orders,
} from '../circuit/discovery.ts';
import { type Ends, type Estimate, faithfulnessOf, gap, meanOf } from '../circuit/faithfulness.ts';
import {
  byMagnitude,
  bySign,
  type Effects,
  randomCircuits,
  stability,
} from '../circuit/ranking.ts';
import { EngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import { cutSites } from '../forward/plan.ts';
import { stepsOf } from './attributed.ts';
import { borderOf, checkAttribution } from './attributionCheck.ts';
import type { Checked, CircuitFound, ComponentEffects } from './circuitFound.ts';
import { type CircuitRuns, movedOf } from './circuitRuns.ts';
import type { CircuitSettings } from './circuitSettings.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { Study } from './study.ts';
import type { Used } from './usedPairs.ts';

/** Circuits of the same size at random. */
const randoms = 100;

export async function findCircuit(
  job: Job,
  study: Study,
  runs: CircuitRuns,
  { used, settings, given }: Pick<CircuitFound, 'used' | 'settings' | 'given'>,
  clock: Stopwatch,
): Promise<CircuitFound> {
  const { seed } = study;
  const ends = await soundEnds(subJob(job, 0, 0.01), runs, used, settings);
  const measured = await componentEffects(subJob(job, 0.01, 0.5), runs, settings);
  const { exact, attribution } = measured;
  clock.lap('effects of heads and MLPs');
  const { metric } = settings;
  const effects = helpOf(attribution ?? movedOf(exact!.noising, metric), metric);
  const scores =
    given?.kind === 'scores' ? given.scores.map((each) => Float64Array.of(each)) : effects;
  const orders = ordersOf(scores);
  const discovered =
    given?.kind === 'circuit'
      ? asGiven(given.circuit, orders)
      : await discoverIn(subJob(job, 0.5, 0.7), runs, used, { orders, ends, settings });
  clock.lap('finding the circuit');
  const border = borderOf(orders.order, discovered.leading.length);
  const attributionCheck = await checkAttribution(subJob(job, 0.7, 0.72), runs, measured, border);
  const part = subJob(job, 0.72, 0.9);
  const checked = await check(part, runs, used, ends, discovered.circuit, orders, seed);
  const often = { resamples: study.settings.resamples, seed };
  const stable = await stability(job, effects, discovered.leading.length, often);
  clock.lap('checking it, and circuits at random');
  const edges = await edgeScores(subJob(job, 0.9, settings.sites ? 0.95 : 1), runs, settings);
  const sites = settings.sites ? await siteEffects(subJob(job, 0.95, 1), runs, study) : undefined;
  return {
    ...{ used, settings, given, runs, ...measured, attributionCheck },
    ...{ sites, edges, discovered, checked },
    stability: stable,
  };
}

/** What there is for a circuit to keep. Throws EngineError 'task-model' where there is nothing. */
export async function soundEnds(
  job: Job,
  runs: CircuitRuns,
  { found }: Used,
  settings: CircuitSettings,
): Promise<Ends> {
  const ends = await runs.ends(job, found);
  checkGap(runs.name, ends, settings);
  return ends;
}

export function ordersOf(scores: Effects): Orders {
  return { order: byMagnitude(scores), helping: bySign(scores) };
}

/** The smallest circuit in these orders that keeps all but the tolerance, on the pairs that it is found on. */
export async function discoverIn(
  job: Job,
  runs: CircuitRuns,
  { found }: Used,
  by: { readonly orders: Orders; readonly ends: Ends; readonly settings: CircuitSettings },
): Promise<Discovered> {
  const ask: Ask = (part, circuits) => asked(part, runs, found, by.ends, circuits);
  return discover(job, by.orders, 1 - by.settings.tolerance, ask);
}

function asGiven(circuit: Circuit, { order }: Orders): Discovered {
  const inside = new Set(circuit);
  const kept = order.filter((one) => inside.has(one));
  return { circuit: kept, leading: kept };
}

/** Exact, or to first order, or both: as is asked for. */
async function componentEffects(
  job: Job,
  runs: CircuitRuns,
  settings: CircuitSettings,
): Promise<ComponentEffects> {
  const { effects, isExact } = settings;
  const attribution =
    effects === 'interchange'
      ? undefined
      : await runs.attributed(subJob(job, 0, 0.2), stepsOf[effects]);
  if (!isExact) return { exact: undefined, attribution };
  const part = subJob(job, attribution ? 0.2 : 0, 1);
  const noising = await runs.moved(subJob(part, 0, 0.5), 'noising', runs.alone);
  const denoising = await runs.moved(subJob(part, 0.5, 1), 'denoising', runs.alone);
  return { exact: { noising, denoising }, attribution };
}

/** How much each component's interchange takes from the measure: [components][n]. */
export function helpOf(moved: Effects, metric: CircuitMetric): Effects {
  return metric === 'KL' ? moved : moved.map((each) => each.map((value) => -value));
}

/** Joint runs: everything outside of each circuit is interchanged. */
async function asked(
  job: Job,
  runs: CircuitRuns,
  pairs: readonly number[],
  ends: Ends,
  circuits: readonly Circuit[],
): Promise<Estimate[]> {
  const measured = await runs.measured(job, pairs, circuits);
  return measured.map((each) => faithfulnessOf(each, ends));
}

async function check(
  job: Job,
  runs: CircuitRuns,
  { found, checked, isApart }: Used,
  endsFound: Ends,
  chosen: Circuit,
  orders: Orders,
  seed: number,
): Promise<Checked> {
  const N = runs.components.length;
  const ends = isApart ? await runs.ends(subJob(job, 0, 0.05), checked) : endsFound;
  const isChosen = new Set(chosen);
  const rest = orders.order.filter((one) => !isChosen.has(one));
  const sizes = sizesOf(N);
  const curve = [orders.order, orders.helping].flatMap((order) =>
    sizes.map((size) => order.slice(0, size)),
  );
  const all = [chosen, rest, ...curve];
  const [circuitAlone, restAlone, ...points] = await asked(
    subJob(job, 0.05, 0.2),
    runs,
    checked,
    ends,
    all,
  );
  const [onFound] = isApart
    ? await asked(subJob(job, 0.2, 0.25), runs, found, endsFound, [chosen])
    : [circuitAlone];
  const part = subJob(job, 0.25, 1);
  part.progress(0, `${randoms} circuits of ${chosen.length} components at random`);
  const drawn = randomCircuits(N, chosen.length, randoms, seed);
  return {
    ends,
    circuit: circuitAlone,
    onFound,
    rest: restAlone,
    greatest: points.slice(0, sizes.length),
    helping: points.slice(sizes.length),
    randoms: await asked(part, runs, checked, ends, drawn),
  };
}

async function edgeScores(job: Job, runs: CircuitRuns, { edges, effects }: CircuitSettings) {
  if (!edges || effects === 'interchange') return undefined;
  job.progress(0, 'scores of edges');
  return runs.edges(job, stepsOf[effects]);
}

async function siteEffects(job: Job, runs: CircuitRuns, { task }: Study) {
  const { sites } = cutSites(runs.network, task.spans.length);
  const patches = sites.map((site) => [site]);
  runs.look(sites);
  return {
    noising: await runs.moved(subJob(job, 0, 0.5), 'noising', patches),
    denoising: await runs.moved(subJob(job, 0.5, 1), 'denoising', patches),
  };
}

function checkGap(name: string, ends: Ends, { metric }: CircuitSettings): void {
  const { value, error } = meanOf(gap(ends));
  if (value > 2 * error && value > 0) return;
  const [model, empty] = [ends.model, ends.empty].map((each) => meanOf(each).value.toFixed(3));
  throw new EngineError(
    'task-model',
    `${name}: with every head and MLP interchanged the ${metric} is ${empty}, without it ${model}: there is nothing for a circuit to keep`,
    { hint: 'Choose another task, other variables for the source, or more pairs.' },
  );
}
