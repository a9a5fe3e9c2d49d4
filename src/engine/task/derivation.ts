// The words of a task: its variables, and those that derive from them, made anew wherever a variable is.
import { quoted } from '../checkpoint/words.ts';
import type { Words } from './expression.ts';
import { type Kinds, kindOfAll } from './fileExpression.ts';
import type { Lists } from './taskFile.ts';

export type DerivedWord = {
  readonly kind: 'number' | 'word';
  /** What making it takes, in terms of expressions. */
  readonly terms: number;
  /** The variables that it depends on, also by way of other derived words. */
  readonly variables: ReadonlySet<string>;
  /** The variable whose word it is as it stands. */
  readonly same: string | undefined;
  /** All that it may be; undefined: too many to list. */
  readonly values: readonly string[] | undefined;
  /** A calculation gives it, which may end in no number. */
  readonly calculated: boolean;
  text(words: Words): string;
};

/** By name. */
export type Derivation = ReadonlyMap<string, DerivedWord>;

/** Every word of a task: the values that each variable may have, in base or source, and what derives from them. */
export type Vocabulary = { readonly variables: Lists; readonly derivation: Derivation };

/** The words of a prompt, of those of its variables. */
export function withDerived(derivation: Derivation, variables: Words): Words {
  if (derivation.size === 0) return variables;
  const made = new Map<string, string>();
  const words: Words = (name) => {
    const derived = derivation.get(name);
    if (derived === undefined) return variables(name);
    const word = made.get(name) ?? derived.text(words);
    made.set(name, word);
    return word;
  };
  return words;
}

/** All values of a word, or why they are not known. */
export function valuesIn(
  { variables, derivation }: Vocabulary,
  name: string,
): readonly string[] | { readonly wrong: string } {
  const derived = derivation.get(name);
  const values = derived ? derived.values : variables.get(name);
  if (values !== undefined) return values;
  const wrong = derived ? 'can have more values than are listed' : undefined;
  return { wrong: wrong ? `${quoted(name)} ${wrong}` : `there is no variable ${quoted(name)}` };
}

/** For reading expressions. */
export function kindsIn({ variables, derivation }: Vocabulary): Kinds {
  const kinds = new Map([...variables].map(([name, words]) => [name, kindOfAll(words)] as const));
  return (name) => kinds.get(name) ?? derivation.get(name)?.kind; // also of words that are read later
}

/** The variables that a word depends on: itself, or those it derives from. */
export function variablesOf(name: string, derivation: Derivation): ReadonlySet<string> {
  return derivation.get(name)?.variables ?? new Set([name]);
}
