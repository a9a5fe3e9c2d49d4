// A task file after the schema has accepted it, and the reading of its value lists.
import type { Json } from '../checkpoint/checkpoint.ts';
import type { DataJson } from './data/dataRows.ts';
import type { RegionsJson } from './data/regions.ts';
import type { FileSource } from './jsonFile.ts';
import type { Path } from './jsonSchema.ts';
import { readValues, type ValuesJson } from './values.ts';

/** The fields of media/task.schema.json. Objects with free keys have no prototype. */
export type TaskFile = {
  readonly name?: string;
  readonly description?: string;
  readonly template?: string;
  readonly templates?: readonly string[];
  readonly otherwise?: readonly string[];
  readonly prompts?: readonly (string | PromptJson)[];
  readonly variables?: Readonly<Record<string, ValuesJson>>;
  readonly derive?: Readonly<Record<string, DeriveJson>>;
  readonly constraints?: readonly ConstraintJson[];
  readonly source?: {
    readonly draw?: Readonly<Record<string, SourceDrawJson>>;
    readonly answer?: 'any' | 'other';
  };
  readonly answer?: AnswerJson;
  readonly answers?: ValuesJson;
  readonly classes?: Readonly<Record<string, readonly string[]>>;
  readonly separator?: ' ' | '';
  readonly spans?: readonly (string | { readonly name: string; readonly text: string })[];
  readonly pairs?: number | readonly PairJson[];
  readonly seed?: number;
  readonly floor?: number;
  readonly data?: DataJson;
  readonly regions?: RegionsJson;
};
export type PromptJson = { readonly text: string; readonly answer?: RightJson };
export type RightJson = string | readonly string[];
export type ConstraintJson =
  | string
  | { readonly distinct: readonly string[] }
  | { readonly not: Readonly<Record<string, string>> };
export type SourceDrawJson =
  | 'anew'
  | 'same'
  | ValuesJson
  | { readonly table: Readonly<Record<string, string>> };
/** From the values of one word, or of several one within the other, to what follows of them. */
export type TableJson<Leaf> = { readonly [value: string]: Leaf | TableJson<Leaf> };
type OfJson = string | readonly string[];
/** An expression, or a table. */
export type DeriveJson = string | { readonly of: OfJson; readonly table: TableJson<string> };
export type TableAnswerJson = { readonly of: OfJson; readonly table: TableJson<RightJson> };
export type AnswerJson =
  | string
  | TableAnswerJson
  | { readonly value: string }
  | { readonly where: string };
export type PairJson = {
  readonly base: Readonly<Record<string, string>>;
  readonly source: Readonly<Record<string, string>>;
  readonly answer?: RightJson;
  readonly template?: number;
};

/** A task file that is being read. */
export type Reading = {
  readonly file: TaskFile;
  readonly fileName: string;
  readonly problem: FileSource['problem'];
};

/** By variable name: its values. A Map, for a variable may be called "__proto__". */
export type Lists = ReadonlyMap<string, readonly string[]>;

/** The words of a list of values; notes a problem and gives none when it is wrong. */
export function readList(reading: Reading, json: ValuesJson, path: Path): readonly string[] {
  const words = readValues(json, reading.file.variables ?? {});
  if (!('wrong' in words)) return words;
  reading.problem(path, words.wrong);
  return [];
}

/** The values of every declared variable. */
export function readLists(reading: Reading): Lists {
  const entries = Object.entries(reading.file.variables ?? {});
  return new Map(
    entries.map(([name, json]) => [name, readList(reading, json, ['variables', name])]),
  );
}

/** One answer or several, as a list. */
export function rightWords(json: RightJson): readonly string[] {
  return typeof json === 'string' ? [json] : json;
}

/** JSON with sorted keys: the same task written in another order has the same digest. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, v]) => `${JSON.stringify(key)}:${canonicalJson(v)}`).join(',')}}`;
}
