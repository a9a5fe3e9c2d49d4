// Two circuits beside each other as lines of a terminal: what is shared, then the components of both, of A alone and of B
// alone, each with what it carries.
import type { Report } from '../protocol/report.ts';
import { interval, letter, score } from '../protocol/reportWords.ts';
import type { SectionOf } from '../protocol/sections.ts';
import type { WiredComponent } from '../protocol/wiring.ts';
import { componentName } from '../words/circuit.ts';
import {
  carriesWords,
  heldSetsWords,
  matchingWords,
  standings,
  wiringMeans,
} from '../words/wiring.ts';
import { type Paint, wrapText } from './textLayout.ts';

type Wiring = SectionOf<'wiring'>;

/** More are no reading for a terminal: JSON and the page have all. */
const mostListed = 12;

export function wiringLines(section: Wiring, _: Report, width: number, paint: Paint): string[] {
  const { circuits, shared, overlap, chance, held } = section;
  const rows: (readonly [string, string])[] = [
    ...circuits.map(({ size, components, faithfulness }, m): readonly [string, string] => [
      `circuit of ${letter(m)}`,
      `${size} of ${components.length} heads and MLPs keep ${interval(faithfulness)} of what the whole model does; held: ${heldSetsWords(held[m])}`,
    ]),
    [
      'shared effects',
      `${interval(shared)} of the circuits' effects are matched; with pairs permuted 1 in 20 reaches ${score(chance.shared)} (${chance.permutations} permutations)`,
    ],
    ['overlap', `${interval(overlap)} of all components of both circuits are matched (Jaccard)`],
  ];
  const told = rows.flatMap(([name, says]) => wrapText(`${name.padEnd(14)}  ${says}`, width, 16));
  const lines = [...pairLines(section), ...[0, 1].flatMap((m) => aloneLines(section, m))].flatMap(
    (line) => wrapText(line, width, 4),
  );
  const quiet = (text: string) => wrapText(text, width, 0).map((line) => paint(line, 'dim'));
  return [...told, '', ...quiet(matchingWords(section)), ...lines, '', ...quiet(wiringMeans)];
}

/** "both      L1H3 ~ L0H2  correlation 0.97  carry {a} and {a}". */
function pairLines({ components: [a, b], matches }: Wiring): string[] {
  const both = matches.filter((match) => a[match.a].isChosen && b[match.b].isChosen);
  const lines = both.slice(0, mostListed).map(({ a: at, b: other, correlation }) => {
    const [one, two] = [a[at], b[other]];
    const names = `${componentName(one)} ~ ${componentName(two)}`;
    return `both    ${names.padEnd(18)}  correlation ${score(correlation)}  A ${carriesWords(one)}, B ${carriesWords(two)}`;
  });
  return [...lines, ...more(both.length)];
}

/** "only A    L2H1  carries {b}; its match L2H0 is outside of the circuit of B". */
function aloneLines(section: Wiring, m: number): string[] {
  const { components } = section;
  const all = standings(section, m);
  const alone = [...components[m].keys()].filter(
    (c) => components[m][c].isChosen && all[c].kind !== 'both',
  );
  const lines = alone.slice(0, mostListed).map((c) => {
    const one = components[m][c];
    const standing = all[c];
    const outside =
      standing.kind === 'outside'
        ? `; ${componentName(partnerOf(components[1 - m], standing.match, m))} of ${letter(1 - m)} does the same, outside of its circuit`
        : '';
    return `only ${letter(m)}  ${componentName(one).padEnd(18)}  carries ${carriesWords(one)}${outside}`;
  });
  return [...lines, ...more(alone.length)];
}

function partnerOf(
  others: readonly WiredComponent[],
  { a, b }: { readonly a: number; readonly b: number },
  m: number,
): WiredComponent {
  return others[m === 0 ? b : a];
}

function more(count: number): string[] {
  return count > mostListed ? [`        and ${count - mostListed} more`] : [];
}
