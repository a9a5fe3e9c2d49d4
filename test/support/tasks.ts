// Tasks for tests: read from text, checked against a tokenizer of test/fixture/tokenizers.
import { builtInTasks } from '../../src/engine/task/builtInTasks.ts';
import { readTask } from '../../src/engine/task/readTask.ts';
import type { Task } from '../../src/engine/task/task.ts';
import { type TaskFit, taskFit } from '../../src/engine/task/taskFit.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { fixtureTokenizer, type TokenizerName } from './tokenizers.ts';

/** A task from its JSON as a value; files in tests are called t.json. */
export function makeTask(json: object): Task {
  return readTask(JSON.stringify(json), 't.json', sha256);
}

export function builtIn(name: string): Task {
  const found = builtInTasks.find((each) => each.name === name);
  if (!found) throw new Error(`no built-in task ${name}`);
  return found.load(sha256);
}

/** Only the wordpiece tokenizer belongs to a masked model. */
export function fitOf(
  task: Task,
  tokenizer: TokenizerName,
  maxLength = 128,
  rows = 100_000,
): TaskFit {
  const masked = tokenizer === 'wordpiece';
  return taskFit(task, { tokenizer: fixtureTokenizer(tokenizer), masked, maxLength, rows });
}
