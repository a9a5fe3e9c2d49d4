// Draws pairs: a base that obeys the constraints, and a source that differs from it as the file says.
import { grouped, quoted } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import type { Random } from '../core/random.ts';
import type { AnswerRule } from './answerRule.ts';
import { type Condition, mixturesOf } from './conditions.ts';
import { type Derivation, withDerived } from './derivation.ts';
import { type Effort, TERMS_A_DRAW } from './effort.ts';
import type { Words } from './expression.ts';
import type { Layout } from './layout.ts';
import type { SourceDraw } from './sourceDraws.ts';
import type { Pair } from './task.ts';
import type { Lists } from './taskFile.ts';

/** Constraints that leave less than about one draw in a thousand are refused, not waited for. */
const MAX_TRIES = 10_000;
/** Few sources may go with one base, and more with the next. */
const TRIES_A_BASE = 100;

/** Why there is no pair, and which field of the file is to blame. */
export type NoPair = {
  readonly wrong: string;
  readonly field: 'answer' | 'constraints' | 'source';
};

export interface Drawing {
  draw(random: Random, form: number, effort: Effort): Pair | NoPair;
}

/** What is drawn and what must hold of it. */
export type Rules = {
  readonly lists: Lists;
  readonly conditions: readonly Condition[];
  readonly sources: ReadonlyMap<string, SourceDraw>;
  readonly derivation: Derivation;
  readonly answer: AnswerRule | undefined;
  /** The source has none of the base's right answers. */
  readonly otherAnswer: boolean;
};

/** With `mixable` every prompt that mixes the variables of a pair meets the conditions too. */
export function drawingOf(
  { parts, forms }: Pick<Layout, 'parts' | 'forms'>,
  rules: Rules,
  mixable: boolean,
): Drawing {
  const names = [...rules.lists.keys()];
  const valuesOf = (words: Words) => parts.map(({ variable }) => words(variable));
  const pairOf = (template: number, base: Base, source: Words): Pair => ({
    template,
    base: valuesOf(base.words),
    source: valuesOf(source),
    variables: { base: names.map(base.words), source: names.map(source) },
    right: base.right,
  });
  const mixes = mixable ? mixing(rules) : () => true;
  return {
    draw(random, form, effort) {
      const template = forms[form][random.below(forms[form].length)];
      const limit = { effort, least: Math.max(0, effort.terms - TERMS_A_DRAW) };
      for (let tries = 0; ; ) {
        const base = drawBase(rules, random, limit);
        if ('wrong' in base) return base;
        const source = drawSource(rules, base, random, limit, mixes);
        if (source !== undefined) {
          effort.pairs++;
          return pairOf(template, base, source);
        }
        tries += TRIES_A_BASE;
        if (tries < MAX_TRIES && !isSpent(limit)) continue;
        const none = `no source for ${described(names, base.words)} and others in ${MAX_TRIES} draws`;
        return { wrong: rarely(limit) ?? none, field: 'source' };
      }
    },
  };
}

function drawBase(rules: Rules, random: Random, limit: Limit): Base | NoPair {
  const { lists, answer } = rules;
  const words = drawWhere(rules, limit, MAX_TRIES, (name) => oneOf(lists.get(name)!, random));
  if (words === undefined) {
    const wrong = rarely(limit) ?? `the constraints allow none of ${MAX_TRIES} draws`;
    return { wrong, field: 'constraints' };
  }
  const right = answer?.right(words) ?? [];
  if (!('notAnAnswer' in right)) return { words, right };
  const found = `the answer ${quoted(right.notAnAnswer)} to ${described([...lists.keys()], words)}`;
  return { wrong: `${found} is not among "answers"`, field: 'answer' };
}

/** Undefined where no source goes with the base in a few tries. */
function drawSource(
  rules: Rules,
  base: Base,
  random: Random,
  limit: Limit,
  mixes: (base: Words, source: Words, effort: Effort) => boolean,
): Words | undefined {
  const { sources, answer, otherAnswer } = rules;
  const pick = (name: string) => sources.get(name)!.draw(base.words(name), random);
  return drawWhere(rules, limit, TRIES_A_BASE, pick, (words) => {
    if (otherAnswer) limit.effort.terms -= answer?.terms ?? 0;
    const other = !otherAnswer || disjoint(answer?.right(words) ?? [], base.right);
    return other && mixes(base.words, words, limit.effort);
  });
}

type Base = { readonly words: Words; readonly right: readonly number[] };

/** How much work one draw may take of a run's. */
type Limit = { readonly effort: Effort; readonly least: number };

const isSpent = ({ effort, least }: Limit) => effort.terms < least;

function described(names: readonly string[], words: Words): string {
  return quoted(names.map((name) => `${name} = ${words(name)}`).join(', '));
}

/**
 * Whether every prompt that mixes the variables of two is on the task too: each condition for every
 * mixture of the variables that decide it.
 */
function mixing({ conditions, sources, derivation }: Rules) {
  const mixtures = conditions.flatMap(({ terms, variables, holds }) => {
    const changing = variables.filter((name) => sources.get(name)!.changes);
    return mixturesOf(changing).map((taken) => ({ terms, holds, taken }));
  });
  return (base: Words, source: Words, effort: Effort) =>
    mixtures.every(({ terms, holds, taken }) => {
      effort.terms -= terms;
      return holds(withDerived(derivation, (name) => (taken.has(name) ? source : base)(name)));
    });
}

/** Values for which all holds; undefined when there are none in so many tries, or the limit is spent. */
function drawWhere(
  { lists, conditions, derivation }: Rules,
  limit: Limit,
  tries: number,
  pick: (name: string) => string,
  accepts: (words: Words) => boolean = () => true,
): Words | undefined {
  const { effort } = limit;
  const names = [...lists.keys()];
  const holdsAll = (words: Words) =>
    conditions.every(({ terms, holds }) => {
      effort.terms -= terms;
      return holds(words);
    });
  for (let i = 0; i < tries && !isSpent(limit); i++) {
    effort.tries++;
    effort.terms -= names.length;
    const drawn = new Map(names.map((name) => [name, pick(name)]));
    const words = withDerived(derivation, (name) => drawn.get(name)!);
    if (holdsAll(words) && accepts(words)) return words;
  }
  return undefined;
}

/** Undefined where a prompt was tried for as often as is allowed. */
function rarely(limit: Limit): string | undefined {
  if (!isSpent(limit)) return undefined;
  const [tries, pairs] = [grouped(limit.effort.tries), grouped(limit.effort.pairs)];
  return `constraints are met too rarely: ${tries} tries, ${pairs} pairs`;
}

/** Draws, or throws EngineError('task-invalid'). */
export function drawOrThrow(
  drawing: Drawing,
  fileName: string,
  random: Random,
  form: number,
  effort: Effort,
): Pair {
  const pair = drawing.draw(random, form, effort);
  if ('wrong' in pair) {
    throw new EngineError('task-invalid', `${fileName}: ${pair.wrong}`, {
      hint: 'Loosen "constraints" or "source", or give more values.',
    });
  }
  return pair;
}

const oneOf = (words: readonly string[], random: Random) => words[random.below(words.length)];

function disjoint(
  found: readonly number[] | { readonly notAnAnswer: string },
  answers: readonly number[],
): boolean {
  return !('notAnAnswer' in found) && !found.some((answer) => answers.includes(answer));
}
