// A calibration for a terminal: the truth, then the methods, the best first, in columns where they fit.
import type { CalibrationSection } from '../protocol/calibration.ts';
import type { Report } from '../protocol/report.ts';
import { shown } from '../protocol/reportWords.ts';
import {
  auroc,
  calibrationLegend,
  componentCells,
  componentColumns,
  componentsLegend,
  coverageLegend,
  heldText,
  hindsightWords,
  judgementsOf,
  methodTitle,
  mistakesText,
  ranked,
  truthTaskWords,
} from '../words/calibration.ts';
import { clipText, pad, wrapText } from './textLayout.ts';

export function calibrationLines(section: CalibrationSection, _: Report, width: number): string[] {
  const { tasks, methods, components, drawings } = section;
  const rows = ranked(methods).map((method) => {
    const known = judgementsOf(method);
    const star = known.some(({ inHindsight }) => inHindsight) ? '*' : '';
    return [
      shown(methodTitle(method), 80),
      method.auroc ? auroc(method.auroc) : '–',
      `${models(mistakesText(method.falseSame))}${star}`,
      `${models(mistakesText(method.falseDifferent))}${star}`,
      heldText(known),
    ];
  });
  const wrapped = (text: string) => wrapText(text, width, 0);
  return [
    ...tasks.flatMap((task) => wrapText(shown(truthTaskWords(task)), width, 2)),
    '',
    ...grid(['method', 'AUROC', 'false same', 'false diff.', 'held'], rows, width),
    ...(components.length > 0
      ? [
          '',
          ...grid(
            ['heads and MLPs', ...componentColumns.map(lower)],
            components.map((one) => [shown(methodTitle(one), 80), ...componentCells(one)]),
            width,
          ),
        ]
      : []),
    '',
    ...wrapped(calibrationLegend),
    ...(methods.some((method) => judgementsOf(method).some((one) => one.inHindsight))
      ? wrapped(hindsightWords)
      : []),
    ...(drawings > 0 ? wrapped(coverageLegend) : []),
    ...(components.length > 0 ? wrapped(componentsLegend) : []),
  ];
}

const lower = (name: string) => (name === 'AUROC' ? name : name.toLowerCase());

/** Less of a method's name tells too little. */
const leastName = 24;

/** Without what share of models it may be at most: the page and the JSON have it. */
const models = (text: string) => text.replace(/, at most.*/, '');

/** The first column takes what is left of the width; where that is too little each row is a sentence. */
function grid(head: readonly string[], rows: readonly (readonly string[])[], width: number) {
  const gap = 2;
  const widths = head.map((name, c) => Math.max(name.length, ...rows.map((row) => row[c].length)));
  const rest = widths.slice(1).reduce((sum, each) => sum + each + gap, 0);
  const first = Math.min(widths[0], width - rest);
  if (first < Math.min(widths[0], leastName)) {
    return rows.flatMap(([name, ...cells]) => {
      const words = cells.map((cell, c) => `${head[c + 1]} ${cell}`);
      return wrapText(`${name}: ${words.join('; ')}`, width, 2);
    });
  }
  return [head, ...rows].map((row) =>
    row
      .map((cell, c) => (c === 0 ? pad(clipText(cell, first), first) : pad(cell, widths[c])))
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}
