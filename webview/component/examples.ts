// The pairs on which the two models answer most differently after the same interchange.
import type { Report, Verdict } from '../../src/protocol/report.ts';
import { score, shown } from '../../src/protocol/reportWords.ts';
import { type ExampleReport, type SectionOf, sectionOf } from '../../src/protocol/sections.ts';
import { readsRows } from '../../src/words/rows.ts';
import { finalVerdict } from '../../src/words/verdicts.ts';
import type { Site } from '../chart/gridWalk.ts';
import { type Child, h, svg } from '../host/element.ts';
import { term } from './glossary.ts';
import { table } from './table.ts';
import { badge, name } from './words.ts';

/** Answers drawn at most, and the least probability, before or after, that is drawn. */
const mostAnswers = 6;
const leastAnswer = 0.05;

/** Examples shown with one site. */
const mostAtSite = 3;

/** What the list is called, and why what it shows is compatible with the verdict. */
const framing: Readonly<
  Partial<Record<Verdict, { readonly title: string; readonly why: string }>>
> = {
  'same interpretation': {
    title: 'Largest remaining differences',
    why: 'Single pairs may still be answered differently under the same interpretation: it says that both models hold the same sets of variables, within the margin, not that every response is equal.',
  },
  indistinguishable: {
    title: 'Largest remaining differences',
    why: 'Over all pairs the responses differ by less than the full margin; these are the pairs in which most is left.',
  },
};

export function examples({ rows }: SectionOf<'examples'>, report: Report): HTMLElement {
  const verdict = finalVerdict(report);
  const frame = verdict && framing[verdict];
  return h(
    'section',
    { id: 'examples', class: 'panel', 'aria-labelledby': 'examples-title' },
    h('h2', { id: 'examples-title' }, frame?.title ?? 'Where they differ most'),
    h(
      'p',
      { class: 'caption' },
      ...(frame ? [frame.why, ' '] : []),
      `The activation at the named site comes from the source ${readsRows(report) ? 'row' : 'prompt'}. Bars: the answers after the `,
      term('interchange'),
      '; ticks: before it.',
    ),
    exampleTable(report, rows, 'Pairs with the most different responses'),
  );
}

/** The examples at one site; undefined when there is none. */
export function examplesAt(report: Report, at: Site): HTMLElement | undefined {
  const { id } = report.task.spans[at.span];
  const here = (sectionOf(report, 'examples')?.rows ?? []).filter((example) => {
    const site = example.sites[at.model];
    return site !== undefined && site.cut === at.cut && site.span === id;
  });
  if (here.length === 0) return undefined;
  return exampleTable(
    report,
    here.slice(0, mostAtSite),
    'Pairs on which the models differ most at this site',
  );
}

function exampleTable(
  report: Report,
  list: readonly ExampleReport[],
  caption: string,
): HTMLElement {
  const columns = [
    { name: readsRows(report) ? 'Rows' : 'Prompts' },
    { name: 'Right answer' },
    { name: 'Differ by', number: true },
    { name: 'A answers' },
    { name: 'B answers' },
  ];
  const rows = list.map((example): readonly Child[] => [
    prompts(example),
    example.answer === null ? h('span', { class: 'quiet' }, 'unknown') : name(example.answer),
    score(example.difference),
    ...report.models.map((_, model) => response(report, example, model)),
  ]);
  return h('div', { class: 'examples' }, table(caption, columns, rows, { folds: true }));
}

/** Base over source; words that the source changes are marked. */
function prompts(example: ExampleReport): HTMLElement {
  return h(
    'div',
    { class: 'prompts' },
    prompt('base', example.base, example.source),
    prompt('source', example.source, example.base),
  );
}

function prompt(role: string, text: string, other: string): HTMLElement {
  const words = shown(text, 600).split(' ');
  const others = shown(other, 600).split(' ');
  const marked = words.flatMap((word, i): Child[] => [
    i > 0 ? ' ' : undefined,
    words.length === others.length && word !== others[i] ? h('mark', {}, word) : word,
  ]);
  return h('p', {}, h('span', { class: 'role' }, role), h('bdi', { class: 'prompt' }, ...marked));
}

/** The site and the answers of one model, as small bars with the clean answer as a tick. */
function response(report: Report, example: ExampleReport, model: number): HTMLElement {
  const site = example.sites[model];
  const names = report.task.outcomes;
  const after = example.responses[model] ?? [];
  const clean = example.clean[model] ?? [];
  const answers = answersDrawn(example, names.length).map((i) => {
    const [now, before] = [after[i] ?? 0, clean[i] ?? 0];
    return h(
      'li',
      { title: `${shown(names[i], 40)} ${score(now)}, before ${score(before)}` },
      name(names[i], 'answer-name'),
      bar(now, before),
      h('span', { class: 'number' }, score(now)),
    );
  });
  return h(
    'div',
    { class: 'response' },
    site
      ? h('p', { class: 'quiet' }, badge(model), `cut ${site.cut} · `, name(site.span))
      : undefined,
    h('ul', { class: 'answers' }, ...answers),
  );
}

/** Indices of the answers that any model gives before or after, the same for all models. */
function answersDrawn(example: ExampleReport, answers: number): readonly number[] {
  const given = [...example.responses, ...example.clean];
  const peak = (i: number) => Math.max(0, ...given.map((of) => of[i] ?? 0));
  return Array.from({ length: answers }, (_, i) => i)
    .filter((i) => peak(i) >= leastAnswer)
    .sort((i, j) => peak(j) - peak(i) || i - j)
    .slice(0, mostAnswers)
    .sort((i, j) => i - j);
}

function bar(after: number, clean: number): SVGElement {
  const width = 64;
  return svg(
    'svg',
    { class: 'answer-bar', width, height: 10, viewBox: `0 0 ${width} 10`, 'aria-hidden': 'true' },
    svg('rect', { class: 'share-track', x: 0, y: 1, width, height: 8 }),
    svg('rect', { class: 'answer-after', x: 0, y: 1, width: width * after, height: 8 }),
    svg('line', {
      class: 'answer-clean',
      x1: 1 + (width - 2) * clean,
      y1: 0,
      x2: 1 + (width - 2) * clean,
      y2: 10,
    }),
  );
}
