// Training runs from folders to report. The run is planted: checkpoints of one algorithm, then of another.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compare } from '../../src/engine/analysis/compare.ts';
import { trajectory } from '../../src/engine/analysis/trajectory.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { TrajectoryReport } from '../../src/protocol/report.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { reportCsv } from '../../src/report/csv.ts';
import { reportText } from '../../src/report/text.ts';
import { explanationOf } from '../../src/words/report.ts';
import { checkCancelled, watchedJob } from '../support/jobs.ts';
import { bytesOf } from '../support/reports.ts';
import { nudgedSample, sample, shuffledSample } from '../support/samples.ts';
import { faultsOf } from '../support/schema.ts';
import { memoryStore, testPorts } from '../support/stores.ts';

const asked = { task: sample('task.json'), memory: 1000, pairs: 32, resamples: 100 };

const folder = mkdtempSync(join(tmpdir(), 'congruity-trajectory-'));
afterAll(() => rmSync(folder, { recursive: true }));
let runs = 0;
/** What one test has measured the others find. */
const store = memoryStore();

/** A run with these checkpoints, a hundred steps apart. */
function runOf(checkpoints: readonly string[]): string {
  const run = join(folder, String(runs++), 'run');
  mkdirSync(run, { recursive: true });
  for (const [i, from] of checkpoints.entries()) {
    cpSync(from, join(run, `checkpoint-${100 * (i + 1)}`), { recursive: true });
  }
  return run;
}

const runIn = (report: TrajectoryReport, run = 0) => sectionOf(report, 'trajectory')!.runs[run];

