// Two families of a fleet for a terminal: what their verdicts say, then the scores with what each number is.
import type { FamiliesSection, FamilyScore } from '../protocol/families.ts';
import type { Report } from '../protocol/report.ts';
import { score, shown } from '../protocol/reportWords.ts';
import {
  absencesOf,
  countsOf,
  headlineOf,
  questionOf,
  resampledText,
  scoreName,
  scoreRows,
} from '../words/families.ts';
import { middleText, type Paint, wrapText } from './textLayout.ts';

/** More names of a family than these are only counted. */
const mostNames = 6;

export function familiesLines(
  section: FamiliesSection,
  { models }: Report,
  width: number,
  paint: Paint,
): string[] {
  const who = section.families.map((places, side) => {
    const names = places.slice(0, mostNames).map((m) => middleText(shown(models[m].name, 200), 40));
    const more = places.length > mostNames ? `, ${places.length - mostNames} more` : '';
    const within = section.within[side];
    const own = within.length > 0 ? `; among themselves: ${countsOf(within)}` : '';
    return `${'AB'[side]}  ${names.join(', ')}${more}${own}`;
  });
  const { patched, scores } = section;
  const made = patched
    ? [
        `Implementations: ${patched.ablation} patches outside of circuits of ${patched.circuit.join(' and ')} of ${patched.components.join(' and ')} heads and MLPs.`,
      ]
    : [];
  const [first, ...rest] = scores;
  return [
    paint('families', 'bold'),
    ...who.flatMap((line) => wrapText(line, width, 3)),
    ...wrapText(headlineOf(section), width, 0).map((line) => paint(line, 'bold')),
    ...wrapText(questionOf(section), width, 0),
    ...made.flatMap((line) => wrapText(line, width, 0)),
    ...(first ? ['', ...scoreLines(first, width, paint)] : []),
    ...rest.flatMap((one) => briefLines(one, width)),
    ...wrapText(absencesOf(section), width, 0).map((line) => paint(line, 'dim')),
    '',
  ];
}

function scoreLines(of: FamilyScore, width: number, paint: Paint): string[] {
  const rows = scoreRows(of).flatMap(({ name, value, means }) =>
    wrapText(`${name.padEnd(18)}${value}  (${means})`, width, 18),
  );
  return [paint(`by ${scoreName(of)}`, 'bold'), ...rows];
}

/** "by ridge distance: congruity 0.31, p1 0.9, p2 0.8, separability 0.7, Monte Carlo 0.3". */
function briefLines(of: FamilyScore, width: number): string[] {
  const { score: found, accepted, tried } = of;
  const solve = `${accepted.join(' and ')} of ${tried.join(' and ')} accepted`;
  const numbers = found
    ? [
        `congruity ${resampledText(found.congruity)}`,
        ...found.p.map(({ value }, side) => `p${side + 1} ${score(value)}`),
        `separability ${score(found.separability.value)}`,
      ]
    : ['no congruity'];
  return wrapText(`by ${scoreName(of)}: ${[...numbers, solve].join(', ')}`, width, 3);
}
