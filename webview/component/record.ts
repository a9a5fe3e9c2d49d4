// The end of the page: what the reader should know, what was run, on what, and how long it took.
import type { Report } from '../../src/protocol/report.ts';
import { count, percent, shown } from '../../src/protocol/reportWords.ts';
import { type Child, h } from '../host/element.ts';
import { badge, name, sentence } from './words.ts';

export function notes(list: readonly string[]): HTMLElement {
  return section(
    'notes',
    'Notes',
    h('ul', {}, ...list.map((note) => h('li', {}, ...sentence(note)))),
  );
}

export function provenance(report: Report): HTMLElement {
  const { provenance: of, task, timings } = report;
  const { parameters } = of;
  const facts: (readonly [string, Child])[] = [
    ['task', h('span', {}, name(task.name), ' ', digest(of.task))],
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
        ' config ',
        digest(model.config),
        ' tokenizer ',
        digest(model.tokenizer),
      ),
    ]),
    ['interchanges', count(of.interchanges)],
    ['pairs', count(parameters.pairs)],
    ['seed', String(parameters.seed)],
    ['granularity', parameters.granularity],
    ['margins', `${parameters.margin} profile, ${parameters.fullMargin} full`],
    [
      'intervals',
      `${percent(parameters.level)}, ${count(parameters.resamples)} resamples: ${shown(of.interval)}`,
    ],
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
  );
}

/** The start of a digest; the whole in its title. */
function digest(hex: string): HTMLElement {
  return h('code', { class: 'digest', title: shown(hex) }, shown(hex.slice(0, 12)));
}

function section(id: string, title: string, content: HTMLElement): HTMLElement {
  return h(
    'section',
    { id, class: 'panel', 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, title),
    content,
  );
}
