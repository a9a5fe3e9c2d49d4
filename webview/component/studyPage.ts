// A run of a study: what was expected, what came out, and the way to the comparison behind each.
import { count, shown } from '../../src/protocol/reportWords.ts';
import type { ExpectationResult, StudyRunReport } from '../../src/protocol/study.ts';
import { levelText } from '../../src/words/looks.ts';
import { list } from '../../src/words/phrases.ts';
import {
  behindWords,
  foundWords,
  outcomesWords,
  outcomeWords,
  tone as toneOf,
} from '../../src/words/study.ts';
import { h } from '../host/element.ts';
import { reportPage } from './reportPage.ts';
import { table } from './table.ts';
import { name, phrase, sentence } from './words.ts';

const comparisonHash = '#comparison-';

/** What the address asks for: a comparison of the run, or the table of its expectations. */
export function studyPage(run: StudyRunReport, hash: string): HTMLElement {
  const place = hash.startsWith(comparisonHash)
    ? Number(hash.slice(comparisonHash.length)) - 1
    : -1;
  return run.reports[place] === undefined ? expectationsPage(run) : comparisonPage(run, place);
}

function expectationsPage(run: StudyRunReport): HTMLElement {
  const { description, file, timings } = run;
  return h(
    'div',
    { class: 'report' },
    h(
      'header',
      { class: 'head' },
      h('h1', {}, name(run.name)),
      h(
        'p',
        { class: 'quiet task' },
        'study ',
        name(file, 'task-name'),
        ...(description === '' ? [] : [' · ', name(description)]),
      ),
    ),
    h(
      'main',
      {},
      h(
        'section',
        { class: 'card', 'aria-labelledby': 'expectations' },
        h('h2', { id: 'expectations' }, `${outcomesWords(run)}.`),
        expectationsTable(run),
      ),
      h(
        'p',
        { class: 'quiet' },
        `${run.reports.length} comparisons${settingsWords(run)}, ${timings.seconds.toFixed(1)} s.`,
      ),
    ),
  );
}

/** " of 64 and 256 pairs, seed 0, 95 % intervals": how each was run. */
function settingsWords({ reports }: StudyRunReport): string {
  if (reports.length === 0) return '';
  const settings = reports.map(({ report }) => report.provenance.parameters);
  const each = (of: (one: (typeof settings)[number]) => number) =>
    [...new Set(settings.map(of))].sort((x, y) => x - y);
  const pairs = list(each(({ pairs }) => pairs).map(count));
  const seeds = list(each(({ seed }) => seed).map(String));
  return ` of ${pairs} pairs, seed ${seeds}, ${list(each(({ level }) => level).map(levelText))} intervals`;
}

function expectationsTable(run: StudyRunReport): HTMLElement {
  const columns = [
    { name: 'Expectation' },
    { name: 'Outcome' },
    { name: 'Task' },
    { name: 'What was found' },
    { name: 'Comparison' },
  ];
  const rows = run.expectations.map((result) => [
    phrase(result.name),
    outcome(result),
    name(result.task),
    foundCell(result, run),
    comparisonLink(result, run),
  ]);
  return h('div', { class: 'expectations' }, table('Expectations', columns, rows, { folds: true }));
}

function outcome(result: ExpectationResult): HTMLElement {
  return h('span', { class: `outcome tone-${toneOf(result)}` }, outcomeWords(result));
}

function foundCell(result: ExpectationResult, run: StudyRunReport): HTMLElement {
  const behind = behindWords(result, run);
  return h(
    'div',
    {},
    h('p', {}, ...sentence(foundWords(result))),
    behind === undefined ? undefined : h('p', { class: 'quiet' }, ...sentence(behind)),
  );
}

function comparisonLink({ report }: ExpectationResult, run: StudyRunReport): Node | string {
  if (report === null) return h('span', { class: 'quiet' }, 'none');
  const { models } = run.reports[report];
  const words = models.map((model) => shown(model, 60)).join(' and ');
  return h('a', { href: `${comparisonHash}${report + 1}` }, words);
}

function comparisonPage(run: StudyRunReport, place: number): HTMLElement {
  const page = reportPage(run.reports[place].report, 'terminal');
  const asked = run.expectations.filter(({ report }) => report === place);
  page.prepend(
    h(
      'nav',
      { class: 'study-back', 'aria-label': 'Study' },
      h('a', { href: '#' }, `All expectations of ${shown(run.name, 80)}`),
      h('ul', {}, ...asked.map((result) => h('li', {}, outcome(result), ' ', phrase(result.name)))),
    ),
  );
  return page;
}
