// Studies: a file that names models and tasks and says what is expected of them, and what a run of it found.
// media/studyRun.schema.json is the schema of the report. Leaf.
import type { Interval, SetName } from './coordinates.ts';
import type { CompareReport, InterpretReport, Timings } from './report.ts';
import type { MachineOptions, RunOptions } from './runOptions.ts';
import type { TaskProblem } from './taskViews.ts';
import type { Verdict } from './verdict.ts';

/** What may be expected of two models; of one that it holds a set of variables, or answers well enough. */
export type Expectation =
  | {
      readonly expect: 'indistinguishable' | 'same interpretation' | 'different' | 'not different';
      readonly a: string;
      readonly b: string;
    }
  /** The same interpretation, and an accuracy that is less by `drop` at most. */
  | {
      readonly expect: 'stays as';
      readonly model: string;
      readonly as: string;
      readonly drop: number;
    }
  | {
      readonly expect: 'holds';
      readonly model: string;
      readonly set: SetName;
      readonly atLeast: number;
    }
  | { readonly expect: 'accuracy'; readonly model: string; readonly atLeast: number };

export type ExpectationKind = Expectation['expect'];

export type Outcome = 'passed' | 'failed' | 'undecided' | 'error';

/** What an outcome rests on. Models are called as the study calls them. */
export type Found =
  | {
      readonly kind: 'verdict';
      readonly verdict: Verdict;
      /** Profile distance and full distance; null: not measured. */
      readonly distance: Interval | null;
      readonly full: Interval | null;
      /** Of the run: the one for `different`, and the one for `indistinguishable`. */
      readonly margin: number;
      readonly fullMargin: number;
      /** Of `stays as`: by how much the accuracy is under that of the other, on the same prompts; null: no right answers
       * are known. */
      readonly fall: Interval | null;
    }
  /** How purely the model holds the set; null: the run does not tell that set from others, or the model does not solve
   * the task. */
  | { readonly kind: 'held'; readonly held: Interval | null; readonly solves: boolean }
  /** `prompts`: different ones; `accuracy`: null: no right answers are known. */
  | { readonly kind: 'accuracy'; readonly accuracy: Interval | null; readonly prompts: number }
  | {
      readonly kind: 'failure';
      readonly code: string;
      readonly message: string;
      readonly hint: string | null;
    };

export type ExpectationResult = {
  /** As the file calls it, or made of what it says; unique within the study. */
  readonly name: string;
  /** Where it stands in the file. */
  readonly line: number;
  readonly column: number;
  readonly task: string; // as the study calls it
  readonly expectation: Expectation;
  readonly outcome: Outcome;
  /** It is undecided, and the file lets that pass. */
  readonly allowed: boolean;
  readonly found: Found;
  /** Place in `reports`; null: there is none. */
  readonly report: number | null;
  /** Its share of the run that it rests on, which may serve others too: together they are the whole time. */
  readonly seconds: number;
};

export const studySchema = 1;

export type StudyRunReport = {
  readonly kind: 'study';
  readonly schema: typeof studySchema;
  readonly name: string;
  readonly description: string;
  /** Name of the file, without its folder. */
  readonly file: string;
  /** In the order of the file. */
  readonly expectations: readonly ExpectationResult[];
  /** What was run, each once. */
  readonly reports: readonly StudyComparison[];
  readonly timings: Timings;
};

export type StudyComparison = {
  /** As the study calls them. */
  readonly models: readonly string[];
  readonly task: string;
  /** What an editor opens: paths, and the task's path or the name of a built-in one. */
  readonly request: {
    readonly models: readonly string[];
    readonly task: string;
    readonly options: RunOptions;
  };
  readonly report: CompareReport | InterpretReport;
};

export type StudyFileRequest = {
  readonly path: string;
  /** What an editor holds of the file instead of what lies on the disk. */
  readonly text?: string;
};

/** Line and column count from 1, in UTF-16 units. */
type FilePlace = Omit<TaskProblem, 'message'>;

/** A study by itself. With problems nothing else is known of it. */
export type StudyFileView = {
  readonly name: string;
  readonly problems: readonly TaskProblem[];
  /** They are of JSON or of the schema: an editor that has the schema tells them itself. */
  readonly ofForm: boolean;
  readonly expectations: readonly {
    readonly name: string;
    readonly span: { readonly from: FilePlace; readonly to: FilePlace };
  }[];
  /** All files and folders that it names. */
  readonly inputs: { readonly models: readonly string[]; readonly files: readonly string[] };
};

export type StudyRequest = MachineOptions & {
  readonly path: string;
  /** Names of expectations; default: all. */
  readonly only?: readonly string[];
};

/** How many came out how. */
export function countOutcomes(
  expectations: readonly Pick<ExpectationResult, 'outcome'>[],
): Readonly<Record<Outcome, number>> {
  const count = { passed: 0, failed: 0, undecided: 0, error: 0 };
  for (const { outcome } of expectations) count[outcome]++;
  return count;
}
