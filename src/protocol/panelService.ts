// The contract between a comparison's page and the extension host, one interface a direction; the
// messages are derived from them in rpc.ts. Every method of the host's returns at once: what it began
// is told by `show` and `progress`. Leaf.
import type { InspectSummary, RunOptions } from './engineService.ts';
import type { Report } from './report.ts';
import type { Failure, Progress } from './rpc.ts';

/** What a panel is about; the page keeps it over a reload. */
export type PanelRequest = {
  /** One path: an interpretation; two: a comparison; more: a fleet of pairs. */
  readonly models: readonly string[];
  /** The paths are folders of training runs. */
  readonly trajectory?: true;
  /** A task file's path or a built-in task's name; null: not chosen yet. */
  readonly task: string | null;
  readonly options: RunOptions;
};

/** What the header of a checkpoint says, without its tensors. */
export type HeaderView = Omit<
  InspectSummary,
  'notUnderstoodCount' | 'metadata' | 'metadataLeftOut'
>;

export type PanelModel = {
  readonly path: string;
  readonly name: string;
  readonly header: HeaderView | null; // null: not read yet, or not readable
  readonly failure: Failure | null;
};

/** idle: nothing was asked of the engine yet, or a reload forgot it. */
export type PanelPhase = 'idle' | 'running' | 'done' | 'failed' | 'cancelled';

export type PanelView = {
  readonly request: PanelRequest;
  readonly models: readonly PanelModel[];
  /** The spans of the task of the run; null: not read yet. */
  readonly spans: readonly string[] | null;
  readonly phase: PanelPhase;
  readonly failure: Failure | null;
  /** What the engine said while it ran, sentences. */
  readonly notes: readonly string[];
  /**
   * The last report; it stays while a new run works, until that one knows something, and what it knew stays when it
   * is cancelled or fails: such a report says itself that it is no whole run's (`isSoFar`).
   */
  readonly report: Report | null;
  /** Of `report`: another one has another number, whatever is told again beside it. */
  readonly edition: number;
};

/** A run's progress; `secondsLeft` is null until it can be told. */
export type PanelProgress = Progress & {
  readonly secondsLeft: number | null;
  /** The run ends before, if its answer is settled sooner. */
  readonly isAtMost: boolean;
};

export const panelActions = [
  'cancel',
  'rerun',
  'morePairs',
  'otherTask',
  'otherMargin',
  'export',
  'copyCommand',
  'showLog',
] as const;
export type PanelAction = (typeof panelActions)[number];

/** Answered by the host. */
export interface PanelService {
  /** The page stands and takes messages. */
  ready(request: Record<string, never>): Promise<PanelView>;
  act(request: { readonly action: PanelAction }): Promise<void>;
  /** Opens the comparison of two models of the fleet. */
  openPair(request: { readonly a: number; readonly b: number }): Promise<void>;
  /** Shows the code of the block that makes a cut: cut l is the output of block l - 1. */
  goToCode(request: { readonly model: number; readonly cut: number }): Promise<void>;
  /** What now stands on the page, for the log and the tests. */
  drawn(request: { readonly what: 'headers' | 'report' | 'fleet' }): Promise<void>;
}

/** A row of a flow map: cut l is the output of block l - 1. */
export type CutRow = { readonly model: number; readonly cut: number };

/** Where a comparison says what sets two models apart: on single pairs, cut by cut, set by set. */
export type SectionPlace = 'examples' | 'mismatch' | 'profile';

/** Answered by the page. */
export interface PanelPage {
  show(view: PanelView): Promise<void>;
  progress(progress: PanelProgress): Promise<void>;
  /** Frames the rows that the selected line of code makes, and no other; [] frees them. */
  frameRows(request: { readonly rows: readonly CutRow[] }): Promise<void>;
  /** Brings the first of these sections that the page has into view. */
  reveal(request: { readonly sections: readonly SectionPlace[] }): Promise<void>;
  /** The flow map as an SVG document of its own; null when there is none. */
  svg(request: Record<string, never>): Promise<string | null>;
}
