// Steps that cannot be interrupted by waiting, such as a regular expression of somebody's file.

/** What a step gave and the processor time that it took; 'late' when it did not end in time. */
export type Bounded = <T>(
  milliseconds: number,
  step: () => T,
) => { readonly value: T; readonly spent: number } | 'late';

/** For tests and scripts, whose files are their own. */
export const unbounded: Bounded = (_, step) => ({ value: step(), spent: 0 });
