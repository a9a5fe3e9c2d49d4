// Runs the interchanges of a finer level on a model, over what its sweep of the cuts gave: the answers on mixed prompts are
// those of the sweep.
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { type Plan, type Site, type SitePlan, seriesNames } from '../forward/plan.ts';
import { answers } from '../forward/reducers.ts';
import type { Responses } from '../forward/responses.ts';
import { runnableNetwork } from '../forward/runnable.ts';
import { ownParts } from '../forward/spans.ts';
import { everything } from '../task/partSet.ts';
import type { Trial } from '../task/trial.ts';
import { headSites } from './levelSites.ts';
import { firstPairs, type ModelRun, runPlan } from './modelRun.ts';

/** Interchanges of heads of a model: some minutes of one of 30 blocks. Where all pairs take more, the first of them go. */
const mostHeadWork = 40_000;
const fewestHeadPairs = 16;

export type FinerSweep = { readonly responses: Responses; readonly interchanges: number };

/** As many pairs as the work of the largest of some models allows: all are looked at on the same ones. */
export function headPairs(runs: readonly ModelRun[]): number {
  const sites = runs.map(
    ({ model, trial }) => headSites(runnableNetwork(model), trial.own.length).length,
  );
  return Math.max(fewestHeadPairs, Math.floor(mostHeadWork / Math.max(1, ...sites)));
}

/** Every head at every span, of at most so many pairs. */
export async function headSweep(
  job: Job,
  ports: Ports,
  run: ModelRun,
  cut: Responses,
  most: number,
): Promise<FinerSweep> {
  const finer = headSites(runnableNetwork(run.model), run.trial.own.length);
  const pairs = Math.min(cut.pairs, most);
  const sites = finer.map(({ site }) => site);
  const found = await respond(job, ports, run, sites, pairs);
  const plan = { sites, cuts: [], at: [], finer: finer.map((each) => each.finer) };
  return {
    responses: withSites(firstOf(cut, pairs), plan, run.trial, found),
    interchanges: sites.length * pairs,
  };
}

/** Answers after interchanging each site from the source: [sites, n, K]. */
export async function respond(
  job: Job,
  ports: Ports,
  run: ModelRun,
  sites: readonly Site[],
  pairs: number,
): Promise<Float32Array> {
  if (sites.length === 0) return new Float32Array(0);
  const { responses: name } = seriesNames;
  const series = { name, donor: everything, sites, of: 'pairs', reducer: answers } as const;
  const plan: Plan = { series: [series], sets: [] };
  const trial = firstPairs(run.trial, pairs);
  const measured = await runPlan(job, ports, { ...run, trial }, plan);
  return measured.series.get(name)!;
}

/** The same model's answers at other sites. */
export function withSites(
  cut: Responses,
  plan: SitePlan,
  trial: Trial,
  site: Float32Array,
): Responses {
  const none = new Float32Array(0);
  const own = ownParts(plan, firstPairs(trial, cut.pairs));
  return { ...cut, plan, own, site, passed: none, whole: none, effect: none };
}

/** What does not hang on sites, of the first pairs. */
function firstOf(cut: Responses, pairs: number): Responses {
  const first = (rows: Float32Array) => rows.subarray(0, pairs * cut.outcomes);
  const mixed = new Map([...cut.mixed].map(([set, rows]) => [set, first(rows)]));
  return { ...cut, pairs, clean: first(cut.clean), mixed };
}
