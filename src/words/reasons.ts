// Why a report says what it says, in plain English: the one place where codes become sentences, for the
// page, the terminal, the editor and the JSON alike. Two sentences: what is seen, then the numbers.
import type { Evidence } from '../protocol/coordinates.ts';
import type {
  Failed,
  Finding,
  FleetReason,
  InterpretReason,
  MeasuredReason,
} from '../protocol/reason.ts';
import type { Report } from '../protocol/report.ts';
import { count, interval, score } from '../protocol/reportWords.ts';
import { calibrationWords } from './calibration.ts';
import { circuitWords } from './circuit.ts';
import { distinguishNumbers, distinguishWords } from './distinguish.ts';
import {
  hardlyParts,
  holdings,
  idleWords,
  lossWords,
  openLossWords,
  partingWords,
  placeWords,
  sharedWords,
} from './findings.ts';
import { layersNumbers, layersWords } from './layers.ts';
import { list, percent, setWords } from './phrases.ts';
import { reductionNumbers, reductionWords } from './reduction.ts';
import { trajectoryWords } from './trajectory.ts';
import { verdictOrder } from './verdicts.ts';
import { chanceWords, wiringWords } from './wiring.ts';

type Reason = Report['reason'];

/** Why the verdict holds, or what was found; the numbers last. */
export function explanation(reason: Reason): string {
  return [mechanism(reason), numbers(reason)].filter((words) => words !== undefined).join(' ');
}

/** What the models are seen to do: one sentence. */
export function mechanism(reason: Reason): string {
  switch (reason.code) {
    case 'said':
      return reason.explanation;
    case 'unsolved':
      return `${gateWords(reason.failed)}.`;
    case 'interpretation':
      return sentence(interpretationWords(reason), idleWords(reason.idle));
    case 'circuit':
      return sentence(...circuitWords(reason));
    case 'wiring':
      return sentence(...wiringWords(reason));
    case 'fleet':
      return sentence(fleetWords(reason), ...gateClause(reason.failed));
    case 'trajectory':
      return trajectoryWords(reason);
    case 'layers':
      return layersWords(reason);
    case 'calibration':
      return calibrationWords(reason);
    case 'distinguishing':
      return distinguishWords(reason);
    case 'reduction':
      return reductionWords(reason);
    default:
      return sentence(because(reason), 'finding' in reason && idleOf(reason.finding));
  }
}

function idleOf(finding: Finding | null): string | undefined {
  return finding === null ? undefined : idleWords(finding.idle);
}

/** The distance that decides against its margin, and what was tried; undefined: nothing was measured. */
export function numbers(reason: Reason): string | undefined {
  if (reason.code === 'said' || reason.code === 'unsolved') return undefined;
  if (reason.code === 'calibration') return undefined; // its sentence has them
  if (reason.code === 'layers') return layersNumbers(reason);
  if (reason.code === 'distinguishing') return distinguishNumbers(reason);
  if (reason.code === 'reduction') return reductionNumbers(reason);
  const { pairs, interchanges, granularity } = reason;
  const tried = [
    `${count(pairs)} ${pairs === 1 ? 'pair' : 'pairs'}`,
    `${count(interchanges)} interchanges at ${granularity} granularity`,
  ];
  const measured = measuredWords(reason);
  return sentence([...measured, ...tried].join(', '));
}

type WithNumbers = Exclude<
  Reason,
  { readonly code: 'said' | 'unsolved' | 'layers' | 'reduction' | 'distinguishing' }
>;

function measuredWords(reason: WithNumbers) {
  if (reason.code === 'wiring') return [chanceWords(reason)];
  return 'names' in reason ? distances(reason) : [];
}

/** Clauses, the first of them with a capital, unless it begins with a name. */
function sentence(first: string, ...others: readonly (string | undefined | false)[]): string {
  const words = [first, ...others.filter((clause) => typeof clause === 'string')].join('; ');
  return `${words.replace(/^(?:both|whether|profile|full|unlike)\b/, (word) => word[0].toUpperCase() + word.slice(1))}.`;
}

