// The data of a task whose inputs are numbers: rows, each a list of columns or a picture, with what is known of them.
import { EngineError } from '../../core/error.ts';

/** More rows say nothing more of a model; pairs are drawn of the first so many. */
export const mostRows = 20_000;
/** Of all rows together: 64 MB as float32, in which 20,000 pictures of MNIST fit. */
export const mostNumbers = 2 ** 24;

/** As a file has them, before they are scaled. */
export type Table = {
  readonly count: number;
  /** Of one row: [columns], [height, width] or three, of which one is the channels. */
  readonly dims: readonly number[];
  /** Where a picture has its channels, if the file's kind says it. */
  readonly layout?: 'nhwc';
  readonly numbers: Float32Array; // [count, ...dims]
  /** Names of the numbers of a row. */
  readonly columns: readonly string[] | undefined;
  /** What else is known of each row, by name, as words. */
  readonly words: ReadonlyMap<string, readonly string[]>;
  /** Rows of the file that are not among them. */
  readonly left: number;
};

/** As a task has them. */
export type Rows = {
  readonly file: string;
  readonly count: number;
  /** [columns], or [height, width, channels]. */
  readonly dims: readonly number[];
  readonly numbers: Float32Array; // [count, ...dims]
  readonly columns: readonly string[] | undefined;
  /** A flat row of a picture: has it its channels before its places, as the file does? */
  readonly channelsFirst: boolean;
  /** The right class of each row, an index. */
  readonly labels: Int32Array; // [count]
  readonly classes: readonly string[];
  readonly variables: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** SHA-256 of all of it, hex. */
  readonly digest: string;
  /** What a reader should know, a sentence each. */
  readonly notes: readonly string[];
};

/** How many rows of `size` numbers are read. */
export function rowsToRead(count: number, size: number): number {
  return Math.min(count, mostRows, Math.floor(mostNumbers / Math.max(1, size)));
}

export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/** The data are not what the task says. */
export function wrongData(file: string, found: string, hint: string, cause?: unknown): EngineError {
  return new EngineError('task-invalid', `${file}: ${found}`, { hint, cause });
}
