// Rows of a table of text: CSV, or with tabs or semicolons between its columns.
import Papa from 'papaparse';
import { grouped, quoted } from '../../checkpoint/words.ts';
import { mostRows, rowsToRead, type Table, wrongData } from './rows.ts';

/** A picture of 256 x 256 in colour has 196,608 numbers. */
const mostColumns = 200_000;

/** `input`: the columns that a model reads; undefined: all but `others`. */
export function readCsv(
  text: string,
  file: string,
  input: readonly string[] | undefined,
  others: readonly string[],
): Table {
  checkColumns(text, file);
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), {
    skipEmptyLines: 'greedy',
    preview: mostRows + 2, // names and one that is left out: a cell takes far more memory than its text
  });
  const [first = []] = data;
  const isHeaded = first.some((cell) => numberIn(cell) === undefined);
  const names = isHeaded ? first.map((cell) => cell.trim()) : first.map((_, c) => `c${c + 1}`);
  const lines = isHeaded ? data.slice(1) : data;
  if (lines.length === 0) throw wrongData(file, 'it has no rows', 'A row is a line of numbers.');
  const places = new Map([...names.entries()].map(([c, name]) => [name, c] as const));
  const twice = names.find((name, c) => places.get(name) !== c);
  if (twice !== undefined) {
    throw wrongData(file, `two columns are called ${quoted(twice)}`, 'Give each its own name.');
  }
  const columns = input ?? names.filter((name) => !others.includes(name));
  const at = [...columns, ...others].map((name) => places.get(name) ?? noColumn(names, name, file));
  const count = rowsToRead(lines.length, columns.length);
  const numbers = new Float32Array(count * columns.length);
  for (let i = 0; i < count; i++) {
    const line = i + (isHeaded ? 2 : 1);
    if (lines[i].length !== names.length) {
      const found = `line ${line} has ${lines[i].length} columns, the first has ${names.length}`;
      throw wrongData(file, found, 'Every line must have all columns.');
    }
    for (const [k, name] of columns.entries()) {
      const value = numberIn(lines[i][at[k]]);
      if (value === undefined) {
        const found = `line ${line}, column ${quoted(name)}: ${quoted(lines[i][at[k]])} is no finite number`;
        throw wrongData(file, found, 'Name the columns that the model reads as "input".');
      }
      numbers[i * columns.length + k] = value;
    }
  }
  const words = others.map((name, k) => {
    const column = at[columns.length + k];
    return [name, lines.slice(0, count).map((line) => line[column].trim())] as const;
  });
  const all = lines.length > mostRows ? linesIn(text) - (isHeaded ? 1 : 0) : lines.length;
  const left = Math.max(lines.length, all) - count;
  return { count, dims: [columns.length], numbers, columns, words: new Map(words), left };
}

/** Before cells are made of the text, each of which takes far more memory than its letters. */
function checkColumns(text: string, file: string): void {
  let separators = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '\n' || letter === '\r') separators = 0;
    else if (letter === ',' || letter === ';' || letter === '\t' || letter === '|') separators++;
    if (separators < mostColumns) continue;
    const found = `a line has over ${grouped(mostColumns)} columns, as many are allowed`;
    throw wrongData(file, found, 'Keep larger rows in an .npz or .safetensors file.');
  }
}

function noColumn(names: readonly string[], name: string, file: string): never {
  const found = `no column is called ${quoted(name)}; found: ${names.slice(0, 12).map(quoted).join(', ')}`;
  throw wrongData(file, found, 'Columns are named as in the first line.');
}

/** Blank ones count too: it is only said. */
function linesIn(text: string): number {
  return text.trimEnd().split('\n').length;
}

/** As tables have them: JavaScript reads more as a number, as 0x10. */
const decimal = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

function numberIn(cell: string): number | undefined {
  const value = decimal.test(cell) ? Number(cell) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
