// What keeps a run in looks from another look.
import type { LimitOfRun } from '../../protocol/report.ts';
import type { Limits } from './settings.ts';

/** What a run has taken. */
export type Spent = { readonly looks: number; readonly work: number; readonly seconds: number };

/** The limit that leaves no room for `more` interchanges, as fast as those before; undefined: there is room. */
export function limitOf(
  limits: Limits,
  { looks, work, seconds }: Spent,
  more: number,
): LimitOfRun | undefined {
  if (looks >= limits.looks) return 'stages';
  if (work + more > limits.work) return 'budget';
  return (seconds * (work + more)) / work > limits.seconds ? 'seconds' : undefined;
}
