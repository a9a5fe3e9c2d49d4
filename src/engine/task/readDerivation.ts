// "derive" of a task file: words by expression or by table, of variables and of one another, without circles.
import { quoted } from '../checkpoint/words.ts';
import {
  type Derivation,
  type DerivedWord,
  kindsIn,
  type Vocabulary,
  valuesIn,
  variablesOf,
} from './derivation.ts';
import { type Expression, isNumeric } from './expression.ts';
import { expressionAt, type Kinds, kindOfAll } from './fileExpression.ts';
import type { DeriveJson, Lists, Reading } from './taskFile.ts';
import { readWordTable } from './wordTable.ts';

/** Terms that listing the results of a calculation may take, 4 ms: else it has no list of them. */
const MAX_LISTING = 100_000;

/** All that are right, each after those that it is made of. What is wrong with the others is noted. */
export function readDerivation(reading: Reading, variables: Lists): Derivation {
  const derivation = new Map<string, DerivedWord>();
  const vocabulary = { variables, derivation };
  const kinds = kindsIn(vocabulary);
  const declared = new Map(Object.entries(reading.file.derive ?? {}));
  for (const name of [...declared.keys()].filter((each) => variables.has(each))) {
    reading.problem(['derive', name], `${quoted(name)} is among "variables" too; rename one`);
    declared.delete(name);
  }
  const tried = new Set<string>();
  const open: string[] = [];
  const need = (name: string): void => {
    if (open.includes(name)) {
      const circle = [...open.slice(open.indexOf(name)), name].map(quoted);
      reading.problem(['derive', name], circle.join(' derives from '));
      throw new Unreadable();
    }
    if (!tried.has(name)) read(name);
    if (!derivation.has(name)) throw new Unreadable();
  };
  const read = (name: string): void => {
    tried.add(name);
    open.push(name);
    const json = declared.get(name)!;
    const needed = (each: string) => {
      if (declared.has(each)) need(each);
    };
    const word = readable(() => readWord(reading, name, json, { ...vocabulary, kinds }, needed));
    open.pop();
    if (word) derivation.set(name, word);
  };
  for (const name of declared.keys()) if (!tried.has(name)) read(name);
  return derivation;
}

/** A word is made of one that is wrong, which has been told. */
class Unreadable extends Error {}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

/** `need` reads the derived word of a name first. */
function readWord(
  reading: Reading,
  name: string,
  json: DeriveJson,
  vocabulary: Vocabulary & { readonly kinds: Kinds },
  need: (name: string) => void,
): DerivedWord | undefined {
  const path = ['derive', name];
  if (typeof json === 'string') {
    const expression = expressionAt(reading, path, json, (each) => {
      need(each);
      return vocabulary.kinds(each);
    });
    return expression && expressionWord(reading, path, expression, vocabulary);
  }
  const table = readWordTable<string>(reading, path, json, (each) => {
    need(each);
    return valuesIn(vocabulary, each);
  });
  if (!table) return undefined;
  const values = [...new Set(table.leaves.map(({ leaf }) => leaf))];
  return {
    kind: kindOfAll(values),
    terms: table.of.length,
    variables: allVariables(table.of, vocabulary),
    same: undefined,
    values,
    calculated: false,
    text: (words) => table.at(words)!,
  };
}

function expressionWord(
  { problem }: Reading,
  path: readonly string[],
  expression: Expression,
  vocabulary: Vocabulary,
): DerivedWord {
  const { kind, names, passes, text } = expression;
  const literals = (passes ?? []).flatMap((each) => ('word' in each ? [each.word] : []));
  const odd = literals.find((word) => word === '' || word.trim() !== word);
  if (odd !== undefined)
    problem(path, `${quoted(odd)} is no word: it is empty or begins or ends in white space`);
  const first = passes?.length === 1 ? passes[0] : undefined;
  return {
    kind: kind === 'truth' ? 'number' : kind,
    terms: expression.terms,
    variables: allVariables(names, vocabulary),
    same: first && 'variable' in first ? sameAs(first.variable, vocabulary) : undefined,
    values: expressionValues(expression, vocabulary),
    calculated: kind === 'number' && passes === undefined,
    text,
  };
}

function allVariables(names: readonly string[], { derivation }: Vocabulary): ReadonlySet<string> {
  return new Set(names.flatMap((each) => [...variablesOf(each, derivation)]));
}

function sameAs(name: string, { variables, derivation }: Vocabulary): string | undefined {
  return variables.has(name) ? name : derivation.get(name)?.same;
}

function expressionValues(
  { kind, terms, names, passes, text }: Expression,
  vocabulary: Vocabulary,
): readonly string[] | undefined {
  if (kind === 'truth') return ['0', '1'];
  const lists = (passes ?? names.map((variable) => ({ variable }))).map((each) => {
    const values = 'word' in each ? [each.word] : valuesIn(vocabulary, each.variable);
    return 'wrong' in values ? undefined : values;
  });
  if (lists.includes(undefined)) return undefined;
  const known = lists as (readonly string[])[];
  if (passes) return [...new Set(known.flat())];
  if (known.reduce((work, values) => work * values.length, terms) > MAX_LISTING) return undefined;
  const results = combinations(known).map((words) => text((name) => words[names.indexOf(name)]));
  return [...new Set(results)].filter(isNumeric);
}

function combinations(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return lists.reduce<readonly (readonly string[])[]>(
    (all, values) => all.flatMap((words) => values.map((word) => [...words, word])),
    [[]],
  );
}
