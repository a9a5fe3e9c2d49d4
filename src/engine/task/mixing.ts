// Prompts that take parts from a source, as values, in the two readings (partSet.ts): by occurrence as the words
// stand; by variable, with all that derives from the variables made anew.
import type { AnswerRule } from './answerRule.ts';
import { type Derivation, variablesOf, withDerived } from './derivation.ts';
import type { Words } from './expression.ts';
import { membersOf, nothing, type PartSet, type TwoReadings } from './partSet.ts';
import type { Mixed, Pair, Part, Values } from './task.ts';

export type Mixing = {
  readonly variables: readonly string[]; // [V]
  readonly readings: TwoReadings;
  /** What the right answers of a mixture take, in terms of expressions. */
  readonly rightTerms: number;
  mixed(pair: Pair, set: PartSet): Mixed;
};

/** `names`: all variables of the file, as a pair has them; `changing`: those that a source may change. */
export function mixingOf(
  parts: readonly Part[],
  names: readonly string[],
  changing: ReadonlySet<string>,
  derivation: Derivation,
  answer: AnswerRule | undefined,
): Mixing {
  const variables = names.filter((name) => changing.has(name));
  const maskOf = (some: ReadonlySet<string>) =>
    variables.reduce((mask, name, v) => (some.has(name) ? mask | (1 << v) : mask), 0);
  const plainIn = (name: string) => (derivation.has(name) ? derivation.get(name)!.same : name);
  const readings = {
    depends: parts.map(({ variable }) => maskOf(variablesOf(variable, derivation))),
    plain: parts.map(({ variable }) => variables.indexOf(plainIn(variable) ?? '')),
    variables: variables.length,
  };
  const mixVariables = (pair: Pair, mask: number): Mixed => {
    const taken = new Set(variables.filter((_, v) => (mask >>> v) & 1));
    const side = (name: string) => (taken.has(name) ? 'source' : 'base');
    const words: Words = withDerived(
      derivation,
      (name) => pair.variables[side(name)][names.indexOf(name)],
    );
    const values = parts.map(({ variable }, p) =>
      derivation.has(variable) ? words(variable) : pair[side(variable)][p],
    );
    return { values, right: rightOf(answer, words) };
  };
  return {
    variables,
    readings,
    rightTerms: 1 + (answer?.terms ?? 0),
    mixed(pair, set) {
      if (set === nothing) return { values: pair.base, right: known(pair.right) };
      const { reading, mask } = membersOf(set, readings);
      if (reading === 'variables') return mixVariables(pair, mask);
      return { values: mixOccurrences(pair, mask), right: undefined };
    },
  };
}

/** Values with the occurrences of a mask taken from the source. */
function mixOccurrences({ base, source }: Pair, mask: number): Values {
  return base.map((value, p) => ((mask >>> p) & 1 ? source[p] : value));
}

function rightOf(answer: AnswerRule | undefined, words: Words): readonly number[] | undefined {
  const right = answer?.right(words) ?? [];
  return 'notAnAnswer' in right ? undefined : known(right);
}

function known(right: readonly number[]): readonly number[] | undefined {
  return right.length > 0 ? right : undefined;
}
