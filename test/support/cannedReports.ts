// Reports of every kind for the page's gallery and tests, always the same: the ordinary ones are the
// engine's own (idealStories.ts), those that strain a page are made by hand (cannedExtremes.ts).
import { readFileSync } from 'node:fs';
import type {
  CalibrateReport,
  CircuitReport,
  CompareReport,
  DistinguishReport,
  InterpretReport,
  LayersReport,
  ReduceReport,
  Report,
  TrajectoryReport,
  WiringReport,
} from '../../src/protocol/report.ts';
import { readReport } from '../../src/report/read.ts';
import { big, hostile, listed, wide } from './cannedExtremes.ts';

/** Below the root of the checkout: the gallery runs from a bundle elsewhere. */
function read<R extends Report>(name: string): R {
  return readReport(readFileSync(`test/fixture/reports/${name}.json`, 'utf8')) as R;
}

export const different = (): CompareReport => read('different');
export const samePlaced = (): CompareReport => read('same');
export const indistinguishable = (): CompareReport => read('indistinguishable');
export const inconclusive = (): CompareReport => read('inconclusive');
export const undecided = (): CompareReport => read('undecided');
export const unreadable = (): CompareReport => read('unreadable');
export const straddling = (): CompareReport => read('straddling');
export const tooFewPairs = (): CompareReport => read('too-few-pairs');
export const controlsOverlap = (): CompareReport => read('controls-overlap');
export const notComparable = (): CompareReport => read('not-comparable');
export const unexplained = (): CompareReport => read('unexplained');
export const interpret = (): InterpretReport => read('interpret');
/** Of ab-gpt2 of the samples, with its sites: `congruity circuit ab-gpt2 --task task.json --sites`, without times. */
export const circuit = (): CircuitReport => read('circuit');
/** Of the samples: what `circuit ab-gpt2 ab-llama --pairs 64 --resamples 500 --json` wrote, without times. */
export const wiring = (): WiringReport => read('wiring');
/** Of the samples, by debiased CKA: what `layers --pairs 128 --json` wrote. */
export const layers = (): LayersReport => read('layers');
/** Of the truth that comes along, without times: what `calibrate --json` wrote. */
export const calibrate = (): CalibrateReport => read('calibrate');
/** Of a run of the ground truth that is taught another algorithm after its fourth checkpoint, as `trajectory --json` wrote it; without
 * sites and times, and with a first checkpoint that does not solve the task. */
export const trajectory = (): TrajectoryReport => read('trajectory');
/** Of the two models of test/fixture/levels: `compare sums copies --granularity subspace,head`, without times. */
export const levelled = (): CompareReport => read('levels');
/** Of ab-gpt2 on modsum and with b held fixed: what `reduce --pairs 64 --json` wrote, without times. */
export const reduction = (): ReduceReport => read('reduction');
/** Of ab-gpt2 and one that errs where a is 5: what `distinguish --pairs 256 --json` wrote, without times. */
export const distinguished = (): DistinguishReport => read('distinguished');
/** After a survey, and while the run goes on. */
export const survey = (): CompareReport => read('survey');
/** The same, before the second model was looked at. */
export function firstLook(): CompareReport {
  const report = survey();
  const [a, b] = report.models;
  const sections = report.sections.map((section) => {
    if (section.kind !== 'flow') return section;
    const [first, second] = section.models;
    const nothing = { ...second, cuts: second.cuts.map(() => null) };
    return { ...section, models: [first, nothing] };
  });
  return {
    ...report,
    ...{ sections, models: [a, { ...b, sites: null }] },
    reason: { ...report.reason, finding: null } as CompareReport['reason'],
    looks: report.looks && {
      ...report.looks,
      looks: report.looks.looks.map((look) => ({ ...look, cuts: [look.cuts[0], []] })),
    },
  };
}
export const soFar = (): CompareReport => read('so-far');
/** In looks, as they ended. */
export const settled = (): CompareReport => read('settled');
export const budget = (): InterpretReport => read('budget');
/** Of the last version that wrote schema 2. */
export const older = (): CompareReport => read('compare-schema2');

/** Every canned report by name, for the gallery and for tests that walk them all. */
export const cannedReports: readonly (readonly [string, () => Report])[] = [
  ['different', different],
  ['same', samePlaced],
  ['indistinguishable', indistinguishable],
  ['inconclusive', inconclusive],
  ['undecided', undecided],
  ['unreadable', unreadable],
  ['straddling', straddling],
  ['too-few-pairs', tooFewPairs],
  ['controls-overlap', controlsOverlap],
  ['not-comparable', notComparable],
  ['circuit', circuit],
  ['wiring', wiring],
  ['interpret', interpret],
  ['unexplained', unexplained],
  ['layers', layers],
  ['calibrate', calibrate],
  ['trajectory', trajectory],
  ['levels', levelled],
  ['reduction', reduction],
  ['distinguished', distinguished],
  ['first-look', firstLook],
  ['survey', survey],
  ['so-far', soFar],
  ['settled', settled],
  ['budget', budget],
  ['older', older],
  ['listed', listed],
  ['big', big],
  ['wide', wide],
  ['hostile', hostile],
];
