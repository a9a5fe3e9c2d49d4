// The head of a comparison: the verdict, why, how far, on what evidence, and what would settle it.
import { isSoFar } from '../../src/protocol/looked.ts';
import type { CompareReport, ModelReport, Report, TaskReport } from '../../src/protocol/report.ts';
import { interval, percent, score, shown } from '../../src/protocol/reportWords.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { unmeasuredWords } from '../../src/protocol/siteKind.ts';
import { familyOf } from '../../src/words/family.ts';
import { looksOf, type Reader } from '../../src/words/looks.ts';
import { mechanismOf, numbersOf, settleOf } from '../../src/words/report.ts';
import { verdictWords } from '../../src/words/verdicts.ts';
import { type Child, h } from '../host/element.ts';
import { placeOf } from './fleetPair.ts';
import { term } from './glossary.ts';
import { shapeWords } from './modelWords.ts';
import { placeButton } from './profiles.ts';
import { table } from './table.ts';
import { verdictIcon, verdictTone } from './verdictIcon.ts';
import { badge, name, phrase, sentence, setChip, unbroken } from './words.ts';

export function verdictCard(report: CompareReport, reader: Reader): HTMLElement {
  const { verdict } = report;
  const settle = settleOf(report);
  const soFar = isSoFar(report) ? ' is-so-far' : '';
  return h(
    'section',
    { class: `card verdict ${verdictTone(verdict)}${soFar}`, 'aria-labelledby': 'verdict-title' },
    h(
      'div',
      { class: 'verdict-head' },
      verdictIcon(verdict),
      h('h2', { id: 'verdict-title' }, verdictWords(report)),
    ),
    h('p', { class: 'explanation' }, ...sentence(mechanismOf(report))),
    ...measured(report, reader),
    settle
      ? h('p', { class: 'settle' }, h('b', {}, 'What would settle it: '), ...sentence(settle))
      : undefined,
  );
}

/** The numbers behind the verdict, and where the distance is decided; the figures below have all of them. */
function measured(report: CompareReport, reader: Reader): readonly Child[] {
  const numbers = numbersOf(report);
  const { merge } = sectionOf(report, 'distances') ?? { merge: null };
  const merging =
    merge && h('span', {}, h('b', {}, `Merging: ${merge.reading}`), ` ${interval(merge)}.`);
  if (numbers === undefined && !merging) return [];
  return [
    h('p', { class: 'second' }, ...(numbers ? [shown(numbers), ' '] : []), merging ?? undefined),
    ...decidedBy(report),
    looksLine(report, reader),
  ];
}

/** How a run in looks went. */
export function looksLine(report: Report, reader: Reader): HTMLElement | undefined {
  const words = looksOf(report, reader);
  return words === undefined ? undefined : h('p', { class: 'second looked' }, ...sentence(words));
}

/** Which set decides, and where each model holds it best. */
function decidedBy(report: CompareReport): readonly Child[] {
  const { distance, task } = report;
  if (!distance || distance.set.length === 0 || distance.value === 0) return []; // none decides
  const sides = distance.sites.flatMap((site, model) => [
    ' ',
    badge(model),
    ' ',
    site ? placeButton(report, model, site) : h('span', { class: 'quiet' }, 'nowhere'),
  ]);
  const what = h('span', {}, 'The ', term('profile distance'), ' is that of ');
  return [h('p', { class: 'second decided' }, what, setChip(distance.set, task), ...sides)];
}

/** One row a model: who it is, whether it solves the task, and whether it holds anything. */
export function modelsTable(report: Report): HTMLElement {
  const { kind, models, task } = report;
  // What does not ask what a model holds has no column for it.
  const isAsked = isSoFar(report) || models.some((model) => model.evidence !== null);
  const unknown = isSoFar(report) ? `${unmeasuredWords} yet` : unmeasuredWords;
  const mark = kind === 'fleet' ? placeOf : models.length === 2 ? badge : () => undefined;
  const columns = [
    { name: 'Model' },
    { name: 'Family' },
    { name: 'Shape' },
    { name: 'Accuracy', number: true },
    { name: 'On answers', number: true },
    ...(isAsked ? [{ name: 'Evidence' }] : []),
  ];
  const rows = models.map((model, i): readonly Child[] => [
    h('span', { class: 'model-name' }, mark(i), name(model.name)),
    name(familyOf(model)),
    phrase(shapeWords(model)),
    accuracy(model),
    model.massOnAnswers === null ? quiet(unmeasuredWords) : unbroken(percent(model.massOnAnswers)),
    ...(isAsked ? [evidence(model, task, unknown)] : []),
  ]);
  return h('div', { class: 'models' }, table('Models', columns, rows, { folds: true }));
}

function accuracy(model: ModelReport): HTMLElement {
  if (model.accuracy === null) return h('span', { class: 'quiet' }, 'not defined');
  const passed = model.accuracy >= model.floor;
  return h(
    'span',
    { class: passed ? undefined : 'failed' },
    unbroken(percent(model.accuracy)),
    h('span', { class: 'quiet' }, unbroken(` ${passed ? '≥' : '<'} ${percent(model.floor)}`)),
  );
}

/** What it holds most purely, and whether that is evidence. */
function evidence(
  { evidence: seen, profile }: ModelReport,
  task: TaskReport,
  unknown: string,
): Child {
  if (seen === null) return quiet(unknown);
  const most = profile?.[0];
  const words = { seen: 'holds ', none: 'none', undecided: 'undecided' }[seen];
  if (most === undefined) return words;
  if (seen !== 'seen') return `${words} (${score(most.value)} at most)`;
  return h('span', {}, words, setChip(most.set, task), ` (${score(most.value)})`);
}

const quiet = (words: string) => h('span', { class: 'quiet' }, words);
