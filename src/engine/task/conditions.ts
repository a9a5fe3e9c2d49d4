// "constraints" of a task file: what must hold of the words of one prompt, and of every mixture of two.
import { quoted } from '../checkpoint/words.ts';
import { kindsIn, type Vocabulary, valuesIn, variablesOf } from './derivation.ts';
import { isNumeric, type Words } from './expression.ts';
import { expressionAt, isTruth } from './fileExpression.ts';
import type { Path } from './jsonSchema.ts';
import type { ConstraintJson, Reading } from './taskFile.ts';

export type Condition = {
  /** What looking takes, in terms of expressions. */
  readonly terms: number;
  /** The variables that decide it. */
  readonly variables: readonly string[];
  readonly holds: (words: Words) => boolean;
};

/** Notes what is wrong. What is calculated must be a number, whether or not the file says so. */
export function readConditions(reading: Reading, vocabulary: Vocabulary): readonly Condition[] {
  const { derivation } = vocabulary;
  const conditionOf = (names: readonly string[], terms: number, holds: Condition['holds']) => {
    const made = names.reduce((sum, name) => sum + (derivation.get(name)?.terms ?? 0), 0);
    const variables = new Set(names.flatMap((name) => [...variablesOf(name, derivation)]));
    return { terms: terms + made, variables: [...variables], holds };
  };
  const calculated = [...derivation].filter(([, word]) => word.calculated);
  return [
    ...(reading.file.constraints ?? []).flatMap((json, i) => {
      const read = readCondition(reading, vocabulary, json, ['constraints', i]);
      return read ? [conditionOf(read.names, read.terms, read.holds)] : [];
    }),
    ...calculated.map(([name]) => conditionOf([name], 1, (words) => isNumeric(words(name)))),
  ];
}

type Read = Omit<Condition, 'variables'> & { readonly names: readonly string[] };

function readCondition(
  reading: Reading,
  vocabulary: Vocabulary,
  json: ConstraintJson,
  path: Path,
): Read | undefined {
  if (typeof json === 'string') {
    const expression = expressionAt(reading, path, json, kindsIn(vocabulary));
    if (!expression || !isTruth(reading, path, expression)) return undefined;
    const { terms, names } = expression;
    return { terms, names, holds: (words) => expression.evaluate(words) === true };
  }
  const exists = (name: string, at: Path) => {
    const known = vocabulary.variables.has(name) || vocabulary.derivation.has(name);
    if (!known) reading.problem(at, `there is no variable ${quoted(name)}`);
    return known;
  };
  if ('distinct' in json) {
    const names = json.distinct.filter((name, k) => exists(name, [...path, 'distinct', k]));
    const holds = (words: Words) => new Set(names.map(words)).size === names.length;
    return { terms: names.length, names, holds };
  }
  const entries = Object.entries(json.not).filter(([name, word]) => {
    if (!exists(name, [...path, 'not', name])) return false;
    const values = valuesIn(vocabulary, name);
    if (!('wrong' in values) && !values.includes(word)) {
      reading.problem([...path, 'not', name], `${quoted(word)} is not a value of ${quoted(name)}`);
    }
    return true;
  });
  const holds = (words: Words) => !entries.every(([name, word]) => words(name) === word);
  return { terms: entries.length, names: entries.map(([name]) => name), holds };
}

/** All mixtures of so many variables are looked at. */
const ALL_MIXTURES = 6;

/**
 * The sets of variables that are taken from a source, for which a condition must be looked at, where it holds of
 * base and source: all that it can tell apart; of many variables one, two, and all but those.
 */
export function mixturesOf(variables: readonly string[]): readonly ReadonlySet<string>[] {
  const count = variables.length;
  const all = 2 ** count - 1;
  const some = Array.from({ length: count }, (_, i) =>
    Array.from({ length: i + 1 }, (__, k) => (1 << i) | (1 << k)),
  ).flat();
  const masks =
    count <= ALL_MIXTURES
      ? Array.from({ length: Math.max(0, all - 1) }, (_, i) => i + 1)
      : [...some, ...some.map((mask) => all - mask)];
  return masks.map((mask) => new Set(variables.filter((_, v) => (mask >> v) & 1)));
}
