// A model of some size at random in which IOI is planted, and IOI in words that are a token each.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ioi from '../../src/engine/task/builtIn/ioi.json' with { type: 'json' };
import { ioiCircuit } from './ioiCircuit.ts';
import {
  type Edit,
  type Gpt2Size,
  likely,
  writeRandomGpt2,
  writeWordTokenizer,
} from './randomModel.ts';

const [template] = ioi.otherwise; // with a space before every comma
const { first, place, thing } = ioi.variables;
const names = first.words.split(' ');

/** A file in `folder`, of a task with so many pairs at most; its path. */
export function writeIoiTask(folder: string, pairs: number): string {
  mkdirSync(folder, { recursive: true });
  const task = join(folder, 'ioi.task.json');
  const given = { ...ioi, $schema: undefined, template, otherwise: undefined, pairs };
  writeFileSync(task, JSON.stringify(given));
  return task;
}

/** The words of the task are tokens; on its names there is some mass. */
export function writeIoiModel(
  folder: string,
  size: Gpt2Size,
  seed: number,
  edits: readonly Edit[] = [],
): void {
  const others = `${template.replace(/\{\w+\}/g, '')} ${place.words} ${thing.words}`.split(/\s+/);
  const answers = [...names.keys()];
  const planted = [likely(answers, size), ioiCircuit(answers, size)];
  writeRandomGpt2(folder, size, seed, [...planted, ...edits]);
  writeWordTokenizer(folder, size, [...new Set([...names, ...others])]);
}
