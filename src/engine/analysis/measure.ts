// Measures one model on one task: does it solve it (the gate), and how does it answer under every
// interchange and on every mixture (the sweep). The expensive steps: modelRun.ts runs them.
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { blockSizeOn, isServed } from '../forward/blocks.ts';
import type { Measured } from '../forward/measured.ts';
import type { Network } from '../forward/network.ts';
import { comparisonPlan, cutSites, type Plan, type SitePlan, siteKey } from '../forward/plan.ts';
import { type Responses, type Sweep, sweepOf } from '../forward/responses.ts';
import { runnableNetwork, withShuffledWeights } from '../forward/runnable.ts';
import { jointSpans, ownParts } from '../forward/spans.ts';
import { weightBytes } from '../forward/weights.ts';
import { equalWeights } from '../numeric/resample.ts';
import { meanVariation, responsesAt } from '../signature/answers.ts';
import { weakest } from '../signature/pairStatistics.ts';
import { firstSets, isSearched, searched, withSets } from '../signature/search.ts';
import { nothing, occurrenceSet, type PartSet } from '../task/partSet.ts';
import type { Trial } from '../task/trial.ts';
import type { Focus } from './focus.ts';
import type { BaseAnswers } from './gate.ts';
import { joined } from './joined.ts';
import {
  type Candidate,
  firstPairs,
  halving,
  type ModelRun,
  mixing,
  runOf,
  runPlan,
} from './modelRun.ts';
import { type Glances, type Sighting, surveyed } from './survey.ts';

/** How much of a model is measured. */
export type Extent = {
  /** The first so many. */
  readonly pairs: number;
  /** undefined: everything, and how much of each part's effect passes the sites of the cuts. */
  readonly focus: Focus | undefined;
};

/** What a model says to the base prompts, and to those of other sets. */
export async function baseAnswers(
  job: Job,
  ports: Ports,
  candidate: Candidate,
  memory: number,
  sets: readonly PartSet[] = [],
): Promise<BaseAnswers & Pick<Measured, 'answers'>> {
  return runPlan(job, ports, runOf(candidate, memory), { series: [], sets });
}

/** Multiplications of a whole run that nobody waits for: some half a minute of one core. */
const little = 2e12;

/** Whether everything of all pairs is done soon. */
export function takesLittle(candidates: readonly Candidate[]): boolean {
  const all = candidates.map(({ subject: { model }, tokens }) => {
    const network = runnableNetwork(model);
    const plan = wholePlan(network, tokens);
    const interchanges = plan.series.reduce((sum, { sites }) => sum + sites.length, 0);
    const runs = plan.sets.length + interchanges / 4; // half begin at half of the blocks, and of the positions
    const positions = tokens.input(0, nothing).values.length;
    const each = network.work ?? (weightBytes(network) / 4) * positions;
    return tokens.pairs * runs * each;
  });
  return all.reduce((sum, one) => sum + one, 0) < little;
}

/** How many cuts a model has. */
export function cutsOf({ subject }: Candidate): number {
  return runnableNetwork(subject.model).cuts.length;
}

/** Everything of all pairs. */
export function whole(pairs: number): Extent {
  return { pairs, focus: undefined };
}

/** Every interchange, and every mixture that coordinates need, to an extent. */
export async function measured(
  job: Job,
  ports: Ports,
  candidate: Candidate,
  memory: number,
  { pairs, focus }: Extent = whole(candidate.tokens.pairs),
): Promise<Sweep> {
  const run = runOf(candidate, memory);
  const found = await runSweep(subJob(job, 0, focus?.isCovered ? 0.3 : 1), ports, run, {
    ...{ pairs, focus, joint: true, shares: focus === undefined },
  });
  return focus?.isCovered ? covered(subJob(job, 0.3, 1), ports, run, found, focus) : found;
}

/** Shares are pictures, without intervals. */
export const sharesPairs = 16;