function gateWords(failed: readonly Failed[]): string {
  const said = failed.map((one) => {
    if ('mass' in one) {
      return `${one.name} says one of the answers with a probability of ${percent(one.mass)} in the mean, under ${percent(one.leastMass)}`;
    }
    const { name, accuracy, floor, ordered } = one;
    const other = ordered
      ? ` (it would solve ${percent(ordered.accuracy)} if its outputs stood for ${ordered.classes.join(', ')} in this order, which "classes" in the task's "data" says)`
      : '';
    return `${name} solves ${percent(accuracy)} of the base prompts, under the task's floor of ${percent(floor)}${other}`;
  });
  return `${list(said)}: a model that does not solve the task has no interpretation of it to compare`;
}

const gateClause = (failed: readonly Failed[]) => (failed.length > 0 ? [gateWords(failed)] : []);

type Interpretation = Extract<InterpretReason, { readonly code: 'interpretation' }>;

function interpretationWords({ name, seen, most }: Interpretation): string {
  if (seen.length > 0) return `${name} holds ${holdings(seen)}`;
  if (most === null) return nothingTold(name);
  const best = `${setWords(most.set)} ${score(most.value)} at most`;
  return `${name} holds no set of variables by itself between the prompt and the answer (${best})`;
}

/** A task of one variable, or whose other ones do not matter: a place holds it, and it is no step on the way. */
function nothingTold(who: string): string {
  return `The answers tell no set of variables from both nothing and everything, so no step between the prompt and the answer can be seen in ${who}`;
}

/** "20 models, 190 pairs of them: 150 different and 40 not compared yet". */
function fleetWords({ models, verdicts }: FleetReason): string {
  const all = (models * (models - 1)) / 2;
  const left = all - comparedPairs(verdicts);
  const counted = verdictOrder.flatMap((verdict) => {
    const found = verdicts.find((one) => one.verdict === verdict);
    return found ? [`${count(found.pairs)} ${verdict}`] : [];
  });
  const words = left > 0 ? [...counted, `${count(left)} not compared yet`] : counted;
  return `${models} models, ${count(all)} ${all === 1 ? 'pair' : 'pairs'} of them: ${list(words)}`;
}

/** Pairs of models that have a verdict. */
export function comparedPairs(verdicts: FleetReason['verdicts']): number {
  return verdicts.reduce((sum, { pairs }) => sum + pairs, 0);
}

function because(reason: MeasuredReason): string {
  const { names } = reason;
  const [a, b] = names;
  switch (reason.code) {
    case 'apart':
      return apartWords(reason.finding, names);
    case 'other regions':
      return otherRegionsWords(reason);
    case 'same variables':
      return sharedWords(reason.finding, names) ?? eachHolds(reason.finding, names);
    case 'no interchange tells':
      return joined(`No interchange tells ${a} from ${b}`, sharedWords(reason.finding, names));
    case 'only the input':
      return `Only what the input does to the answers of ${a} and ${b} was compared: between input and answer no region has a place of its own in both of them, as after a first dense layer, so how they compute it is not seen`;
    case 'no evidence':
      if (reason.distance === null) return nothingTold(`${a} or ${b}`);
      return `Neither ${a} nor ${b} holds a set of variables by itself between the prompt and the answer, so how they compute it is not seen`;
    case 'evidence undecided':
      return undecidedWords(reason.evidence, reason.finding, names);
    case 'unreadable':
      return unreadableWords(reason.unread, reason.finding, names);
    case 'straddles':
      return `It is open whether they are apart: ${openWords(reason.finding, names)}`;
    case 'controls':
      return cappedWords(reason);
    case 'too few pairs':
      return `Too few different pairs (${reason.differentPairs}; a verdict takes ${reason.fewest}) to tell how ${a} and ${b} compute the answer`;
    case 'survey':
      if (reason.finding === null) return `A first look at ${a}; ${b} is not looked at yet`;
      return `A first look: ${openWords(reason.finding, names)}`;
    case 'name variables':
      return `The task names no variables, so of ${a} and ${b} only whether an interchange tells them apart can be said`;
  }
}

