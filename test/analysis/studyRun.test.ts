// A study on the sample checkpoints: what it needs is run once, as if it were run by itself; what cannot be run does
// not keep the rest from it.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/engine/analysis/compare.ts';
import { runStudy } from '../../src/engine/analysis/studyRun.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { ExpectationResult } from '../../src/protocol/study.ts';
import { studyJson } from '../../src/report/json.ts';
import { checkProgress, watchedJob } from '../support/jobs.ts';
import { bytesOf } from '../support/reports.ts';
import { sample } from '../support/samples.ts';
import { faultsOf } from '../support/schema.ts';
import { memoryStore, testPorts } from '../support/stores.ts';
import { studyFaultsOf, studyOf } from '../support/studies.ts';

const outcomes = (all: readonly ExpectationResult[]) => all.map(({ outcome }) => outcome);

const mixed = [
  { expect: 'same interpretation', a: 'ab', b: 'same' },
  { expect: 'different', a: 'same', b: 'ab' },
  { expect: 'stays as', model: 'same', as: 'ab', drop: 0.15 },
  { expect: 'different', a: 'gone', b: 'ab' },
  { expect: 'different', a: 'bc', b: 'ab' },
  { expect: 'holds', model: 'bc', set: ['c', 'b'], atLeast: 0.5 },
  { expect: 'holds', model: 'bc', set: ['a', 'z'], atLeast: 0.5 },
  { expect: 'accuracy', model: 'bc', atLeast: 0.8 },
  { expect: 'accuracy', model: 'bc', atLeast: 0.95, allowInconclusive: true },
];

describe('a study', async () => {
  const store = memoryStore();
  const path = studyOf(mixed);
  const told: ExpectationResult[] = [];
  const job = watchedJob();
  const run = await runStudy(job, testPorts(store), { path, memory: 1000 }, (r) => told.push(r));
  const blocks = store.written.filter((key) => key.startsWith('block-'));

  test('judges each, and tells each as soon as it is known', () => {
    expect(outcomes(run.expectations)).toEqual([
      ...['passed', 'failed', 'passed', 'error', 'passed'],
      ...['passed', 'error', 'passed', 'undecided'],
    ]);
    expect(told.map(({ name }) => name).toSorted()).toEqual(
      run.expectations.map(({ name }) => name).toSorted(),
    );
    expect(run.expectations.map(({ allowed }) => allowed).lastIndexOf(true)).toBe(8);
    expect(run.expectations[3].found).toMatchObject({ kind: 'failure', code: 'file-missing' });
    expect(run.expectations[6].found).toMatchObject({
      message: 'the task modsum has no variable "z"',
    });
    checkProgress(job);
  });

  test('shares the time of a run among those that rest on it: all together take no longer', () => {
    const took = run.expectations.map(({ seconds }) => seconds);
    const rounding = 0.0005 * took.length;
    expect(took.reduce((sum, x) => sum + x, 0)).toBeLessThanOrEqual(run.timings.seconds + rounding);
    expect(new Set(took.slice(0, 3)).size).toBe(1);
  });

  test('runs each comparison once, and measures a model once, whoever it is compared with', () => {
    expect(run.reports.map(({ models }) => models)).toEqual([['ab', 'same'], ['ab', 'bc'], ['bc']]);
    expect(run.expectations.map(({ report }) => report)).toEqual([
      ...[0, 0, 0, null, 1, 2, 2, null, null],
    ]);
    expect(blocks.length).toBeGreaterThan(2);
    expect(new Set(blocks).size).toBe(blocks.length);
  });

  test('gives the report that a comparison by itself gives', async () => {
    const request = { a: sample('ab-gpt2'), b: sample('ab-llama'), task: sample('task.json') };
    const options = { pairs: 32, resamples: 200, memory: 1000 };
    const alone = await compare(quietJob, testPorts(store), { ...request, ...options });
    expect(bytesOf(run.reports[0].report)).toBe(bytesOf(alone));
  });

  test('says it in JSON as its schema has it', () => {
    const json = JSON.parse(studyJson(run));
    expect(studyFaultsOf(json)).toEqual([]);
    for (const { report } of json.reports) expect(faultsOf(report)).toEqual([]);
    expect(json.expectations[0].explanation).toMatch(/^The verdict is `same interpretation`: prof/);
  });

  test('one expectation alone comes out the same', async () => {
    const ports = testPorts(store);
    const only = [run.expectations[1].name];
    const again = await runStudy(quietJob, ports, { path, memory: 1000, only });
    expect(again.expectations).toEqual([{ ...run.expectations[1], seconds: expect.anything() }]);
    expect(bytesOf(again.reports[0].report)).toBe(bytesOf(run.reports[0].report));
  });
});

test('the study beside the sample checkpoints passes', async () => {
  const path = join(import.meta.dirname, '../../media/sample/modsum/modsum.congruity.json');
  // The others take long; the scene of studies in the real editor runs all.
  const only = [
    'another order is another interpretation',
    'bc-llama has an accuracy of at least 0.95',
  ];
  const run = await runStudy(quietJob, testPorts(), { path, memory: 1000, only });
  expect(outcomes(run.expectations)).toEqual(['passed', 'passed']);
});

test('no expectation has that name', async () => {
  const run = runStudy(quietJob, testPorts(), { path: studyOf(mixed), memory: 1000, only: ['x'] });
  await expect(run).rejects.toMatchObject({
    code: 'study-invalid',
    message: 'the study has no expectation "x"',
    hint: expect.stringContaining('"same stays as ab"'),
  });
});

test('a cancelled run is no failed expectation', async () => {
  const request = { path: studyOf(mixed), memory: 1000 };
  const run = runStudy(watchedJob({ at: 40 }), testPorts(), request);
  await expect(run).rejects.toMatchObject({ code: 'cancelled' });
});