/**
 * Of the cuts of a focus: how much of each part's effect passes the single sites that matter in a sweep of them. Not
 * derived from coordinates: of a word that others decide these can say 0 where half of its effect passes.
 */
export async function sharesAt(
  job: Job,
  { ports, memory }: { readonly ports: Ports; readonly memory: number },
  candidate: Candidate,
  { responses }: Sweep,
  { cuts, same }: Focus,
): Promise<Sweep> {
  const all = runOf(candidate, memory);
  const network = runnableNetwork(all.model);
  const run = { ...all, trial: firstPairs(all.trial, Math.min(sharesPairs, responses.pairs)) };
  const sites = sitesOf(network, run.trial, false, cuts);
  const strong = strongSites(responses);
  const silent = new Set(
    [...sites.sites.keys()].filter((s) => !strong.has(siteKey(sites.sites[s]))),
  );
  const plan = comparisonPlan(sites, network, {
    shares: donors(run.trial, same),
    sets: [],
    silent,
  });
  return sweepOf(sites, plan, run.trial, await runPlan(job, ports, run, plan), { silent });
}

/** By siteKey. */
function strongSites(responses: Responses): Set<string> {
  const { clean, pairs, plan } = responses;
  const weights = equalWeights(pairs);
  const strong = plan.sites.filter(
    (_, s) => meanVariation(responsesAt(responses, s), clean, weights) >= weakest,
  );
  return new Set(strong.map(siteKey));
}

/** With every span at every cut, also those that a survey found silent; what was run already is not run again. */
async function covered(job: Job, ports: Ports, run: ModelRun, found: Sweep, { cuts }: Focus) {
  const network = runnableNetwork(run.model);
  const trial = firstPairs(run.trial, found.responses.pairs);
  const sites = sitesOf(network, run.trial, false);
  const ran = new Set(
    found.responses.plan.sites.map(siteKey).filter((key) => !found.silent.has(key)),
  );
  const known = new Set([...sites.sites.keys()].filter((s) => ran.has(siteKey(sites.sites[s]))));
  const plan = comparisonPlan(sites, network, { shares: [], sets: [], silent: known });
  const measured = await runPlan(job, ports, { ...run, trial }, plan);
  const rest = sweepOf(sites, plan, trial, measured, { silent: known });
  return joined(sitesOf(network, run.trial, true, undefined, cuts), found, rest);
}

/**
 * The same for the model with shuffled weights: a control. Without shares or joint sites: attention at random carries
 * words along, so that what stands from some place on holds them in a network that works nothing out.
 */
export function measuredTwin(
  job: Job,
  ports: Ports,
  candidate: Candidate,
  { pairs, seed, focus }: { readonly pairs: number; readonly seed: number; readonly focus?: Focus },
  memory: number,
): Promise<Sweep> {
  const twin = twinOf(runOf(candidate, memory), seed);
  return runSweep(job, ports, twin, { pairs, focus, joint: false, shares: false });
}

/** The model with shuffled weights. */
export function twinOf(run: ModelRun, seed: number): ModelRun {
  const depends = [...run.depends, 'twin', seed];
  return { ...run, model: withShuffledWeights(run.model, seed), depends };
}

/** A first look at few pairs; `sighted`: told what its first round saw. */
export async function glanced(
  job: Job,
  ports: Ports,
  candidate: Candidate,
  memory: number,
  sighted?: (first: Sweep) => Promise<void>,
): Promise<Sweep> {
  const run = runOf(candidate, memory);
  const network = runnableNetwork(run.model);
  const size = blockSizeOn(await ports.runtime());
  const next = halving(job);
  const planAt = (sites: SitePlan, isFirst: boolean) => {
    const sets = isFirst ? firstSets(run.trial.readings, ownParts(sites, run.trial)) : [];
    return comparisonPlan(sites, network, { shares: [], sets });
  };
  const of: Glances = {
    cuts: network.cuts.length,
    sitesAt: (cuts) => sitesOf(network, run.trial, true, cuts),
    async glance(sites, isFirst, pairs) {
      const trial = firstPairs(run.trial, pairs);
      const plan = planAt(sites, isFirst);
      return sweepOf(sites, plan, trial, await runPlan(next(), ports, { ...run, trial }, plan));
    },
  };
  const serves: Sighting['serves'] = (sites, few, all) =>
    isServed(
      network,
      planAt(sites, true),
      firstPairs(run.trial, few),
      firstPairs(run.trial, all),
      size,
    );
  return surveyed(job, of, sighted && { tell: sighted, serves });
}

