// What a method other than ours says of the models of a truth: a file of scores (media/scores.schema.json).
import schema from '../../../media/scores.schema.json' with { type: 'json' };
import { quoted } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import type { Files } from '../core/files.ts';
import { checkedJson } from './checkedJson.ts';
import { repeated, type Truth } from './truth.ts';

export type GivenScores = {
  readonly name: string;
  readonly direction: 'distance' | 'similarity';
  readonly threshold: number | undefined;
  /** undefined: it says nothing of pairs. */
  readonly pairs: Lookup | undefined;
  /** By model and component; undefined: it says nothing of components. */
  readonly components: Lookup | undefined;
};

/** The score of what these names name, the task first; undefined: it was left out. */
export type Lookup = (...names: readonly string[]) => number | undefined;

type ScoresJson = {
  readonly name: string;
  readonly direction?: GivenScores['direction'];
  readonly threshold?: number;
  readonly pairs?: readonly PairJson[];
  readonly components?: readonly ComponentJson[];
};
type Scored = { readonly task: string; readonly score: number };
type PairJson = Scored & { readonly a: string; readonly b: string };
type ComponentJson = Scored & { readonly model: string; readonly component: string };

/** Throws EngineError 'file-missing' or 'file-format'. */
export async function readScores(files: Files, path: string, truth: Truth): Promise<GivenScores> {
  const json = await checkedJson<ScoresJson>(files, path, schema);
  const { name, direction = 'distance', threshold, pairs, components } = json;
  const what = files.base(path);
  for (const { task, a, b } of pairs ?? []) {
    known(what, truth, task, [a, b]);
    if (a === b) throw wrong(what, `a pair of ${quoted(task)} is ${quoted(a)} with itself`);
  }
  for (const { task, model } of components ?? []) known(what, truth, task, [model]);
  return {
    ...{ name, direction, threshold },
    pairs: pairs && lookup(what, pairs, ({ task, a, b }) => [task, ...[a, b].sort()]),
    components:
      components &&
      lookup(what, components, ({ task, model, component }) => [task, model, component]),
  };
}

function lookup<T extends Scored>(
  what: string,
  rows: readonly T[],
  namesOf: (row: T) => readonly string[],
): Lookup {
  const scores = new Map<string, number>();
  for (const row of rows) {
    const key = JSON.stringify(namesOf(row));
    if (scores.has(key)) throw wrong(what, `${namesOf(row).map(quoted).join(', ')} has two scores`);
    scores.set(key, row.score);
  }
  return (...names) => scores.get(JSON.stringify(names));
}

function known(what: string, { tasks }: Truth, name: string, models: readonly string[]): void {
  const task = tasks.find((each) => each.name === name);
  if (task === undefined) {
    const names = tasks.map((each) => quoted(each.name)).join(', ');
    throw wrong(what, `the truth has no task ${quoted(name)}; it has ${names}`);
  }
  const unknown = models.find((model) => !task.models.some((each) => each.name === model));
  if (unknown === undefined) return;
  throw wrong(what, `the truth has no model ${quoted(unknown)} on the task ${quoted(name)}`);
}

function wrong(what: string, message: string): EngineError {
  return new EngineError('file-format', `${what}: ${message}`, {
    hint: 'Names of tasks and models are those of the manifest, truth.json; each pair stands once.',
  });
}

/** Throws EngineError 'file-format' where two files call their methods the same. */
export function checkNames(all: readonly GivenScores[], own: readonly string[]): void {
  const twice = repeated([...own, ...all.map(({ name }) => name)]);
  if (twice === undefined) return;
  throw new EngineError('file-format', `two methods are called ${quoted(twice)}`, {
    hint: 'Give the scores another name.',
  });
}
