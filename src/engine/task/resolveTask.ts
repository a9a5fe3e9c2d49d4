// A task by what a user types: the name of a built-in one, else the path of a task file.
import type { JsonObject } from '../checkpoint/checkpoint.ts';
import { quoted } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import type { Files } from '../core/files.ts';
import type { Job } from '../core/job.ts';
import type { Hasher } from '../core/ports.ts';
import { builtInTasks } from './builtInTasks.ts';
import { readDataTask } from './data/readDataTask.ts';
import type { Disk } from './data/readTable.ts';
import { nearestName } from './nearestTask.ts';
import { taskOf } from './readTask.ts';
import type { Task } from './task.ts';
import { parseTaskJson } from './taskJson.ts';
import { readTextFile } from './textFile.ts';

/**
 * Throws EngineError('file-missing') listing the built-in names when `nameOrPath` is neither,
 * ('file-format') for what is no text, ('task-invalid') for a wrong task file.
 */
export async function resolveTask(
  job: Job,
  files: Files,
  sha256: () => Hasher,
  nameOrPath: string,
): Promise<Task> {
  const builtIn = builtInTasks.find(({ name }) => name === nameOrPath);
  if (builtIn) return builtIn.load(sha256);
  const kind = await files.kind(nameOrPath);
  if (kind !== 'file') {
    const found = kind === 'folder' ? 'is a folder' : 'is neither a task file nor a built-in task';
    const names = builtInTasks.map(({ name }) => name);
    const nearest = nearestName(nameOrPath, names);
    const meant = nearest === undefined ? '' : `Did you mean ${quoted(nearest)}? `;
    throw new EngineError('file-missing', `${quoted(nameOrPath)} ${found}`, {
      hint: `${meant}Built in: ${names.join(', ')}.`,
    });
  }
  const tooLong = 'Let pairs be drawn instead of listing them.';
  const text = await readTextFile(files, nameOrPath, 'task-invalid', tooLong);
  return readTaskFile(job, { files, sha256 }, nameOrPath, text);
}

/** A task file that lies at `path`, of this text: one that is being written may not be saved yet. */
export async function readTaskFile(
  job: Job,
  { files, sha256 }: Disk,
  path: string,
  text: string,
): Promise<Task> {
  const source = parseTaskJson(text, files.base(path));
  const { data } = source.value as JsonObject;
  if (data === undefined) return taskOf(source, sha256);
  return readDataTask(job, { files, sha256 }, files.parent(path), source);
}
