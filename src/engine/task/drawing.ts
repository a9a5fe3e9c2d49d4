// Draws pairs: a base that obeys the constraints, and a source that differs from it as the file says.
import { quoted } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import type { Random } from '../core/random.ts';
import { type AnswerRule, expressionAt, isTruth, variableKinds, type Words } from './answerRule.ts';
import type { Layout } from './layout.ts';
import type { Pair } from './task.ts';
import { type Lists, type Reading, readList, type SourceDrawJson } from './taskFile.ts';
import type { Path } from './taskJson.ts';

/** Constraints that leave less than about one draw in a thousand are refused, not waited for. */
const MAX_TRIES = 10_000;

type Condition = (words: Words) => boolean;
type SourceDraw = (base: string, random: Random) => string;

/** Why there is no pair, and which field of the file is to blame. */
export type NoPair = {
  readonly wrong: string;
  readonly field: 'answer' | 'constraints' | 'source';
};

export interface Drawing {
  draw(random: Random, form: number): Pair | NoPair;
}

/** Undefined when problems were noted. */
export function readDrawing(
  reading: Reading,
  layout: Layout,
  lists: Lists,
  rule: AnswerRule | undefined,
): Drawing {
  const { parts, forms } = layout;
  const conditions = readConditions(reading, lists);
  const sources = readSources(reading, lists);
  const other = reading.file.source?.answer === 'other';
  if (other && !rule) reading.problem(['source', 'answer'], '"other" needs a right "answer"');
  const right = (words: Words) => rule?.right(words) ?? [];
  const valuesOf = (words: Words) => parts.map(({ variable }) => words(variable));

  const drawWhere = (pick: (name: string) => string, more: Condition = () => true) => {
    for (let i = 0; i < MAX_TRIES; i++) {
      const drawn = new Map([...lists.keys()].map((name) => [name, pick(name)]));
      const words = (name: string) => drawn.get(name)!;
      if (conditions.every((holds) => holds(words)) && more(words)) return words;
    }
    return undefined;
  };

  return {
    draw(random, form) {
      const template = forms[form][random.below(forms[form].length)];
      const base = drawWhere((name) => oneOf(lists.get(name)!, random));
      if (!base) {
        return { wrong: `the constraints allow none of ${MAX_TRIES} draws`, field: 'constraints' };
      }
      const answers = right(base);
      const described = describe(layout, base);
      if ('notAnAnswer' in answers) {
        const wrong = `the answer ${quoted(answers.notAnAnswer)} to ${described} is not among "answers"`;
        return { wrong, field: 'answer' };
      }
      const source = drawWhere(
        (name) => sources.get(name)!(base(name), random),
        (words) => !other || disjoint(right(words), answers),
      );
      if (!source)
        return { wrong: `no source for ${described} in ${MAX_TRIES} draws`, field: 'source' };
      return { template, base: valuesOf(base), source: valuesOf(source), right: answers };
    },
  };
}

/** Draws, or throws EngineError('task-invalid'). */
export function drawOrThrow(
  drawing: Drawing,
  fileName: string,
  random: Random,
  form: number,
): Pair {
  const pair = drawing.draw(random, form);
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
      if (!expression || !isTruth(reading, path, expression)) return () => true;
      return (words) => expression.evaluate(words) === true;
    }
    if ('distinct' in json) {
      const names = json.distinct.filter((name, k) => exists(name, [...path, 'distinct', k]));
      return (words) => new Set(names.map(words)).size === names.length;
    }
    const entries = Object.entries(json.not).filter(([name, word]) => {
      if (!exists(name, [...path, 'not', name])) return false;
      if (!lists.get(name)!.includes(word)) {
        problem([...path, 'not', name], `${quoted(word)} is not a value of ${quoted(name)}`);
      }
      return true;
    });
    return (words) => !entries.every(([name, word]) => words(name) === word);
  });
}

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
