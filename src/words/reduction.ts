// Whether a hard task is computed as a simple one, in words.
import type { BeyondReport, ReductionReason, ReductionVerdict } from '../protocol/reduction.ts';
import { count, interval, score } from '../protocol/reportWords.ts';
import { placeWords } from './findings.ts';
import { list, setWords } from './phrases.ts';

/** What each verdict means: beside it, wherever it is shown. */
export const reductionMeans: Readonly<Record<ReductionVerdict, string>> = {
  'contains the simple task':
    'what the simple task asks for is worked out on the way of the hard one, as a step of it',
  'does not contain the simple task':
    'what the simple task asks for is held nowhere on the way of the hard one: it is no step of it',
  reduces:
    'the hard task is computed as the simple one: the same sets of variables are held, as purely',
  'reduces in part':
    'as the simple one, in what both tasks have; but one of them is seen to hold more, which the other cannot tell',
  different: 'on one task a set of variables is held clearly more purely than on the other',
  inconclusive:
    'neither that the hard task is computed as the simple one, or by way of it, nor that it is not could be shown',
  'not comparable': 'a model does not solve its task',
};

/** "ab-gpt2 computes modsum as it computes modsum-small: both hold {a, b} (0.98 and 0.97)". */
export function reductionWords(reason: ReductionReason): string {
  const clauses = [because(reason), ...beyondWords(reason)];
  return `${clauses.join('; ')}.`;
}

/** "profile distance 0.02 [0.00, 0.09], margin 0.30, 512 pairs, of both tasks together, ..." */
export function reductionNumbers(reason: ReductionReason): string {
  const { distance, margin, pairs, interchanges, granularity } = reason;
  const of = distance
    ? [`Profile distance ${interval(distance)}`, `margin ${score(margin)}`]
    : ['No profile distance'];
  const tried = [
    `${count(pairs)} pairs, of both tasks together`,
    `${count(interchanges)} interchanges at ${granularity} granularity`,
  ];
  return `${[...of, ...tried].join(', ')}.`;
}

function because(reason: ReductionReason): string {
  const { why, seen, fewest, failed } = reason;
  const held = seen.map(({ set, values: [a, b] }) => {
    return `${setWords(set)} (${score(a)} and ${score(b)})`;
  });
  const both = `held on both: ${list(held.slice(0, 3))}${held.length > 3 ? ` and ${held.length - 3} more` : ''}`;
  const [one, other] = sides(reason);
  switch (why) {
    case 'same variables':
      return `${asWords(reason)}${reason.beyond.length > 0 ? ', in what both tasks have' : ''}; ${both}`;
    case 'apart':
      return `${differsWords(reason)}; ${partingWords(reason)}`;
    case 'beyond undecided':
      return `In what both tasks have, ${asWords(reason)}, ${both}; whether more is held is open`;
    case 'no evidence':
      return `No place holds a set of variables that both tasks have, neither in ${one} nor in ${other}: there is no step on the way to compare`;
    case 'evidence undecided':
      return `Whether a set of variables that both tasks have is held, in ${one} or in ${other}, is open`;
    case 'unreadable':
      return `${partingWords(reason)}; but what is held at some places cannot be read`;
    case 'straddles':
      return straddlesWords(reason);
    case 'step':
    case 'no step':
    case 'step undecided': {
      return [stepWords(reason), ...(held.length > 0 ? [both] : [])].join('; ');
    }
    case 'controls':
      return `Controls failed, so nothing is said: ${list(failed)}`;
    case 'too few pairs':
      return `One of the tasks has fewer than ${fewest} different pairs, too few to say anything`;
  }
}

/** A distance no further from the margin is at it. */
const near = 0.05;

/** "ab-gpt2 on modsum". */
function sides({ names, tasks }: ReductionReason): readonly [string, string] {
  return [`${names[0]} on ${tasks[0]}`, `${names[1]} on ${tasks[1]}`];
}

function asWords({ names: [a, b], tasks: [hard, simple] }: ReductionReason): string {
  const who = a === b ? 'it' : b;
  return `${a} computes ${hard} as ${who} computes ${simple}`;
}

