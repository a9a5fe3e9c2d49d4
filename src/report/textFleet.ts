// A fleet for a terminal: a matrix of marks and distances where it fits, and its pairs as a list, the
// nearest first.
import type { Report, Verdict } from '../protocol/report.ts';
import { count, interval, score, shown } from '../protocol/reportWords.ts';
import type { FleetPair, SectionOf } from '../protocol/sections.ts';
import { cappedPairsWords } from '../words/capped.ts';
import { pairVerdict, verdictOrder } from '../words/verdicts.ts';
import { middleText, type Paint, pad, textWidth, wrapText } from './textLayout.ts';

export const marks: Readonly<Record<Verdict, string>> = {
  indistinguishable: '≡',
  'same interpretation': '=',
  inconclusive: '?',
  different: '≠',
  'not comparable': '/',
};
/** Of two that are not compared yet. */
const waiting = { mark: '·', words: 'not compared yet' };
/** A mark, a distance and the space before them: " ≠0.83". */
const cellWidth = 6;
/** Columns that a name beside the matrix has at least; where it has fewer, only the list is written. */
const leastName = 6;
/** More lines are no reading for a terminal: JSON and the page have every pair. */
const mostListed = 100;

export function fleetLines(
  { pairs }: SectionOf<'fleet'>,
  report: Report,
  width: number,
  paint: Paint,
): string[] {
  const { models, looks } = report;
  const names = models.map(({ name }) => shown(name, 200));
  const matrix = matrixLines(pairs, names, width);
  const list = listLines(pairs, names, looks !== null, width, paint);
  const capped = cappedPairsWords(pairs.filter(pairVerdict), report);
  return [
    ...matrix,
    ...(matrix.length > 0 ? [''] : []),
    ...list,
    ...(capped ? wrapText(capped, width, 0) : []),
  ];
}

/** One half of the matrix, for the other says the same; [] where it does not fit. */
function matrixLines(
  pairs: readonly FleetPair[],
  names: readonly string[],
  width: number,
): string[] {
  const numbers = String(names.length).length + 2;
  const most = width - numbers - cellWidth * (names.length - 1);
  if (most < leastName) return [];
  const room = Math.min(most, Math.max(...names.map(textWidth)));
  const head = names.slice(0, -1).map((_, i) => String(i + 1).padStart(cellWidth));
  const rows = names.map((name, row) => {
    const cells = pairs.filter(({ b }) => b === row).map(cellText);
    return `${label(row, numbers)}${pad(middleText(name, room), room)}${cells.join('')}`.trimEnd();
  });
  const all = [...verdictOrder, undefined].map(saying);
  const seen = all.filter(({ mark }) => pairs.some((pair) => sayingOf(pair).mark === mark));
  const legend = seen.map(({ mark, words }) => `${mark} ${words}`).join(', ');
  return [`${' '.repeat(numbers + room)}${head.join('')}`, ...rows, ...wrapText(legend, width, 0)];
}

function cellText(pair: FleetPair): string {
  const { distance } = pair;
  return `${sayingOf(pair).mark}${distance ? score(distance.value) : ''}`.padStart(cellWidth);
}

function saying(verdict: Verdict | undefined): typeof waiting {
  return verdict === undefined ? waiting : { mark: marks[verdict], words: verdict };
}

const sayingOf = (pair: FleetPair) => saying(pairVerdict(pair));

const label = (model: number, width: number) => `${model + 1}`.padEnd(width);

/** "≠ different            0.83 [0.78, 0.87]  n = 64  1 ab-gpt2 · 3 bc-llama"; of a run in looks n is the pairs that it
 * rests on. */
function listLines(
  pairs: readonly FleetPair[],
  names: readonly string[],
  isInLooks: boolean,
  width: number,
  paint: Paint,
): string[] {
  const far = ({ distance }: FleetPair) => distance?.value ?? 2; // beyond every distance
  const nearest = [...pairs].sort((x, y) => far(x) - far(y) || x.a - y.a || x.b - y.b);
  const listed = nearest.slice(0, mostListed).map((pair) => {
    const { a, b, distance, pairs: rests } = pair;
    const { mark, words } = sayingOf(pair);
    const n = isInLooks ? `  ${rests === null ? '' : `n = ${rests}`}`.padEnd(9) : '';
    const says = `${mark} ${words.padEnd(19)}  ${(distance ? interval(distance) : '').padEnd(17)}${n}`;
    const room = Math.max(4, Math.floor((width - says.length - 11) / 2));
    const who = [a, b].map((model) => `${model + 1} ${middleText(names[model], room)}`);
    return `${says}  ${who.join(' · ')}`;
  });
  const left = nearest.length - listed.length;
  const more = left > 0 ? [paint(`and ${count(left)} pairs that are further apart`, 'dim')] : [];
  return [...listed, ...more];
}
