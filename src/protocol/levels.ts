// The levels at which models are looked at: the residual stream of spans (cut), single heads, parts of the stream. Leaf.
import type { ControlReport } from './control.ts';
import type { Evidence, ProfileDistance, ProfileEntry, SetName } from './coordinates.ts';
import type { Level } from './granularity.ts';
import type { MeasuredReason, Remedy } from './reason.ts';
import type { Verdict } from './verdict.ts';

/** What one level says; lists are A's and B's, or of the one model. */
export type LevelReport = {
  readonly granularity: Level;
  readonly pairs: number;
  /** Places of each model at which something was interchanged. */
  readonly sites: readonly number[];
  /** Of all models, those at the cuts included where a level rests on them too. */
  readonly interchanges: number;
  readonly profiles: readonly (readonly ProfileEntry[])[];
  readonly evidence: readonly Evidence[];
  /** Of two models. null: of one. */
  readonly ruling: LevelRuling | null;
};

export type LevelRuling = {
  readonly verdict: Verdict;
  /** Profile distance at this level, and the set that decides it. null: there is no set to tell apart. */
  readonly distance: ProfileDistance | null;
  readonly reason: MeasuredReason;
  readonly remedy: Remedy | null;
  readonly controls: readonly ControlReport[];
};

/** What of a place says a part, and none of the others that are there. */
export type ApartReport = {
  readonly part: string;
  /** How many directions; 0: there are none, and nothing was interchanged. */
  readonly directions: number;
  readonly strength: number; // mean total variation from the clean answer
  readonly unexplained: number;
  /** The set that these directions hold; null: none. */
  readonly label: SetName | null;
  /** The most that as many directions at random do: strength. null: there are none. */
  readonly random: number | null;
  /** apart: they hold this part alone. together: what is left of it changes no answer. */
  readonly reading: 'apart' | 'together' | 'mixed';
};

/** The leading directions in which the answers are sensitive to a place. */
export type UsedReport = Omit<ApartReport, 'part' | 'reading'>;

/** A place that holds two parts or more, and whether it keeps them side by side. */
export type SubspaceReport = {
  readonly model: number;
  readonly cut: number;
  readonly span: string;
  readonly width: number; // directions of the place
  readonly holds: SetName;
  readonly strength: number; // of the whole place
  readonly parts: readonly ApartReport[];
  /** null: nothing changes the answers. */
  readonly used: UsedReport | null;
  /** Parts with too many values for as many prompts: their directions cannot be told. */
  readonly untold: readonly string[];
};

export type LevelsSection = {
  readonly kind: 'levels';
  /** The one at which the verdict of the report is. */
  readonly headline: Level;
  readonly rows: readonly LevelReport[];
  /** null: not asked for. */
  readonly subspaces: readonly SubspaceReport[] | null;
};
