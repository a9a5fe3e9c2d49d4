// What a run says of an expectation: passed and failed are said only where the interval, or the verdict, says so;
// everything between is undecided.
import type { Interval } from '../../protocol/coordinates.ts';
import type { CompareReport, InterpretReport } from '../../protocol/report.ts';
import type { Expectation, Found, Outcome } from '../../protocol/study.ts';
import { quoted } from '../checkpoint/words.ts';
import { isSame } from '../congruity/verdict.ts';
import type { OfTwo } from './studyNeeds.ts';

export type Judged = { readonly outcome: Outcome; readonly found: Found };

type Holds = Extract<Expectation, { readonly expect: 'holds' }>;

/**
 * `models`: those of the report, as the study calls them; `more`: how much more of the prompts the first answers right
 * than the second.
 */
export function judgedPair(
  expectation: OfTwo,
  report: CompareReport,
  models: readonly string[],
  more: Interval | null,
): Judged {
  const { margin, fullMargin } = report.provenance.parameters;
  const found: PairFound = {
    kind: 'verdict',
    verdict: report.verdict,
    distance: report.distance && plain(report.distance),
    full: fullOf(report),
    margin,
    fullMargin,
    fall: expectation.expect === 'stays as' ? fallOf(expectation.model, models, more) : null,
  };
  return { outcome: ofPair(expectation, found, report.reason.code), found };
}

/** null: not every cut was measured. */
function fullOf({ sections }: CompareReport): Interval | null {
  const distances = sections.find((section) => section.kind === 'distances');
  return distances?.full ?? null;
}

type PairFound = Extract<Found, { readonly kind: 'verdict' }>;

function ofPair(expectation: OfTwo, found: PairFound, reason: string): Outcome {
  const { verdict, fall } = found;
  const same = isSame(verdict);
  const notDifferent = same || isWithin(found, reason);
  switch (expectation.expect) {
    case 'indistinguishable':
      if (verdict === 'indistinguishable') return 'passed';
      return verdict === 'different' || isTold(found) ? 'failed' : 'undecided';
    case 'same interpretation':
      return same ? 'passed' : verdict === 'different' ? 'failed' : 'undecided';
    case 'different':
      return verdict === 'different' ? 'passed' : notDifferent ? 'failed' : 'undecided';
    case 'not different':
      return notDifferent ? 'passed' : verdict === 'different' ? 'failed' : 'undecided';
    case 'stays as':
      if (verdict === 'different' || (fall && fall.low > expectation.drop)) return 'failed';
      return same && (fall === null || fall.high <= expectation.drop) ? 'passed' : 'undecided';
  }
}

/** By how much its accuracy is under the other's. */
function fallOf(model: string, [first]: readonly string[], more: Interval | null): Interval | null {
  if (more === null) return null;
  const { value, low, high } = more;
  return model === first ? { value: 0 - value, low: 0 - high, high: 0 - low } : more;
}

/** An interchange tells them apart: the full distance is surely not under its margin. */
function isTold({ verdict, full, fullMargin }: PairFound): boolean {
  return verdict !== 'not comparable' && full !== null && full.low >= fullMargin;
}

/** What is missing for `same interpretation` is a set that is seen to be held, and nothing that casts doubt. */
function isWithin({ verdict, distance, margin }: PairFound, reason: string): boolean {
  const isUnseen = reason === 'no evidence' || reason === 'evidence undecided';
  return verdict === 'inconclusive' && isUnseen && distance !== null && distance.high < margin;
}

/** Of how purely the model holds the set. */
export function judgedHolding(
  { set, atLeast }: Holds,
  { models: [{ profile }], task }: InterpretReport,
): Judged {
  const members = [...task.variables, ...task.parts.map(({ id }) => `"${id}"`)];
  const unknown = set.find((member) => !members.includes(member));
  if (unknown !== undefined) {
    const message = `the task ${task.name} has no variable ${quoted(unknown)}`;
    const hint = `It has ${members.join(', ')}.`;
    return failed({ code: 'study-invalid', message, hint });
  }
  const wanted = keyOf(set);
  const entry = profile?.find((one) => keyOf(one.set) === wanted);
  const held = entry ? plain(entry) : null;
  const found: Found = { kind: 'held', held, solves: profile !== null };
  return { outcome: held ? ofShare(held, atLeast) : 'undecided', found };
}

/** Of a run that could not be made. */
export function failed({ code, message, hint }: Omit<Failure, 'kind'>): Judged {
  return { outcome: 'error', found: { kind: 'failure', code, message, hint } };
}

type Failure = Extract<Found, { readonly kind: 'failure' }>;

const keyOf = (set: readonly string[]) => JSON.stringify([...set].sort());

export function judgedAccuracy(
  { atLeast }: { readonly atLeast: number },
  accuracy: Interval | null,
  prompts: number,
): Judged {
  const outcome = accuracy === null ? 'undecided' : ofShare(accuracy, atLeast);
  return { outcome, found: { kind: 'accuracy', accuracy, prompts } };
}

/** Both ends on one side of the bound, or nothing is said. */
function ofShare({ low, high }: Interval, atLeast: number): Outcome {
  if (low >= atLeast) return 'passed';
  return high < atLeast ? 'failed' : 'undecided';
}

function plain({ value, low, high }: Interval): Interval {
  return { value, low, high };
}

/** Whether the file may let it pass: it was measured, and more pairs might settle it. */
export function mayPass({ outcome, found }: Judged): boolean {
  if (outcome !== 'undecided') return false;
  switch (found.kind) {
    case 'verdict':
      return found.verdict !== 'not comparable';
    case 'held':
      return found.held !== null;
    case 'accuracy':
      return found.accuracy !== null;
    case 'failure':
      return false;
  }
}
