// On which inputs two models part: what is asked and what is found. Leaf.
import type { Interval, SetName, SitePlace } from './coordinates.ts';
import type { RunOptions } from './runOptions.ts';

export type DistinguishRequest = Omit<RunOptions, 'work' | 'stages' | 'budget' | 'fullMargin'> & {
  readonly a: string;
  readonly b: string;
  readonly task: string;
  /** Of what is apart, for what a search finds by chance; default 199. */
  readonly permutations?: number;
};

/** Prompts, with words mixed from pairs too; or interchanged runs: pairs, at a place of either model. */
export type DistinguishedBy = 'answers' | 'interchanges';

/** A variable, of the base or of the source of a pair (null: a prompt's), has one of these values. */
export type RegionCondition = {
  readonly variable: string;
  readonly of: 'base' | 'source' | null;
  readonly values: readonly string[];
};

export type PartingExample = {
  readonly base: string;
  readonly source: string | null; // null: the prompt itself
  /** What A and B answer. */
  readonly answers: readonly [string, string];
  readonly apart: number;
};

export type SearchReport = {
  readonly by: DistinguishedBy;
  /** part: on average surely above the margin there; alike: surely below, and hardly an input is above. */
  readonly outcome: 'part' | 'alike' | 'open';
  /** All of these hold; []: no part of the task is found where they part more than elsewhere. */
  readonly region: readonly RegionCondition[];
  /** Different prompts, or pairs, that were searched. */
  readonly searched: number;
  readonly found: { readonly units: number; readonly mean: number };
  /** Mean total variation of the two models' answers there, on pairs that it was not found on; null: too few. */
  readonly held: (Interval & { readonly units: number }) | null;
  readonly outside: number | null;
  /** On how many of these A and B say different answers first, 0..1. */
  readonly otherAnswer: number;
  /** Of A and B there; null: no right answers are known. */
  readonly accuracy: readonly [number, number] | null;
  /** Share of permutations in which as good a region is found. */
  readonly p: number;
  readonly permutations: number;
  /** Of interchanges: what is held where it is interchanged, and the places of A and B; null: of prompts. */
  readonly at: {
    readonly set: SetName;
    readonly holder: 0 | 1;
    readonly sites: readonly [SitePlace, SitePlace];
  } | null;
  readonly examples: readonly PartingExample[];
};

export type DistinguishSection = {
  readonly kind: 'distinguishing';
  readonly searches: readonly SearchReport[];
  /** A task on which a comparison shows it, as the text of its file; null: nothing, or only mixtures of pairs. */
  readonly task: string | null;
};

export type DistinguishVerdict = 'they part' | 'alike' | 'inconclusive' | 'not comparable';

export type DistinguishReason = {
  readonly code: 'distinguishing';
  readonly names: readonly [string, string];
  readonly verdict: DistinguishVerdict;
  readonly margin: number;
  /** What decides: the first search that found something, else the first. */
  readonly search: Omit<SearchReport, 'examples'>;
  /** What the search of prompts gave, whichever decides. */
  readonly prompts: Pick<SearchReport, 'outcome' | 'held'>;
  /** Whether interchanged runs were compared: whether one of the models holds a set of variables purely. */
  readonly interchanged: boolean;
  readonly granularity: 'cut';
  readonly interchanges: number;
  readonly pairs: number;
};
