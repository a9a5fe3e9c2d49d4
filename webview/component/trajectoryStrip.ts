// The strip of a training run: accuracy, distances and what is held, with a column a checkpoint.
import { setsOfRun } from '../../src/protocol/profiles.ts';
import type { Report } from '../../src/protocol/report.ts';
import { middle, setText, shown } from '../../src/protocol/reportWords.ts';
import type { TrajectoryRun, TrajectoryStep } from '../../src/protocol/trajectory.ts';
import { svg } from '../host/element.ts';

const accuracyHeight = 44;
const distanceHeight = 84;
const rowHeight = 18;
const gap = 16;
const head = 22; // for the marks
const foot = 34;
const leastColumn = 9;
const widestColumn = 120; // of few checkpoints a picture of some breadth
/** Columns of a name of a step, in pixels, so that no two overlap. */
const labelWidth = 54;

type Place = {
  readonly left: number;
  readonly column: number;
  readonly width: number;
  /** Middle of a step. */
  readonly x: (step: number) => number;
};

export function drawStrip(
  run: TrajectoryRun,
  report: Report,
  available: number,
  index: number, // of the run on its page
): SVGElement {
  const sets = setsOfRun(run, report.models);
  const left = Math.min(120, Math.max(72, Math.floor(available / 5)));
  const T = run.steps.length;
  const column = Math.min(widestColumn, Math.max(leastColumn, (available - left - 8) / T));
  const place: Place = {
    left,
    column,
    width: left + T * column + 8,
    x: (step) => left + (step + 0.5) * column,
  };
  const accuracyTop = head;
  const distanceTop = accuracyTop + accuracyHeight + gap;
  const heldTop = distanceTop + distanceHeight + gap;
  const heldHeight = sets.length * rowHeight;
  const height = heldTop + heldHeight + foot;
  const bottom = heldTop + heldHeight;
  return svg(
    'svg',
    {
      ...{ class: 'chart', width: place.width, height, viewBox: `0 0 ${place.width} ${height}` },
      ...{
        role: 'img',
        'aria-label': `${shown(run.name, 80)}, a column a checkpoint; the table has the numbers.`,
      },
    },
    hatch(lookOf(index)),
    ...run.steps.flatMap(({ solves }, s) =>
      solves
        ? []
        : [
            svg('rect', {
              class: 'strip-unsolved',
              fill: `url(#${lookOf(index)})`,
              x: place.x(s) - column / 2,
              y: head,
              width: column,
              height: bottom - head,
            }),
          ],
    ),
    ...accuracyLines(run, report, place, accuracyTop),
    ...distanceMarks(run, report, place, distanceTop),
    ...sets.flatMap(({ set, values }, k) =>
      heldRow(setText(set), values, place, heldTop + k * rowHeight),
    ),
    ...changeMarks(run, place, bottom),
    ...stepLabels(run, place, bottom),
  );
}

const lookOf = (run: number) => `strip-hatch-${run}`;

/** A look of its own for what is below the floor, also where there are no colours. */
function hatch(id: string): SVGElement {
  return svg(
    'defs',
    {},
    svg(
      'pattern',
      {
        id,
        width: 6,
        height: 6,
        patternUnits: 'userSpaceOnUse',
        patternTransform: 'rotate(45)',
      },
      svg('line', { class: 'strip-hatch', x1: 0, y1: 0, x2: 0, y2: 6 }),
    ),
  );
}

function frameOf(name: string, { left, width }: Place, top: number, height: number): SVGElement[] {
  const y = (of: number) => top + (1 - of) * height;
  return [
    svg('text', { class: 'axis-name', x: 0, y: top + height / 2 + 4 }, name),
    ...[0, 1].flatMap((tick) => [
      svg('line', { class: 'curve-grid', x1: left, x2: width - 8, y1: y(tick), y2: y(tick) }),
      svg(
        'text',
        { class: 'tick', x: left - 6, y: y(tick) + 3.5, 'text-anchor': 'end' },
        String(tick),
      ),
    ]),
  ];
}

