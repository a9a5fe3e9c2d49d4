// A circuit as lines of a terminal: how well it does, the components of greatest effect, and the map of blocks and heads.
import type { ComponentReport, Effect } from '../protocol/circuit.ts';
import { interval, percent, score, setText } from '../protocol/reportWords.ts';
import type { SectionOf } from '../protocol/sections.ts';
import {
  ablationWords,
  areasWords,
  attributionWords,
  componentName,
  effectsWords,
  orderedBy,
} from '../words/circuit.ts';
import { type Paint, wrapText } from './textLayout.ts';

type Circuit = SectionOf<'circuit'>;

/** More are no reading for a terminal: JSON and the page have every component. */
const mostListed = 12;
/** Columns of the map's marks, with the space before each. */
const cellWidth = 2;

export function circuitLines(section: Circuit, width: number, paint: Paint): string[] {
  const { faithfulness, completeness, random, cpr, cmd, curve, source, pairs } = section;
  const attribution = attributionWords(section);
  const other = pairs.isApart ? `${pairs.checked} other pairs` : `${pairs.checked} pairs`;
  const rows: (readonly [string, string])[] = [
    [
      'faithfulness',
      `${interval(faithfulness)} on ${other}, joint run, ${ablationWords[section.ablation]}`,
    ],
    ['completeness', `${interval(completeness)}`],
    [
      'at random',
      `${random.circuits} circuits of the same size: ${percent(random.below)} below, median ${score(random.median)}, 95 in 100 under ${score(random.high)}`,
    ],
    ['CPR, CMD', `${score(cpr)}, ${score(cmd)}. ${areasWords}`],
    ['curve', `of so many of greatest effect: ${curveText(curve)}`],
    ...(attribution === undefined ? [] : [['attribution', attribution] as const]),
    ...(source.length > 0 ? [['source takes', setText(source)] as const] : []),
  ];
  const told = rows.flatMap(([name, says]) => wrapText(`${name.padEnd(14)}  ${says}`, width, 16));
  return [...told, '', ...leadingLines(section, width, paint)];
}

/** "0: 0.00  3: 0.10  15: 1.00": of few components several shares are one size. */
function curveText(curve: Circuit['curve']): string {
  const sizes = curve.filter(({ size }, k) => size !== curve[k - 1]?.size);
  return sizes.map(({ size, greatest }) => `${size}: ${score(greatest)}`).join('  ');
}

/** "8.3      -1.20 [-1.50, -0.90]  KL 0.31   stable 98 %   in the circuit". */
function leadingLines(
  { components, metric, effects }: Circuit,
  width: number,
  paint: Paint,
): string[] {
  const size = (one: ComponentReport) => Math.abs(orderedBy(metric, one).value);
  const greatest = [...components].sort((a, b) => size(b) - size(a)).slice(0, mostListed);
  const lines = greatest.flatMap((one) => {
    const stable = `stable ${percent(one.stability)}`.padEnd(15);
    const says = `${componentName(one).padEnd(8)}  ${effectText(one).padEnd(38)}  ${stable}${one.isChosen ? 'in the circuit' : ''}`;
    return wrapText(says.trimEnd(), width, 10).map((line) =>
      paint(line, one.isChosen ? 'bold' : 'dim'),
    );
  });
  const says = `${effectsWords[effects]}, the greatest first`;
  return [...wrapText(says, width, 0).map((line) => paint(line, 'dim')), ...lines];
}

/** Exact beside what attribution says, where there are both. */
function effectText({ attribution, noising }: ComponentReport): string {
  const told = attribution ? [interval(attribution)] : [];
  const exact = noising ? [`${attribution ? 'exact ' : ''}${exactText(noising)}`] : [];
  return [...told, ...exact].join('  ');
}

function exactText({ logitDifference, kl }: Effect): string {
  return `${logitDifference ? `${interval(logitDifference)}  ` : ''}KL ${score(kl.value)}`;
}

/** Blocks as rows, heads and the MLP as columns; [] where it does not fit. */
export function circuitMap({ components }: Circuit, width: number): string[] {
  const layers = Math.max(...components.map(({ layer }) => layer)) + 1;
  const heads = Math.max(...components.map(({ head }) => (head ?? -1) + 1));
  const numbers = String(layers).length + 'block '.length;
  const cell = Math.max(cellWidth, String(heads - 1).length + 1);
  if (numbers + heads * cell + 5 > width) return [];
  const markOf = (layer: number, head: number | null) => {
    const found = components.find((one) => one.layer === layer && one.head === head);
    return found === undefined ? ' ' : found.isChosen ? '■' : '·';
  };
  const columns = Array.from({ length: heads }, (_, head) => head);
  const head = columns.map((h) => String(h).padStart(cell)).join('');
  const rows = Array.from({ length: layers }, (_, layer) => {
    const marks = columns.map((h) => markOf(layer, h).padStart(cell)).join('');
    return `block ${String(layer).padStart(numbers - 6)}${marks}${markOf(layer, null).padStart(5)}`;
  });
  return [`${'head'.padEnd(numbers)}${head}  MLP`, ...rows, '■ in the circuit'];
}
