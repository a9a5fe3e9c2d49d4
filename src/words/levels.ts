// What is said of levels: at which of them two models are the same, and whether a place keeps parts side by side.
import type { Level } from '../protocol/granularity.ts';
import type {
  ApartReport,
  LevelReport,
  LevelsSection,
  SubspaceReport,
  UsedReport,
} from '../protocol/levels.ts';
import { score } from '../protocol/reportWords.ts';
import type { Verdict } from '../protocol/verdict.ts';
import { cutWords } from './findings.ts';
import { list, setWords } from './phrases.ts';
import { isSame } from './verdicts.ts';

/** What is interchanged at a level, for who is new to it. */
export const levelWords: Readonly<Record<Level, string>> = {
  cut: 'a span of the residual stream between two blocks',
  head: 'what one head, or all heads of a block, have read at a span',
  subspace: 'a span, or only the directions in it that say one part and none of the others there',
};

/** Measured: two of the ground truth's models of the same sums, of two families, are 0.89 [0.72, 0.98] apart at heads. */
const spread =
  'Heads may share the work in other ways in two models of one algorithm, so a difference at the head level alone is no other algorithm.';

/** Does sameness at one level go with sameness at the others? undefined: there is nothing to compare. */
export function carriesOverWords(section: LevelsSection): string | undefined {
  const over = overWords(section);
  const isSpread = section.rows.some(({ granularity, ruling }) => {
    return granularity === 'head' && ruling?.verdict === 'different';
  });
  return over && isSpread ? `${over} ${spread}` : over;
}

function overWords({ rows }: LevelsSection): string | undefined {
  const told = rows.filter(({ ruling }) => ruling !== null);
  if (told.length < 2) return undefined;
  const of = (is: (verdict: Verdict) => boolean) =>
    told.filter(({ ruling }) => is(ruling!.verdict)).map(({ granularity }) => granularity);
  const alike = of(isSame);
  const apart = of((verdict) => verdict === 'different');
  const open = of((verdict) => !isSame(verdict) && verdict !== 'different');
  const openly = open.length > 0 ? `; at ${levelsList(open)} it is open` : '';
  if (alike.length > 0 && apart.length > 0) {
    return `The same at ${levelsList(alike)}, different at ${levelsList(apart)}: of these two models sameness at one level is not sameness at all${openly}.`;
  }
  if (alike.length > 1) return `The same at ${levelsList(alike)}${openly}.`;
  if (apart.length > 1) return `Different at ${levelsList(apart)}${openly}.`;
  const [one] = [...alike, ...apart];
  if (one === undefined) return 'It is settled at none of these levels.';
  const verdict = alike.length > 0 ? 'The same' : 'Different';
  return `${verdict} at the ${one} level; at ${levelsList(open)} it is open, so whether that carries over is too.`;
}

/** "the cut and head levels". */
function levelsList(of: readonly Level[]): string {
  return `the ${list(of)} ${of.length === 1 ? 'level' : 'levels'}`;
}

/** "copies keeps `a` and `b` apart at `b` after block 0". */
export function subspaceWords(of: SubspaceReport, name: string): string {
  const { parts, untold, cut, span, holds } = of;
  const where = `at \`${span}\` ${cutWords({ cut })}`;
  if (untold.length > 0) {
    const values = list(untold.map((part) => `\`${part}\``));
    return `${name} holds ${setWords(holds)} ${where}; which directions say ${values} cannot be told: too few prompts a value.`;
  }
  const apart = parts.filter(({ reading }) => reading === 'apart');
  const rest = parts.filter(({ reading }) => reading !== 'apart');
  const names = (of: typeof parts) => list(of.map(({ part }) => `\`${part}\``));
  if (apart.length === 0) {
    return `${name} keeps none of ${names(parts)} apart ${where}: what says one of them and not the others does not change the answers as that one does.`;
  }
  const left = rest.length > 0 ? `, and not ${names(rest)}` : '';
  return `${name} keeps ${names(apart)} apart ${where}${left}.`;
}

/** "the answers are sensitive to 2 directions of 32: ..."; undefined: to none. */
export function usedWords({ used, width }: SubspaceReport): string | undefined {
  return used === null ? undefined : `what the answers use: ${directionsWords(used, width)}`;
}

/** "1 direction of 32: moves the answer by 0.23 on average (as many at random 0.02 at most), 0.02 unexplained, holds `a`". */
export function directionsWords(of: UsedReport | ApartReport, width: number): string {
  const { directions, strength, random, unexplained } = of;
  if (directions === 0) return 'no direction says it and not the others';
  const size = `${directions} ${directions === 1 ? 'direction' : 'directions'} of ${width}`;
  const chance = random === null ? '' : ` (as many at random ${score(random)} at most)`;
  return `${size}: moves the answer by ${score(strength)} on average${chance}, ${score(unexplained)} unexplained, ${heldWords(of)}`;
}

function heldWords(of: UsedReport | ApartReport): string {
  const { label } = of;
  if (label !== null && label.length > 0) return `holds ${setWords(label)}`;
  if (label !== null) return 'but mostly leaves it as it is: holds no set';
  return `but not as ${'part' in of ? `\`${of.part}\`` : 'any set of variables'} would: holds no set`;
}

/** What a model holds most purely at a level; undefined: there is no set to tell apart. */
export function purest({ profiles }: LevelReport, model: number) {
  const [most] = profiles[model];
  return most;
}
