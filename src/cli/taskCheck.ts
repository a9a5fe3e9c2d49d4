// congruity task: the built-in ones, and a task by itself or as one model's tokenizer sees it.
import { mappingFiles } from '../protocol/mapping.ts';
import type { TaskCheckView, TaskFileView, TaskView } from '../protocol/taskViews.ts';
import { noInputs } from '../report/inputs.ts';
import { runInEngine } from './engine.ts';
import { exitCodes } from './exitCodes.ts';
import { columns } from './layout.ts';
import type { PlaceOptions } from './optionGroups.ts';
import { taskSetsText } from './taskSets.ts';
import { handOutView, type ViewOptions } from './view.ts';

export type TaskCheckOptions = ViewOptions &
  PlaceOptions & { readonly model?: string; readonly seed?: number };

const use = { quiet: true, cache: false }; // it takes a moment, and keeps nothing

export async function taskListCommand(options: ViewOptions): Promise<number> {
  const list = () => runInEngine('builtInTasks', {}, use);
  await handOutView(list, taskListText, options, noInputs);
  return exitCodes.same;
}

export function taskListText(tasks: readonly TaskView[]): string {
  return columns(tasks.map(({ name, description }) => [name, description]));
}

/** A task that is wrong or does not fit is bad data. */
export async function taskCheckCommand(task: string, options: TaskCheckOptions): Promise<number> {
  const { model, seed, base, mapping } = options;
  if (model === undefined) {
    const read = () => runInEngine('taskFile', { task }, use);
    const text = (view: TaskFileView) => taskFileText(view, task);
    const view = await handOutView(read, text, options, { models: [], files: [task] });
    return view.problems.length === 0 ? exitCodes.same : exitCodes.data;
  }
  const check = () => runInEngine('taskCheck', { task, model, seed }, { ...use, base, mapping });
  const inputs = { models: [model], files: [task, ...mappingFiles(options)] };
  const view = await handOutView(check, taskCheckText, options, inputs);
  return view.fits ? exitCodes.same : exitCodes.data;
}

export function taskFileText(view: TaskFileView, path: string): string {
  const { problems, example, templates } = view;
  if (problems.length > 0) {
    return problems
      .map(({ line, column, message }) => `${path}:${line}:${column}: ${message}\n`)
      .join('');
  }
  const rows = [
    ...templates.map((template) => ['template', JSON.stringify(template)]),
    ['parts', view.parts.join(', ')],
    ['variables', view.sets?.variables.join(', ') || 'none'],
    ['spans', view.spans.map((span) => JSON.stringify(span)).join(' ')],
    ['answers', view.answers.map((answer) => JSON.stringify(answer)).join(' ')],
    ['pairs', `${view.pairs}, ${view.listed ? 'listed in the file' : 'drawn'}`],
    ['base', JSON.stringify(example?.base)],
    ['source', JSON.stringify(example?.source)],
  ];
  const said = 'The task is right. With --model it is checked against a model.';
  return `${titleOf(view)}\n${said}\n\n${columns(rows)}${taskSetsText(view.sets, templates.length > 0 ? 'prompt' : 'row')}`;
}

export function taskCheckText(view: TaskCheckView): string {
  const verdict = view.fits ? 'fits this model' : 'does not fit this model';
  const lines = [`${titleOf(view)}\n`, `The task ${verdict}.\n`];
  for (const each of [...view.problems, ...view.notes]) lines.push(`  ${each}\n`);
  if (view.answers.length > 0) {
    const answers = view.answers.map(({ word, id }) => [
      JSON.stringify(word),
      `${view.reads === 'tokens' ? 'token' : 'output'} ${id}`,
    ]);
    lines.push(`\nAnswers (${answers.length})\n${columns(answers)}`);
  }
  if (view.example !== null) {
    lines.push(view.reads === 'tokens' ? exampleText(view.example) : rowsText(view.example));
  }
  lines.push(taskSetsText(view.sets, view.reads === 'rows' ? 'row' : 'prompt'));
  return lines.join('');
}

function titleOf({ name, description }: TaskCheckView | TaskFileView): string {
  return description === '' ? name : `${name}: ${description}`;
}

function rowsText({ base, source, spans }: NonNullable<TaskCheckView['example']>): string {
  const regions = spans.map(({ id }) => id).join(', ');
  return `\n${columns([
    ['regions', regions],
    ['base', base],
    ['source', source],
  ])}`;
}

function exampleText(example: NonNullable<TaskCheckView['example']>): string {
  const { baseTokens, sourceTokens, spans, readAt } = example;
  const tokens = baseTokens.map((token, i) => [
    String(i),
    JSON.stringify(token),
    JSON.stringify(sourceTokens[i] ?? ''),
    spans
      .filter(({ start, end }) => start <= i && i < end)
      .map(({ id, part }) => (part === null || part === id ? id : `${id} (${part})`))
      .join(', '),
    i === readAt ? 'the answer is read here' : '',
  ]);
  const header = ['', 'base', 'source', 'span', ''];
  return `
An example pair
  base    ${JSON.stringify(example.base)}
  source  ${JSON.stringify(example.source)}

${columns([header, ...tokens])}`;
}
