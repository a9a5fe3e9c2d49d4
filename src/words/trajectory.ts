// What happened to the interpretation in training runs, in words.
import type { TrajectoryReason } from '../protocol/reason.ts';
import type { Report } from '../protocol/report.ts';
import { count } from '../protocol/reportWords.ts';
import type { SectionOf } from '../protocol/sections.ts';
import type { TrajectoryRun, TrajectoryStep } from '../protocol/trajectory.ts';
import { type Couple, cappedPairsWords } from './capped.ts';
import { list } from './phrases.ts';
import { verdictOrder } from './verdicts.ts';

type Run = TrajectoryReason['runs'][number];

/** Of more runs the section tells. */
const mostTold = 3;

/** "run-a settles at checkpoint-300: from there on every checkpoint computes its answer as the last one, ...". */
export function trajectoryWords({ runs, lasts }: TrajectoryReason): string {
  const told = runs.slice(0, mostTold).map((run) => `${runWords(run)}.`);
  const more = runs.length - mostTold;
  const others = more > 0 ? [`${count(more)} more ${more === 1 ? 'run' : 'runs'} below.`] : [];
  const across = runs.length > 1 ? [settledAcross(runs)] : [];
  return [...told, ...others, ...across, ...lastsWords(lasts)].join(' ');
}

function runWords(run: Run): string {
  const { name, steps, solving, last } = run;
  if (last === null) return `None of the ${count(steps)} checkpoints of ${name} solves the task`;
  const without = steps - solving;
  const doNot = without === 1 ? 'does not solve the task and is' : 'do not solve the task and are';
  const unsolved =
    without === 0
      ? []
      : [`${count(without)} of ${count(steps)} checkpoints ${doNot} compared with nothing`];
  return [settledWords(run, last), ...changeWords(run), ...unsolved].join('; ');
}

function settledWords({ name, settled, solving, open, evidence }: Run, last: string): string {
  if (solving === 1)
    return `Of ${name} only ${last} solves the task, so there is nothing to compare it with`;
  if (settled !== null && evidence === 'none') {
    return `From ${settled} of ${name} on no interchange tells a checkpoint from the last one that solves the task, ${last}, which holds no set of variables by itself`;
  }
  if (settled !== null) {
    return `${name} settles at ${settled}: from there on every checkpoint has the interpretation of the last one that solves the task, ${last}${openWords(open, settled)}`;
  }
  const doubt = open > 0 ? ` (of ${count(open)} it is open whether they have the last one's)` : '';
  return `${name} has not surely settled before ${last}, its last checkpoint that solves the task${doubt}`;
}

/** A run may have settled before `settled` already. */
function openWords(open: number, settled: string): string {
  if (open === 0) return '';
  return ` (of ${count(open)} before ${settled} it is open whether they have it)`;
}

function changeWords({ change, breaks, solving }: Run): string[] {
  if (solving < 2) return [];
  const elsewhere = breaks.filter((label) => label !== change?.at);
  const broken =
    elsewhere.length > 0 ? [`surely different from the checkpoint before: ${list(elsewhere)}`] : [];
  if (change === null) return broken.length > 0 ? broken : ['no change of it is sure'];
  const { at, low, high } = change;
  const range = low === high ? 'whichever pairs are drawn' : `between ${low} and ${high}`;
  return [`its interpretation changes at ${at} (${range})`, ...broken];
}

function settledAcross(runs: readonly Run[]): string {
  const settled = runs.flatMap((run) => run.settled ?? []);
  const all = `${count(settled.length)} of ${count(runs.length)} runs settle before their last checkpoint`;
  return settled.length > 0 ? `${all}, at ${list([...new Set(settled)])}.` : `${all}.`;
}

/** "Of the last checkpoints of the runs 2 pairs have the same interpretation, 1 pair is different." */
function lastsWords(lasts: TrajectoryReason['lasts']): string[] {
  if (lasts.length === 0) return [];
  const each = verdictOrder.flatMap((verdict) => {
    const pairs = lasts.find((one) => one.verdict === verdict)?.pairs;
    return pairs === undefined
      ? []
      : [`${verdict} in ${count(pairs)} ${pairs === 1 ? 'pair' : 'pairs'}`];
  });
  return [`The last checkpoints of every two runs beside each other: ${list(each)}.`];
}

/** What marks a checkpoint of a strip: "settles here", "changes here", "breaks"; the first says the most. */
export function stepMarks({ settled, change, breaks }: TrajectoryRun, step: number): string[] {
  return [
    ...(change?.at === step ? ['changes here'] : []),
    ...(breaks.includes(step) && change?.at !== step ? ['differs from the one before'] : []),
    ...(settled === step ? ['settles here'] : []),
  ];
}

type Section = SectionOf<'trajectory'>;

/** Every comparison of the section once. */
function besidesOf({ runs, lasts }: Section): Couple[] {
  const inRuns = runs.flatMap(({ steps }) =>
    steps.flatMap(({ model, toLast, toPrevious }) =>
      [toLast, toPrevious].flatMap((beside) => (beside ? [{ ...beside, of: model }] : [])),
    ),
  );
  const couples = [...inRuns, ...lasts].map(({ of, with: other, reason, distance, full }) => {
    return { a: Math.min(of, other), b: Math.max(of, other), reason, distance, full };
  });
  return [...new Map(couples.map((couple) => [`${couple.a} ${couple.b}`, couple])).values()];
}

/** What "?" stands for here. */
export function inconclusiveWords(section: Section): string {
  const reasons = new Set(besidesOf(section).map(({ reason }) => reason));
  const also = [
    ...(reasons.has('no evidence') ? ['neither holds a set'] : []),
    ...(reasons.has('controls') ? ['a control failed'] : []),
  ];
  return `inconclusive${also.length > 0 ? `, also where ${also.join(' or ')}` : ''}`;
}

/** What a failed control keeps from being said of checkpoints; undefined: nothing. */
export function cappedStepsWords(section: Section, report: Report): string | undefined {
  return cappedPairsWords(besidesOf(section), report);
}

/** Why there is no number beside a checkpoint. */
export function unscored({ solves }: TrajectoryStep, isLast: boolean): string {
  if (!solves) return 'below the floor of the task';
  return isLast ? 'the last' : 'not compared yet';
}