type OtherRegions = Extract<MeasuredReason, { readonly code: 'other regions' }>;

function otherRegionsWords({ names, region, moves }: OtherRegions): string {
  const [more, less] = moves[0] >= moves[1] ? [0, 1] : [1, 0];
  const told = `answers move by ${score(moves[more])} and ${score(moves[less])}`;
  return `${names[more]} and ${names[less]} answer by different regions of the input: where \`${region}\` is taken from another row their ${told}`;
}

type Names = MeasuredReason['names'];

const joined = (first: string, second: string | undefined) =>
  second === undefined ? first : `${first}; ${second}`;

function apartWords(finding: Finding, names: Names): string {
  return partingWords(finding, names) ?? eachHolds(finding, names);
}

/** What is seen where the interval is wider than what parts them. */
function openWords(finding: Finding, names: Names): string {
  const shared = hardlyParts(finding) ? sharedWords(finding, names) : undefined;
  return shared ?? apartWords(finding, names);
}

function eachHolds({ seen }: Finding, names: Names): string {
  const sides = names.map((name, i) => holds(name, seen[i]));
  return sides.join('; ');
}

function holds(name: string, seen: Finding['seen'][number]): string {
  return `${name} holds ${seen.length > 0 ? holdings(seen) : 'no set of variables by itself'}`;
}

function undecidedWords(
  evidence: readonly [Evidence, Evidence],
  finding: Finding,
  names: Names,
): string {
  if (evidence.every((one) => one === 'undecided')) {
    const open = openLossWords(finding, names);
    if (open) return `${open}; whether either holds a set of variables by itself is undecided`;
  }
  const seenInOne = evidence.filter((one) => one === 'seen').length === 1;
  const lost = seenInOne ? lossWords(finding, names) : undefined;
  const sides = names.map((name, i) => {
    const sees = finding.seen[i];
    if (evidence[i] === 'undecided') {
      return `whether ${holds(name, sees).replace(' holds no set', ' holds a set')} is undecided`;
    }
    if (evidence[i] === 'none') return holds(name, []);
    return lost === undefined ? holds(name, sees) : undefined;
  });
  const apart = evidence.includes('undecided') ? undefined : 'that does not set them apart';
  return [lost, ...sides, apart].filter((clause) => clause !== undefined).join('; ');
}

function unreadableWords(unread: 0 | 1, { deciding, seen }: Finding, names: Names): string {
  const other = unread === 0 ? 1 : 0;
  const site = deciding?.sites[other];
  const [held, shown] =
    deciding && site
      ? [
          `${names[other]} holds ${setWords(deciding.set)} ${placeWords(site)} (${score(deciding.values[other])})`,
          `shows it at ${score(deciding.values[unread])} at most, but `,
        ]
      : [holds(names[other], seen[other]), ''];
  return `${held}; ${names[unread]} ${shown}cannot be read at this granularity, so whether it holds that too is open`;
}

function cappedWords(reason: Extract<MeasuredReason, { readonly code: 'controls' }>): string {
  const { finding, names, failed, would } = reason;
  const which = `the failed ${failed.length === 1 ? 'control' : 'controls'} (${list(failed)})`;
  const seen =
    would === 'different'
      ? apartWords(finding, names)
      : (sharedWords(finding, names) ?? eachHolds(finding, names));
  return `Without ${which} the verdict would be \`${would}\`: ${seen}`;
}

/** Every distance that was measured, with the margin where it is the one that decides. */
function distances(reason: MeasuredReason): readonly string[] {
  const d = 'distance' in reason ? reason.distance : null;
  const full = 'full' in reason ? reason.full : null;
  return [
    ...('input' in reason ? [`unlike by ${interval(reason.input)}`] : []),
    ...(d === null ? [] : [`profile distance ${interval(d)}`]),
    ...('margin' in reason ? [`margin ${score(reason.margin)}`] : []),
    ...(full === null ? [] : [`full distance ${interval(full)}`]),
    ...(full !== null && 'fullMargin' in reason ? [`margin ${score(reason.fullMargin)}`] : []),
  ];
}
