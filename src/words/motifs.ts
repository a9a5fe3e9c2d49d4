// What is said of the classes of a fleet.
import type { Report } from '../protocol/report.ts';
import { count } from '../protocol/reportWords.ts';
import {
  type FleetPair,
  type MotifReport,
  type SectionOf,
  sectionOf,
} from '../protocol/sections.ts';
import { failedControlsOf } from './capped.ts';
import { list } from './phrases.ts';
import { pairVerdict } from './verdicts.ts';

/** More models of which it is undecided are only counted. */
const mostOpen = 6;

/** "ab-gpt2 and ab-llama: study ab-gpt2 in place of the other, 18,432 parameters", "run-1 and run-2: each has 18,432 parameters";
 * "bc-llama: no other computes it this way". */
export function motifWords(motif: MotifReport, names: readonly string[], report: Report): string {
  const { models, smallest, parameters } = motif;
  const all = list(models.map((m) => names[m]));
  if (models.length === 1) return `${all}: ${aloneWords(motif, names, report)}`;
  const size = sizeWords(motif);
  if (size !== undefined) return `${all}: ${size}`;
  const others = models.length === 2 ? 'the other' : 'the others';
  return `${all}: study ${names[smallest]} in place of ${others}, ${count(parameters)} parameters`;
}

/** Where none of its models is smaller than another: there is nothing to choose by. */
export const sizeWords = ({ models, parameters, largest }: MotifReport) =>
  models.length > 1 && largest === parameters
    ? `each has ${count(parameters)} parameters`
    : undefined;

/** Of a model that stands alone: only where every other one was found different is it known to; `names` as a reader knows
 * the models. */
export function aloneWords(
  { models: [own] }: MotifReport,
  names: readonly string[],
  report: Report,
) {
  const open = openPairs(report).flatMap(({ a, b }) => (a === own ? [b] : b === own ? [a] : []));
  if (open.length === 0) return 'no other computes it this way';
  const told = open.slice(0, mostOpen).map((m) => names[m]);
  const left = open.length - told.length;
  const others = left > 0 ? [`${count(left)} more`] : [];
  return `none is shown to compute it this way; undecided with ${list([...told, ...others])}`;
}

/** Pairs of which it is not known whether they compute alike. */
export function openPairs(report: Report): FleetPair[] {
  const pairs = sectionOf(report, 'fleet')?.pairs ?? [];
  return pairs.filter((pair) => (pairVerdict(pair) ?? 'inconclusive') === 'inconclusive');
}

/** undefined: nothing is undecided between two classes. */
export function tellingWords(
  { telling }: SectionOf<'motifs'>,
  names: readonly string[],
  report: Report,
) {
  if (telling === null) return undefined;
  const { a, b } = telling;
  const pair = openPairs(report).find((one) => one.a === a && one.b === b);
  const failed = pair ? failedControlsOf(pair, report) : [];
  const but = failed.length > 0 ? `, but a control of theirs failed: ${list(failed)}` : '';
  return `Undecided models are not put together. Most would be settled by ${names[a]} and ${names[b]}, on more pairs or another task${but}.`;
}
