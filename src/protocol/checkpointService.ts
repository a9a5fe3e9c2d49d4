// The contract between the pages about checkpoint files (the viewer, the tensor comparison) and the
// extension host, one interface a direction; messages are derived from it in rpc.ts. What the host
// begins is told by the page's methods. Tensors come in slices under 1 MB and are named by their
// place in the whole list: a name may be long, clipped or a trap. Leaf.
import type {
  ComparedTensor,
  InspectSummary,
  ListedTensor,
  TensorChange,
  TensorStatisticsView,
} from './engineService.ts';
import type { GoldenBeside } from './golden.ts';
import type { Failure } from './rpc.ts';
import type { Slice } from './slices.ts';

export type CheckpointHead = {
  readonly path: string;
  readonly name: string;
  /** Why it cannot be shown; null while it is read and when it was. */
  readonly failure: Failure | null;
  /** Null until the header is read. */
  readonly header: Omit<InspectSummary, 'name' | 'answers'>;
};

export type TensorRow = ListedTensor;
export type DiffRow = ComparedTensor;

export type Phase = 'running' | 'done' | 'failed' | 'cancelled';

export type StatisticsView = {
  readonly tensor: number;
  readonly phase: Phase;
  readonly fraction: number;
  readonly statistics: TensorStatisticsView | null;
  readonly failure: Failure | null;
};

type Nothing = Record<string, never>;
type OfTensor = { readonly tensor: number };

/** Answered by the host of a viewer; each returns at once. */
export interface CheckpointService {
  /** The page stands and takes messages. */
  ready(request: Nothing): Promise<{ readonly canReveal: boolean }>;
  statistics(request: OfTensor): Promise<void>;
  cancel(request: Nothing): Promise<void>;
  reveal(request: OfTensor): Promise<void>;
  copyName(request: OfTensor): Promise<void>;
}

/** Answered by the viewer's page. */
export interface CheckpointPage {
  /** The head of a file that is about to be listed from its first tensor. */
  show(head: CheckpointHead | CheckpointReading): Promise<void>;
  tensors(slice: Slice<TensorRow>): Promise<void>;
  statistics(view: StatisticsView): Promise<void>;
  /** What an earlier verification found of the golden that lies beside the file. */
  golden(of: GoldenBeside): Promise<void>;
}

/** The header is not read yet, or cannot be. */
export type CheckpointReading = {
  readonly path: string;
  readonly name: string;
  readonly failure: Failure | null;
  readonly header: null;
};

export type DiffHead = {
  readonly paths: readonly string[];
  readonly failure: Failure | null;
  /** Null until both headers are read. */
  readonly sides:
    | readonly {
        readonly name: string;
        readonly container: string;
        readonly tensors: number;
        readonly parameters: number;
        readonly bytes: number;
      }[]
    | null;
  /** Whether each answers with its table of tokens; null: no family knows. */
  readonly heads: readonly ('tied' | 'own' | null)[];
  readonly rows: number;
  /** What comparing the values would read. */
  readonly valueBytes: number;
};

export type DiffProgress = {
  readonly phase: Phase;
  readonly fraction: number;
  readonly failure: Failure | null;
};

/** Answered by the host of a tensor comparison; each returns at once. */
export interface DiffService {
  ready(request: Nothing): Promise<{ readonly canReveal: boolean }>;
  compareValues(request: Nothing): Promise<void>;
  cancel(request: Nothing): Promise<void>;
  /** In the first checkpoint that has the tensor. */
  reveal(request: OfTensor): Promise<void>;
  copyName(request: OfTensor): Promise<void>;
}

/** Answered by the page of a tensor comparison. */
export interface DiffPage {
  show(head: DiffHead): Promise<void>;
  tensors(slice: Slice<DiffRow>): Promise<void>;
  changes(changes: readonly IndexedChange[]): Promise<void>;
  progress(progress: DiffProgress): Promise<void>;
}

export type IndexedChange = Omit<TensorChange, 'name'> & OfTensor;
