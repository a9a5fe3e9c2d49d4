// The contract between the compute process and whoever asks it: the command line, later the editor.
// One interface of async methods; messages are derived from it in rpc.ts. Leaf.
import type { CalibrateRequest } from './calibration.ts';
import type { Certified, CertifyRequest, VerifyRequest, VerifyView } from './certificate.ts';
import type {
  CheckpointDiffRequest,
  CheckpointDiffView,
  ComparedTensor,
  TensorChange,
  TensorChangesRequest,
} from './checkpointDiff.ts';
import type { CircuitRequest } from './circuit.ts';
import type { DistinguishRequest } from './distinguish.ts';
import type { DoctorRequest, DoctorView } from './doctor.ts';
import type { Patching } from './families.ts';
import type { GoldenBeside, GoldenRequest, GoldenView } from './golden.ts';
import type { Level } from './granularity.ts';
import type { Mapping, MapRequest, MapView } from './mapping.ts';
import type { ReduceRequest } from './reduction.ts';
import type {
  CalibrateReport,
  CircuitReport,
  CompareReport,
  DistinguishReport,
  FleetReport,
  InterpretReport,
  LayersReport,
  ReduceReport,
  TrajectoryReport,
  WiringReport,
} from './report.ts';
import type { MachineOptions, RunOptions } from './runOptions.ts';
import type { RowPosition } from './sections.ts';
import type { JsonObject } from './sourceService.ts';
import type {
  ExpectationResult,
  StudyFileRequest,
  StudyFileView,
  StudyRequest,
  StudyRunReport,
} from './study.ts';
import type {
  TaskCheckRequest,
  TaskCheckView,
  TaskFileRequest,
  TaskFileView,
  TaskView,
} from './taskViews.ts';
import type { TrainingStep, TrajectoryRequest } from './trajectory.ts';
import type { WiringRequest } from './wiring.ts';

export type {
  CheckpointDiffRequest,
  CheckpointDiffView,
  ComparedTensor,
  TensorChange,
  TensorChangesRequest,
} from './checkpointDiff.ts';
export type { MachineOptions, RunOptions } from './runOptions.ts';

/** `task` is the path of a task file or the name of a built-in task. */
export type CompareRequest = RunOptions &
  Levelled & {
    readonly a: string;
    readonly b: string;
    readonly task: string;
  };
type Levelled = {
  /** The verdict is at the first of them; default: the cuts alone. */
  readonly granularity?: readonly Level[];
};
/** Every two of `models`, of which there are two or more; of all of these and `against`, where there is that. */
export type FleetRequest = RunOptions & {
  readonly models: readonly string[];
  readonly task: string;
  /** Another family: is it told from the models? */
  readonly against?: readonly string[];
  /** With one model a side: implementations are made of both. */
  readonly patching?: Patching;
};
export type InterpretRequest = RunOptions &
  Levelled & { readonly a: string; readonly task: string };
export type LayersRequest = Pick<RunOptions, 'pairs' | 'seed' | keyof MachineOptions> & {
  readonly a: string;
  readonly b: string;
  readonly task: string;
  readonly measure?: string; // "cka"
  readonly position?: RowPosition; // "answer"
  /** Permutations of the prompts; default: as many as the measure's cost allows. */
  readonly permutations?: number;
};

export type InspectRequest = { readonly path: string };

/** What the compute process is started with; it crosses as its one argument, in JSON. */
export type ProcessSettings = {
  /** Says whether a GPU computes right, and ends: see platform/deviceTrial.ts. */
  readonly trial?: true;
  /** The cache folder; undefined: this system's default, false: keep nothing. */
  readonly cache?: string | false;
  /** Paths of the base models of adapters, as the user names them. */
  readonly bases?: readonly string[];
  /** Mapping files that do not lie beside the checkpoints that they are of. */
  readonly mappings?: readonly Mapping[];
};

export type TensorView = {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: number;
  readonly file: string;
  /** Of dtypes that keep several values together: how many, and in how many bytes. */
  readonly block?: { readonly values: number; readonly bytes: number };
  /** The earlier tensor whose bytes these are too. */
  readonly sameAs?: string;
};

export type InspectView = {
  readonly name: string;
  readonly container: string;
  readonly family: string | null; // null: not understood
  /** What keeps it from being compared, a sentence each: why the family is not understood, or has no answers. */
  readonly problems: readonly string[];
  /** What else a reader should know of it, a sentence each; nothing is wrong. */
  readonly notes: readonly string[];
  readonly answers: boolean; // can a comparison read answers from it
  readonly shape: readonly (readonly [string, string])[];
  /** Of all tensors, what several share counted once. */
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
  ): Promise<Omit<CheckpointDiffView, 'lines'>>;
  tensorChanges(request: TensorChangesRequest): Promise<readonly TensorChange[]>;
  /** `onSoFar`: what is known while the run goes on, a whole report that says so (`looks.stopped` is null). */
  compare(
    request: CompareRequest,
    onSoFar: (report: CompareReport) => void,
  ): Promise<CompareReport>;
  fleet(request: FleetRequest, onSoFar: (report: FleetReport) => void): Promise<FleetReport>;
  /** Which models may be studied in place of others, by couple. */
  certify(request: CertifyRequest): Promise<readonly Certified[]>;
  verifyCertificate(request: VerifyRequest): Promise<VerifyView>;
  /** A guess of what the tensors are, as a mapping file. */
  map(request: MapRequest): Promise<MapView>;
  /** Are a model's values those that another implementation saved? */
  verifyGolden(request: GoldenRequest): Promise<GoldenView>;
  /** What is known of a golden that lies beside a checkpoint; null: none does. Nothing is computed. */
  goldenBeside(request: InspectRequest): Promise<GoldenBeside | null>;
  trajectory(
    request: TrajectoryRequest,
    onSoFar: (report: TrajectoryReport) => void,
  ): Promise<TrajectoryReport>;
  /** The checkpoints in a run's folder, from its names and sizes. */
  trainingSteps(request: InspectRequest): Promise<readonly TrainingStep[]>;
  layers(request: LayersRequest): Promise<LayersReport>;
  calibrate(request: CalibrateRequest): Promise<CalibrateReport>;
  distinguish(request: DistinguishRequest): Promise<DistinguishReport>;
  reduce(request: ReduceRequest): Promise<ReduceReport>;
  interpret(
    request: InterpretRequest,
    onSoFar: (report: InterpretReport) => void,
  ): Promise<InterpretReport>;
  circuit(request: CircuitRequest): Promise<CircuitReport>;
  wiring(request: WiringRequest): Promise<WiringReport>;
  taskCheck(request: TaskCheckRequest): Promise<TaskCheckView>;
  /** Is a task file right? No model is asked. */
  taskFile(request: TaskFileRequest): Promise<TaskFileView>;
  /** Runs what a study expects; `onResult`: each result as soon as it is known. */
  study(
    request: StudyRequest,
    onResult: (result: ExpectationResult) => void,
  ): Promise<StudyRunReport>;
  /** Is a study file right, and what does it expect? No model is opened. */
  studyFile(request: StudyFileRequest): Promise<StudyFileView>;
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
  'goldenBeside',
  'trainingSteps',
  'builtInTasks',
  'taskFile',
  'studyFile',
];
