// Rows of a table of text: CSV, or with tabs or semicolons between its columns.
import { grouped, quoted } from '../../checkpoint/words.ts';
import type { ByteSource } from '../../core/files.ts';
import type { Job } from '../../core/job.ts';
import { readLines } from './csvLines.ts';
import { rowsToRead, type Table, wrongData } from './rows.ts';

type Asked = {
  /** The columns that a model reads; undefined: all but `others`. */
  readonly input: readonly string[] | undefined;
  readonly others: readonly string[];
};

/** Of a label or a variable. */
const longestWord = 1000;

export async function readCsv(
  job: Job,
  source: ByteSource,
  file: string,
  asked: Asked,
): Promise<Table> {
  let rows: Rows | undefined;
  let left = 0;
  const notShown = await readLines(job, source, file, (lines) => {
    if (lines.length === 0) return true;
    const isFirst = rows === undefined;
    rows ??= new Rows(lines[0], file, source.size, asked);
    for (let i = isFirst && rows.isHeaded ? 1 : 0; i < lines.length; i++) {
      if (rows.isFull) left++;
      else rows.add(lines[i]);
    }
    return left === 0;
  });
  if (!rows?.count) throw wrongData(file, 'it has no rows', 'A row is a line of numbers.');
  return { ...rows.table, left: left + notShown };
}

/** What has been read of a table. */
class Rows {
  readonly #file: string;
  readonly #names: readonly string[];
  readonly #columns: readonly string[];
  /** Where columns and others stand in a line. */
  readonly #at: readonly number[];
  readonly #others: readonly string[];
  readonly #words: readonly string[][];
  readonly #known = new Map<string, string>();
  readonly #numbers: Float32Array;
  readonly #most: number;
  readonly isHeaded: boolean;
  count = 0;

  constructor(first: readonly string[], file: string, bytes: number, { input, others }: Asked) {
    this.#file = file;
    this.isHeaded = first.some((cell) => numberIn(cell) === undefined);
    const names = this.isHeaded
      ? first.map((cell) => cell.trim())
      : first.map((_, c) => `c${c + 1}`);
    const places = new Map([...names.entries()].map(([c, name]) => [name, c] as const));
    const twice = names.find((name, c) => places.get(name) !== c);
    if (twice !== undefined) {
      throw wrongData(file, `two columns are called ${quoted(twice)}`, 'Give each its own name.');
    }
    const columns = input ?? names.filter((name) => !others.includes(name));
    this.#at = [...columns, ...others].map(
      (name) => places.get(name) ?? noColumn(names, name, file),
    );
    [this.#names, this.#columns, this.#others] = [names, columns, others];
    this.#words = others.map(() => []);
    this.#most = rowsToRead(Number.POSITIVE_INFINITY, columns.length);
    const mostCells = Math.ceil((bytes + 1) / 2); // a cell has a letter and an end
    this.#numbers = new Float32Array(Math.min(this.#most * columns.length, mostCells));
  }

  get isFull(): boolean {
    return this.count === this.#most;
  }

  add(cells: readonly string[]): void {
    const file = this.#file;
    const line = this.count + (this.isHeaded ? 2 : 1);
    if (cells.length !== this.#names.length) {
      const found = `line ${grouped(line)} has ${cells.length} columns, the first has ${this.#names.length}`;
      throw wrongData(file, found, 'Every line must have all columns.');
    }
    const start = this.count * this.#columns.length;
    for (const [k, name] of this.#columns.entries()) {
      const cell = cells[this.#at[k]];
      const value = numberIn(cell);
      if (value === undefined) {
        const found = `line ${grouped(line)}, column ${quoted(name)}: ${quoted(cell)} is no finite number`;
        throw wrongData(file, found, 'Name the columns that the model reads as "input".');
      }
      this.#numbers[start + k] = value;
    }
    for (const [k, words] of this.#words.entries()) {
      words.push(this.#word(cells[this.#at[this.#columns.length + k]].trim(), line));
    }
    this.count++;
  }

  get table(): Omit<Table, 'left'> {
    const columns = this.#columns;
    return {
      ...{ count: this.count, dims: [columns.length], columns },
      numbers: this.#numbers.subarray(0, this.count * columns.length),
      words: new Map(this.#others.map((name, k) => [name, this.#words[k]])),
    };
  }

  /** One text for all that are equal, and none of the file's own, which would keep the whole piece. */
  #word(word: string, line: number): string {
    if (word.length > longestWord) {
      const found = `line ${grouped(line)} has a label or variable of ${grouped(word.length)} letters`;
      throw wrongData(this.#file, `${found}, ${grouped(longestWord)} are allowed`, 'Name classes.');
    }
    const known = this.#known.get(word) ?? [...word].join('');
    this.#known.set(known, known);
    return known;
  }
}

function noColumn(names: readonly string[], name: string, file: string): never {
  const found = `no column is called ${quoted(name)}; found: ${names.slice(0, 12).map(quoted).join(', ')}`;
  throw wrongData(file, found, 'Columns are named as in the first line.');
}

/** As tables have them: JavaScript reads more as a number, as 0x10. */
const decimal = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

function numberIn(cell: string): number | undefined {
  const digit = cell.length === 1 ? cell.charCodeAt(0) - 48 : -1; // most cells of pictures
  if (digit >= 0 && digit <= 9) return digit;
  const value = decimal.test(cell) ? Number(cell) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
