// Which mapping file is of which checkpoint: --mapping FILE is of all that the command names, --mapping CHECKPOINT=FILE of that
// one, or of all in that folder.
import { existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import type { Mapping } from '../protocol/mapping.ts';
import { checkpointsOf } from './checkpoints.ts';
import { UsageError } from './failure.ts';

/** Arguments and options that name checkpoints; of other commands a file names them. */
const namedAs = ['a', 'b', 'models', 'runs'];
const namedBy = ['against', 'model'];

/** Puts what is meant in place of the words that were given. */
export async function placeMappings(command: Command): Promise<void> {
  const words: readonly string[] | undefined = command.getOptionValue('mapping');
  if (words === undefined) return;
  const models = await checkpointsOf([
    ...command.registeredArguments.flatMap((argument, i) =>
      namedAs.includes(argument.name()) ? [command.processedArgs[i] ?? []].flat() : [],
    ),
    ...namedBy.flatMap((name) => command.getOptionValue(name) ?? []),
  ]);
  const split = words.map(splitWord);
  const ofAll = split.filter(({ model }) => model === undefined);
  const ofOne = split.filter(({ model }) => model !== undefined);
  const mappings = [...ofAll, ...ofOne].flatMap((each) => meantBy(each, models)); // the last counts
  command.setOptionValue('mapping', mappings);
}

type Word = { readonly model: string | undefined; readonly file: string };

/** Names of files may have "=" in them: what is there decides. */
function splitWord(word: string): Word {
  const whole: Word = { model: undefined, file: word };
  if (existsSync(word)) return whole;
  const ways = [...word.matchAll(/=/g)].map(({ index }) => ({
    model: word.slice(0, index),
    file: word.slice(index + 1),
  }));
  const way = ways.find(({ model, file }) => existsSync(model) && existsSync(file)) ?? ways[0];
  if (way === undefined) return whole;
  if (way.model !== '' && way.file !== '') return way;
  const missing = way.model === '' ? 'checkpoint before "="' : 'file after "="';
  throw new UsageError(`--mapping ${word} names no ${missing}`);
}

function meantBy({ model, file }: Word, models: readonly string[]): readonly Mapping[] {
  const hint = 'Say --mapping CHECKPOINT=FILE, with the checkpoint as the command names it.';
  if (model !== undefined) {
    if (models.some((each) => isWithin(each, model))) return [{ model: resolve(model), file }];
    if (models.length === 0) return [{ model: resolve(there(model)), file: there(file) }];
    if (models.some((each) => isWithin(model, each)))
      return [{ model: opened(there(model)), file }];
    throw new UsageError(`--mapping is of ${model}, which is no checkpoint of this command`, hint);
  }
  if (models.length > 0) return models.map((each) => ({ model: resolve(each), file }));
  throw new UsageError(`--mapping ${file} does not say of which checkpoint it is`, hint);
}

/** That it is of a checkpoint shows only when that is opened: a name that is mistyped must not be of none. */
function there(path: string): string {
  if (existsSync(path)) return path;
  throw new UsageError(`--mapping: ${path} does not exist`);
}

/** Of what lies in a folder that the command names: weights are opened as the folder that they lie in. */
function opened(path: string): string {
  return statSync(path).isFile() ? dirname(resolve(path)) : resolve(path);
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
