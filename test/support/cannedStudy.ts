// Runs of studies as their pages, texts and JUnit files are tested with.
import type { CompareReport } from '../../src/protocol/report.ts';
import type {
  Expectation,
  ExpectationResult,
  Found,
  Outcome,
  StudyRunReport,
} from '../../src/protocol/study.ts';
import { cannedReports } from './cannedReports.ts';

const canned = (name: string) => {
  const make = cannedReports.find(([each]) => each === name)?.[1];
  if (!make) throw new Error(`no canned report is called ${name}`);
  return make() as CompareReport;
};

const ofVerdict = (verdict: CompareReport['verdict']): Found => ({
  kind: 'verdict',
  verdict,
  distance: { value: 0.98, low: 0.94, high: 0.99 },
  full: null,
  margin: 0.3,
  fullMargin: 0.15,
  fall: null,
});

const found: Readonly<Record<Outcome, Found>> = {
  passed: ofVerdict('same interpretation'),
  failed: ofVerdict('different'),
  undecided: { kind: 'accuracy', accuracy: { value: 0.96, low: 0.91, high: 0.98 }, prompts: 118 },
  error: {
    kind: 'failure',
    code: 'file-missing',
    message: 'models/gone does not exist',
    hint: 'Give the path of a checkpoint.',
  },
};
const expectation: Readonly<Record<Outcome, Expectation>> = {
  passed: { expect: 'same interpretation', a: 'base', b: 'tuned' },
  failed: { expect: 'same interpretation', a: 'base', b: 'other' },
  undecided: { expect: 'accuracy', model: 'tuned', atLeast: 0.95 },
  error: { expect: 'different', a: 'base', b: 'gone' },
};

export function resultOf(outcome: Outcome, allowed = false): ExpectationResult {
  return {
    name: {
      passed: 'fine-tuning keeps the interpretation',
      failed: 'base and other: same interpretation',
      undecided: `tuned has an accuracy of 0.95${allowed ? ', or nearly' : ''}`,
      error: 'base and gone: different',
    }[outcome],
    line: 7,
    column: 17,
    task: 'modsum',
    expectation: expectation[outcome],
    outcome,
    allowed,
    found: found[outcome],
    report: { passed: 0, failed: 1, undecided: null, error: null }[outcome],
    seconds: 4.25,
  };
}

/** One of each outcome. */
export function cannedStudy(): StudyRunReport {
  const request = (models: readonly string[]) => ({
    models,
    task: 'modsum',
    request: { models: models.map((name) => `/models/${name}`), task: '/task.json', options: {} },
  });
  return {
    kind: 'study',
    schema: 1,
    name: 'release',
    description: 'What a release may change',
    file: 'release.congruity.json',
    expectations: [
      resultOf('passed'),
      resultOf('failed'),
      resultOf('undecided'),
      resultOf('undecided', true),
      resultOf('error'),
    ],
    reports: [
      { ...request(['base', 'tuned']), report: canned('same') },
      { ...request(['base', 'other']), report: canned('different') },
    ],
    timings: { seconds: 9.5, steps: [['base and tuned on modsum', 9.5]] },
  };
}

/** Names and sentences as a hostile file has them. */
export function hostileStudy(): StudyRunReport {
  const study = cannedStudy();
  const long = `${'<b>name</b>\u202e'.repeat(30)}\n`;
  const failure: Found = { kind: 'failure', code: long, message: long, hint: long };
  const expectations = study.expectations.map((result) => ({ ...result, name: long, task: long }));
  const failed = { ...resultOf('error'), name: long, found: failure };
  return {
    ...{ ...study, name: long, description: long, file: long },
    expectations: [...expectations, failed],
    reports: study.reports.map((one) => ({ ...one, models: [long, long] })),
  };
}
