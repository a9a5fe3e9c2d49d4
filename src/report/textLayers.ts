// A layer map for a terminal: for each block of A the block of B that is most alike; the whole map where it fits.
import type { Report } from '../protocol/report.ts';
import { score } from '../protocol/reportWords.ts';
import { isBeyondChance, type LayersSection } from '../protocol/sections.ts';
import { directionWords, pText } from '../words/layers.ts';
import { type Paint, wrapText } from './textLayout.ts';

/** " -0.03" */
const cellWidth = 6;

export function layersLines(
  section: LayersSection,
  _: Report,
  width: number,
  paint: Paint,
): string[] {
  const legend = wrapText(
    `${section.measure.title}, ${directionWords(section)}; rows are blocks of A, columns of B`,
    width,
    0,
  );
  const map = mapLines(section, width, paint);
  return [...legend, ...map, ...(map.length > 0 ? [''] : []), ...bestLines(section, width)];
}

/** What chance gives as well is dim. */
function mapLines({ pairs }: LayersSection, width: number, paint: Paint): string[] {
  const columns = pairs[0].length;
  const label = String(Math.max(pairs.length, columns)).length + 1;
  if (label + columns * cellWidth > width) return [];
  const head = [...Array(columns).keys()].map((b) => String(b).padStart(cellWidth)).join('');
  const rows = pairs.map((row, a) => {
    const cells = row.map((pair) => {
      const text = (pair === null ? '–' : score(pair.value)).padStart(cellWidth);
      return pair !== null && isBeyondChance(pair) ? text : paint(text, 'dim');
    });
    return String(a).padEnd(label) + cells.join('');
  });
  return [' '.repeat(label) + head, ...rows];
}

/** "block 3 of A: block 5 of B 0.93 (chance 0.12, p 0.01)". */
function bestLines({ pairs, measure }: LayersSection, width: number): string[] {
  const sign = measure.direction === 'similarity' ? 1 : -1;
  return pairs.flatMap((row, a) => {
    const known = row.flatMap((pair, b) => (pair === null ? [] : [{ ...pair, b }]));
    const [best] = known.sort((x, y) => sign * (y.value - x.value));
    if (best === undefined) return `block ${a} of A: the same for all prompts`;
    const { chance, p } = best;
    const beside = chance === null || p === null ? '' : ` (chance ${score(chance)}, ${pText(p)})`;
    const line = `block ${a} of A: block ${best.b} of B ${score(best.value)}${beside}`;
    return wrapText(line, width, 2);
  });
}
