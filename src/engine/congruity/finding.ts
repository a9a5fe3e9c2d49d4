// What two models are seen to do beside a verdict: the sets that each holds somewhere, the one in which they
// differ most, and the parts that matter to neither.
import type { Responses } from '../forward/responses.ts';
import { equalWeights } from '../numeric/resample.ts';
import { meanVariation } from '../signature/answers.ts';
import { weakest } from '../signature/pairStatistics.ts';
import type { Profile } from '../signature/profile.ts';
import { holding } from '../signature/siteLabel.ts';
import { everything, nothing, occurrenceSet, type PartSet, variableSet } from '../task/partSet.ts';
import type { ProfileDistance } from './profileDistance.ts';

/** A set that a place holds for at least half, and the place that holds it best. */
export type Sighting = { readonly set: PartSet; readonly value: number; readonly site: number };

export type Finding = {
  readonly seen: readonly [readonly Sighting[], readonly Sighting[]];
  /** The set on which the profile distance rests; undefined: the task has no sets to tell apart. */
  readonly deciding: ProfileDistance['deciding'];
  /** Single parts that change neither model's answer. */
  readonly idle: readonly PartSet[];
};

export function findingOf(
  responses: readonly Responses[],
  profiles: readonly [Profile, Profile],
  deciding: ProfileDistance['deciding'],
): Finding {
  return {
    seen: [seenIn(profiles[0]), seenIn(profiles[1])],
    deciding,
    idle: idleParts(responses),
  };
}

/** The single parts that change none of the models' answers. */
export function idleParts(models: readonly Responses[]): PartSet[] {
  return singleParts(models[0]).filter((set) => models.every((model) => !matters(model, set)));
}

/** What a model holds somewhere, by how purely. */
export function seenIn(profile: Profile): Sighting[] {
  return profile
    .flatMap(({ set, value, site }) =>
      value >= holding && site !== undefined ? [{ set, value, site }] : [],
    )
    .sort((x, y) => y.value - x.value);
}

/** Every variable by itself, or every occurrence where a task has no variables. */
function singleParts({ parts, readings }: Responses): PartSet[] {
  const { variables } = readings;
  const sets =
    variables > 0
      ? Array.from({ length: variables }, (_, v) => variableSet(1 << v, readings))
      : Array.from({ length: parts }, (_, o) => occurrenceSet(1 << o, readings));
  return sets.filter((set) => set !== nothing && set !== everything);
}

/** Does it change the model's answer when this alone is taken from the source? */
function matters({ mixed, clean, pairs }: Responses, set: PartSet): boolean {
  const own = mixed.get(set);
  return own === undefined || meanVariation(own, clean, equalWeights(pairs)) >= weakest;
}
