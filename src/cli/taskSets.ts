// The mixed prompts of a task, and which of its sets of variables right answers tell apart, as text.
import type { TaskSetsView } from '../protocol/taskViews.ts';
import { columns, printable } from './layout.ts';

/** The couples that are told apart least are enough to see. */
const MAX_COUPLES = 8;
/** A year has up to 99 later ones. */
const MAX_RIGHT = 6;

/** `of`: what the task's inputs are. */
export function taskSetsText(sets: TaskSetsView | null, of: 'prompt' | 'row'): string {
  if (sets === null) return '';
  const { prompts, apart, notes } = sets;
  const parts = [...new Set(prompts.flatMap(({ set }) => set))];
  const rows = prompts.map(({ set, prompt, right }) => [
    setText(set, parts),
    JSON.stringify(prompt),
    right === null ? '' : rightText(right),
  ]);
  const notesText = notes.map((note) => `  ${printable(note)}\n`).join('');
  return `
${taking[of]}
${columns([['set', of, 'right answers'], ...rows])}${apart === null ? '' : apartText(apart, parts)}${
  notesText === '' ? '' : `\n${notesText}`
}`;
}

const taking = {
  prompt: 'What a prompt says that takes a set of parts from the source ("..." as the word stands)',
  row: 'What a row is made of that takes a set of parts from the source ("..." the region alone)',
} as const;

function apartText(
  { pairs, couples, idle }: NonNullable<TaskSetsView['apart']>,
  parts: readonly string[],
): string {
  const telling = couples.filter(({ sets }) => !sets.flat().some((name) => idle.includes(name)));
  if (telling.length === 0) return '';
  const rows = telling
    .slice(0, MAX_COUPLES)
    .map(({ sets: [a, b], share }) => [
      `${Math.round(100 * share)} %`,
      setText(a, parts),
      setText(b, parts),
    ]);
  return `
Sets of variables whose right answers differ least, over ${pairs} pairs
${columns([['pairs', '', ''], ...rows])}`;
}

function rightText(right: readonly string[]): string {
  const more = right.length > MAX_RIGHT ? ['...'] : [];
  return [...right.slice(0, MAX_RIGHT), ...more].join(' ');
}

/** More than half of many parts, by those that are not in it: a line has room for a few names. */
function setText(set: readonly string[], parts: readonly string[]): string {
  if (set.length <= Math.max(4, parts.length / 2)) return `{${set.join(', ')}}`;
  const others = parts.filter((part) => !set.includes(part));
  return others.length === 0 ? 'all' : `all but {${others.join(', ')}}`;
}
