// A task file's text -> Task.
import type { Json, JsonObject } from '../checkpoint/checkpoint.ts';
import type { Hasher } from '../core/ports.ts';
import { drawOrThrow } from './drawing.ts';
import type { FileSource } from './jsonFile.ts';
import { readPromptTask } from './promptTask.ts';
import type { Task } from './task.ts';
import { canonicalJson, type Reading, type TaskFile } from './taskFile.ts';
import { parseTaskJson } from './taskJson.ts';
import { readTemplateTask } from './templateTask.ts';
import { tryDraws } from './tryDraws.ts';

/** Also the schema's defaults, for whoever completes a file in an editor. */
export const DEFAULT_PAIRS = 128;
export const DEFAULT_FLOOR = 0.8;

/**
 * Reads a task file. Throws EngineError('task-invalid') that names file, line and column of
 * everything that is wrong.
 */
export function readTask(text: string, fileName: string, sha256: () => Hasher): Task {
  return taskOf(parseTaskJson(text, fileName), sha256);
}

/** Of a file of prompts. */
export function taskOf(source: FileSource, sha256: () => Hasher): Task {
  const { fileName } = source;
  const document = documentOf(source.value as JsonObject);
  if (document.data !== undefined) {
    source.problem(['data'], 'data lie in files beside the task: open it by its path');
    source.throwProblems(HINT);
  }
  const file = source.value as TaskFile;
  const reading: Reading = { file, fileName, problem: source.problem };
  const read =
    file.prompts && !file.template && !file.templates ? readPromptTask : readTemplateTask;
  const content = read(reading);
  source.throwProblems(HINT);
  const { layout, answers, classes, mixing, names, listed } = content!;
  const { drawing, notes } = listed
    ? { drawing: content!.drawing(false), notes: [] }
    : tryDraws(reading, content!);
  source.throwProblems(HINT);
  return {
    name: file.name ?? fileName,
    description: file.description ?? '',
    digest: digestOf(document, sha256()),
    document,
    templates: layout.templates,
    forms: layout.forms,
    parts: layout.parts,
    variables: mixing.variables,
    readings: mixing.readings,
    file: source.value as JsonObject,
    names,
    derivation: canonicalJson((file.derive ?? {}) as Json),
    notes,
    spans: layout.spans,
    answers: answers.words,
    classes: classes.names,
    outcomes: classes.of,
    separator: file.separator ?? ' ',
    floor: file.floor ?? DEFAULT_FLOOR,
    seed: file.seed ?? 0,
    listed,
    defaultPairs: listed?.length ?? (file.pairs as number | undefined) ?? DEFAULT_PAIRS,
    draw: (rng, form, effort) => drawOrThrow(drawing, fileName, rng, form, effort),
    prompt: layout.prompt,
    rightTerms: mixing.rightTerms,
    mixed: mixing.mixed,
  };
}

export const HINT =
  'media/task.schema.json says what a task file may hold; editors complete from it.';

/** Everything that matters: not where the schema lies, nor a vocabulary that is too long to be used. */
export function documentOf({ $schema: _, vocab, ...rest }: JsonObject): JsonObject {
  return vocab === undefined || vocab === null ? rest : { ...rest, vocab };
}

/** A vocabulary counts for models alone that have no tokenizer: for theirs, as its digest. */
export function digestOf({ vocab: _, ...document }: JsonObject, hasher: Hasher): string {
  hasher.update(new TextEncoder().encode(canonicalJson(document)));
  return hasher.hex();
}
