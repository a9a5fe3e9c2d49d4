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
};

/** More take days, and change no digit shown. */
const mostPairs = 1_000_000;
/** Fewer say nothing of the tails of a 95 % interval; more take minutes and change no digit shown. */
const allowedResamples = [100, 100_000] as const;

/** Throws EngineError 'task-invalid' for a value out of its range. */
export function settingsOf(options: RunOptions): Settings {
  const { pairs, seed, resamples = 2000 } = options;
  const { level = 0.95, margin = 0.3, fullMargin = 0.15 } = options;
  const [fewest, most] = allowedResamples;
  check(
    'number of pairs',
    pairs ?? 2,
    (n) => Number.isInteger(n) && n >= 2 && n <= mostPairs,
    `a whole number from 2 to ${mostPairs}`,
  );
  check('seed', seed ?? 0, (n) => Number.isInteger(n) && n >= 0, 'a whole number from 0 on');
  check(
    'number of resamples',
    resamples,
    (n) => Number.isInteger(n) && n >= fewest && n <= most,
    `a whole number from ${fewest} to ${most}`,
  );
  check('level', level, (x) => x > 0.5 && x < 1, 'between .5 and 1');
  check('margin', margin, (x) => x > 0 && x < 1, 'between 0 and 1');
  check('full margin', fullMargin, (x) => x > 0 && x < 1, 'between 0 and 1');
  const merging = [mergeMargins.alike, mergeMargins.unlike];
  return { pairs, seed, level, margin, fullMargin, mergeMargins: merging, resamples };
}

function check(name: string, value: number, allowed: (value: number) => boolean, range: string) {
  if (allowed(value)) return;
  throw new EngineError('task-invalid', `the ${name} is ${value}, allowed is ${range}`);
}
