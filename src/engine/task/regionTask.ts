// A task file made of another: of a part of its prompts, or of pairs of it.
import type { Json } from '../checkpoint/checkpoint.ts';
import type { Pair, Task } from './task.ts';
import type { TaskFile } from './taskFile.ts';
import { readValues } from './values.ts';

/** A variable has one of these values. */
export type Narrowed = { readonly variable: string; readonly values: readonly string[] };

/** The text of a file of the same task whose variables have these values alone; its pairs are drawn. */
export function narrowedTask(task: Task, region: readonly Narrowed[], name: string): string {
  const { pairs: _, ...rest } = task.file;
  const { variables = {} } = task.file as TaskFile;
  const of = new Map(region.map(({ variable, values }) => [variable, values]));
  const valuesOf = (variable: string): readonly string[] => {
    const words = readValues(variables[variable], variables); // of what is like another its own
    return 'wrong' in words ? [] : words;
  };
  return fileText({
    ...{ ...rest, name, description: narrowedWords(task, region) },
    variables: Object.fromEntries(
      Object.keys(variables).map((each) => [each, of.get(each) ?? valuesOf(each)]),
    ),
    answers: task.answers,
  });
}

/** The text of a file of the same task that lists these pairs. */
export function listedTask(
  task: Task,
  pairs: readonly Pair[],
  name: string,
  description: string,
): string {
  const { constraints: _, source: __, ...rest } = task.file;
  return fileText({ ...rest, name, description, pairs: pairs.map((pair) => pairJson(task, pair)) });
}

function pairJson({ names, parts, answers }: Task, pair: Pair): Json {
  const side = (of: 'base' | 'source') => {
    const words = Object.fromEntries(names.map((name, v) => [name, pair.variables[of][v]]));
    // An occurrence that a listed pair has otherwise than its variable.
    const apart = parts.flatMap(({ id, variable }, p): [string, string][] => {
      const word = words[variable];
      return word === undefined || word === pair[of][p] ? [] : [[id, pair[of][p]]];
    });
    return { ...words, ...Object.fromEntries(apart) };
  };
  const right = pair.right.map((k) => answers[k]);
  return {
    base: side('base'),
    source: side('source'),
    ...(right.length > 0 && { answer: right.length === 1 ? right[0] : right }),
    ...(pair.template > 0 && { template: pair.template }),
  };
}

function narrowedWords({ name }: Task, region: readonly Narrowed[]): string {
  const each = region.map(({ variable, values }) => `${variable} is ${values.join(' or ')}`);
  return `${name} where ${each.join(' and ')}`;
}

function fileText(file: Json): string {
  return `${JSON.stringify(file, undefined, 2)}\n`;
}
