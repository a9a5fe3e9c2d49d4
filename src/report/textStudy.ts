// A run of a study for a terminal: a line an expectation, and under those that did not pass what was found.
import { shown } from '../protocol/reportWords.ts';
import type { ExpectationResult, StudyRunReport } from '../protocol/study.ts';
import { behindWords, foundWords, outcomesWords, outcomeWords } from '../words/study.ts';
import type { TextOptions } from './text.ts';
import { type Paint, painter, wrapText } from './textLayout.ts';

/** Columns of the outcome, and between it and the name. */
const outcomeWidth = 'undecided, allowed'.length + 2;

/** Ends with a line feed. */
export function studyText(run: StudyRunReport, options: TextOptions = {}): string {
  const width = Math.max(40, options.width ?? 80);
  const paint = painter(options.colour ?? false);
  const title = `${shown(run.name, 100)}: ${outcomesWords(run)}`;
  const lines = run.expectations.flatMap((result) => resultLines(result, run, width, paint));
  return `${[paint(title, 'bold'), '', ...lines].join('\n')}\n`;
}

function resultLines(
  result: ExpectationResult,
  run: StudyRunReport,
  width: number,
  paint: Paint,
): string[] {
  const outcome = outcomeWords(result).padEnd(outcomeWidth);
  const [first, ...more] = wrapText(`${outcome}${shown(result.name, 300)}`, width, outcomeWidth);
  const isPassed = result.outcome === 'passed';
  const tone = isPassed ? 'green' : 'yellow';
  const head = paint(first.slice(0, outcome.length), tone) + first.slice(outcome.length);
  if (isPassed) return [head, ...more];
  const words = [foundWords(result), behindWords(result, run)].filter(Boolean).join(' ');
  const indent = ' '.repeat(outcomeWidth);
  const found = wrapText(shown(words), width - outcomeWidth, 0).map((line) => indent + line);
  return [head, ...more, ...found.map((line) => paint(line, 'dim'))];
}
