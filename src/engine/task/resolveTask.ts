// A task by what a user types: the name of a built-in one, else the path of a task file.
import { grouped, quoted } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import type { Files } from '../core/files.ts';
import type { Hasher } from '../core/ports.ts';
import { builtInTasks } from './builtInTasks.ts';
import { nearestName } from './nearestTask.ts';
import { readTask } from './readTask.ts';
import type { Task } from './task.ts';
import { MAX_TASK_BYTES } from './taskJson.ts';

/**
 * Throws EngineError('file-missing') listing the built-in names when `nameOrPath` is neither,
 * ('file-format') for what is no text, ('task-invalid') for a wrong task file.
 */
export async function resolveTask(
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
  return readTask(await readText(files, nameOrPath), files.base(nameOrPath), sha256);
}

async function readText(files: Files, path: string): Promise<string> {
  const source = await files.open(path);
  try {
    if (source.size > MAX_TASK_BYTES) {
      const found = `${grouped(source.size)} bytes, ${grouped(MAX_TASK_BYTES)} are allowed`;
      throw new EngineError('task-invalid', `${files.base(path)} has ${found}`, {
        hint: 'Let pairs be drawn instead of listing them.',
      });
    }
    const bytes = await source.read(0, source.size);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    const message = `${files.base(path)} is not UTF-8 text`;
    throw new EngineError('file-format', message, { cause, hint: 'Save the file as UTF-8.' });
  } finally {
    await source.close();
  }
}
