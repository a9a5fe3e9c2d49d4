// A task, free of any model: prompts made from parts, an answer, a set of possible answers.
// Words as in method.md section 1: variable, part (an occurrence of a variable), span, pair.

import type { JsonObject } from '../checkpoint/checkpoint.ts';
import type { Random } from '../core/random.ts';
import type { Effort } from './effort.ts';
import type { PartSet, TwoReadings } from './partSet.ts';

/** Start and end (exclusive). */
export type Range = readonly [number, number];

/** An occurrence of a variable, or of a word that derives from variables: S1 and S2, though S is one. */
export type Part = {
  readonly id: string; // "S2"
  readonly variable: string; // "S"; or the name of the derived word
};

/** A place that every prompt has, whatever the tokenizer: one part, or one named literal piece. */
export type Span = {
  readonly id: string; // unique, for people: "a", "S2", ",", "to", "to 2"
  /** Index into `parts` when the span holds a part. */
  readonly part: number | undefined;
};

/** Values by part, in the order of `parts`, and which template they go into. */
export type Values = readonly string[];

export type Pair = {
  readonly template: number;
  readonly base: Values;
  readonly source: Values;
  /** The words of the file's variables, in its order: what derived words are made of. */
  readonly variables: { readonly base: readonly string[]; readonly source: readonly string[] };
  /** Indices into `answers` of every right answer to the base prompt; [] when none is known. */
  readonly right: readonly number[];
};

/** What a prompt says that takes a set of parts from a pair's source. */
export type Mixed = {
  readonly values: Values;
  /** Indices into `answers` of its right answers; undefined: none is known, it may be off the task. */
  readonly right: readonly number[] | undefined;
  /** What a reader is told in place of the values, where equal ones go by a name that nobody chose. */
  readonly told?: Values;
};

/** A prompt as text, with the character range (UTF-16 units, end exclusive) of every span. */
export type Prompt = {
  readonly text: string;
  readonly spans: readonly Range[];
  /** Where in the text the separator and the answer belong; undefined: at its end. */
  readonly marker: number | undefined;
};

export interface Task {
  readonly name: string;
  readonly description: string;
  /** SHA-256 of the task's canonical JSON, hex. */
  readonly digest: string;
  /** The whole file but where its schema lies: what the digest is of, but for a vocabulary. */
  readonly document: JsonObject;
  /** The templates as written, for people. A task of plain prompts has none. */
  readonly templates: readonly string[];
  /**
   * Ways to write the same prompts, as indices of templates. The first way is used that has pairs
   * which every tokenizer takes; a word-level tokenizer may need its own.
   */
  readonly forms: readonly (readonly number[])[];
  readonly parts: readonly Part[];
  /** The variables that a source may change, of which variable mixtures are made. */
  readonly variables: readonly string[]; // [V]
  readonly readings: TwoReadings;
  /** What a reader of its results should know, a sentence each. */
  readonly notes: readonly string[];
  /** The file as it is read, for whoever writes another one of it. */
  readonly file: JsonObject;
  /** All variables of the file, in the order in which a pair has their words. */
  readonly names: readonly string[];
  /** What derived words are made by, as the file says it, in JSON. */
  readonly derivation: string;
  readonly spans: readonly Span[];
  /** The possible answers, as words. */
  readonly answers: readonly string[];
  /** What the answers are told apart by; without classes in the file each is its own. */
  readonly classes: readonly string[]; // [K]
  readonly outcomes: readonly number[]; // [A] class of each answer
  /** What stands between the prompt and its answer: " " or "". */
  readonly separator: string;
  /** The gate: accuracy on the base prompts below which nothing is compared. */
  readonly floor: number;
  /** The pairs that the file lists; undefined when they are drawn. */
  readonly listed: readonly Pair[] | undefined;
  /** Pairs to use unless the caller asks for another number. */
  readonly defaultPairs: number;
  /** Seed of the draws unless the caller has one. */
  readonly seed: number;
  /**
   * Draws one random pair of a form; the source has its variables drawn anew unless the file says
   * otherwise. Throws EngineError('task-invalid') when the constraints leave nothing to draw, or
   * hardly anything: `effort` counts the work of all draws of a run.
   */
  draw(random: Random, form: number, effort: Effort): Pair;
  /** The prompt of a pair's template with these values: the base's, the source's or a mixture. */
  prompt(pair: Pick<Pair, 'template'>, values: Values): Prompt;
  /** What the right answers of a mixture take, in terms of expressions (effort.ts). */
  readonly rightTerms: number;
  /** A pair with a set of parts taken from its source; words that derive from variables are made anew. */
  mixed(pair: Pair, set: PartSet): Mixed;
}
