// A table of a task file: from the values of one word, or of several one within the other, to what follows.
import { quoted } from '../checkpoint/words.ts';
import type { Words } from './expression.ts';
import type { Path } from './jsonSchema.ts';
import type { Reading, TableJson } from './taskFile.ts';

export type WordTable<Leaf> = {
  readonly of: readonly string[];
  readonly leaves: readonly { readonly path: Path; readonly leaf: Leaf }[];
  /** Undefined for values that have no entry. */
  at(words: Words): Leaf | undefined;
};

type Leaf = string | readonly string[];

type ValuesOf = (name: string) => readonly string[] | { readonly wrong: string };
type TableOf<L> = { readonly of: string | readonly string[]; readonly table: TableJson<L> };

/** Notes what is wrong; undefined when the words that the table is of are. */
export function readWordTable<L extends Leaf>(
  reading: Reading,
  path: Path,
  json: TableOf<L>,
  valuesOf: ValuesOf,
): WordTable<L> | undefined {
  const of = typeof json.of === 'string' ? [json.of] : json.of;
  const values: (readonly string[])[] = [];
  for (const [i, name] of of.entries()) {
    const found = valuesOf(name);
    if (!('wrong' in found)) values.push(found);
    else reading.problem([...path, 'of', ...(typeof json.of === 'string' ? [] : [i])], found.wrong);
  }
  if (values.length < of.length) return undefined;
  const leaves = leavesIn(reading, json.table, of, values, [...path, 'table']);
  return { of, leaves, at: (words) => entryAt(json.table, of, words) };
}

/** The ends of a table, level by level; notes missing values and ends at the wrong level. */
function leavesIn<L extends Leaf>(
  reading: Reading,
  entry: L | TableJson<L>,
  of: readonly string[],
  values: readonly (readonly string[])[],
  path: Path,
): WordTable<L>['leaves'] {
  const level = of.length - values.length;
  if (!isTable(entry)) {
    if (values.length === 0) return [{ path, leaf: entry }];
    const needed = `a table from the values of ${quoted(of[level])} is needed here`;
    reading.problem(path, `${naming(of)}: ${needed}`);
    return [];
  }
  if (values.length === 0) {
    reading.problem(path, `${naming(of)}: a word is needed here, found a table`);
    return [];
  }
  const missing = values[0].find((value) => !Object.hasOwn(entry, value));
  if (missing !== undefined) {
    reading.problem(path, `the value ${quoted(missing)} of ${quoted(of[level])} has no entry`);
  }
  return Object.entries(entry).flatMap(([value, next]) =>
    leavesIn(reading, next, of, values.slice(1), [...path, value]),
  );
}

function entryAt<L extends Leaf>(
  table: TableJson<L>,
  of: readonly string[],
  words: Words,
): L | undefined {
  let entry: L | TableJson<L> = table;
  for (const name of of) {
    const value = words(name);
    if (!isTable(entry) || !Object.hasOwn(entry, value)) return undefined;
    entry = entry[value];
  }
  return isTable(entry) ? undefined : entry;
}

const naming = (of: readonly string[]) =>
  `"of" names ${of.length === 1 ? 'one word' : `${of.length} words`}`;

function isTable<L extends Leaf>(entry: L | TableJson<L>): entry is TableJson<L> {
  return typeof entry === 'object' && !Array.isArray(entry);
}
