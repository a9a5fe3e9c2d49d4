// A certificate: one model may be studied in place of another on a task, with everything that is needed to run the
// comparison again. media/certificate.schema.json is its schema. Leaf.
import type { Interval, SetName } from './coordinates.ts';
import type { MachineOptions, RunOptions } from './runOptions.ts';
import type { JsonObject } from './sourceService.ts';
import type { Verdict } from './verdict.ts';

/** Rises when certificates that were written are no longer read as they are. */
export const certificateSchema = 1;

/** A path of a model: not from the root, no drive or machine, no control character. As the schema has it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are refused
export const certifiedPath = /^(?![/\\]|[A-Za-z]:)[^\u0000-\u001f\u007f]+$/;

export type CertifiedModel = {
  readonly name: string;
  /** From the certificate's folder, with "/"; null: there is no such way (another drive), or it is no text. No part of
   * `digest`. */
  readonly path: string | null;
  readonly family: string;
  readonly parameters: number;
  /** SHA-256 of the files, as in a report's provenance. */
  readonly weights: string;
  readonly config: string;
  readonly tokenizer: string;
};

/** The verdicts that let one model stand for another. */
export type CertifiedVerdict = Extract<Verdict, 'same interpretation' | 'indistinguishable'>;

export type Certificate = {
  readonly kind: 'certificate';
  readonly schema: typeof certificateSchema;
  /** Not the larger of the two. */
  readonly study: CertifiedModel;
  readonly inPlaceOf: CertifiedModel;
  /** `document`: the whole task file; `digest`: its SHA-256, as in a report's provenance. */
  readonly task: { readonly name: string; readonly digest: string; readonly document: JsonObject };
  readonly settings: {
    /** As asked for; null: as many as the task says. */
    readonly pairs: number | null;
    /** Of a run in looks, how many it made; null: all was measured at once. */
    readonly stages: number | null;
    readonly seed: number;
    /** How sure all looks together are. */
    readonly level: number;
    readonly margin: number;
    readonly fullMargin: number;
    readonly resamples: number;
    readonly granularity: 'cut';
  };
  readonly found: {
    readonly verdict: CertifiedVerdict;
    /** Profile distance, and the set that decides it. */
    readonly distance: (Interval & { readonly set: SetName }) | null;
    readonly full: Interval | null;
    /** Prompt pairs that these rest on, and the level of these intervals. */
    readonly pairs: number;
    readonly level: number;
  };
  /** How often, at most, an interval that is made this way does not hold its number. */
  readonly errorRate: number;
  readonly interval: string; // the method of the intervals
  readonly versions: {
    readonly congruity: string;
    readonly algorithm: number;
    readonly runtime: string;
  };
  /** SHA-256 of all else but the paths, as JSON with sorted keys: who edits a certificate by hand is found out. */
  readonly digest: string;
};

/** Paths of checkpoints. */
export type CertifyCouple = { readonly study: string; readonly inPlaceOf: string };

export type CertifyRequest = RunOptions & {
  readonly task: string;
  readonly couples: readonly CertifyCouple[];
};

/** null: compared alone the two are not found the same, and `verdict` says what they are found. */
export type Certified = CertifyCouple & {
  readonly certificate: Certificate | null;
  readonly verdict: Verdict;
};

export type VerifyRequest = MachineOptions & {
  readonly file: string;
  /** Folders in which the models lie under their names; []: where the certificate says. */
  readonly folders: readonly string[];
};

export type Holding = 'holds' | 'does not hold' | 'cannot be checked';

export type HashedPart = 'weights' | 'config' | 'tokenizer';

/** Why a model cannot be taken for the one of a certificate. */
export type Unfound = {
  readonly name: string;
  readonly at: readonly string[]; // paths that were looked at
  /** What is other there than certified; []: there is nothing. */
  readonly changed: readonly {
    readonly what: HashedPart;
    readonly certified: string;
    readonly found: string;
  }[];
  /** What is there and cannot be read as a model, a sentence each. */
  readonly unreadable: readonly string[];
};

/** A field of the certificate, and what the run gave for it; both in JSON. */
export type Differing = {
  readonly field: string;
  readonly certified: string;
  readonly found: string;
};

export type VerifyView = {
  readonly file: string;
  readonly holding: Holding;
  /** Its contents are not those that its digest is of. */
  readonly isEdited: boolean;
  readonly unfound: readonly Unfound[];
  /** [] also where nothing was run. */
  readonly differing: readonly Differing[];
  /** The version that made it, where its numbers may be other than ours: then a difference says nothing. */
  readonly otherAlgorithm: number | null;
  readonly certificate: Certificate;
};
