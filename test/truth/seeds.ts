// npm run truth -- seeds [task ...]: how often a comparison in looks is wrong, and how often its intervals hold the
// truth, after it has stopped. The stored pairs are the population: every seed draws as many of them, with
// replacement, and the looks go over these; the truth is what all stored pairs show.
import { random } from '../../src/engine/core/random.ts';
import type { Interval } from '../../src/engine/numeric/statistics.ts';
import { holding } from '../../src/engine/signature/siteLabel.ts';
import { atOnce, isWrong, kindOf, optionsWith, tally, wholeWork } from './looks.ts';
import { type Judged, replayer, type Stop } from './replay.ts';
import type { Stored } from './stored.ts';
import type { StoredTask } from './task.ts';

/** What many seeds say of two models. */
export type Simulated = {
  readonly a: string;
  readonly b: string;
  readonly truth: Judged;
  readonly stops: readonly Stop[];
  /** Interchanges of all pairs at once. */
  readonly work: number;
};

export type Seeds = { readonly from: number; readonly to: number; readonly resamples: number };

/** The truth first, which takes as long as some seeds; then seed by seed. */
export async function simulated(
  { pairs, seed }: StoredTask,
  [a, b]: readonly [Stored, Stored],
  { from, to, resamples }: Seeds,
): Promise<Simulated> {
  const options = optionsWith(seed, resamples);
  const truth = await atOnce(pairs, options)(a, b);
  const stops: Stop[] = [];
  for (let at = from; at < to; at++) {
    const { below } = random(`looks ${at}`);
    const drawn = Array.from({ length: pairs }, () => below(pairs));
    stops.push(await replayer(drawn, options)(a, b));
  }
  return { a: a.name, b: b.name, truth, stops, work: wholeWork(a) + wholeWork(b) };
}
