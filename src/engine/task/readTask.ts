// A task file's text -> Task.
import type { Json } from '../checkpoint/checkpoint.ts';
import type { Hasher } from '../core/ports.ts';
import { random } from '../core/random.ts';
import { type Answers, readAnswerRule, readAnswers } from './answerRule.ts';
import { type Drawing, drawingOf, drawOrThrow, readRules } from './drawing.ts';
import { trialEffort } from './effort.ts';
import { type Layout, readLayout } from './layout.ts';
import { listsFromPairs, readListedPairs } from './listedPairs.ts';
import { readPromptTask } from './promptTask.ts';
import type { Pair, Task } from './task.ts';
import { canonicalJson, type Reading, readLists, type TaskFile } from './taskFile.ts';
import { parseTaskJson } from './taskJson.ts';

/** Also the schema's defaults, for whoever completes a file in an editor. */
const DEFAULT_PAIRS = 128;
const DEFAULT_FLOOR = 0.8;
/** Draws tried while reading, so that a rule that fails is known by its line. */
const TRIAL_DRAWS = 64;

/**
 * Reads a task file. Throws EngineError('task-invalid') that names file, line and column of
 * everything that is wrong.
 */
export function readTask(text: string, fileName: string, sha256: () => Hasher): Task {
  const source = parseTaskJson(text, fileName);
  const file = source.value as TaskFile;
  const reading: Reading = { file, fileName, problem: source.problem };
  const read =
    file.prompts && !file.template && !file.templates ? readPromptTask : readTemplateTask;
  const content = read(reading);
  source.throwProblems(HINT);
  const { layout, answers, drawing, listed } = content as Content;
  if (!listed) tryDraws(reading, layout, drawing);
  source.throwProblems(HINT);
  return {
    name: file.name ?? fileName,
    description: file.description ?? '',
    digest: digestOf(source.value, sha256()),
    templates: layout.templates,
    forms: layout.forms,
    parts: layout.parts,
    spans: layout.spans,
    answers: answers.words,
    separator: file.separator ?? ' ',
    floor: file.floor ?? DEFAULT_FLOOR,
    seed: file.seed ?? 0,
    listed,
    defaultPairs: listed?.length ?? (file.pairs as number | undefined) ?? DEFAULT_PAIRS,
    draw: (rng, form, effort) => drawOrThrow(drawing, fileName, rng, form, effort),
    prompt: layout.prompt,
  };
}

const HINT = 'media/task.schema.json says what a task file may hold; editors complete from it.';

type Content = {
  readonly layout: Layout;
  readonly answers: Answers;
  readonly drawing: Drawing;
  readonly listed?: readonly Pair[];
};

/** Undefined when problems were noted. */
function readTemplateTask(reading: Reading): Content | undefined {
  const { file, problem } = reading;
  const layout = readLayout(reading);
  if (!file.variables && typeof file.pairs !== 'object') {
    problem([], '"variables" is missing: the values to draw from');
  }
  const lists = file.variables ? readLists(reading) : layout && listsFromPairs(reading, layout);
  if (!lists) return undefined;
  const answers = readAnswers(reading, lists);
  const rule = readAnswerRule(reading, lists, answers);
  const rules = readRules(reading, lists, rule);
  if (!layout) return undefined;
  const listed = readListedPairs(reading, layout, lists, answers, rule);
  return { layout, answers, listed, drawing: drawingOf(layout, rules) };
}

function tryDraws({ file, problem }: Reading, layout: Layout, drawing: Drawing): void {
  const rng = random('trial draws');
  const effort = trialEffort();
  for (let i = 0; i < TRIAL_DRAWS; i++) {
    const pair = drawing.draw(rng, i % layout.forms.length, effort);
    if (!('wrong' in pair)) continue;
    if (effort.terms < 0 && effort.pairs > 0) return; // rare, not impossible
    problem(file[pair.field] === undefined ? [] : [pair.field], pair.wrong);
    return;
  }
}

/** Of everything that matters: not of where the schema lies nor of a vocabulary. */
function digestOf(value: Json, hasher: Hasher): string {
  const { $schema: _, vocab: __, ...rest } = value as Record<string, Json>;
  hasher.update(new TextEncoder().encode(canonicalJson(rest)));
  return hasher.hex();
}
