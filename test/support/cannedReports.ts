// Reports of every kind for the page's gallery and tests, always the same: the ordinary ones are the
// engine's own (idealStories.ts), those that strain a page are made by hand (cannedExtremes.ts).
import type { Report } from '../../src/protocol/report.ts';
import { big, hostile, wide } from './cannedExtremes.ts';
import {
  controlsOverlap,
  different,
  inconclusive,
  indistinguishable,
  interpret,
  notComparable,
  oneSided,
  samePlaced,
  straddling,
  tooFewPairs,
  unexplained,
} from './cannedOrdinary.ts';

export {
  controlsOverlap,
  different,
  inconclusive,
  indistinguishable,
  interpret,
  notComparable,
  oneSided,
  samePlaced,
  straddling,
  tooFewPairs,
  unexplained,
};

/** Every canned report by name, for the gallery and for tests that walk them all. */
export const cannedReports: readonly (readonly [string, () => Report])[] = [
  ['different', different],
  ['same', samePlaced],
  ['indistinguishable', indistinguishable],
  ['inconclusive', inconclusive],
  ['one-sided', oneSided],
  ['straddling', straddling],
  ['too-few-pairs', tooFewPairs],
  ['controls-overlap', controlsOverlap],
  ['not-comparable', notComparable],
  ['interpret', interpret],
  ['unexplained', unexplained],
  ['big', big],
  ['wide', wide],
  ['hostile', hostile],
];