/** The sites of cuts, all unless some are said, as all pairs have them, also where few of these are run. */
function sitesOf(
  network: Network,
  trial: Trial,
  joint: boolean,
  cuts?: readonly number[],
  jointAt = cuts,
): SitePlan {
  const spans = joint ? jointSpans(network, trial) : [];
  const sites = cutSites(network, trial.own.length, spans, cuts, jointAt);
  const { cutNames } = network;
  return trial.fixedPlaces ? { ...sites, fixedPlaces: true, cutNames } : sites;
}

type Wanted = Extent & {
  /** Sites of a span and all that follows. */
  readonly joint: boolean;
  readonly shares: boolean;
};

/** What is run on a model; `trial`: of all pairs. */
function planOf(network: Network, trial: Trial, { focus, joint, shares }: Wanted) {
  const sites = sitesOf(network, trial, joint, focus?.cuts);
  const same = focus?.same ?? new Map<PartSet, PartSet>();
  const silent = new Set(
    [...sites.sites.keys()].filter((s) => focus?.silent.has(siteKey(sites.sites[s]))),
  );
  const runs = (set: PartSet) => !same.has(set);
  const plan = comparisonPlan(sites, network, {
    shares: shares ? donors(trial, same) : [],
    sets: firstSets(trial.readings, ownParts(sites, trial)).filter(runs),
    silent,
  });
  return { sites, plan, asked: { same, silent } };
}

/** Whose shares are measured: occurrences taken alone, but for those that surely change no answer. */
function donors({ parts, readings }: Trial, same: Focus['same']): (PartSet | undefined)[] {
  const single = [...Array(parts).keys()].map((g) => occurrenceSet(1 << g, readings));
  return single.map((set) => (same.get(set) === nothing ? undefined : set));
}

/** All that may be run of a model. */
export function wholePlan(network: Network, trial: Trial): Plan {
  return planOf(network, trial, { ...whole(trial.pairs), joint: true, shares: true }).plan;
}

async function runSweep(job: Job, ports: Ports, run: ModelRun, extent: Wanted): Promise<Sweep> {
  const { model } = run;
  const { sites, plan, asked } = planOf(runnableNetwork(model), run.trial, extent);
  const trial = firstPairs(run.trial, extent.pairs);
  const searches = isSearched(trial.readings); // then coordinates ask for more mixtures as they grow
  const first = subJob(job, 0, searches ? 0.7 : 1);
  const measured = await runPlan(first, ports, { ...run, trial }, plan);
  const made = sweepOf(sites, plan, trial, measured, asked);
  const mix = mixing(subJob(job, 0.7, 1), ports, { ...run, trial });
  const responses = await searched(job, made.responses, trial.readings, mix);
  return { ...made, responses: { ...responses, sets: [...responses.mixed.keys()] } };
}

/** A sweep with the answers on these sets too: those that another model's search has visited. */
export async function completed(
  job: Job,
  ports: Ports,
  candidate: Candidate,
  memory: number,
  sweep: Sweep,
  sets: readonly PartSet[],
): Promise<Sweep> {
  const run = runOf(candidate, memory);
  const trial = firstPairs(run.trial, sweep.responses.pairs);
  const mix = mixing(job, ports, { ...run, trial });
  return { ...sweep, responses: await withSets(sweep.responses, sets, mix) };
}
