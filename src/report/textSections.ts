// The sections of a report as lines of a terminal: a renderer a kind.
import type { Report } from '../protocol/report.ts';
import { interval, score, shown } from '../protocol/reportWords.ts';
import type { Interval, Section, SectionKind, SectionOf } from '../protocol/sections.ts';
import { calibrationLines } from './textCalibration.ts';
import { circuitLines, circuitMap } from './textCircuit.ts';
import { distinguishLines } from './textDistinguish.ts';
import { familiesLines } from './textFamilies.ts';
import { fleetLines } from './textFleet.ts';
import { flowLines } from './textFlow.ts';
import { layersLines } from './textLayers.ts';
import { type Paint, wrapText } from './textLayout.ts';
import { levelsLines } from './textLevels.ts';
import { motifLines } from './textMotifs.ts';
import { reductionLines } from './textReduction.ts';
import { trajectoryLines } from './textTrajectory.ts';
import { wiringLines } from './textWiring.ts';

/** The blocks of the text, in their order; `nowhere`: a terminal has no room for it. */
export type TextPlace = 'numbers' | 'maps' | 'checks' | 'nowhere';

type Draw<Kind extends SectionKind> = (
  section: SectionOf<Kind>,
  report: Report,
  width: number,
  paint: Paint,
) => string[];

type Renderers = {
  readonly [Kind in SectionKind]: { readonly place: TextPlace; readonly lines: Draw<Kind> };
};

const renderers: Renderers = {
  distances: { place: 'numbers', lines: distanceLines },
  flow: { place: 'maps', lines: flowLines },
  controls: { place: 'checks', lines: ({ rows }, _, ...to) => checkLines('controls', rows, ...to) },
  trust: { place: 'checks', lines: ({ rows }, _, ...to) => checkLines('self-checks', rows, ...to) },
  mismatch: { place: 'nowhere', lines: () => [] },
  examples: { place: 'nowhere', lines: () => [] },
  fleet: { place: 'numbers', lines: fleetLines },
  families: { place: 'numbers', lines: familiesLines },
  motifs: { place: 'numbers', lines: motifLines },
  trajectory: { place: 'numbers', lines: trajectoryLines },
  layers: { place: 'numbers', lines: layersLines },
  calibration: { place: 'numbers', lines: calibrationLines },
  levels: { place: 'numbers', lines: levelsLines },
  wiring: { place: 'numbers', lines: wiringLines },
  distinguishing: { place: 'numbers', lines: distinguishLines },
  reduction: { place: 'numbers', lines: reductionLines },
  circuit: {
    place: 'numbers',
    lines: (section, _, width, paint) => [
      ...circuitLines(section, width, paint),
      '',
      ...circuitMap(section, width),
    ],
  },
};

/** The lines of all sections of one place. */
export function sectionLines(
  place: TextPlace,
  report: Report,
  width: number,
  paint: Paint,
): string[] {
  return report.sections.flatMap((section: Section) => {
    const renderer = renderers[section.kind];
    return renderer.place === place ? renderer.lines(section as never, report, width, paint) : [];
  });
}

const widestAxis = 31;
const leastAxis = 11;

/** "profile distance  0.83 [0.78, 0.87]  ────┊──────━━●━  margin 0.30". */
function distanceLines(
  { full, merge }: SectionOf<'distances'>,
  report: Report,
  width: number,
): string[] {
  const { margin, fullMargin } = report.provenance.parameters;
  const distance = report.kind === 'compare' ? report.distance : null;
  const says = (at: number) => `margin ${score(at)}`;
  const rows = [
    ...(distance
      ? [{ name: 'profile distance', of: distance, at: margin, says: says(margin) }]
      : []),
    ...(full ? [{ name: 'full distance', of: full, at: fullMargin, says: says(fullMargin) }] : []),
    ...(merge ? [{ name: 'merge distance', of: merge, at: undefined, says: merge.reading }] : []),
  ];
  return rows.flatMap((row) => {
    const number = `${row.name.padEnd(16)}  ${interval(row.of)}`;
    const space = Math.min(widestAxis, width - number.length - row.says.length - 4);
    const drawn = space >= leastAxis ? `  ${axis(row.of, row.at, space)}` : '';
    return wrapText(`${number}${drawn}  ${row.says}`, width, 18);
  });
}

/** The axis from 0 to 1: interval heavy, value a dot, margin a dotted bar. */
function axis(of: Interval, margin: number | undefined, space: number): string {
  const place = (x: number) => Math.round(Math.min(1, Math.max(0, x)) * (space - 1));
  const marks = Array.from({ length: space }, () => '─');
  if (margin !== undefined) marks[place(margin)] = '┊';
  for (let i = place(of.low); i <= place(of.high); i++) marks[i] = '━';
  marks[place(of.value)] = '●';
  return marks.join('');
}

type Check = { readonly name: string; readonly passed: boolean };

function checkLines(name: string, rows: readonly Check[], width: number, paint: Paint): string[] {
  const failed = rows.filter((row) => !row.passed).map((row) => shown(row.name, 80));
  if (failed.length === 0) return [`${name.padEnd(16)}  all ${rows.length} passed`];
  const lines = wrapText(`${name.padEnd(16)}  failed: ${failed.join('; ')}`, width, 18);
  return lines.map((line) => paint(line, 'yellow'));
}
