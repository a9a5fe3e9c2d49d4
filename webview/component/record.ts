// The end of the page: what the reader should know, what was run, on what, and how long it took.
import type { LooksReport, Provenance, Report } from '../../src/protocol/report.ts';
import { count, letter, rangesOf, shown } from '../../src/protocol/reportWords.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { levelOf, levelText } from '../../src/words/looks.ts';
import { readsRows } from '../../src/words/rows.ts';
import { type Child, h } from '../host/element.ts';
import { table } from './table.ts';
import { badge, name, phrase, sentence } from './words.ts';

export function notes(list: readonly string[]): HTMLElement {
  return section(
    'notes',
    'Notes',
    h('ul', {}, ...list.map((note) => h('li', {}, ...sentence(note)))),
  );
}

/** A task, a truth; the hard and the simple task of a reduction. */
function tasksOf(report: Report): readonly (readonly [string, Child])[] {
  const both = sectionOf(report, 'reduction')?.tasks;
  const one = (what: string, task: string, known: string) =>
    [what, h('span', {}, name(task), ' ', digest(known))] as const;
  if (both) {
    return both.map((task, i) => one(['hard task', 'simple task'][i], task.name, task.digest));
  }
  const what = report.kind === 'calibrate' ? 'truth' : 'task';
  return [one(what, report.task.name, report.provenance.task)];
}

/** What an adapter is merged into. */
function baseOf({ base }: Report['provenance']['models'][number]): Child[] {
  if (!base) return [];
  const { name: of, revision, weights } = base;
  return [' base ', name(revision === null ? of : `${of}@${revision}`), ' ', digest(weights)];
}

export function provenance(report: Report): HTMLElement {
  const { provenance: of, task, timings } = report;
  const { parameters } = of;
  const facts: (readonly [string, Child])[] = [
    ...tasksOf(report),
    ...task.templates.map((template): readonly [string, Child] => [
      'template',
      name(template, 'prompt'),
    ]),
    ...of.models.map((model, i): readonly [string, Child] => [
      'model',
      h(
        'span',
        { class: 'model-files' },
        report.models.length === 2 ? badge(i) : undefined,
        name(model.name),
        ' weights ',
        digest(model.weights),
        ...(model.config === ofNothing ? [] : [' config ', digest(model.config)]),
        ...(readsRows(report) ? [] : [' tokenizer ', digest(model.tokenizer)]),
        ...baseOf(model),
      ),
    ]),
    ...(report.kind === 'layers' ? [] : [['interchanges', count(of.interchanges)] as const]),
    ['pairs', count(parameters.pairs)],
    ['seed', String(parameters.seed)],
    ...(report.kind === 'layers' ? chanceOf(of) : decidedBy(report)),
    ['runtime', shown(of.runtime)],
    ...(of.runtimeNote ? [['runtime note', shown(of.runtimeNote)] as const] : []),
    ['congruity', `${shown(of.version)}, algorithm ${of.algorithm}`],
    [
      'time',
      `${timings.seconds.toFixed(1)} s: ${timings.steps.map(([step, s]) => `${shown(step, 60)} ${s.toFixed(1)}`).join(', ')}`,
    ],
  ];
  return section(
    'provenance',
    'Provenance',
    h(
      'dl',
      { class: 'facts' },
      ...facts.flatMap(([term, words]) => [h('dt', {}, term), h('dd', {}, words)]),
    ),
    report.looks ? looksTable(report.looks, report.models.length) : undefined,
  );
}

/** They decide nothing by these margins: of inputs that set two models apart the margin stands with the numbers. */
const withoutMargins = new Set<Report['kind']>(['circuit', 'wiring', 'distinguish']);

function decidedBy(report: Report): (readonly [string, Child])[] {
  const { parameters } = report.provenance;
  const margins = `${parameters.margin} profile, ${parameters.fullMargin} full`;
  return [
    ['granularity', parameters.granularity],
    ...(withoutMargins.has(report.kind) ? [] : [['margins', margins] as const]),
    ['intervals', intervalsOf(report)],
  ];
}

function chanceOf({ parameters, interval }: Provenance): (readonly [string, Child])[] {
  return [['chance', `${count(parameters.resamples)} permutations. ${shown(interval)}`]];
}

/** A survey makes none. */
function intervalsOf(report: Report): string {
  const { looks, provenance: of } = report;
  if (looks?.looks.every(({ level }) => level === null)) return 'none yet';
  return `${levelOf(report)}, ${count(of.parameters.resamples)} resamples: ${shown(of.interval)}`;
}

/** What each look measured, the survey first. */
function looksTable({ looks }: LooksReport, models: number): HTMLElement {
  const cutsOf = (model: number) => {
    if (models === 1) return 'Cuts';
    return `Cuts of ${models === 2 ? letter(model) : model + 1}`;
  };
  const columns = [
    { name: 'Look' },
    { name: 'Pairs', number: true },
    { name: 'Interchanges', number: true },
    { name: 'Level', number: true },
    ...[...Array(models).keys()].map((model) => ({ name: cutsOf(model) })),
  ];
  const rows = looks.map(({ pairs, level, cuts, interchanges }, k): readonly Child[] => [
    k === 0 ? 'survey' : String(k),
    count(pairs),
    count(interchanges),
    level === null ? '–' : levelText(level),
    ...cuts.map((at) => phrase(`${rangesOf(at)} (${at.length})`)),
  ]);
  return table('Looks', columns, rows, { captionShown: true });
}

/** SHA-256 of no bytes: there is no config. */
const ofNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The start of a digest; the whole in its title. */
function digest(hex: string): HTMLElement {
  return h('code', { class: 'digest', title: shown(hex) }, shown(hex.slice(0, 12)));
}

function section(
  id: string,
  title: string,
  ...content: readonly (HTMLElement | undefined)[]
): HTMLElement {
  return h(
    'section',
    { id, class: 'panel', 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, title),
    ...content,
  );
}
