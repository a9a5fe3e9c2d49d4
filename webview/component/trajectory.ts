// Training runs: of each a strip with a column a checkpoint, and its twin as a table; of several the last ones beside each other.
import { setsOfRun } from '../../src/protocol/profiles.ts';
import type { Report } from '../../src/protocol/report.ts';
import { interval, percent, score, setText, shown } from '../../src/protocol/reportWords.ts';
import type { SectionOf } from '../../src/protocol/sections.ts';
import type { Beside, TrajectoryRun } from '../../src/protocol/trajectory.ts';
import { cappedStepsWords, stepMarks, unscored } from '../../src/words/trajectory.ts';
import { type Child, h } from '../host/element.ts';
import { onWidth } from '../host/onWidth.ts';
import { figure } from './figure.ts';
import { table } from './table.ts';
import { drawStrip } from './trajectoryStrip.ts';
import { name, sentence } from './words.ts';

export function trajectoryView(section: SectionOf<'trajectory'>, report: Report): HTMLElement {
  const capped = cappedStepsWords(section, report);
  return h(
    'div',
    { class: 'trajectories' },
    ...section.runs.map((run, i) => runFigure(run, i, report)),
    ...(capped ? [h('p', { class: 'quiet capped' }, ...sentence(capped))] : []),
    ...(section.lasts.length > 0 ? [lastsTable(section, report)] : []),
  );
}

function runFigure(run: TrajectoryRun, index: number, report: Report): HTMLElement {
  const box = h('div', {});
  onWidth(box, (width) => box.replaceChildren(drawStrip(run, report, width, index)));
  const { margin, level } = report.provenance.parameters;
  return figure({
    id: `trajectory-${index + 1}`,
    title: `Through training: ${shown(run.name, 80)}`,
    caption: `A column a checkpoint, in the order of training. Accuracy on the task, dashed: its floor; a hatched column is below it and compared with nothing. Distance: how far the profile is from the last checkpoint's (dot, with its ${percent(level)} interval) and from the one before (ring); dashed: the margin ${score(margin)}, surely above it is different, surely below the same where a set is held. Held: how purely each set is held, from 0 to 1. ${marksWords(run)}`,
    picture: h('div', { class: 'trajectory scroll' }, box),
    table: () => runTable(run, report),
  });
}

function marksWords(run: TrajectoryRun): string {
  const { settled, steps, breaks } = run;
  const label = (step: number) => shown(steps[step].label, 60);
  const words = [
    changeWords(run, label),
    settled === null ? 'It has not surely settled.' : `Line: it settles at ${label(settled)}.`,
    breaks.length === 0 ? '' : 'A full ring surely differs from the one before.',
  ];
  return words.join(' ').trim();
}

/** "Triangle: the interpretation changes between checkpoint-200 and checkpoint-300 (in every redraw of the pairs)." */
function changeWords({ change, steps }: TrajectoryRun, label: (step: number) => string): string {
  if (change === null) return 'No change is sure.';
  const { at, low, high, share } = change;
  const before = steps.findLastIndex(({ solves }, s) => s < at && solves);
  const where = before < 0 ? `at ${label(at)}` : `between ${label(before)} and ${label(at)}`;
  const redrawn =
    low !== high
      ? `band: it first differs from ${label(low)} to ${label(high)} as the pairs are drawn anew`
      : share === 1
        ? 'in every redraw of the pairs'
        : `in ${percent(share)} of the redraws of the pairs`;
  return `Triangle: the interpretation changes ${where} (${redrawn}).`;
}

function runTable(run: TrajectoryRun, report: Report): HTMLElement {
  const last = run.steps.findLast(({ solves }) => solves);
  const sets = setsOfRun(run, report.models);
  const columns = [
    { name: 'Checkpoint' },
    { name: 'Accuracy', number: true },
    { name: 'Beside the last' },
    { name: 'Beside the one before' },
    { name: 'What happens' },
    ...sets.map(({ set }) => ({ name: `Held ${setText(set)}`, number: true })),
  ];
  const rows = run.steps.map((step, s): readonly Child[] => {
    const { accuracy } = report.models[step.model];
    return [
      name(step.label),
      accuracy === null ? '–' : percent(accuracy),
      step.toLast ? besideText(step.toLast) : unscored(step, step === last),
      step.toPrevious ? besideText(step.toPrevious) : '',
      stepMarks(run, s).join(', '),
      ...sets.map(({ values }) => (values[s] === undefined ? '–' : score(values[s]))),
    ];
  });
  return table(`Checkpoints of ${shown(run.name, 80)}`, columns, rows);
}

function besideText({ verdict, distance }: Beside): string {
  return distance ? `${verdict}, ${interval(distance)}` : verdict;
}

function lastsTable({ lasts }: SectionOf<'trajectory'>, { models }: Report): HTMLElement {
  return table(
    'The last checkpoints of the runs',
    [{ name: 'Checkpoint' }, { name: 'Beside' }, { name: 'Verdict' }, { name: 'Profile distance' }],
    lasts.map(({ of, with: other, verdict, distance }) => [
      name(models[of].name),
      name(models[other].name),
      verdict,
      distance ? interval(distance) : '–',
    ]),
    { captionShown: true },
  );
}
