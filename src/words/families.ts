// What is said of two families of a fleet: the headline is what the verdicts between them say; what the scores mean
// stands beside them.
import type {
  ByPairs,
  Ends,
  FamiliesSection,
  FamilyScore,
  FamilyVerdicts,
  Resampled,
} from '../protocol/families.ts';
import { count, score } from '../protocol/reportWords.ts';
import type { Verdict } from '../protocol/verdict.ts';
import { verdictOrder } from './verdicts.ts';

/** Can the two be told apart? By the verdicts: "A and B can be told apart: all 9 pairs between them are different." */
export function answerOf({ between }: FamiliesSection): string {
  const all = between.reduce((sum, { pairs }) => sum + pairs, 0);
  const has = (...verdicts: readonly Verdict[]) =>
    between.some(({ verdict }) => verdicts.includes(verdict));
  const isSame = has('same interpretation', 'indistinguishable');
  const say = () => {
    if (has('inconclusive')) return 'Whether A and B can be told apart is open';
    if (has('different')) return `A and B can be told apart${isSame ? ' in part' : ''}`;
    return isSame ? 'A and B are not told apart' : 'A and B cannot be compared';
  };
  const [{ verdict }] = between;
  if (between.length > 1)
    return `${say()}: of ${count(all)} pairs between them ${countsOf(between)}.`;
  const who = all === 1 ? 'they are' : `all ${count(all)} pairs between them are`;
  return `${say()}: ${who} ${verdictAs(verdict)}.`;
}

/** "All 9 pairs of one of A and one of B are different: profile distance 0.91 to 0.99." */
export function headlineOf({ between, distances }: FamiliesSection): string {
  const all = between.reduce((sum, { pairs }) => sum + pairs, 0);
  const apart = distances ? `: profile distance ${rangeOf(distances)}` : '';
  if (between.length === 1) {
    const [{ verdict }] = between;
    const who = all === 1 ? 'A and B are' : `All ${count(all)} pairs of one of A and one of B are`;
    return `${who} ${verdictAs(verdict)}${apart}.`;
  }
  return `${count(all)} pairs of one of A and one of B: ${countsOf(between)}${apart.replace(':', ';')}.`;
}

/** "6 of the same interpretation, 1 inconclusive". */
export function countsOf(verdicts: FamilyVerdicts): string {
  const order = [...verdicts].sort(
    (x, y) => verdictOrder.indexOf(x.verdict) - verdictOrder.indexOf(y.verdict),
  );
  return order.map(({ verdict, pairs }) => `${count(pairs)} ${verdictAs(verdict)}`).join(', ');
}

function verdictAs(verdict: FamilyVerdicts[number]['verdict']): string {
  return verdict === 'same interpretation' ? 'of the same interpretation' : verdict;
}

/** Congruity by the profile distance, of docs/families.md; a test holds them to it. */
export const equalFamilies = { mean: '0.76 to 0.84', least: '0.28' };
export const differentFamilies = '0.00';

/** Which question the scores answer: with patched implementations another one than with families. */
export function questionOf({ patched }: FamiliesSection): string {
  if (patched === null) {
    return `Congruity asks whether a member of a family can be told from the other family by a distance: at 0 always, at 1 never. Equal families seldom read 1: where the algorithm is known, random halves of one family read ${equalFamilies.mean} in the mean and ${equalFamilies.least} at least, families of two algorithms ${differentFamilies} (profile distance, docs/families.md). It reads small but steady differences as separation, so the verdicts come first.`;
  }
  const near =
    'Implementations that are made by patching one network stay near that network: their congruity says whether the two are the same network, and is near 0 for any two that are not, whether they compute alike or not. Whether they do is said by the verdict, on the profile distance.';
  return patched.ablation === 'resample' ? `${near} ${byPosition}` : near;
}

/** In prompts of another length or template another span stands there. */
const byPosition =
  'What stands instead is taken from another prompt position by position, whichever span stands there.';

const names: Readonly<Record<FamilyScore['distance'], string>> = {
  profile: 'profile distance',
  ridge: 'ridge distance (published)',
  contraction: 'contraction distance (published)',
  cka: '1 - CKA',
};

/** "profile distance", "ridge distance (published) on 64 prompts, strength 0.5". */
export function scoreName({ distance, strength, prompts }: FamilyScore): string {
  const on = prompts === null ? '' : ` on ${count(prompts)} prompts`;
  return `${names[distance]}${on}${strength === null ? '' : `, strength ${strength}`}`;
}

