// The contract between the compute process and whoever asks it: the command line, later the editor.
// One interface of async methods; messages are derived from it in rpc.ts. Leaf.
import type { CompareReport, FleetReport, InterpretReport, LayersReport } from './report.ts';
import type { LayersRequest, RunOptions } from './runOptions.ts';
import type { JsonObject } from './sourceService.ts';

export type { LayersRequest, RunOptions } from './runOptions.ts';

/** `task` is the path of a task file or the name of a built-in task. */
export type CompareRequest = RunOptions & {
  readonly a: string;
  readonly b: string;
  readonly task: string;
};
/** Every two of `models`, of which there are two or more. */
export type FleetRequest = RunOptions & {
  readonly models: readonly string[];
  readonly task: string;
};
export type InterpretRequest = RunOptions & { readonly a: string; readonly task: string };
export type InspectRequest = { readonly path: string };
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

export type DoctorRequest = Pick<RunOptions, 'threads' | 'memory'>;

/** What the compute process is started with; it crosses as its one argument, in JSON. */
export type ProcessSettings = {
  /** The cache folder; undefined: this system's default, false: keep nothing. */
  readonly cache?: string | false;
};

export type TensorView = {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: number;
  readonly file: string;
};

export type InspectView = {
  readonly name: string;
  readonly container: string;
  readonly family: string | null; // null: not understood
  /** Why the family is not understood, or what is odd; sentences. */
  readonly problems: readonly string[];
  readonly answers: boolean; // can a comparison read answers from it
  readonly shape: readonly (readonly [string, string])[];
  readonly parameters: number;
  readonly bytes: number;
  readonly tensors: readonly TensorView[];
  /** Tensors that serve under another name or in another place too; `why` is half a sentence. */
  readonly tied: readonly { readonly name: string; readonly with: string; readonly why: string }[];
  /** Tensor names that the family does not use and does not know. */
  readonly notUnderstood: readonly string[];
  readonly metadata: readonly (readonly [string, string])[];
};

/** A tensor of a list; `understood`: the family knows its name, or no name at all is known. */
export type ListedTensor = TensorView & { readonly understood: boolean };

/** What crosses of an inspection, bounded whatever the file; the tensors come before it, in parts. */
export type InspectSummary = Omit<InspectView, 'tensors' | 'notUnderstood'> & {
  readonly tensorCount: number;
  readonly notUnderstoodCount: number;
  /** Metadata entries that are left out because the whole would be too large. */
  readonly metadataLeftOut: number;
};

export type TensorStatisticsRequest = { readonly path: string; readonly tensor: string };

/** Of all values of one tensor. A number that double precision cannot hold is null. */
export type TensorStatisticsView = {
  readonly count: number;
  readonly zeros: number;
  readonly nan: number;
  readonly positiveInfinite: number;
  readonly negativeInfinite: number;
  /** Over the finite values; null when there are none. `std` divides by their number. */
  readonly finite: {
    readonly min: number;
    readonly max: number;
    readonly mean: number | null;
    readonly std: number | null;
  } | null;
  /** 64 equal bins from `low` to `high`, the last one closed, as numpy.histogram draws them. */
  readonly histogram: {
    readonly low: number;
    readonly high: number;
    readonly counts: readonly number[];
  } | null;
};

export type CheckpointDiffRequest = { readonly a: string; readonly b: string };

/** What two headers say; no value is read. */
export type CheckpointDiffView = {
  /** A and B. */
  readonly sides: readonly {
    readonly name: string;
    readonly container: string;
    readonly tensors: number;
    readonly parameters: number;
    readonly bytes: number;
  }[];
  readonly onlyA: readonly TensorView[];
  readonly onlyB: readonly TensorView[];
  /** Names in both, in A's order; each list has A's and B's. */
  readonly both: readonly {
    readonly name: string;
    readonly dtypes: readonly string[];
    readonly shapes: readonly (readonly number[])[];
    readonly bytes: readonly number[];
  }[];
};

