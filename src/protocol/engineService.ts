// The contract between the compute process and whoever asks it: the command line, later the editor.
// One interface of async methods; messages are derived from it in rpc.ts. Leaf: imports nothing else.
import type { CompareReport, InterpretReport } from './report.ts';

/** What a run may use; every field has a default. */
export type RunOptions = {
  readonly pairs?: number; // default: the task's
  readonly seed?: number; // 0
  readonly level?: number; // .95
  readonly margin?: number; // .3
  readonly fullMargin?: number; // .15
  readonly threads?: number; // physical cores
  readonly memory?: number; // MB; default 25 % of the machine's
};

/** `task` is the path of a task file or the name of a built-in task. */
export type CompareRequest = RunOptions & {
  readonly a: string;
  readonly b: string;
  readonly task: string;
};
export type InterpretRequest = RunOptions & { readonly a: string; readonly task: string };
export type InspectRequest = { readonly path: string };
export type TaskCheckRequest = {
  readonly task: string;
  readonly model: string;
  readonly seed?: number;
};

export type DoctorRequest = Pick<RunOptions, 'threads' | 'memory'>;

/** What the compute process is started with; it crosses as its one argument, in JSON. */
export type ProcessSettings = {
  /** The cache folder; undefined: this system's default, false: keep nothing. */
  readonly cache?: string | false;
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
  readonly tensors: readonly {
    readonly name: string;
    readonly dtype: string;
    readonly shape: readonly number[];
    readonly bytes: number;
    readonly file: string;
  }[];
  /** Tensor names that the family does not use and does not know. */
  readonly notUnderstood: readonly string[];
  readonly metadata: readonly (readonly [string, string])[];
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
  inspect(request: InspectRequest): Promise<InspectView>;
  compare(request: CompareRequest): Promise<CompareReport>;
  interpret(request: InterpretRequest): Promise<InterpretReport>;
  taskCheck(request: TaskCheckRequest): Promise<TaskCheckView>;
  doctor(request: DoctorRequest): Promise<DoctorView>;
}
