// On which inputs two models part, in words.
import type {
  DistinguishReason,
  DistinguishVerdict,
  RegionCondition,
  SearchReport,
} from '../protocol/distinguish.ts';
import { count, interval, score } from '../protocol/reportWords.ts';
import { placeWords } from './findings.ts';
import { pText } from './layers.ts';
import { list, percent, setWords } from './phrases.ts';

/** What each verdict means: beside it, wherever it is shown. */
export const distinguishMeans: Readonly<Record<DistinguishVerdict, string>> = {
  'they part': 'inputs are found on which the two answer otherwise',
  alike:
    'on average they answer alike within the margin, and hardly one input that was searched sets them further apart',
  inconclusive: 'it is open whether they part on what was found',
  'not comparable': 'a model does not solve the task',
};

type Search = DistinguishReason['search'];

/** "Where `a` is 5, one and two answer otherwise (0.93 [0.88, 0.97] apart; elsewhere 0.01), ..." */
export function distinguishWords(reason: DistinguishReason): string {
  const { names, search, verdict, margin } = reason;
  const [a, b] = names;
  const how = search.at === null ? '' : `, when ${takenWords(search, names)}`;
  switch (verdict) {
    case 'they part': {
      if (search.at !== null) return swappedWords(reason);
      const clauses = [`${capital(regionWords(search))}, ${a} and ${b} answer otherwise${how}`];
      return `${[...clauses, ...howFar(search, names)].join('; ')}.`;
    }
    case 'alike':
      return `On average over the prompts of the task, and with a set of variables interchanged that one of them holds, ${a} and ${b} answer alike within the margin; hardly one input sets them further apart.`;
    default:
      if (search.outcome === 'alike') return alikeAlone(reason);
      if (search.held !== null && search.held.high < margin) {
        const clauses = [
          `On average ${a} and ${b} are less than the margin apart ${regionWords(search)}${how}, but by more on single inputs, and no part of the task that was searched says on which`,
        ];
        return `${[...clauses, ...howFar(search, names)].join('; ')}.`;
      }
      return `It is open whether ${a} and ${b} answer otherwise ${regionWords(search)}${how}.`;
  }
}

/** "On plain prompts they answer alike (0.00 apart); after {a, b} is swapped in from another prompt ..." */
function swappedWords({ names, search, prompts }: DistinguishReason): string {
  const [a, b] = names;
  const apart = prompts.held === null ? '' : ` (${score(prompts.held.value)} apart)`;
  const plain =
    prompts.outcome === 'alike'
      ? `On plain prompts ${a} and ${b} answer alike${apart}`
      : `On plain prompts it is open whether ${a} and ${b} answer alike${apart}`;
  const where = search.region.length === 0 ? '' : ` ${regionWords(search)}`;
  const swapped = `after ${swapWords(search, names)} they answer otherwise${where}`;
  return `${[plain, swapped, ...howFar(search, names)].join('; ')}.`;
}

/** Prompts tell nothing apart; interchanged runs are none, or open. */
function alikeAlone({ names: [a, b], interchanged }: DistinguishReason): string {
  const alike = `On average over all prompts that were searched ${a} and ${b} answer alike`;
  return interchanged
    ? `${alike}; whether they do when their runs are interchanged is open.`
    : `${alike}; neither is seen to hold a set of variables purely, so that no interchanged runs are compared.`;
}

/** "Apart 0.93 [0.88, 0.97], margin 0.30, p 0.005, ..." */
export function distinguishNumbers(reason: DistinguishReason): string {
  const { search, margin, pairs, interchanges, granularity } = reason;
  const { held, permutations, searched, by } = search;
  const of =
    held === null
      ? ['Too few inputs to measure it on']
      : [`Apart ${interval(held)} on ${count(held.units)} ${unitsWords(by, held.units)}`];
  return `${[
    ...of,
    `margin ${score(margin)}`,
    standingOutWords(search, ` of ${count(permutations)} permutations`),
    `${count(searched)} ${unitsWords(by, searched)} searched`,
    `${count(pairs)} pairs`,
    `${count(interchanges)} interchanges at ${granularity} granularity`,
  ].join(', ')}.`;
}

/** p is of the search for a part of the task that stands out, not of how far the two are apart. */
export function standingOutWords({ region, p }: Pick<Search, 'region' | 'p'>, of = ''): string {
  const chance = `${pText(p)}${of}`;
  return region.length === 0 ? `no part of the task stands out (${chance})` : chance;
}

/** "where `a` is 5 and `b` of the source is 1 or 2", "all over the task". */
export function regionWords({ region }: Pick<Search, 'region'>): string {
  if (region.length === 0) return 'all over the task';
  return `where ${list(region.map(conditionWords))}`;
}

/** Values beyond these are only counted. */
const mostValues = 6;

function conditionWords({ variable, of, values }: RegionCondition): string {
  const told = values.slice(0, mostValues);
  const more = values.length - told.length;
  const or = more > 0 ? `${told.join(', ')} or one of ${more} more` : orList(told);
  return `\`${variable}\`${of === null ? '' : ` of the ${of}`} is ${or}`;
}

function orList(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}

/** "{a, b} is taken from the source where one holds it (at `b` after block 0; nearest in two: at `c` after block 1)". */
export function takenWords({ at }: Pick<Search, 'at'>, names: readonly [string, string]): string {
  if (at === null) return '';
  return `${setWords(at.set)} is taken from the source ${heldWords(at, names)}`;
}

/** "{a, b} is swapped in from another prompt where one holds it (...)". */
function swapWords({ at }: Pick<Search, 'at'>, names: readonly [string, string]): string {
  if (at === null) return '';
  return `${setWords(at.set)} is swapped in from another prompt ${heldWords(at, names)}`;
}

function heldWords(
  { holder, sites }: NonNullable<Search['at']>,
  names: readonly [string, string],
): string {
  const other = 1 - holder;
  return `where ${names[holder]} holds it (${placeWords(sites[holder])}; in ${names[other]} ${placeWords(sites[other])} comes nearest)`;
}

function howFar(
  { held, outside, otherAnswer, accuracy, by }: Search,
  [a, b]: readonly [string, string],
) {
  const units = held?.units ?? 0;
  return [
    `of ${count(units)} ${unitsWords(by, units)} that this was not found on ${percent(otherAnswer)} have another first answer`,
    ...(outside === null ? [] : [`elsewhere they are ${score(outside)} apart`]),
    ...(accuracy === null
      ? []
      : [`right there are ${percent(accuracy[0])} of ${a} and ${percent(accuracy[1])} of ${b}`]),
  ];
}

export function unitsWords(by: SearchReport['by'], units: number): string {
  if (by === 'answers') return units === 1 ? 'prompt' : 'prompts';
  return units === 1 ? 'pair' : 'pairs';
}

const capital = (words: string) => words[0].toUpperCase() + words.slice(1);
