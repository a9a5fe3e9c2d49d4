// Models of which it is known how they compute, as a manifest (media/truth.schema.json) lists them.
import schema from '../../../media/truth.schema.json' with { type: 'json' };
import { quoted } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import type { Files } from '../core/files.ts';
import { checkedJson } from './checkedJson.ts';

export type TruthModel = {
  /** Unique in its task. */
  readonly name: string;
  readonly path: string;
  /** Models of one label compute the same, those of two do not. */
  readonly label: string;
};

export type TruthTask = {
  readonly name: string;
  readonly origin: 'forced' | 'natural';
  /** A path, or the name of a built-in task. */
  readonly task: string;
  readonly models: readonly TruthModel[];
};

export type Truth = {
  readonly name: string;
  readonly description: string;
  readonly tasks: readonly TruthTask[];
};

type TruthJson = {
  readonly name: string;
  readonly description?: string;
  readonly tasks: readonly (Omit<TruthTask, 'models'> & {
    readonly models: readonly (Omit<TruthModel, 'name'> & { readonly name?: string })[];
  })[];
};

const manifest = 'truth.json';

/** Of a folder that holds truth.json, or of a file like it. Throws EngineError 'file-missing' or 'file-format'. */
export async function readTruth(files: Files, given: string): Promise<Truth> {
  const isFolder = (await files.kind(given)) === 'folder';
  const path = isFolder ? files.inside(given, manifest) : given;
  const { name, description = '', tasks } = await checkedJson<TruthJson>(files, path, schema);
  const folder = files.parent(path);
  const read: TruthTask[] = [];
  for (const { models, ...task } of tasks) {
    const beside = files.inside(folder, task.task);
    const known = models.map(({ path, name = files.base(path), label }): TruthModel => {
      return { name, path: files.inside(folder, path), label };
    });
    const isFile = (await files.kind(beside)) === 'file';
    read.push({ ...task, task: isFile ? beside : task.task, models: known });
  }
  check(files.base(path), read);
  return { name, description, tasks: read };
}

function check(what: string, tasks: readonly TruthTask[]): void {
  const refuse = (message: string, hint: string) => {
    throw new EngineError('file-format', `${what}: ${message}`, { hint });
  };
  const twice = repeated(tasks.map(({ name }) => name));
  if (twice !== undefined) refuse(`two tasks are called ${quoted(twice)}`, 'Give each its name.');
  for (const { name, models } of tasks) {
    const same = repeated(models.map((model) => model.name));
    if (same !== undefined) {
      refuse(`two models of ${quoted(name)} are called ${quoted(same)}`, 'Give each a name.');
    }
    const labels = models.map(({ label }) => label);
    if (new Set(labels).size < 2 || repeated(labels) === undefined) {
      refuse(
        `the models of ${quoted(name)} have ${new Set(labels).size} labels of ${labels.length} models`,
        'There must be two models of one label, and a model of another.',
      );
    }
  }
}

/** The first that stands there twice. */
export function repeated(names: readonly string[]): string | undefined {
  return names.find((name, i) => names.indexOf(name) < i);
}
