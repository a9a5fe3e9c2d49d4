// Was it read that a model does not hold a set, or can it not be read at this granularity (method.md section 6)?

import { weakest } from '../signature/pairStatistics.ts';
import type { ProfileDraws, Read } from '../signature/profileDraws.ts';
import { holding, mostUnexplained } from '../signature/siteLabel.ts';

/**
 * The sites at which class c may be held unseen: much is left unexplained, and the weight of c may come within
 * the margin of holding the site. Empty: the absence was read.
 */
export function unreadSites(
  { coordinates }: Read,
  { classes, weightHigh }: ProfileDraws,
  c: number,
  margin: number, // delta, .3
): number[] {
  const { strength, unexplained } = coordinates;
  const C = classes.names.length;
  return [...strength.keys()].filter((s) => {
    const isWeak = strength[s] < weakest;
    return !isWeak && unexplained[s] > mostUnexplained && weightHigh[s * C + c] >= holding - margin;
  });
}