describe('a run that goes from one algorithm to another', () => {
  let run: string;
  let report: TrajectoryReport;
  const found = (job = quietJob, runs = [run]) =>
    trajectory(job, testPorts(store), { ...asked, runs });

  test('has each checkpoint beside the last and the one before it, and nothing else', async () => {
    run = runOf([
      shuffledSample('ab-gpt2'),
      sample('ab-gpt2'),
      nudgedSample('ab-gpt2', 1),
      sample('bc-llama'),
      nudgedSample('bc-llama', 2),
    ]);
    mkdirSync(join(run, 'checkpoint-600')); // the trainer has begun it
    mkdirSync(join(run, 'checkpoint-700'));
    writeFileSync(join(run, 'checkpoint-700', 'model.safetensors'), 'half');
    report = await found();
    const { steps } = runIn(report);
    const verdicts = steps.map(({ solves, toLast, toPrevious }) => [
      solves,
      toLast && `${toLast.verdict} ${toLast.with}`,
      toPrevious && `${toPrevious.verdict} ${toPrevious.with}`,
    ]);
    expect(verdicts).toEqual([
      [false, null, null],
      [true, 'different 4', null],
      [true, 'different 4', 'indistinguishable 1'],
      [true, 'indistinguishable 4', 'different 2'],
      [true, null, 'indistinguishable 3'],
    ]);
    expect(steps.map(({ label, step }) => [label, step])).toEqual(
      [100, 200, 300, 400, 500].map((step) => [`checkpoint-${step}`, step]),
    );
    expect(report.notes).toEqual(
      expect.arrayContaining([
        'Left out, for they hold no weights: "checkpoint-600".',
        expect.stringMatching(/^run: checkpoint-700 is left out, for it cannot be read: /),
      ]),
    );
    expect(faultsOf(JSON.parse(bytesOf(report)))).toEqual([]);
  });

  test('settles and changes where the other one begins', () => {
    expect(runIn(report)).toMatchObject({
      settled: 3,
      change: { at: 3, low: 3, high: 3, share: 1 },
      breaks: [3],
    });
    expect(report.models.map(({ profile }) => profile === null)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(explanationOf(report)).toMatch(
      /^run settles at checkpoint-400: from there on .*checkpoint-500; its interpretation changes at checkpoint-400 \(whichever pairs are drawn\); 1 of 5 checkpoints does not solve the task/,
    );
  });

  test('a number of it is that of a comparison of the two', async () => {
    const { toLast } = runIn(report).steps[1];
    const [a, b] = [200, 500].map((step) => join(run, `checkpoint-${step}`));
    const alone = await compare(quietJob, testPorts(store), { ...asked, a, b });
    const { sites: _, ...distance } = alone.distance!;
    expect(toLast).toMatchObject({ distance, verdict: alone.verdict, reason: alone.reason.code });
  });

  test('is told in the terminal and as a table', () => {
    const text = reportText(report, { width: 100 });
    expect(text).toMatch(/checkpoint-100 +\S+ % +below the floor of the task/);
    expect(text).toMatch(/checkpoint-400 .*← changes here ← settles here/);
    expect(text).toMatch(/\{a,b\} +·██▁▁ +[\d.]+ at most/);
    const [head, first, , , fourth] = reportCsv(report).split('\r\n');
    expect(head).toMatch(/^run,checkpoint,step,accuracy,solves,last: verdict,last: distance,/);
    expect(first).toMatch(/^run,checkpoint-100,100,[\d.]+,no,,,,,,/);
    expect(fourth).toMatch(/^run,checkpoint-400,400,1,yes,indistinguishable,.*,yes,yes,yes,/);
  });

  test('gives the same bytes again, and a new checkpoint costs its own row', async () => {
    expect(bytesOf(await found())).toBe(bytesOf(report));
    const kept = store.written.length;
    cpSync(nudgedSample('bc-llama', 3), join(run, 'checkpoint-600'), { recursive: true });
    const job = watchedJob();
    const more = await found(job);
    expect(runIn(more).steps).toHaveLength(6);
    expect(runIn(more).settled).toBe(3);
    const swept = job.log
      .filter(({ doing }) => /interchanging/.test(doing))
      .map(({ doing }) => doing);
    expect(swept.length).toBeGreaterThan(0);
    expect(swept.filter((doing) => !doing.includes('run/checkpoint-600'))).toEqual([]);
    expect(store.written.length - kept).toBeGreaterThan(5);
  });

  test('beside another seed, and the other way round', async () => {
    const other = runOf([sample('bc-llama'), nudgedSample('ab-gpt2', 1), sample('ab-gpt2')]);
    const both = await found(quietJob, [run, other]);
    expect(runIn(both, 1)).toMatchObject({ settled: 1, change: { at: 1 }, breaks: [1] });
    expect(sectionOf(both, 'trajectory')!.lasts).toMatchObject([
      { of: 5, with: 8, verdict: 'different' },
    ]);
    expect(explanationOf(both)).toMatch(
      /2 of 2 runs settle before their last checkpoint, at checkpoint-400 and checkpoint-200\. .*different in 1 pair\./,
    );
    expect(faultsOf(JSON.parse(bytesOf(both)))).toEqual([]);
  });
});

describe('a run', () => {
  const at = (checkpoints: readonly string[]) =>
    trajectory(quietJob, testPorts(store), { ...asked, runs: [runOf(checkpoints)] });

  test('that stays as it is settles at its first checkpoint and does not change', async () => {
    const report = await at([sample('ab-gpt2'), nudgedSample('ab-gpt2', 1)]);
    expect(runIn(report)).toMatchObject({ settled: 0, change: null, breaks: [] });
    expect(explanationOf(report)).toContain('no change of it is sure');
  });

  test('in looks tells what it knows as it goes on', async () => {
    const runs = [runOf([sample('ab-gpt2'), sample('bc-llama'), nudgedSample('bc-llama', 1)])];
    const soFar: TrajectoryReport[] = [];
    const { pairs: _, ...rest } = asked;
    const report = await trajectory(quietJob, testPorts(), { ...rest, stages: 1, runs }, (so) =>
      soFar.push(so),
    );
    expect(report.looks).toMatchObject({ stopped: 'stages' });
    expect(runIn(report).steps.map(({ toLast }) => toLast?.pairs)).toEqual([16, 16, undefined]);
    expect(soFar.length).toBeGreaterThan(3);
    expect(soFar.map(({ looks }) => looks?.stopped)).toEqual(soFar.map(() => null));
    expect(explanationOf(soFar[0])).toMatch(/^So far: /);
    const told = [soFar[0], soFar.at(-1), report];
    expect(told.flatMap((one) => faultsOf(JSON.parse(bytesOf(one!))))).toEqual([]);
    expect(reportText(soFar[0])).toMatch(/checkpoint-100 +100 % +not compared yet/);
  });

  test('that never solves the task is told as such', async () => {
    const report = await at([shuffledSample('ab-gpt2'), shuffledSample('ab-gpt2')]);
    expect(runIn(report)).toMatchObject({ settled: null, change: null, breaks: [] });
    expect(explanationOf(report)).toMatch(/^None of the 2 checkpoints of run solves the task\./);
    expect(faultsOf(JSON.parse(bytesOf(report)))).toEqual([]);
  });

  test('with one checkpoint is refused', async () => {
    await expect(at([sample('ab-gpt2')])).rejects.toMatchObject({
      code: 'task-invalid',
      message: expect.stringContaining(
        'run has one checkpoint that can be read, a trajectory takes two',
      ),
    });
  });

  test('of too many checkpoints is refused before any of them is opened', async () => {
    const path = runOf([]);
    for (let step = 1; step <= 201; step++) {
      mkdirSync(join(path, `step-${step}`));
      writeFileSync(join(path, `step-${step}`, 'model.safetensors'), '');
    }
    const ports = testPorts(store);
    const opened: string[] = [];
    const open = (file: string) => {
      opened.push(file);
      return ports.files.open(file);
    };
    const files = { ...ports.files, open };
    const refused = trajectory(quietJob, { ...ports, files }, { ...asked, runs: [path] });
    await expect(refused).rejects.toThrow('the runs have 201 checkpoints, allowed are 200');
    expect(opened).toEqual([]);
  });

  test('that is cancelled ends, also while its change is looked for', async () => {
    const runs = [runOf([sample('ab-gpt2'), sample('bc-llama')])];
    await checkCancelled((job) => trajectory(job, testPorts(store), { ...asked, runs }), 3);
  });
});
