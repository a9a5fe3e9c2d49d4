// Of the places of a model that hold several parts: what says one of them and none of the others, and the directions that the
// answers use; interchanged, with as many directions at random beside them.
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { random } from '../core/random.ts';
import type { ValueMeans } from '../forward/classMeans.ts';
import { type Finer, type Site, siteKey } from '../forward/plan.ts';
import type { Responses } from '../forward/responses.ts';
import { equalWeights } from '../numeric/resample.ts';
import { meanVariation } from '../signature/answers.ts';
import {
  apartFrom,
  type Directions,
  effectsOf,
  leadingDirections,
  randomDirections,
  spanOf,
} from '../signature/subspaces.ts';
import type { Crowded } from './levelSites.ts';
import { type FinerSweep, respond, withSites } from './levelSweeps.ts';
import { firstPairs, type ModelRun } from './modelRun.ts';
import { rememberedMeans } from './rememberedMeans.ts';
import { usedDirections } from './usedDirections.ts';

/** As many random subspaces stand beside each. */
const randoms = 3;

/** Some directions of a place. */
export type Looked = {
  readonly rank: number;
  /** Its site among those of its responses; undefined: there is no direction. */
  readonly at: number | undefined;
  /** Strength of each of the random subspaces of its size. */
  readonly random: readonly number[];
};

export type Told = {
  readonly crowded: Crowded;
  readonly width: number;
  /** One of its parts each: what says it apart from the others. */
  readonly aparts: readonly (Looked & { readonly part: number })[];
  /** Parts whose directions cannot be told for want of prompts a value: then none is told to be apart from all others. */
  readonly untold: readonly number[];
  /** What the answers use; among `used` of the sweep. */
  readonly used: Looked;
};

export type SubspaceSweep = FinerSweep & {
  /** At the directions that are used: no place of its own, and in no profile. */
  readonly used: Responses;
  readonly places: readonly Told[];
};

const none: Directions = { width: 0, rows: [] };

type Directed = { readonly crowded: Crowded; readonly directions: Directions };
type ApartDirected = Directed & { readonly part: number };

/** The cuts' places, and within those that hold several parts what says each of them alone. */
export async function subspaceSweep(
  job: Job,
  ports: Ports,
  { trial: whole, ...rest }: ModelRun,
  cut: Responses,
  places: readonly Crowded[],
  { seed, isTwin }: { readonly seed: number; readonly isTwin: boolean },
): Promise<SubspaceSweep> {
  const run = { ...rest, trial: firstPairs(whole, cut.pairs) };
  const sites = places.map(({ site }) => site);
  const means = await rememberedMeans(subJob(job, 0, 0.2), ports, run, places);
  const slopes = isTwin // a control of profiles alone
    ? []
    : await usedDirections(subJob(job, 0.2, 0.4), ports, run, cut, sites);
  const told: ReturnType<typeof toldAt>[] = [];
  for (const [p, place] of places.entries()) {
    await job.pause();
    told.push(toldAt(place, means[p]));
  }
  const isAny = ({ directions }: Directed) => directions.rows.length > 0;
  const aparts = told.flatMap(({ parts }) => parts);
  const uses = places.map((crowded, p): Directed => ({ crowded, directions: slopes[p] ?? none }));
  const [ofParts, ofUse] = [aparts.filter(isAny), uses.filter(isAny)];
  const asked: readonly Directed[] = [...ofParts, ...ofUse];
  const directed = asked.map((one) => siteOf(ports, one));
  const beside = asked.map((one, k) => randomSites(ports, one, `subspace ${seed} ${k}`));
  const all = [...directed, ...beside.flat()];
  const found = await respond(subJob(job, 0.4, 1), ports, run, all, cut.pairs);
  const size = cut.pairs * cut.outcomes;
  const strengthOf = (row: number) =>
    meanVariation(found.subarray(row * size, (row + 1) * size), cut.clean, equalWeights(cut.pairs));
  const chance = asked.map((_, k) =>
    Array.from({ length: randoms }, (_, r) => strengthOf(asked.length + k * randoms + r)),
  );
  const lookedAt = (one: Directed, from: readonly Directed[], first: number): Looked => {
    const rank = one.directions.rows.length;
    const at = rank > 0 ? first + from.indexOf(one) : undefined;
    return { rank, at, random: chance[asked.indexOf(one)] ?? [] };
  };
  const rows = (from: number, to: number) => found.subarray(from * size, to * size);
  return {
    responses: withParts(
      cut,
      run,
      ofParts,
      directed.slice(0, ofParts.length),
      rows(0, ofParts.length),
    ),
    used: withUses(cut, run, directed.slice(ofParts.length), rows(ofParts.length, asked.length)),
    interchanges: all.length * cut.pairs,
    places: places.map((crowded, p) => ({
      ...{ crowded, width: means[p].width, untold: told[p].untold },
      aparts: told[p].parts.map((one) => {
        return { part: one.part, ...lookedAt(one, ofParts, cut.plan.sites.length) };
      }),
      used: lookedAt(uses[p], ofUse, 0),
    })),
  };
}

function toldAt(crowded: Crowded, means: ValueMeans) {
  const effects = effectsOf(means);
  const untold = crowded.parts.filter((_, k) => effects[k] === undefined);
  if (untold.length > 0) return { parts: [], untold };
  const leading = effects.map((own) => leadingDirections(own!));
  const parts = crowded.parts.map((part, k): ApartDirected => {
    const others = leading.filter((_, other) => other !== k);
    return { crowded, part, directions: apartFrom(leading[k], others) };
  });
  return { parts, untold };
}

function siteOf(ports: Ports, { crowded, directions }: Directed): Site {
  return { ...crowded.site, within: spanOf(ports, directions) };
}

function randomSites(ports: Ports, { crowded, directions }: Directed, seed: string): Site[] {
  const rng = random(`${seed} ${siteKey(crowded.site)}`);
  const { rows, width } = directions;
  return Array.from({ length: randoms }, () =>
    siteOf(ports, { crowded, directions: randomDirections(rng, rows.length, width) }),
  );
}

/** At the places of the cuts, and after them at what says one part of some. */
function withParts(
  cut: Responses,
  { trial }: ModelRun,
  asked: readonly ApartDirected[],
  within: readonly Site[], // by what is asked
  found: Float32Array,
): Responses {
  const { plan } = cut;
  const site = new Float32Array(cut.site.length + found.length);
  site.set(cut.site);
  site.set(found, cut.site.length);
  const finer = asked.map(({ part, crowded: { cut: at, span, parts } }): Finer => {
    return { cut: at, span, part, apart: parts.filter((other) => other !== part) };
  });
  const sites = [...plan.sites, ...within];
  return withSites(
    cut,
    { ...plan, sites, finer: [...plan.sites.map(() => undefined), ...finer] },
    trial,
    site,
  );
}

function withUses(
  cut: Responses,
  { trial }: ModelRun,
  sites: readonly Site[],
  found: Float32Array,
): Responses {
  return withSites(cut, { sites, cuts: [], at: [] }, trial, found);
}
