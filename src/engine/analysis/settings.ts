// The parameters of a run with their defaults (method.md section 6), checked.
import type { RunOptions } from '../../protocol/engineService.ts';
import { mergeMargins } from '../congruity/verdict.ts';
import { EngineError } from '../core/error.ts';

/** `memory`: the budget in MB, always said, because the engine does not know the machine. */
export type Budgeted<R> = R & { readonly memory: number };

export type Settings = {
  /** undefined: as many as the task says. */
  readonly pairs: number | undefined;
  /** undefined: the task's own. */
  readonly seed: number | undefined;
  readonly level: number;
  readonly margin: number; // delta
  readonly fullMargin: number; // deltaFull
  readonly mergeMargins: readonly number[];
  readonly resamples: number;
  /** In looks; undefined: where everything at once would take long, with `usualLimits`. */
  readonly limits: Limits | undefined;
};

/** What a run in looks may take; whole looks are made while it lasts, and always one. */
export type Limits = {
  /** Interchanges, of all models. */
  readonly work: number;
  readonly looks: number; // may be infinite
  readonly seconds: number; // may be infinite
};

/** Two language models of 30 blocks on 128 pairs, every span at every cut, and twice that. */
export const usualLimits: Limits = {
  work: 250_000,
  looks: Number.POSITIVE_INFINITY,
  seconds: Number.POSITIVE_INFINITY,
};

/** A work that never ends a run: its looks do. */
export const unlimited = Number.MAX_SAFE_INTEGER;

/** More take days, and change no digit shown. */
const mostPairs = 1_000_000;
/** Fewer say nothing of the tails of a 95 % interval; more take minutes and change no digit shown. */
const allowedResamples = [100, 100_000] as const;

/** Throws EngineError 'task-invalid' for a value out of its range. */
export function settingsOf(options: RunOptions): Settings {
  const { pairs, seed, resamples = 2000 } = options;
  const { level = 0.95, margin = 0.3, fullMargin = 0.15 } = options;
  const [fewest, most] = allowedResamples;
  checkWhole('number of pairs', pairs, 2, mostPairs);
  checkWhole('seed', seed, 0);
  checkWhole('number of resamples', resamples, fewest, most);
  check('level', level, (x) => x > 0.5 && x < 1, 'between .5 and 1');
  check('margin', margin, (x) => x > 0 && x < 1, 'between 0 and 1');
  check('full margin', fullMargin, (x) => x > 0 && x < 1, 'between 0 and 1');
  const merging = [mergeMargins.alike, mergeMargins.unlike];
  const limits = limitsOf(options);
  return { pairs, seed, level, margin, fullMargin, mergeMargins: merging, resamples, limits };
}

function limitsOf({ pairs, work, stages, budget }: RunOptions): Limits | undefined {
  const given = [
    work === undefined ? [] : [`a work of ${work} interchanges`],
    stages === undefined ? [] : [`${stages} stages`],
    budget === undefined ? [] : [`a budget of ${budget} s`],
  ].flat();
  if (given.length === 0) return undefined;
  if (pairs !== undefined) {
    throw new EngineError(
      'task-invalid',
      `asked for are ${pairs} pairs and ${given.join(' and ')}, allowed is one or the other`,
      {
        hint: 'A number of pairs is exact, and then there are no stages to stop at: leave one out.',
      },
    );
  }
  checkWhole('work', work, 1);
  checkWhole('number of stages', stages, 1);
  check('budget', budget ?? 1, (seconds) => seconds > 0, 'a number of seconds');
  return {
    work: work ?? usualLimits.work,
    looks: stages ?? usualLimits.looks,
    seconds: budget ?? usualLimits.seconds,
  };
}

/** `most`: undefined: there is none. */
function checkWhole(name: string, value: number | undefined, least: number, most?: number) {
  const allowed = (n: number) => Number.isInteger(n) && n >= least && n <= (most ?? n);
  const range = `a whole number from ${least} ${most === undefined ? 'on' : `to ${most}`}`;
  check(name, value ?? least, allowed, range);
}

function check(name: string, value: number, allowed: (value: number) => boolean, range: string) {
  if (allowed(value)) return;
  throw new EngineError('task-invalid', `the ${name} is ${value}, allowed is ${range}`);
}
