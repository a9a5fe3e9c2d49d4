// docs/calibration.md between its marks, and what reports say of it (src/words/calibrated.json), from reports.
import type { CalibrationSection, MethodReport } from '../../src/protocol/calibration.ts';
import type { Interval } from '../../src/protocol/coordinates.ts';
import type { CalibrateReport } from '../../src/protocol/report.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import {
  componentCells,
  componentColumns,
  heldText,
  judgementsOf,
  methodCells,
  methodColumns,
  mistakesText,
  ranked,
  three,
  truthTaskWords,
} from '../../src/words/calibration.ts';

const sectionIn = (report: CalibrateReport) => sectionOf(report, 'calibration')!;

/** What is between the marks: a table a truth. */
export function tablesOf(reports: readonly CalibrateReport[]): string {
  return reports.map(tableOf).join('\n\n');
}

function tableOf(report: CalibrateReport): string {
  const section = sectionIn(report);
  const { provenance, task } = report;
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = (cells: readonly string[]) => row(cells.map(() => '---'));
  const head = ['line', 'method', ...methodColumns(section), 'seconds'];
  const seconds = new Map(report.timings.steps);
  const lines = ranked(section.methods).map((method) =>
    row([`\`${method.name}\``, method.title, ...methodCells(method), secondsOf(method, seconds)]),
  );
  const others = ['line', 'method', ...componentColumns];
  const ofComponents = section.components.map((one) =>
    row([`\`${one.name}\``, one.title, ...componentCells(one)]),
  );
  return [
    `### ${task.name[0].toUpperCase()}${task.name.slice(1)}`,
    '',
    ...section.tasks.map((each) => `- ${truthTaskWords(each)}`),
    '',
    `\`algorithm\` ${provenance.algorithm}, ${provenance.parameters.resamples} resamples, coverage from ${section.drawings} drawing of the pairs; ${report.timings.seconds.toFixed(0)} s in all, one thread of a busy machine.`,
    '',
    ...[row(head), rule(head), ...lines],
    '',
    ...[row(others), rule(others), ...ofComponents],
  ].join('\n');
}

/** Of the step that it was a part of; several come out of one. */
function secondsOf({ name, title }: MethodReport, steps: ReadonlyMap<string, number>): string {
  const own: Readonly<Record<string, string>> = {
    profile: 'profile, full and merge distance with intervals',
    full: 'profile, full and merge distance with intervals',
    merge: 'profile, full and merge distance with intervals',
    crispness: 'crispness',
  };
  const step = own[name] ?? title.replace(/, (?:last block|best matching blocks)$/, '');
  const taken = steps.get(step);
  return taken === undefined ? '–' : taken.toFixed(1);
}

/** What src/words needs of it: a few numbers a method, so that every report can show its own line. */
export function figuresOf(reports: readonly CalibrateReport[]): object {
  return {
    truths: reports.map((report) => {
      const section = sectionIn(report);
      return {
        origin: section.tasks[0].origin,
        ...sizeOf(section),
        methods: section.methods.filter(isReported).map((method) => {
          const known = judgementsOf(method);
          return {
            ...{ name: method.name, title: method.title, auroc: asTold(method.auroc) },
            falseSame: mistakesText(method.falseSame),
            falseDifferent: saysDifferent(method) ? mistakesText(method.falseDifferent) : null,
            inHindsight: known.some((one) => one.inHindsight),
            held: known.some(({ coverage }) => coverage !== null) ? heldText(known) : null,
          };
        }),
        components: section.components.map(({ name, title, rank, auroc }) => {
          return { name, title, rank: asTold(rank), auroc: asTold(auroc) };
        }),
      };
    }),
  };
}

/** The older form has a number in no report but calibrate's own. */
const isReported = ({ name }: MethodReport) => name !== 'crispness';

/** With the digits that are shown: every page carries them. */
function asTold(of: Interval | null): Interval | null {
  const told = (x: number) => Number(three(x));
  return of && { value: told(of.value), low: told(of.low), high: told(of.high) };
}

const saysDifferent = ({ falseDifferent }: MethodReport) => falseDifferent.ofModels > 0;

function sizeOf({ tasks }: CalibrationSection) {
  const sum = (of: readonly number[]) => of.reduce((all, x) => all + x, 0);
  return {
    models: sum(tasks.flatMap(({ labels }) => labels.map(({ models }) => models))),
    pairs: sum(tasks.map(({ same, different }) => same + different)),
  };
}