function differsWords({ names: [a, b], tasks: [hard, simple] }: ReductionReason): string {
  const who = a === b ? 'it' : b;
  return `${a} computes ${hard} otherwise than ${who} computes ${simple}`;
}

/** "ab-gpt2 computes add-two on its way: {a, b}, all that add-two asks for, stands at `b` after block 0 (0.98)". */
function stepWords(reason: ReductionReason): string {
  const { step, names, tasks } = reason;
  if (step === null) return 'There is no step to look for';
  const [hard, simple] = tasks;
  const { set, site, held, evidence } = step;
  const what = `${setWords(set)}, all that ${simple} asks for,`;
  const where = site === null ? '' : ` ${placeWords(site)}`;
  switch (evidence) {
    case 'seen':
      return `${names[0]} computes ${simple} on its way to ${hard}: ${what} stands${where} (${score(held.value)})`;
    case 'none':
      return `${names[0]} does not compute ${simple} on its way to ${hard}: ${what} is held nowhere (${score(held.value)}, at most ${score(held.high)})`;
    case 'undecided':
      return `Whether ${names[0]} computes ${simple} on its way to ${hard} is open: ${what} may be held${where} (${interval(held)})`;
  }
}

/** The interval reaches across the margin: because it is wide, or because the margin is where they are. */
function straddlesWords(reason: ReductionReason): string {
  const { distance, margin } = reason;
  const [one, other] = sides(reason);
  if (distance === null || Math.abs(distance.value - margin) < near) {
    return `The profiles of ${one} and ${other} are about as far apart as the margin allows`;
  }
  const end =
    distance.value < margin
      ? `up to ${score(distance.high)}, above`
      : `down to ${score(distance.low)}, below`;
  return `Too few pairs to tell: the profiles of ${one} and ${other} are ${score(distance.value)} apart, but it may be ${end} the margin ${score(margin)}; more pairs should settle it`;
}

/** Who holds the set in which the two differ most, and where. */
function partingWords(reason: ReductionReason): string {
  const { deciding } = reason;
  if (deciding === null) return 'there is no set of variables to compare';
  const { sets, values, sites } = deciding;
  const more = values[0] >= values[1] ? 0 : 1;
  const site = sites[more];
  const where = site === null ? '' : ` ${placeWords(site)}`;
  const of = sides(reason);
  return `${of[more]} holds ${setWords(sets[more])}${where} (${score(values[more])}), ${of[1 - more]} holds it less (${score(values[1 - more])} at most)`;
}

/** What one of the tasks shows of the computation and the other cannot, beside the step that is told. */
function beyondWords(reason: ReductionReason): string[] {
  const { tasks, step, why } = reason;
  const isStep = ({ side, set }: BeyondReport) =>
    side === 0 && JSON.stringify(set) === JSON.stringify(step?.set);
  const isTold = why === 'step' || why === 'no step' || why === 'step undecided';
  const beyond = reason.beyond.filter((one) => !(isTold && isStep(one)));
  const of = sides(reason);
  const told = beyond.slice(0, 3).map((one) => {
    const other = tasks[1 - one.side];
    return `${of[one.side]} ${holdsWords(one)}, ${isStep(one) ? `all that ${other} asks for` : toldBy(one, other)}`;
  });
  const more = beyond.length - told.length;
  return more > 0 ? [...told, `${more} more sets that only one of the tasks can tell`] : told;
}

function toldBy({ isWhole, side }: BeyondReport, other: string): string {
  if (!isWhole) return `which ${other} cannot tell`;
  if (side === 0) return `which has all that ${other} asks for`;
  return `which has all that ${other} asks for: ${other} is the simpler of the two`;
}

function holdsWords({ evidence, set, site, held }: BeyondReport): string {
  const where = site === null ? '' : ` ${placeWords(site)}`;
  const holds = evidence === 'seen' ? 'holds' : 'may hold';
  return `${holds} ${setWords(set)}${where} (${score(held.value)})`;
}
