// What a report says of causal coordinates: sets of parts by name, sites, and what is held where. Leaf.

/** An estimate with the ends of its interval at level `provenance.parameters.level`. */
export type Interval = { readonly value: number; readonly low: number; readonly high: number };

/**
 * A set of parts by name, in task order: variables as they are called, ["first", "which"]; occurrences,
 * the words as they stand, in quotes, ["\"S2\""]. [] is nothing.
 */
export type SetName = readonly string[];

/** A span at a cut; `onward`: the span and every position after it up to the answer. */
export type SitePlace = {
  readonly cut: number;
  readonly span: string;
  readonly onward: boolean;
  /** What is cut there, where it is no block's residual stream: a value of the network, "conv1". */
  readonly at?: string;
  /** What these heads of the block that follows the cut have read there. */
  readonly heads?: readonly number[];
  /** Only what says this part, and none of those that are there too (by id). */
  readonly part?: string;
  readonly apart?: readonly string[];
};

export type SiteReport = SitePlace & {
  /** Prompt pairs that the numbers rest on. */
  readonly pairs: number;
  /** Mean total variation from the clean answer, 0..1. */
  readonly strength: number;
  /** What no mixture of sets explains, in units of chance; may exceed 1. */
  readonly unexplained: number;
  /** Whether the answers of the sets differ enough here for their weights to be told. */
  readonly determined: boolean;
  /** The set that holds the site; null: none does. */
  readonly label: SetName | null;
  /** How much of the time the site acts as if exactly this set had been taken from the source: weights of
   * .02 and more, the largest first. */
  readonly coordinates: readonly { readonly set: SetName; readonly weight: number }[];
};

/** How purely any place of a model holds exactly this set, and the place that does it best. */
export type ProfileEntry = Interval & { readonly set: SetName; readonly site: SitePlace | null };

/** How far two profiles are apart: the set that decides it, and where each model holds that best. */
export type ProfileDistance = Interval & {
  readonly set: SetName;
  readonly sites: readonly [SitePlace | null, SitePlace | null];
};

/** Whether a model holds any set but nothing and everything, in half or more. */
export type Evidence = 'seen' | 'none' | 'undecided';

/** Whether a member of a set is a word as it stands, and not a variable. */
export function isOccurrence(member: string): boolean {
  return member.length > 1 && member.startsWith('"') && member.endsWith('"');
}

/** The id of a member of a set: of an occurrence without its quotes. */
export function idOf(member: string): string {
  return isOccurrence(member) ? member.slice(1, -1) : member;
}
