// What is asked about a task, and what is shown of it. Leaf.

export type TaskCheckRequest = {
  readonly task: string;
  readonly model: string;
  readonly seed?: number;
};

export type TaskFileRequest = {
  readonly task: string;
  /** What an editor holds of the file instead of what lies on the disk. */
  readonly text?: string;
};

/** Something wrong in a task file; line and column count from 1, in UTF-16 units. */
export type TaskProblem = {
  readonly line: number;
  readonly column: number;
  readonly message: string;
};

/** A task by itself. With problems nothing else is known of it. */
export type TaskFileView = {
  readonly name: string;
  readonly description: string;
  readonly problems: readonly TaskProblem[];
  /** They are of JSON or of the schema: an editor that has the schema tells them itself. */
  readonly ofForm: boolean;
  readonly templates: readonly string[];
  readonly parts: readonly string[];
  readonly spans: readonly string[];
  readonly answers: readonly string[];
  readonly pairs: number; // unless another number is asked for
  readonly listed: boolean; // by the file
  /** A base and a source prompt. */
  readonly example: { readonly base: string; readonly source: string } | null;
  readonly sets: TaskSetsView | null;
  /** The notes of `sets`, beside what they are about; [] unless the request has a text. */
  readonly advice: readonly TaskProblem[];
};

/**
 * The sets of parts that a mixed prompt takes from its source: all, or of more than six variables (or occurrences)
 * those of one and of all but one. A set is written by its variables, ["which"], or by its occurrences in quotes,
 * ["\"S2\""].
 */
export type TaskSetsView = {
  /** Those that the source may change. */
  readonly variables: readonly string[];
  /** Of one pair; `right` is null where no right answer is known. */
  readonly prompts: readonly {
    readonly set: readonly string[];
    readonly prompt: string;
    readonly right: readonly string[] | null;
  }[];
  /** How well right answers tell sets of variables apart; null where none are known. */
  readonly apart: {
    readonly pairs: number; // that were looked at
    /** Variables that never change the right answer. */
    readonly idle: readonly string[];
    /** Every two sets with the share of pairs in which their right answers differ, the least first. */
    readonly couples: readonly {
      readonly sets: readonly (readonly string[])[];
      readonly share: number;
    }[];
  } | null;
  /** What to know about them, sentences. */
  readonly notes: readonly string[];
};

export type TaskView = { readonly name: string; readonly description: string };

export type TaskCheckView = {
  /** What the model reads; of rows the answers' ids are outputs, and the example has no tokens: its spans are the regions. */
  readonly reads: 'tokens' | 'rows';
  readonly name: string;
  readonly description: string;
  readonly fits: boolean;
  readonly problems: readonly string[];
  /** What to know of the model as the task sees it, sentences. */
  readonly notes: readonly string[];
  readonly answers: readonly { readonly word: string; readonly id: number }[];
  readonly example: {
    readonly base: string;
    readonly source: string;
    /** Tokens of the base prompt and of the source prompt, as the tokenizer writes them. */
    readonly baseTokens: readonly string[];
    readonly sourceTokens: readonly string[];
    readonly spans: readonly {
      readonly id: string;
      readonly part: string | null;
      readonly start: number;
      readonly end: number;
    }[];
    readonly readAt: number;
  } | null;
  readonly sets: TaskSetsView | null;
};
