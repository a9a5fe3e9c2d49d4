// Layers of the sample checkpoints, whole: what is compared, what is said of it, and what is refused.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { layers } from '../../src/engine/analysis/layers.ts';
import { type Job, quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import { measures } from '../../src/engine/measures/measures.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import type { LayersRequest } from '../../src/protocol/engineService.ts';
import type { LayersReport } from '../../src/protocol/report.ts';
import { type LayersSection, sectionOf } from '../../src/protocol/sections.ts';
import { reportJson } from '../../src/report/json.ts';
import { layers as canned } from '../support/cannedReports.ts';
import { folderOf } from '../support/checkpoints.ts';
import { checkCancelled } from '../support/jobs.ts';
import { sample, shuffledSample } from '../support/samples.ts';
import { faultsOf } from '../support/schema.ts';
import { share } from '../support/share.ts';

let ports: Ports;
beforeAll(() => {
  ports = nodePorts({ cache: false, threads: 1 });
});

const usual = { a: sample('ab-gpt2'), b: sample('bc-llama'), task: sample('task.json') };

function run(
  asked: Partial<LayersRequest> & { readonly memory?: number } = {},
  job: Job = quietJob,
): Promise<LayersReport> {
  return layers(job, ports, { ...usual, memory: 2000, pairs: 64, ...asked });
}

function mapOf(report: LayersReport): LayersSection {
  return sectionOf(report, 'layers')!;
}

const valuesOf = ({ pairs }: LayersSection) => pairs.flat().map((pair) => pair?.value ?? null);

test('the samples by debiased CKA: as they were', async () => {
  const report = await run({ pairs: 128 });
  const [found, before] = [mapOf(report), mapOf(canned())];
  for (const [k, value] of valuesOf(found).entries()) {
    expect(Math.abs(value! - valuesOf(before)[k]!)).toBeLessThan(1e-4);
  }
  expect({ ...found, pairs: [] }).toEqual({ ...before, pairs: [] });
  expect(report.notes).toEqual(canned().notes);
  expect(faultsOf(report)).toEqual([]);
});

test('the same request, the same bytes', async () => {
  const [first, again] = await Promise.all([run(), run()]);
  const bytes = (report: LayersReport) =>
    reportJson({ ...report, timings: { seconds: 0, steps: [] } });
  expect(bytes(first)).toBe(bytes(again));
});

test('of a model against itself each block is most like itself', async () => {
  const { pairs } = mapOf(await run({ b: usual.a }));
  for (const [l, row] of pairs.entries()) {
    expect(row[l]!.value).toBeGreaterThan(0.999);
    for (const pair of row) expect(pair!.value).toBeLessThanOrEqual(row[l]!.value + 1e-6);
  }
});

const quick = measures.filter(({ cost }) => cost !== 'iterated').map(({ name }) => name);

describe.each(share(quick, 4))('%s', (measure) => {
  test('valid numbers with their chance', async () => {
    const report = await run({ measure, pairs: 40, permutations: 3 });
    expect(faultsOf(report)).toEqual([]);
    const section = mapOf(report);
    expect(section.measure.name).toBe(measure);
    for (const pair of section.pairs.flat()) {
      expect(pair!.value).toBeGreaterThanOrEqual(section.measure.range[0] - 1e-6);
      expect(pair!.value).toBeLessThanOrEqual(section.measure.range[1] + 1e-6);
      expect([0.25, 0.5, 0.75, 1]).toContain(pair!.p);
    }
  });
});

test.each([
  ['answer', 1],
  ['mean', 1],
  ['all', 5],
] as const)('at %s there are so many rows a prompt: %i', async (position, each) => {
  const section = mapOf(await run({ position, permutations: 5 }));
  expect(section.position).toBe(position);
  expect(section.rows).toBe(each * section.prompts);
});

describe('what the reader is told', () => {
  test('how many prompts are different, where some come again', async () => {
    const { notes } = await run({ pairs: 128 });
    expect(notes.join('\n')).toMatch(/Different prompts: \d+ among 128 pairs/);
  });

  test('that a measure which takes long compares fewer', async () => {
    const asked = { position: 'all', measure: 'procrustes', permutations: 0 } as const;
    const { notes } = await run({ ...asked, pairs: undefined });
    expect(notes.join('\n')).toMatch(/^19 of the 152 prompts are compared: more take long/m);
  });

  test('that a model does not solve the task', async () => {
    const { notes } = await run({ b: shuffledSample('bc-llama') });
    expect(notes.join('\n')).toMatch(/^congruity-\w+ does not solve the task: what it carries/m);
  });

  test('that CCA tells nothing of few prompts', async () => {
    const { notes } = await run({ measure: 'cca', pairs: 20 });
    expect(notes.join('\n')).toMatch(/chance alone reaches mean CCA of 1 on so few prompts/);
  });

  test('that similarity is not sameness, in the explanation', async () => {
    const json = JSON.parse(reportJson(await run()));
    expect(json.explanation).toMatch(/alike does not mean that the same is computed/);
  });
});

describe('what is refused', () => {
  const cases: readonly [string, Partial<LayersRequest> & { memory?: number }, string, RegExp][] = [
    ['a measure that there is not', { measure: 'ckaa' }, 'task-invalid', /no measure "ckaa"/],
    ['too few prompts', { pairs: 10 }, 'task-invalid', /different prompts, .* takes 16/],
    [
      'more permutations than shifts',
      { permutations: 64 },
      'task-invalid',
      /permutations is 64, allowed is a whole number from 0 to \d+ on \d+ prompts/,
    ],
    [
      'a position that there is not',
      { position: 'last' as never },
      'task-invalid',
      /position is "last", allowed are answer, mean, all/,
    ],
    ['half a permutation', { permutations: 0.5 }, 'task-invalid', /permutations is 0\.5/],
    [
      'too little memory',
      { memory: 262, position: 'all', pairs: 256 },
      'memory',
      /to compare \d+ rows of \d+ prompts needs \d+ MB, the budget is 262 MB/,
    ],
  ];
  test.each(cases)('%s', async (_, asked, code, words) => {
    await expect(run(asked)).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
  });

  test('a task that has too few prompts', async () => {
    const folder = folderOf({});
    const task = join(folder, 'few.task.json');
    const of = { template: '{a} {b} , {c} =', answer: '{a}', floor: 0 };
    const variables = { a: ['0', '1'], b: ['0', '1'], c: ['0', '1'] };
    writeFileSync(task, JSON.stringify({ name: 'few', ...of, variables }));
    await expect(run({ task, pairs: 100 })).rejects.toMatchObject({
      code: 'task-invalid',
      message: expect.stringMatching(/the task "few" gives \d+ different prompts/),
    });
  });
});

test('it is cancelled wherever it is', async () => {
  await checkCancelled((job) => run({ permutations: 5 }, job), 6);
});
