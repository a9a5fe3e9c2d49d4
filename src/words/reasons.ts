// Why a report says what it says, in plain English: the one place where codes become sentences, for the
// page, the terminal, the editor and the JSON alike.
import type {
  Failed,
  FleetReason,
  InterpretReason,
  MeasuredReason,
  Remedy,
  VerdictReason,
} from '../protocol/reason.ts';
import { count, interval } from '../protocol/reportWords.ts';
import { findingWords, orderWords } from './findings.ts';
import { list, percent, set } from './phrases.ts';
import { verdictOrder } from './verdicts.ts';

/** Why the verdict holds, ending with what was tried; or what an interpretation found. */
export function explanation(reason: VerdictReason | InterpretReason | FleetReason): string {
  switch (reason.code) {
    case 'said':
      return reason.explanation;
    case 'unsolved':
      return gateWords(reason.failed);
    case 'interpretation':
      return interpretationWords(reason);
    case 'fleet':
      return fleetWords(reason);
    default:
      return `${because(reason)} ${tried(reason)}`;
  }
}

function gateWords(failed: readonly Failed[]): string {
  const said = failed.map(({ name, accuracy, floor }) => {
    return `${name} solves ${percent(accuracy)} of the base prompts, under the task's floor of ${percent(floor)}`;
  });
  return `${list(said)}: a model that does not solve the task has no interpretation of it to compare.`;
}

function interpretationWords({
  name,
  seen,
  order,
  granularity,
}: Extract<InterpretReason, { readonly code: 'interpretation' }>): string {
  const first =
    seen.length === 0
      ? `${name} shows no crisp intermediate at ${granularity} granularity.`
      : `${name} computes ${list(seen.map(set))} on the way to the answer.`;
  return `${first} It ${orderWords(order)}.`;
}

/** "20 models, 190 pairs: 150 different, 40 same interpretation." and who does not solve the task. */
function fleetWords({ models, verdicts, failed, ...run }: FleetReason): string {
  const all = verdicts.reduce((sum, { pairs }) => sum + pairs, 0);
  const counted = verdictOrder.flatMap((verdict) => {
    const found = verdicts.find((one) => one.verdict === verdict);
    return found ? [`${count(found.pairs)} ${verdict}`] : [];
  });
  const who = failed.length > 0 ? ` ${gateWords(failed)}` : '';
  const some = `${models} models, ${count(all)} ${all === 1 ? 'pair' : 'pairs'} of them`;
  return `${some}: ${list(counted)}.${who} ${tried(run)}`;
}

function because(reason: MeasuredReason): string {
  const [a, b] = reason.names;
  const d = 'distance' in reason ? `causal distance ${interval(reason.distance)}` : '';
  const full = 'full' in reason ? `full distance ${interval(reason.full)}` : '';
  const found = 'finding' in reason ? findingWords(reason.finding, reason.names) : '';
  switch (reason.code) {
    case 'apart':
      return `${a} and ${b} compute the answer differently: ${d}, above ${reason.margin}. ${found}`;
    case 'no interchange tells':
      return `No interchange tells ${a} from ${b}: ${full}, below ${reason.fullMargin}. ${found}`;
    case 'same variables':
      return `${a} and ${b} compute the answer by the same variables: ${d}, below ${reason.margin}. ${found}`;
    case 'no evidence':
      return `No crisp intermediate was seen in ${a} or ${b}, so nothing shows how they compute the answer (${d}, ${full}). ${found}`;
    case 'one-sided evidence':
      return `Nothing crisp sets ${a} and ${b} apart (${d}), but only one of them shows an intermediate. ${found}`;
    case 'too few pairs':
      return `Too few different pairs (${reason.differentPairs}; a verdict takes ${reason.fewest}) to tell how ${a} and ${b} compute the answer (${d}, ${full}).`;
    case 'controls':
      return `The controls overlap, so the distances of ${a} and ${b} cannot be read (${d}, ${full}).`;
    case 'straddles':
      return `The interval holds the margin ${reason.margin}: ${d}. ${found}`;
  }
}

type Tried = Pick<MeasuredReason, 'granularity' | 'interchanges' | 'pairs'>;

function tried({ granularity, interchanges, pairs }: Tried): string {
  return `Granularity: ${granularity}; ${count(interchanges)} interchanges over ${count(pairs)} pairs.`;
}

/** What would settle an inconclusive verdict. */
export function remedyWords(remedy: Remedy): string {
  switch (remedy.code) {
    case 'more values':
      return orMoreValues(
        `At least ${remedy.needed} different pairs; a few hundred are usual.`,
        remedy,
      );
    case 'more pairs':
      return orMoreValues(
        `More pairs: about ${count(remedy.needed)} should bring the interval to one side of ${remedy.margin}.`,
        remedy,
      );
    case 'more than pairs':
      return `A finer granularity or more seeds: the distance lies so near ${remedy.margin} that more pairs will hardly settle it.`;
    case 'steadier task':
      return 'More pairs, or a task whose answers depend more on the parts that change.';
    case 'finer or more seeds':
      return 'A finer granularity (head, subspace), or more seeds of the model without a crisp intermediate.';
    case 'finer or another task':
      return 'A finer granularity (head, subspace), or a task that varies an intermediate the models may share.';
  }
}

type OfPairs = Extract<Remedy, { readonly needed: number }>;

/** Where the task does not have so many pairs, more of them must be written first. */
function orMoreValues(sentence: string, { needed, most }: OfPairs): string {
  if (most === null || most >= needed) return sentence;
  return `${sentence} The task has no more than ${count(most)}: add values or pairs to it.`;
}
