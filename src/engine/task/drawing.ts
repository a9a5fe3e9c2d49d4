// Draws pairs: a base that obeys the constraints, and a source that differs from it as the file says.
import { grouped, quoted } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import type { Random } from '../core/random.ts';
import { type AnswerRule, expressionAt, isTruth, variableKinds, type Words } from './answerRule.ts';
import type { Effort } from './effort.ts';
import type { Layout } from './layout.ts';
import type { Pair } from './task.ts';
import { type Lists, type Reading, readList, type SourceDrawJson } from './taskFile.ts';
import type { Path } from './taskJson.ts';

/** Constraints that leave less than about one draw in a thousand are refused, not waited for. */
const MAX_TRIES = 10_000;

/** `terms`: what looking takes. */
type Condition = { readonly terms: number; readonly holds: (words: Words) => boolean };
type SourceDraw = (base: string, random: Random) => string;

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
  readonly answer: AnswerRule | undefined;
  /** The source has none of the base's right answers. */
  readonly otherAnswer: boolean;
};

/** Notes what is wrong; draws make sense only when nothing is. */
export function readRules(reading: Reading, lists: Lists, answer: AnswerRule | undefined): Rules {
  const otherAnswer = reading.file.source?.answer === 'other';
  if (otherAnswer && reading.file.answer === undefined) {
    reading.problem(['source', 'answer'], '"other" needs a right "answer"');
  }
  return {
    lists,
    conditions: readConditions(reading, lists),
    sources: readSources(reading, lists),
    answer,
    otherAnswer,
  };
}

export function drawingOf(layout: Layout, rules: Rules): Drawing {
  const { parts, forms } = layout;
  const { lists, sources, answer, otherAnswer } = rules;
  const right = (words: Words) => answer?.right(words) ?? [];
  const valuesOf = (words: Words) => parts.map(({ variable }) => words(variable));
  return {
    draw(random, form, effort) {
      const template = forms[form][random.below(forms[form].length)];
      const base = drawWhere(rules, effort, (name) => oneOf(lists.get(name)!, random));
      if ('tries' in base) {
        const wrong = rarely(base, effort) ?? `the constraints allow none of ${MAX_TRIES} draws`;
        return { wrong, field: 'constraints' };
      }
      const answers = right(base.words);
      const described = describe(layout, base.words);
      if ('notAnAnswer' in answers) {
        const wrong = `the answer ${quoted(answers.notAnAnswer)} to ${described} is not among "answers"`;
        return { wrong, field: 'answer' };
      }
      const other: Condition = {
        terms: answer?.terms ?? 0,
        holds: (words) => disjoint(right(words), answers),
      };
      const source = drawWhere(
        rules,
        effort,
        (name) => sources.get(name)!(base.words(name), random),
        otherAnswer ? [other] : [],
      );
      if ('tries' in source) {
        const wrong = rarely(source, effort) ?? `no source for ${described} in ${MAX_TRIES} draws`;
        return { wrong, field: 'source' };
      }
      effort.pairs++;
      return {
        template,
        base: valuesOf(base.words),
        source: valuesOf(source.words),
        right: answers,
      };
    },
  };
}

type NoWords = { readonly tries: number };

/** Values for which all holds; what was tried when there are none or they are too rare. */
function drawWhere(
  { lists, conditions }: Rules,
  effort: Effort,
  pick: (name: string) => string,
  more: readonly Condition[] = [],
): { readonly words: Words } | NoWords {
  const names = [...lists.keys()];
  const all = [...conditions, ...more];
  const holdsAll = (words: Words) =>
    all.every(({ terms, holds }) => {
      effort.terms -= terms;
      return holds(words);
    });
  for (let i = 0; i < MAX_TRIES; i++) {
    if (effort.terms < 0) return { tries: i };
    effort.tries++;
    effort.terms -= names.length;
    const drawn = new Map(names.map((name) => [name, pick(name)]));
    const words = (name: string) => drawn.get(name)!;
    if (holdsAll(words)) return { words };
  }
  return { tries: MAX_TRIES };
}

/** Undefined where one prompt alone was tried for as often as is allowed. */
function rarely({ tries }: NoWords, effort: Effort): string | undefined {
  if (tries === MAX_TRIES) return undefined;
  const [all, pairs] = [grouped(effort.tries), grouped(effort.pairs)];
  return `constraints are met too rarely: ${all} tries, ${pairs} pairs`;
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

function readConditions(reading: Reading, lists: Lists): readonly Condition[] {
  const { file, problem } = reading;
  const kinds = variableKinds(lists);
  const exists = (name: string, path: Path) => {
    if (!lists.has(name)) problem(path, `there is no variable ${quoted(name)}`);
    return lists.has(name);
  };
  return (file.constraints ?? []).map((json, i): Condition => {
    const path = ['constraints', i];
    if (typeof json === 'string') {
      const expression = expressionAt(reading, path, json, kinds);
      if (!expression || !isTruth(reading, path, expression)) return NOTHING;
      const { terms } = expression;
      return { terms, holds: (words) => expression.evaluate(words) === true };
    }
    if ('distinct' in json) {
      const names = json.distinct.filter((name, k) => exists(name, [...path, 'distinct', k]));
      const holds = (words: Words) => new Set(names.map(words)).size === names.length;
      return { terms: names.length, holds };
    }
    const entries = Object.entries(json.not).filter(([name, word]) => {
      if (!exists(name, [...path, 'not', name])) return false;
      if (!lists.get(name)!.includes(word)) {
        problem([...path, 'not', name], `${quoted(word)} is not a value of ${quoted(name)}`);
      }
      return true;
    });
    const holds = (words: Words) => !entries.every(([name, word]) => words(name) === word);
    return { terms: entries.length, holds };
  });
}

const NOTHING: Condition = { terms: 0, holds: () => true };

function readSources(reading: Reading, lists: Lists): ReadonlyMap<string, SourceDraw> {
  const draws = new Map(Object.entries(reading.file.source?.draw ?? {}));
  for (const name of draws.keys()) {
    if (lists.has(name)) continue;
    reading.problem(['source', 'draw', name], `there is no variable ${quoted(name)}`);
  }
  return new Map(
    [...lists].map(([name, values]) => [
      name,
      sourceDraw(reading, draws.get(name) ?? 'anew', values, ['source', 'draw', name]),
    ]),
  );
}

function sourceDraw(
  reading: Reading,
  json: SourceDrawJson,
  values: readonly string[],
  path: Path,
): SourceDraw {
  if (json === 'anew') return (_, random) => oneOf(values, random);
  if (json === 'same') return (base) => base;
  if (typeof json === 'object' && 'table' in json) {
    const table = new Map(Object.entries(json.table));
    const missing = values.find((value) => !table.has(value));
    if (missing !== undefined)
      reading.problem(path, `${quoted(missing)} has no entry in the table`);
    return (base) => table.get(base)!;
  }
  const others = readList(reading, json, path);
  return (_, random) => oneOf(others, random);
}

const oneOf = (words: readonly string[], random: Random) => words[random.below(words.length)];

function disjoint(
  found: readonly number[] | { readonly notAnAnswer: string },
  answers: readonly number[],
): boolean {
  return !('notAnAnswer' in found) && !found.some((answer) => answers.includes(answer));
}

function describe({ parts }: Layout, words: Words): string {
  const names = [...new Set(parts.map(({ variable }) => variable))];
  return quoted(names.map((name) => `${name} = ${words(name)}`).join(', '));
}
