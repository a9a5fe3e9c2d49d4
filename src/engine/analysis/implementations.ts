// Implementations of one checkpoint (GetImpl, method.md section 3): the model with some of what lies outside of its
// circuit taken towards something else. Each is a network of its own, which is asked whether it still solves the task.
import type { Ablation } from '../../protocol/circuit.ts';
import { passes } from '../congruity/verdict.ts';
import { digestOfNumbers } from '../core/digest.ts';
import { type Job, subJob } from '../core/job.ts';
import { type Random, random } from '../core/random.ts';
import type { Component } from '../forward/components.ts';
import { meanFill } from '../forward/means.ts';
import { momentSlot, statesAt } from '../forward/statesAt.ts';
import { networkOf } from '../forward/transformer.ts';
import type { SlotPatch } from '../graph/patch.ts';
import { slotsAt } from '../graph/stage.ts';
import type { BlockPatch } from '../graph/transformer.ts';
import { everything, nothing } from '../task/partSet.ts';
import type { Outside } from './circuitOutside.ts';
import { type Gate, gateOf } from './gate.ts';
import { baseAnswers } from './measure.ts';
import type { Candidate } from './modelRun.ts';
import { tokenSubject } from './models.ts';
import { onPlace } from './onPlace.ts';
import { PatchRuns } from './patchRuns.ts';
import { digestOf } from './remember.ts';
import { each, type Run } from './run.ts';

/** Pairs whose source prompts a mean is of. */
const meanPairs = 32;
/** Each component outside of the circuit is patched in every other implementation. */
const shareOfOutside = 0.5;

/** What an implementation is patched at, and what stands there instead, wholly: for every strength. */
export type Drawn = {
  readonly chosen: readonly Component[];
  /** The pair whose source it takes from. */
  readonly source: number;
  readonly stands: Standing;
};

export type Implementations = {
  readonly tried: number;
  /** Those that solve the task; the model as it is is the first. */
  readonly accepted: readonly Candidate[];
};

/** None where all of it is the circuit: nothing may be patched. */
export async function drawnOf(
  job: Job,
  run: Run,
  candidate: Candidate,
  { components, outside }: Outside,
  asked: { readonly count: number; readonly ablation: Ablation; readonly side: number },
): Promise<Drawn[]> {
  const { count, ablation, side } = asked;
  if (outside.length === 0) return [];
  // Of one model on both sides each is drawn by itself: else the one family is the other's copy.
  const rng = random(`implementations ${run.seed} ${ablation} ${side}`);
  return each(job, Array(count).fill(undefined), async (part) => {
    const chosen = chosenOf(outside, rng).map((c) => components[c]);
    const source = rng.below(candidate.tokens.pairs);
    const stands = await standingOf(part, run, candidate, chosen, ablation, source);
    return { chosen, source, stands };
  });
}

/** `strength`: how far towards what stands instead, 0 to 1. */
export async function implementationsOf(
  job: Job,
  run: Run,
  candidate: Candidate,
  drawn: readonly Drawn[],
  strength: number,
  solves: (gate: Gate) => boolean = passes,
): Promise<Implementations> {
  const accepted: Candidate[] = [candidate];
  for (const [k, { chosen, stands }] of drawn.entries()) {
    const part = subJob(job, k / drawn.length, (k + 1) / drawn.length);
    part.progress(0, `${candidate.subject.name}: implementation ${k + 1} of ${drawn.length}`);
    const patches = patchesOf(candidate, chosen, stands, strength);
    const patched = patchedCandidate(run, candidate, patches, k);
    const said = await baseAnswers(part, run.ports, patched, run.memory);
    if (solves(gateOf(patched.subject.name, patched.tokens, said))) accepted.push(patched);
  }
  return { tried: drawn.length + 1, accepted };
}

/** At least one. */
function chosenOf(outside: readonly number[], rng: Random): number[] {
  const chosen = outside.filter(() => rng.next() < shareOfOutside);
  const [one] = [outside[rng.below(outside.length)]];
  return chosen.length > 0 ? chosen : [one];
}

/** What stands instead, by moment and slot: [T, width]. */
type Standing = ReadonlyMap<string, Float32Array>;

/** 'resample': what another prompt of the task has there, a fresh one for each implementation. */
async function standingOf(
  job: Job,
  { ports, memory }: Run,
  candidate: Candidate,
  chosen: readonly Component[],
  ablation: Ablation,
  source: number,
): Promise<Standing> {
  const { tokens } = candidate;
  const sites = chosen.map(({ site }) => site);
  const network = networkOf(tokenSubject(candidate.subject, 'a circuit').model, 'heads and MLPs');
  const widthOf = ({ moment, slot }: Component['site']) => slotsAt(network.stages, moment)[slot];
  if (ablation === 'zero') {
    return new Map(sites.map((site) => [momentSlot(site), new Float32Array(widthOf(site))]));
  }
  const runs = new PatchRuns(ports, candidate, memory, [nothing, everything], []);
  return onPlace(ports, async () => {
    const forward = await runs.forward(job, 0);
    if (ablation === 'resample') {
      return statesAt(job, forward, tokens.input(source, everything), sites);
    }
    const all = Array.from({ length: Math.min(meanPairs, tokens.pairs) }, (_, i) => {
      return tokens.input(i, everything);
    });
    const fill = await meanFill(job, forward, all, sites);
    return new Map(sites.map((site) => [momentSlot(site), fill(site)]));
  });
}

function patchesOf(
  { subject }: Candidate,
  chosen: readonly Component[],
  stands: Standing,
  strength: number,
): BlockPatch[] {
  const { model } = tokenSubject(subject, 'a circuit');
  const { stages } = networkOf(model, 'heads and MLPs');
  return model.spec.blocks.map((_, layer): BlockPatch => {
    const of = (slot: string): SlotPatch | undefined => {
      const sites = chosen
        .filter((one) => one.layer === layer && one.site.slot === slot)
        .map(({ site }) => site);
      if (sites.length === 0) return undefined;
      const [first] = sites;
      const width = slotsAt(stages, first.moment)[slot];
      const isPatched = new Uint8Array(width);
      for (const { channels = [0, width] } of sites) isPatched.fill(1, ...channels);
      const keep = Float32Array.from(isPatched, (is) => (is ? 1 - strength : 1));
      const instead = stands.get(momentSlot(first))!;
      return {
        keep,
        add: instead.map((value, k) => (isPatched[k % width] ? strength * value : 0)),
      };
    };
    const [z, m] = [of('z'), of('m')];
    return { ...(z && { z }), ...(m && { m }) };
  });
}

/** Its numbers are kept under a digest of its own. */
function patchedCandidate(
  { ports }: Run,
  candidate: Candidate,
  patches: readonly BlockPatch[],
  k: number,
): Candidate {
  const { tokens } = candidate;
  const subject = tokenSubject(candidate.subject, 'a circuit');
  const numbers = patches.map(({ z, m }) =>
    [z, m].map((of) => of && digestOfNumbers(ports, [of.keep, of.add])),
  );
  const weights = `${subject.digests.weights} patched ${digestOf(ports, numbers)}`;
  return {
    tokens,
    subject: {
      ...subject,
      name: `${subject.name} patched ${k + 1}`,
      model: { ...subject.model, patches },
      digests: { ...subject.digests, weights },
    },
  };
}