/** A line of the comparison of two headers: both, then A only, then B only. */
export type ComparedTensor = {
  readonly name: string;
  /** Of A and of B; null where there is no such tensor. */
  readonly sides: readonly (Pick<TensorView, 'dtype' | 'shape' | 'bytes'> | null)[];
};

/** `tensors` have the same shape in A and B. */
export type TensorChangesRequest = CheckpointDiffRequest & { readonly tensors: readonly string[] };

/** How far the values of a tensor have moved. */
export type TensorChange = {
  readonly name: string;
  readonly count: number;
  /** Elements that are not the same number in A and B; NaN is the same as NaN. */
  readonly differing: number;
  /** Of these, the ones where A or B is not finite; they are in none of the numbers below. */
  readonly notFinite: number;
  /** The Euclidean norms |A - B| and |A| over the finite elements; null beyond double precision. */
  readonly difference: number | null;
  readonly norm: number | null;
  /** Largest |a - b|. */
  readonly largest: number;
};

export type TaskCheckView = {
  readonly name: string;
  readonly description: string;
  readonly fits: boolean;
  readonly problems: readonly string[];
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

export type DoctorView = {
  readonly runtime: string;
  readonly runtimeNote: string | null;
  readonly threads: number;
  readonly node: string;
  readonly platform: string;
  readonly matmulGflops: number; // f32, 1024 x 1024 x 1024
  readonly memory: { readonly totalBytes: number; readonly budgetBytes: number };
  readonly cache: {
    readonly folder: string | null; // null: no cache
    readonly bytes: number;
    readonly capBytes: number;
    readonly problem: string | null;
  };
  readonly checks: readonly {
    readonly name: string;
    readonly passed: boolean;
    readonly detail: string;
  }[];
};

export interface EngineService {
  /** The tensors are handed out only where they are asked for. */
  inspect(
    request: InspectRequest & { readonly list?: boolean },
    onTensors: (part: readonly ListedTensor[]) => void,
  ): Promise<InspectSummary>;
  /** The config of a checkpoint, as it is written; null: it has none that can be read, or one that is
   * longer than any of a model. */
  config(request: InspectRequest): Promise<JsonObject | null>;
  tensorStatistics(request: TensorStatisticsRequest): Promise<TensorStatisticsView>;
  checkpointDiff(
    request: CheckpointDiffRequest,
    onTensors: (part: readonly ComparedTensor[]) => void,
  ): Promise<Pick<CheckpointDiffView, 'sides'>>;
  tensorChanges(request: TensorChangesRequest): Promise<readonly TensorChange[]>;
  /** `onSoFar`: what is known while the run goes on, a whole report that says so (`looks.stopped` is null). */
  compare(
    request: CompareRequest,
    onSoFar: (report: CompareReport) => void,
  ): Promise<CompareReport>;
  fleet(request: FleetRequest): Promise<FleetReport>;
  layers(request: LayersRequest): Promise<LayersReport>;
  interpret(
    request: InterpretRequest,
    onSoFar: (report: InterpretReport) => void,
  ): Promise<InterpretReport>;
  taskCheck(request: TaskCheckRequest): Promise<TaskCheckView>;
  /** Is a task file right? No model is asked. */
  taskFile(request: TaskFileRequest): Promise<TaskFileView>;
  /** The tasks that need no file. */
  builtInTasks(request: Record<string, never>): Promise<readonly TaskView[]>;
  doctor(request: DoctorRequest): Promise<DoctorView>;
}

/**
 * They need neither the runtime nor memory to speak of, and somebody looks on: they wait for nobody, and
 * where there are runs beside them they have a process of their own.
 */
export const looks: readonly (keyof EngineService)[] = [
  'inspect',
  'config',
  'tensorStatistics',
  'checkpointDiff',
  'tensorChanges',
  'builtInTasks',
  'taskFile',
];
