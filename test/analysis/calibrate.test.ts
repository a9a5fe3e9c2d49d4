// What is judged on models of the truth that comes along: each method's numbers against a second implementation, what the
// report says of them and of scores from a file, and that the same comes out again.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { calibrate, taskScores } from '../../src/engine/analysis/calibrate.ts';
import { agreement } from '../../src/engine/analysis/calibrateComponents.ts';
import { methodNames } from '../../src/engine/analysis/calibrateMethods.ts';
import { clockOf } from '../../src/engine/analysis/calibrateRun.ts';
import { settingsOf } from '../../src/engine/analysis/settings.ts';
import { readTruth } from '../../src/engine/calibration/truth.ts';
import { type Job, quietJob } from '../../src/engine/core/job.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import type { CalibrateRequest } from '../../src/protocol/calibration.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { reportJson } from '../../src/report/json.ts';
import { checkProgress, watchedJob } from '../support/jobs.ts';
import { faultsOf } from '../support/schema.ts';

const ports = nodePorts({ cache: false, threads: 1 });
const media = join(import.meta.dirname, '../../media/truth');
const memory = 2000;
const [a, b, c] = ['ab-gpt2-1a', 'ab-llama-2a', 'bc-gpt2-1a'];

let folder: string;
let truth: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'congruity-calibrate-'));
  truth = join(folder, 'truth.json');
  const models = [a, b, c].map((name) => {
    const path = relative(folder, join(media, 'modsum', name));
    return { path, label: name.slice(0, 2) };
  });
  const task = relative(folder, join(media, 'modsum/task.json'));
  const tasks = [{ name: 'modsum', origin: 'forced', task, models }];
  writeFileSync(truth, JSON.stringify({ name: 'three', tasks }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Of the pairs a b, a c, b c on all 256 pairs, by reference.py and coordinates.py of the ground truth (expected.json,
 * expected-coordinates.json), whose weights have 32 bits and whose answers a bucket "other".
 */
const reference = {
  profile: [0.0168, 0.984, 0.9871],
  full: [0.8026, 1, 1],
  merge: [0.1806, 0.9961, 0.9996],
  crispness: [0.1226, 0.9997, 0.9997],
} as const;

test('distances of the models that come along are those of the reference', async () => {
  const { tasks } = await readTruth(ports.files, truth);
  const methods = new Set(Object.keys(reference));
  const settings = { ...settingsOf({ resamples: 100 }), methods, drawings: 0 };
  const run = { ports, memory, settings, clock: clockOf(() => 0) };
  const { pairs, scores } = await taskScores(quietJob, run, tasks[0], []);
  expect(pairs.map(({ across }) => across)).toEqual([false, true, true]);
  for (const [name, wanted] of Object.entries(reference)) {
    for (const [k, distance] of scores.get(name)!.distance.entries()) {
      expect([name, k, Math.abs(distance! - wanted[k]) < 5e-3]).toEqual([name, k, true]);
    }
  }
});

function run(asked: Partial<CalibrateRequest> = {}, job: Job = quietJob) {
  const usual = { truth, memory, pairs: 32, resamples: 100 };
  return calibrate(job, ports, { ...usual, ...asked });
}

const mine = {
  name: 'mine',
  direction: 'similarity',
  pairs: [
    { task: 'modsum', a, b, score: 0.2 },
    { task: 'modsum', a: c, b: a, score: 0.7 },
  ],
  components: ['L0H0', 'L0H1', 'MLP 0', 'MLP 1'].map((component, score) => {
    return { task: 'modsum', model: a, component, score };
  }),
};

test('own methods and given scores stand in one report, the same each time', async () => {
  const scores = join(folder, 'mine.json');
  writeFileSync(scores, JSON.stringify(mine));
  const asked = { scores: [scores], methods: ['profile', 'cka-best', 'attribution'] };
  const report = await run(asked);
  const section = sectionOf(report, 'calibration')!;
  expect(faultsOf(report)).toEqual([]);
  expect(section.methods.map(({ name }) => name)).toEqual(['profile', 'cka-best', 'mine']);
  const [profile, cka, given] = section.methods.map(({ tasks }) => tasks[0]!);
  expect(profile.auroc!.value).toBe(1);
  expect([profile.threshold, profile.falseSame.pairs, profile.falseDifferent.pairs]).toEqual([
    null,
    0,
    0,
  ]);
  expect(profile.coverage).not.toBeNull();
  expect([cka.inHindsight, cka.coverage]).toEqual([true, null]);
  // Alike is different here: it is wrong on all, and b c was left out.
  expect([given.same, given.different, given.unscored]).toEqual([1, 1, 1]);
  expect(given.auroc!.value).toBe(0);
  expect(report.notes).toContainEqual(expect.stringMatching(/mine has scores of 2 of 3 pairs/));
  expect(section.components.map(({ name, models }) => [name, models])).toEqual([
    ['attribution', 3],
    ['mine', 1],
  ]);
  const bytes = (of: typeof report) => reportJson({ ...of, timings: { seconds: 0, steps: [] } });
  const job = watchedJob();
  expect(bytes(await run(asked, job))).toBe(bytes(report));
  checkProgress(job);
});

test.each([
  ['a method that there is not', { methods: ['luck'] }, /no method "luck"/],
  ['half a drawing', { drawings: 0.5 }, /number of drawings is 0\.5/],
  ['a truth that is not there', { truth: 'nowhere.json' }, /nowhere/],
])('%s is refused', async (_, asked, message) => {
  await expect(run(asked)).rejects.toThrow(message);
});

test('names of methods are unique', () => {
  expect(new Set(methodNames).size).toBe(methodNames.length);
});

test.each([
  ['in the same order', [1, 2, 3, 4], { rank: 1, auroc: 1 }],
  ['in the opposite order', [4, 3, 2, 1], { rank: -1, auroc: 0 }],
  ['all alike', [1, 1, 1, 1], { rank: undefined, auroc: 0.5 }],
  ['two scored alone', [1, undefined, undefined, 4], { rank: undefined, auroc: 1 }],
  ['none', [undefined, undefined, undefined, undefined], { rank: undefined, auroc: undefined }],
])('components %s', (_, scores, wanted) => {
  expect(agreement(scores, Float64Array.of(0, 0.1, 0.2, 0.9), 0.2)).toEqual(wanted);
});

test('a cancelled run ends', async () => {
  const job = watchedJob({ on: 'modsum: pairs of models, 2 of 3' });
  await expect(run({ methods: ['profile'] }, job)).rejects.toMatchObject({ code: 'cancelled' });
});
