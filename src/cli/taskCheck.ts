// congruity task check: a task as one model's tokenizer sees it.
import type { TaskCheckView } from '../protocol/engineService.ts';
import { runInEngine } from './engine.ts';
import { exitCodes } from './exitCodes.ts';
import { columns } from './layout.ts';
import { handOutView, type ViewOptions } from './view.ts';

export type TaskCheckOptions = ViewOptions & { readonly model: string; readonly seed?: number };

/** A task that does not fit is bad data. */
export async function taskCheckCommand(task: string, options: TaskCheckOptions): Promise<number> {
  const { model, seed } = options;
  const use = { quiet: true, cache: false }; // it takes a moment, and keeps nothing
  const view = await runInEngine('taskCheck', { task, model, seed }, use);
  await handOutView(view, taskCheckText(view), options, [task, model]);
  return view.fits ? exitCodes.same : exitCodes.data;
}

export function taskCheckText(view: TaskCheckView): string {
  const verdict = view.fits ? 'fits this model' : 'does not fit this model';
  const lines = [`${view.name}: ${view.description}\n`, `The task ${verdict}.\n`];
  for (const problem of view.problems) lines.push(`  ${problem}\n`);
  if (view.answers.length > 0) {
    const answers = view.answers.map(({ word, id }) => [JSON.stringify(word), `token ${id}`]);
    lines.push(`\nAnswers (${answers.length})\n${columns(answers)}`);
  }
  if (view.example !== null) lines.push(exampleText(view.example));
  return lines.join('');
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
  base    ${example.base}
  source  ${example.source}

${columns([header, ...tokens])}`;
}