/** "by ridge, strength 0.5": beside an axis, where there is little room. */
export function axisName({ distance, strength }: FamilyScore): string {
  return `by ${distance === 'cka' ? 'CKA' : distance}${strength === null ? '' : `, strength ${strength}`}`;
}

export type ScoreRow = {
  readonly name: string;
  readonly value: string;
  /** What the number is, for whoever meets it here first. */
  readonly means: string;
};

/** All numbers of a score, with what each is. */
export function scoreRows(of: FamilyScore): ScoreRow[] {
  const { score: found, kappa, effective, apart, models, bounds, tried, accepted } = of;
  const both = (value: (side: 0 | 1) => string) => `A ${value(0)}, B ${value(1)}`;
  const row = (name: string, value: string, means: string): ScoreRow => ({ name, value, means });
  return [
    row(
      'accepted',
      both((side) => `${count(accepted[side])} of ${count(tried[side])}`),
      'implementations that solve the task; the others are left out',
    ),
    ...(found
      ? [
          row(
            'congruity',
            resampledText(found.congruity),
            '0: by this distance a member is always told from the other family; the nearer to 1 the less (1 - |p1 + p2 - 1|)',
          ),
          row(
            'separability',
            resampledText(found.separability),
            'the other way round, each family by itself: 1: the members of one are always told from the other family; 0: told as by a coin (max |2 p - 1|)',
          ),
          ...found.p.map((p, side) =>
            row(
              `p${side + 1}`,
              resampledText(p),
              `how often one of ${'AB'[side]} is nearer to another of ${'AB'[side]} than to one of ${'BA'[side]}; 0.5 is a coin`,
            ),
          ),
          row(
            'as published',
            score(found.monteCarlo.congruity),
            `congruity from ${count(found.monteCarlo.draws)} random draws (Monte Carlo): too low where families are alike`,
          ),
        ]
      : [row('congruity', 'none', 'takes two or more that solve the task in each family')]),
    row(
      'widest within',
      both((side) => byPairsText(kappa[side])),
      'the largest distance of two of one family (kappa)',
    ),
    ...(effective
      ? [
          row(
            'unlike members',
            both((side) => effective[side].toFixed(1)),
            'how many of a family differ from one another, by the margin (effective number)',
          ),
        ]
      : []),
    row(
      'farthest apart',
      byPairsText(apart),
      'how far any model is at most from the nearest of the other family (Hausdorff distance)',
    ),
    ...boundRows(models, bounds),
  ];
}

function boundRows(models: number, bounds: FamilyScore['bounds']): ScoreRow[] {
  if (bounds === null) return [];
  const { apartAtMost, modelsAtMost, isVacuous } = bounds;
  const said = (most: number, vacuous: boolean) =>
    `${score(most)}${vacuous ? ' (vacuous: no distance can be larger)' : ''}`;
  return [
    {
      name: 'can be apart by',
      value: said(apartAtMost, isVacuous[0]),
      means: `farthest apart is at most this: the larger widest within, and the distance of the first model of A and the first of B, ${score(models)} (the necessary bound)`,
    },
    {
      name: 'first two by',
      value: said(modelsAtMost, isVacuous[1]),
      means:
        'the first model of A and the first of B are at most this apart: farthest apart, and the smaller widest within (the sufficient bound)',
    },
  ];
}

/** "0.86 [0.80, 0.91] over pairs, [0.61, 1.00] over implementations". */
export function resampledText({ value, pairs, implementations }: Resampled): string {
  const ends = [
    ...(pairs ? [`${endsText(pairs)} over pairs`] : []),
    ...(implementations ? [`${endsText(implementations)} over implementations`] : []),
  ];
  return [score(value), ends.join(', ')].filter((text) => text !== '').join(' ');
}

function byPairsText({ value, pairs }: ByPairs): string {
  return pairs ? `${score(value)} ${endsText(pairs)}` : score(value);
}

const endsText = ({ low, high }: Ends) => `[${score(low)}, ${score(high)}]`;

function rangeOf({ low, high }: Ends): string {
  return score(low) === score(high) ? score(low) : `${score(low)} to ${score(high)}`;
}

/** Why intervals are missing, where they are. */
export function absencesOf({ scores }: FamiliesSection): string {
  const isFew = scores.some(({ score }) => score && score.congruity.implementations === null);
  const isPublished = scores.some(({ prompts }) => prompts !== null);
  const sentences = [
    ...(isFew ? ['Over implementations there is no interval below 4 a family.'] : []),
    ...(isPublished
      ? [
          'Published distances are of what is carried where the answer is read, all blocks side by side; they cost too much to be drawn again over pairs.',
        ]
      : []),
  ];
  return sentences.join(' ');
}
