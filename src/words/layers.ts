// What a layer map shows, in words, and what it does not show: our own figures for that.
import type { LayersReason } from '../protocol/reason.ts';
import { count, score } from '../protocol/reportWords.ts';
import type { LayersSection, RowPosition } from '../protocol/sections.ts';

const where: Readonly<Record<RowPosition, string>> = {
  answer: 'where the answer is read',
  mean: 'in the mean over the tokens of a prompt',
  all: 'at every span of a prompt',
};

/** "By debiased CKA where the answer is read, block 3 of a and block 5 of b are most alike; ..." */
export function layersWords(reason: LayersReason): string {
  const { names, measure, position, best, compared, beyondChance } = reason;
  const by = `By ${measure} ${where[position]}`;
  if (best === null) return `${by}, no two blocks can be compared: none varies over the prompts.`;
  const first = `${by}, block ${best.a} of ${names[0]} and block ${best.b} of ${names[1]} are most alike`;
  const beyond =
    beyondChance === null
      ? 'what chance gives was not looked at'
      : `${count(beyondChance)} of ${count(compared)} pairs of blocks are more alike than chance makes them`;
  return `${first}; ${beyond}; alike does not mean that the same is computed.`;
}

/** "0.93, p 0.01, 128 prompts, 99 permutations." */
export function layersNumbers({ best, prompts, permutations }: LayersReason): string {
  const values =
    best === null ? [] : [score(best.value), ...(best.p === null ? [] : [pText(best.p)])];
  const tried = [`${count(prompts)} prompts`, `${count(permutations)} permutations`];
  return `${[...values, ...tried].join(', ')}.`;
}

export function pText(p: number): string {
  return `p ${Number(p.toPrecision(2))}`;
}

/** How to read the numbers. */
export function directionWords({ measure }: Pick<LayersSection, 'measure'>): string {
  const [low, high] = measure.range.map((end) => Number(end.toFixed(2)));
  return measure.direction === 'similarity'
    ? `a similarity: ${high} is alike, ${low < 0 ? 'about 0' : `${low}`} is unlike`
    : `a distance: ${low} is alike, ${high} is unlike`;
}

/** How well a measure tells two models of one algorithm from two of different ones: AUROC, where .5 is a coin. */
export type TruthRow = {
  readonly measure: string;
  /** By task: modsum, cmpsum, hiereq, max4; undefined: not measured. */
  readonly auroc: readonly (string | undefined)[];
};

export const truthTasks = ['modsum', 'cmpsum', 'hiereq', 'max4'] as const;

/** Measured on 140 tiny transformers that were trained so that it is known what they compute where. */
export const truth: readonly TruthRow[] = [
  { measure: 'CKA, last position, all layers', auroc: ['.49', '.74', undefined, undefined] },
  { measure: 'Procrustes, last position', auroc: ['.58', '.78', undefined, undefined] },
  { measure: 'RSA, last position', auroc: ['.47', '.68', undefined, undefined] },
  { measure: 'ridge, last position', auroc: ['.63', '.92', undefined, undefined] },
  { measure: 'ridge, all positions', auroc: ['.73', '.84', undefined, undefined] },
  { measure: 'CKA, best layer matching', auroc: ['.59', '.90', '.72', '.81'] },
  { measure: 'profile distance (compare)', auroc: ['1.000', '1.000', '1.000', '1.000'] },
];

export const truthWords =
  'Similar representations are not the same computation. Measured on 140 tiny transformers whose algorithm is known: how well each measure tells two models of the same algorithm from two of different ones (AUROC; 0.5 is a coin).';
