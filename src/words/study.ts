// What a run of a study says of its expectations: one place for page, terminal, JUnit and editor.
import type { Interval } from '../protocol/coordinates.ts';
import { count, interval, percent, score, shown } from '../protocol/reportWords.ts';
import {
  countOutcomes,
  type Expectation,
  type ExpectationResult,
  type Found,
  type StudyRunReport,
} from '../protocol/study.ts';
import { setWords } from './phrases.ts';
import { mechanismOf } from './report.ts';

/** "2 passed, 1 failed, 1 undecided": those that there are. */
export function outcomesWords({ expectations }: Pick<StudyRunReport, 'expectations'>): string {
  const { passed, failed, undecided, error } = countOutcomes(expectations);
  const counted = [
    `${count(passed)} passed`,
    failed > 0 && `${count(failed)} failed`,
    undecided > 0 && `${count(undecided)} undecided`,
    error > 0 && `${count(error)} could not be run`,
  ];
  return counted.filter((words) => words !== false).join(', ');
}

/** What was found against what was expected: the numbers, a sentence or two. */
export function foundWords({ found, expectation, outcome, allowed }: ExpectationResult): string {
  const words = wordsOf(found, expectation);
  return outcome === 'undecided' ? [words, ...undecidedWords(found, allowed)].join(' ') : words;
}

/** Why the report behind it says what it says; undefined: there is none, or it passed or could not be judged. */
export function behindWords(
  { report, outcome }: Pick<ExpectationResult, 'report' | 'outcome'>,
  { reports }: Pick<StudyRunReport, 'reports'>,
): string | undefined {
  if (report === null || outcome === 'passed' || outcome === 'error') return undefined;
  return mechanismOf(reports[report].report);
}

/** "could not be run" for `error`; the others as they are called. */
export function outcomeWords({ outcome, allowed }: ExpectationResult): string {
  if (outcome === 'error') return 'could not be run';
  return allowed ? `${outcome}, allowed` : outcome;
}

/** Of the mark beside it: as verdicts have them. */
export function tone({
  outcome,
}: Pick<ExpectationResult, 'outcome'>): 'same' | 'different' | 'open' {
  if (outcome === 'passed') return 'same';
  return outcome === 'failed' ? 'different' : 'open';
}

function wordsOf(found: Found, expectation: Expectation): string {
  switch (found.kind) {
    case 'verdict':
      return verdictWords(found, expectation);
    case 'held':
      return heldWords(found, expectation);
    case 'accuracy':
      return accuracyWords(found, expectation);
    case 'failure':
      return [`${shown(found.message)}.`, found.hint].filter(Boolean).join(' ');
  }
}

type OfKind<Kind extends Found['kind']> = Extract<Found, { readonly kind: Kind }>;

function verdictWords(found: OfKind<'verdict'>, expectation: Expectation): string {
  const { verdict, distance, full, margin, fullMargin, fall } = found;
  const isFull = expectation.expect === 'indistinguishable';
  const told = [
    distance && `profile distance ${interval(distance)}, margin ${score(margin)}`,
    isFull && full && `full distance ${interval(full)}, margin ${score(fullMargin)}`,
    isFull && !full && 'not every cut was measured: give "pairs" in the study to measure all',
    expectation.expect === 'stays as' && fall && fallWords(fall, expectation.drop),
  ].filter((words) => typeof words === 'string');
  const isSolved = verdict !== 'not comparable';
  const numbers = isSolved && told.length > 0 ? `: ${told.join('; ')}` : '';
  return `The verdict is \`${verdict}\`${numbers}.`;
}

/** "its accuracy is 1.6 % [-0.8 %, 4.1 %] lower, 5 % at most is let pass". */
function fallWords({ value, low, high }: Interval, drop: number): string {
  const by = `${percent(value)} [${percent(low)}, ${percent(high)}]`;
  return `its accuracy is lower by ${by}, expected is ${boundPercent(drop)} at most`;
}

function heldWords({ held, solves }: OfKind<'held'>, expectation: Expectation): string {
  if (expectation.expect !== 'holds') return '';
  const { model, set, atLeast } = expectation;
  const words = setWords(set.map((member) => shown(member, 80)));
  if (held) {
    const by = `${shown(model, 80)} holds ${words} by ${interval(held)} where it does so best`;
    return `${by}; expected is ${boundScore(atLeast)} at least.`;
  }
  return solves
    ? `Nothing is known of ${words}: the answers do not tell it from other sets of variables.`
    : `${shown(model, 80)} does not solve the task, so what it holds is not known.`;
}

function accuracyWords(
  { accuracy, prompts }: OfKind<'accuracy'>,
  expectation: Expectation,
): string {
  if (accuracy === null) return 'The task knows no right answers.';
  const { value, low, high } = accuracy;
  const right = `${percent(value)} [${percent(low)}, ${percent(high)}] of ${count(prompts)} different prompts are answered right`;
  return expectation.expect === 'accuracy'
    ? `${right}; expected are ${boundPercent(expectation.atLeast)} at least.`
    : `${right}.`;
}

/** A bound stands as it was given: rounded it would be another one. */
function boundScore(bound: number): string {
  return Number(score(bound)) === bound ? score(bound) : String(bound);
}

function boundPercent(bound: number): string {
  return `${Number((100 * bound).toPrecision(12))} %`;
}

/** Why nothing is said. */
function undecidedWords(found: Found, allowed: boolean): readonly string[] {
  const isOpen = 'The interval holds the bound: more pairs would narrow it.';
  const why = {
    verdict: ['That neither shows it nor rules it out.'],
    held: found.kind === 'held' && found.held ? [isOpen] : [],
    accuracy: found.kind === 'accuracy' && found.accuracy ? [isOpen] : [],
    failure: [],
  }[found.kind];
  return allowed ? [...why, 'The study lets that pass.'] : why;
}
