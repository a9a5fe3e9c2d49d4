// The contract between the extension host and the process that reads Python: files and tensors go in,
// plain findings come out. It keeps nothing between calls but what it parsed. Lines are counted from
// 0, as editors do. Leaf.
import type { Failure } from './rpc.ts';

/** Longer files are generated, not written: a model file of 10,000 lines has about 500 kB. */
export const longestFile = 2 ** 20; // letters

/** A text took more than a call may: then nothing is said of it. */
export const tooMuchFailure: Failure = {
  code: 'too-much',
  message: 'the Python text is too much to follow',
  hint: undefined,
};

export type SourceText = {
  /** The file's URI. */
  readonly file: string;
  /** Changes whenever the text does. */
  readonly stamp: string;
  /** What the editor holds; undefined: what lies on the disk, which the process reads. */
  readonly text: string | undefined;
};

export type SourceLine = { readonly file: string; readonly line: number };

export type TensorFact = { readonly name: string; readonly shape: readonly number[] };

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** What is to be matched with what. */
export type MatchRequest = {
  /** The file that is asked about, and after it what it imports. */
  readonly files: readonly SourceText[];
  readonly tensors: readonly TensorFact[];
  /** The checkpoint's config.json; its numbers and flags decide what a class builds. */
  readonly config: JsonObject | undefined;
};

export type ClassRequest = MatchRequest & {
  /** The class as it was: what changed is told. */
  readonly since: Snapshot | undefined;
};

export type FileView = {
  /** Somewhere the text does not parse: half-typed. */
  readonly broken: boolean;
  /** Modules that it imports from, as written: "torch.nn", ".layers". */
  readonly imports: readonly string[];
};

/** The list of blocks of a class: one entry for each block, or one that stands for all. */
export type BlockView = {
  readonly all: boolean;
  /** Where the class makes it. */
  readonly made: SourceLine;
  /** Its own class, to its last line; null: a layer of torch, or not at hand. */
  readonly definition: (SourceLine & { readonly endLine: number }) | null;
};

/** A structure as it is kept between sessions: plain, and only what a change is told by. */
export type Snapshot = {
  /** Pattern and shape of every tensor. */
  readonly tensors: readonly (readonly [string, string])[];
  /** Pattern and number of every list. */
  readonly lists: readonly (readonly [string, string])[];
  /** Sizes and flags that the class takes, with their defaults. */
  readonly defaults: readonly (readonly [string, Json])[];
};

export type Change = {
  /** One clause: "n_head is 8, was 4". */
  readonly text: string;
  /** What it is about: a pattern or the name of a size. */
  readonly subject: string;
  readonly line: number | undefined;
};

/** A class of modules, and how well it explains a checkpoint. */
export type ClassView = SourceLine & {
  readonly className: string;
  /** Certain: every tensor is explained and none is missing. */
  readonly verdict: 'certain' | 'likely' | 'no';
  /** Tensors explained, of those that either side has, 0..1. */
  readonly score: number;
  /** Some of the text could not be followed: nothing should be concluded from what is missing. */
  readonly broken: boolean;
  readonly blocks: readonly BlockView[];
  /** SHA-256 of the text of the class and of all that it is made of. */
  readonly digest: string;
  readonly snapshot: Snapshot;
  /** Since the snapshot of the request. */
  readonly changes: readonly Change[];
  /** Where class and checkpoint do not agree. */
  readonly disagreements: readonly Change[];
};

export interface SourceService {
  /** Answered when the parser is loaded. */
  ready(request: Record<never, never>): Promise<null>;
  /** null: not there, too long, or no end of parsing it. */
  read(request: { readonly file: SourceText }): Promise<FileView | null>;
  /** Names of the classes of modules in the first of the files. */
  moduleClasses(request: { readonly files: readonly SourceText[] }): Promise<readonly string[]>;
  /** The classes of the first file that explain at least half of the tensors, the best first. */
  definingClasses(request: ClassRequest): Promise<readonly ClassView[]>;
  /** One class of the first file, or every one, however well it explains the tensors. */
  matchClasses(
    request: ClassRequest & { readonly className: string | undefined },
  ): Promise<readonly ClassView[]>;
  /** Where a class of the first file makes a tensor; null: it does not. */
  tensorLine(
    request: MatchRequest & { readonly className: string; readonly tensor: string },
  ): Promise<SourceLine | null>;
}