function accuracyLines(
  { steps }: TrajectoryRun,
  { models }: Report,
  place: Place,
  top: number,
): SVGElement[] {
  const y = (of: number) => top + (1 - of) * accuracyHeight;
  const known = steps.flatMap(({ model }, s) => {
    const { accuracy } = models[model];
    return accuracy === null ? [] : [{ s, accuracy }];
  });
  const path = known
    .map(({ s, accuracy }, i) => `${i === 0 ? 'M' : 'L'}${place.x(s)} ${y(accuracy)}`)
    .join('');
  const { floor } = models[steps[0].model];
  return [
    ...frameOf('accuracy', place, top, accuracyHeight),
    svg('line', {
      class: 'strip-margin',
      x1: place.left,
      x2: place.width - 8,
      y1: y(floor),
      y2: y(floor),
    }),
    ...(known.length > 0 ? [svg('path', { class: 'curve-line', d: path })] : []),
  ];
}

function distanceMarks(
  run: TrajectoryRun,
  { provenance }: Report,
  place: Place,
  top: number,
): SVGElement[] {
  const y = (of: number) => top + (1 - of) * distanceHeight;
  const { margin } = provenance.parameters;
  const size = Math.min(4, place.column / 3);
  const aside = Math.min(7, place.column / 6);
  const marks = run.steps.flatMap(({ toLast, toPrevious }: TrajectoryStep, s) => {
    // Side by side: one at the height of the other would hide it.
    const [x, ringX] = [place.x(s) - aside, place.x(s) + aside];
    const before = toPrevious?.distance;
    const last = toLast?.distance;
    const ring = run.breaks.includes(s) ? 'strip-before is-break' : 'strip-before';
    return [
      ...(last
        ? [
            svg('line', { class: 'whisker', x1: x, x2: x, y1: y(last.low), y2: y(last.high) }),
            svg('circle', { class: 'curve-dot', cx: x, cy: y(last.value), r: size }),
          ]
        : []),
      ...(before
        ? [svg('circle', { class: ring, cx: ringX, cy: y(before.value), r: size + 1 })]
        : []),
    ];
  });
  return [
    ...frameOf('distance', place, top, distanceHeight),
    svg('line', {
      class: 'strip-margin',
      x1: place.left,
      x2: place.width - 8,
      y1: y(margin),
      y2: y(margin),
    }),
    ...marks,
  ];
}

function heldRow(
  text: string,
  values: readonly (number | undefined)[],
  place: Place,
  top: number,
): SVGElement[] {
  const box = (s: number) => ({
    x: place.x(s) - place.column / 2 + 0.5,
    y: top + 1,
    width: place.column - 1,
    height: rowHeight - 2,
  });
  const letters = Math.floor((place.left - 6) / 7);
  return [
    svg(
      'text',
      { class: 'tick', x: place.left - 6, y: top + rowHeight / 2 + 4, 'text-anchor': 'end' },
      middle(text, letters),
      svg('title', {}, text),
    ),
    ...values.flatMap((value, s) =>
      value === undefined
        ? []
        : [
            svg('rect', { class: 'heat-ground', ...box(s) }),
            svg('rect', { class: 'heat-cell', ...box(s), 'fill-opacity': value }),
          ],
    ),
  ];
}

/** A band over the interval of the change with a triangle at it; a line where the run settles. */
function changeMarks(
  { settled, change }: TrajectoryRun,
  { x, column }: Place,
  bottom: number,
): SVGElement[] {
  const begin = (step: number) => x(step) - column / 2;
  const band = change && {
    x: begin(change.low),
    width: begin(change.high) - begin(change.low) + 2,
  };
  return [
    ...(change && band
      ? [
          svg('rect', { class: 'strip-band', ...band, y: head, height: bottom - head }),
          svg('path', { class: 'strip-change', d: `M${begin(change.at) - 6} 6h12l-6 12z` }),
        ]
      : []),
    ...(settled === null
      ? []
      : [
          svg('line', {
            class: 'strip-settled',
            x1: begin(settled),
            x2: begin(settled),
            y1: 4,
            y2: bottom,
          }),
        ]),
  ];
}

/** As many as there is room for: by their number, where they have one. */
function stepLabels(
  { steps }: TrajectoryRun,
  { x, column, left }: Place,
  bottom: number,
): SVGElement[] {
  const every = Math.ceil(labelWidth / column);
  return [
    ...steps.flatMap(({ step, label }, s) =>
      s % every === 0
        ? [
            svg(
              'text',
              { class: 'tick', x: x(s), y: bottom + 14, 'text-anchor': 'middle' },
              step === null ? middle(shown(label, 80), 8) : String(step),
              svg('title', {}, shown(label, 80)),
            ),
          ]
        : [],
    ),
    svg('text', { class: 'axis-name', x: left, y: bottom + 29 }, 'checkpoint'),
  ];
}
