// A table of a task file: from the values of one word, or of several one within the other, to what follows.
import { quoted } from '../checkpoint/words.ts';
import type { Words } from './expression.ts';
import type { Reading, TableJson } from './taskFile.ts';
import type { Path } from './taskJson.ts';

export type WordTable<Leaf> = {
  readonly of: readonly string[];
  readonly leaves: readonly { readonly path: Path; readonly leaf: Leaf }[];
  /** Undefined for values that have no entry. */
  at(words: Words): Leaf | undefined;
};

type Leaf = string | readonly string[];

/**
 * `valuesOf` gives all values of a word; undefined: there is no such word, or its values cannot be listed. Notes
 * what is wrong; undefined when the words of the table are.
 */
export function readWordTable<L extends Leaf>(
  reading: Reading,
  path: Path,
  json: { readonly of: string | readonly string[]; readonly table: TableJson<L> },
  valuesOf: (name: string) => readonly string[] | { readonly wrong: string },
): WordTable<L> | undefined {
  const of = typeof json.of === 'string' ? [json.of] : json.of;
  const values = of.map((name, i) => {
    const found = valuesOf(name);
    if (!('wrong' in found)) return found;
    reading.problem(
      typeof json.of === 'string' ? [...path, 'of'] : [...path, 'of', i],
      found.wrong,
    );
    return undefined;
  });
  if (values.includes(undefined)) return undefined;
  const leaves: { path: Path; leaf: L }[] = [];
  const walk = (entry: L | TableJson<L>, level: number, at: Path): void => {
    if (level === of.length) {
      if (isTable(entry))
        reading.problem(at, `${tables(of)}: a word is needed here, found a table`);
      else leaves.push({ path: at, leaf: entry });
      return;
    }
    if (!isTable(entry)) {
      reading.problem(
        at,
        `${tables(of)}: a table from the values of ${quoted(of[level])} is needed here`,
      );
      return;
    }
    const missing = values[level]!.find((value) => !Object.hasOwn(entry, value));
    if (missing !== undefined) {
      reading.problem(at, `the value ${quoted(missing)} of ${quoted(of[level])} has no entry`);
    }
    for (const [value, next] of Object.entries(entry)) walk(next, level + 1, [...at, value]);
  };
  walk(json.table, 0, [...path, 'table']);
  return {
    of,
    leaves,
    at(words) {
      let entry: L | TableJson<L> | undefined = json.table;
      for (const name of of) {
        if (entry === undefined || !isTable(entry)) return undefined;
        const value = words(name);
        entry = Object.hasOwn(entry, value) ? entry[value] : undefined;
      }
      return entry === undefined || isTable(entry) ? undefined : entry;
    },
  };
}

const tables = (of: readonly string[]) =>
  `"of" names ${of.length === 1 ? 'one word' : `${of.length} words`}`;

function isTable<L extends Leaf>(entry: L | TableJson<L>): entry is TableJson<L> {
  return typeof entry === 'object' && !Array.isArray(entry);
}
