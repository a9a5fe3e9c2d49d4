// What of two models' answers is searched for inputs on which they part: prompts, and pairs at a place of either model
// where the one holds a set and the other comes nearest to answering alike.
import type { Sought, Units } from '../congruity/distinguish.ts';
import { seenIn } from '../congruity/finding.ts';
import { profilesOf, sidesOf } from '../congruity/profiles.ts';
import type { Job } from '../core/job.ts';
import type { Responses } from '../forward/responses.ts';
import { totalVariation } from '../numeric/totalVariation.ts';
import { meanVariation, responsesAt } from '../signature/answers.ts';
import { membersOf, nothing, type PartSet } from '../task/partSet.ts';
import type { Pair, Task } from '../task/task.ts';
import type { TokenTask } from '../task/tokenised.ts';

/** A prompt by the pair and the set of variables that it is made of. */
export type Prompt = { readonly pair: number; readonly set: PartSet };

/** Every prompt that the variables of a pair make, on the task; the different ones are counted. */
export function promptUnits(
  tokens: TokenTask,
  [a, b]: readonly [Responses, Responses],
): { readonly prompts: readonly Prompt[]; readonly units: Units } {
  const { task } = tokens;
  const mixed = [...a.mixed.keys()].filter(
    (set) => b.mixed.has(set) && membersOf(set, task.readings).reading === 'variables',
  );
  const sets = [nothing, ...mixed.filter((one) => one !== nothing)];
  const prompts: Prompt[] = [];
  const values: (readonly string[])[] = [];
  const first = new Map<string, number>();
  for (let pair = 0; pair < tokens.pairs; pair++) {
    for (const set of sets) {
      const words = wordsOf(task, tokens.pair(pair), set);
      const key = JSON.stringify([tokens.pair(pair).template, words]);
      if (!first.has(key)) first.set(key, prompts.length);
      prompts.push({ pair, set });
      values.push(task.variables.map((name) => words[task.names.indexOf(name)]));
    }
  }
  const units: Units = {
    ...{ names: task.variables, values, each: sets.length, counted: [...first.values()] },
    apart: Float64Array.from(prompts, ({ pair, set }) =>
      variationAt(a.mixed.get(set)!, b.mixed.get(set)!, pair, a.outcomes),
    ),
  };
  return { prompts, units };
}

/** The words of a pair's variables with a set of them taken from its source. */
export function wordsOf({ names, variables, readings }: Task, pair: Pair, set: PartSet) {
  const { mask } = membersOf(set, readings);
  return names.map((name, v) => {
    const place = variables.indexOf(name);
    const side = place >= 0 && (mask >>> place) & 1 ? 'source' : 'base';
    return pair.variables[side][v];
  });
}

/** A set that a model holds, where, and where the other model answers most alike. */
export type Meeting = {
  readonly set: PartSet;
  readonly holder: 0 | 1;
  readonly sites: readonly [number, number]; // of A and of B
};

/**
 * Of all sets that one of the models holds in half or more the one to which the other model's nearest place is the
 * farthest; as the half of the pairs shows it. undefined: neither holds any.
 */
export async function meetingOf(
  job: Job,
  responses: readonly [Responses, Responses],
  half: Uint8Array,
): Promise<Meeting | undefined> {
  const size = half.reduce((sum, is) => sum + is, 0);
  const weights = Float64Array.from(half, (is) => is / size);
  const { sides } = await profilesOf(
    job,
    responses.map((one) => sidesOf(one, weights)),
  );
  let worst: (Meeting & { readonly apart: number }) | undefined;
  for (const [holder, { profile }] of sides.entries()) {
    const [own, other] = [responses[holder], responses[1 - holder]];
    for (const { set, site } of seenIn(profile)) {
      await job.pause();
      const apart = other.plan.sites.map((_, t) =>
        meanVariation(responsesAt(own, site), responsesAt(other, t), weights),
      );
      const nearest = apart.indexOf(Math.min(...apart));
      if (worst !== undefined && apart[nearest] <= worst.apart) continue;
      const sites = holder === 0 ? ([site, nearest] as const) : ([nearest, site] as const);
      worst = { set, holder: holder as 0 | 1, sites, apart: apart[nearest] };
    }
  }
  return worst;
}

/** What was sought among prompts, and among interchanged runs; undefined: no model holds a set to interchange. */
export type Searches = {
  readonly prompts: readonly Prompt[];
  readonly answers: Sought;
  readonly interchanges: (Sought & { readonly meeting: Meeting }) | undefined;
};

/** Every pair, by the words of its base and of its source. */
export function pairUnits(
  tokens: TokenTask,
  [a, b]: readonly [Responses, Responses],
  { sites: [s, t] }: Meeting,
): Units {
  const { names, variables } = tokens.task;
  const places = variables.map((name) => names.indexOf(name));
  const pairs = [...Array(a.pairs).keys()];
  return {
    names: [...variables, ...variables],
    values: pairs.map((i) => {
      const { base, source } = tokens.pair(i).variables;
      return [...places.map((v) => base[v]), ...places.map((v) => source[v])];
    }),
    apart: Float64Array.from(pairs, (i) =>
      variationAt(responsesAt(a, s), responsesAt(b, t), i, a.outcomes),
    ),
    ...{ each: 1, counted: pairs },
  };
}

function variationAt(a: Float32Array, b: Float32Array, pair: number, outcomes: number): number {
  return totalVariation(a, pair * outcomes, b, pair * outcomes, outcomes);
}
