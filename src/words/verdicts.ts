// Verdicts in the order in which a list of them is read: the closest first.
import type { Verdict } from '../protocol/report.ts';

export const verdictOrder: readonly Verdict[] = [
  'indistinguishable',
  'same interpretation',
  'inconclusive',
  'different',
  'not comparable',
];
