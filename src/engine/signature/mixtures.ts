// Which mixtures F_G the labels need: every set of parts up to six parts; above, those that a greedy
// forward search over sets visits, asked for step by step.
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { Responses } from '../forward/responses.ts';
import { totalVariation } from '../numeric/totalVariation.ts';

/** Up to this many parts all subsets are tried. */
export const allSubsetsUpTo = 6;
/** A set of parts is a bit mask of 31 bits. */
export const mostParts = 30;
/** A site goes on growing its set while that lowers its miss by this share of its strength. */
const worthwhile = 0.02;

/** The model's own answers on mixed prompts, [n, K] each; it is asked for each mask once. */
export type Mix = (masks: readonly number[]) => Promise<ReadonlyMap<number, Float32Array>>;

/** The masks to run before any search: all of them up to six parts, else none, one and all parts. */
export function firstMasks(parts: number): number[] {
  if (parts <= allSubsetsUpTo) return Array.from({ length: 1 << parts }, (_, mask) => mask);
  const everything = 2 ** parts - 1;
  const others = Array.from({ length: parts }, (_, g) => [1 << g, everything & ~(1 << g)]).flat();
  return [0, ...others, everything];
}

/**
 * Completes `responses.mixed` with the masks that the label of some site may need. Every site keeps
 * the best set it has seen and tries each part it does not hold, until nothing is gained.
 */
export async function withMixtures(job: Job, responses: Responses, mix: Mix): Promise<Responses> {
  if (responses.parts > mostParts) {
    throw new EngineError(
      'task-invalid',
      `${responses.parts} parts, at most ${mostParts} allowed`,
      {
        hint: 'Make some variables of the template plain text.',
      },
    );
  }
  const mixed = new Map(responses.mixed);
  await ask(firstMasks(responses.parts), mixed, mix);
  if (responses.parts <= allSubsetsUpTo) return { ...responses, mixed };
  let open = startingSites({ ...responses, mixed });
  while (open.length > 0) {
    await job.pause();
    await ask(
      open.flatMap((site) => neighbours(site.mask, responses.parts)),
      mixed,
      mix,
    );
    open = open.flatMap((site) => grown({ ...responses, mixed }, site));
  }
  return { ...responses, mixed };
}

type OpenSite = { readonly site: number; readonly mask: number; readonly miss: number };

async function ask(masks: readonly number[], mixed: Map<number, Float32Array>, mix: Mix) {
  const missing = [...new Set(masks)].filter((mask) => !mixed.has(mask));
  if (missing.length === 0) return;
  for (const [mask, answers] of await mix(missing)) mixed.set(mask, answers);
}

/** Every site with the best of the sets known so far. */
function startingSites(responses: Responses): OpenSite[] {
  return responses.plan.sites.map((_, site) => best(responses, site, [...responses.mixed.keys()]));
}

/** The site with the best of its set's neighbours, or nothing when none is worth its while. */
function grown(responses: Responses, from: OpenSite): OpenSite[] {
  const to = best(responses, from.site, neighbours(from.mask, responses.parts));
  const strength = missOf(responses, from.site, 0);
  return from.miss - to.miss > worthwhile * strength ? [to] : [];
}

/** The sets that differ from this one in one part. */
function neighbours(mask: number, parts: number): number[] {
  return Array.from({ length: parts }, (_, g) => mask ^ (1 << g));
}

function best(responses: Responses, site: number, masks: readonly number[]): OpenSite {
  const tried = masks.map((mask) => ({ site, mask, miss: missOf(responses, site, mask) }));
  return tried.reduce((least, one) => (one.miss < least.miss ? one : least));
}

/** Mean TV(r, F_G). */
function missOf({ pairs: n, outcomes: K, site, mixed }: Responses, at: number, mask: number) {
  const mixture = mixed.get(mask)!;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += totalVariation(site, (at * n + i) * K, mixture, i * K, K);
  return sum / n;
}
