// Reports of every kind for the page's gallery and tests, always the same: the ordinary ones are the
// engine's own (idealStories.ts), those that strain a page are made by hand (cannedExtremes.ts).
import { readFileSync } from 'node:fs';
import type { CompareReport, InterpretReport, Report } from '../../src/protocol/report.ts';
import { readReport } from '../../src/report/read.ts';
import { big, hostile, wide } from './cannedExtremes.ts';

/** Below the root of the checkout: the gallery runs from a bundle elsewhere. */
function read<R extends Report>(name: string): R {
  return readReport(readFileSync(`test/fixture/reports/${name}.json`, 'utf8')) as R;
}

export const different = (): CompareReport => read('different');
export const samePlaced = (): CompareReport => read('same');
export const indistinguishable = (): CompareReport => read('indistinguishable');
export const inconclusive = (): CompareReport => read('inconclusive');
export const oneSided = (): CompareReport => read('one-sided');
export const straddling = (): CompareReport => read('straddling');
export const tooFewPairs = (): CompareReport => read('too-few-pairs');
export const controlsOverlap = (): CompareReport => read('controls-overlap');
export const notComparable = (): CompareReport => read('not-comparable');
export const unexplained = (): CompareReport => read('unexplained');
export const interpret = (): InterpretReport => read('interpret');

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
