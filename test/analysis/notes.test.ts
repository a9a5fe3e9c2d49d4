// What a report says beside its numbers, and that it holds numbers: on the sample checkpoints.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compare } from '../../src/engine/analysis/compare.ts';
import { finiteReport } from '../../src/engine/analysis/finiteReport.ts';
import { fleet } from '../../src/engine/analysis/fleet.ts';
import { gateOf } from '../../src/engine/analysis/gate.ts';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { TokenTask } from '../../src/engine/task/tokenised.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { explanationOf, settleOf } from '../../src/words/report.ts';
import { bytesOf } from '../support/reports.ts';
import { sample } from '../support/samples.ts';
import { faultsOf } from '../support/schema.ts';
import { testPorts } from '../support/stores.ts';

const memory = 1000; // MB
const [a, b] = [sample('ab-gpt2'), sample('bc-llama')];
const sampleTask = sample('task.json');
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
const ports = testPorts(); // every model is measured once

function compared(one: string, other: string, pairs: number, task = sampleTask) {
  return compare(quietJob, ports, { a: one, b: other, task, pairs, memory, resamples: 100 });
}

describe('too few pairs: inconclusive, said, and numbers all the same', () => {
  test.each([2, 3, 4, 5, 8, 11])('%i', async (pairs) => {
    for (const other of [a, b]) {
      const report = await compared(a, other, pairs);
      expect(report.verdict).toBe('inconclusive');
      expect(explanationOf(report)).toContain(
        `Too few different pairs (${pairs}; a verdict takes 12)`,
      );
      expect(settleOf(report)).toContain('At least 12 different pairs');
      expect(sectionOf(report, 'distances')?.merge?.reading ?? 'unclear').toBe('unclear');
      expect(faultsOf(JSON.parse(bytesOf(report)))).toEqual([]);
    }
  });

  test('12 are enough', async () => {
    expect((await compared(a, b, 12)).reason.code).not.toBe('too few pairs');
  });

  test('a few, again and again, are few', async () => {
    const report = await compared(
      a,
      b,
      60,
      taskOf((pairs) => Array(12).fill(pairs.slice(0, 5)).flat()),
    );
    expect(report.verdict).toBe('inconclusive');
    expect(explanationOf(report)).toContain('Too few different pairs (5;');
    expect(report.notes.join()).toContain('Different pairs: only 5 of 60;');
  });
});

describe('pairs that the task does not have are said', () => {
  const few = taskOf((pairs) => pairs.slice(0, 20));
  const sentence = '20 pairs of the 1,000 wanted: the task has no more that fit.';
  test('by a comparison', async () => {
    const report = await compared(a, b, 1000, few);
    expect([report.task.pairs, report.notes]).toEqual([20, [sentence]]);
  });
  test('by an interpretation', async () => {
    const report = await interpret(quietJob, ports, { a, task: few, pairs: 1000, memory });
    expect([report.task.pairs, report.notes]).toEqual([20, [sentence]]);
  });
  test('and nothing when there are enough', async () => {
    expect((await compared(a, b, 20, few)).notes).toEqual([]);
  });
});

describe('one and the same checkpoint', () => {
  const copy = newFolder();
  const reconfigured = newFolder();
  for (const folder of [copy, reconfigured]) cpSync(a, folder, { recursive: true });
  const config = join(reconfigured, 'config.json');
  writeFileSync(config, JSON.stringify({ ...JSON.parse(readFileSync(config, 'utf8')), extra: 1 }));
  const same = 'The two checkpoints hold the same bytes: weights, config and tokenizer.';
  test.each([
    ['itself', a, [same]],
    ['its copy', copy, [same]],
    [
      'one with another config',
      reconfigured,
      ['The two checkpoints hold the same weights; they differ in config.'],
    ],
    ['another', b, []],
  ])('%s', async (_, other, notes) => {
    expect((await compared(copy, other, 16)).notes).toEqual(notes);
  });

  const [nameOfA, nameOfCopy, changed] = [a, copy, reconfigured].map((path) => basename(path));
  const bytes = (who: string) => `${who} hold the same bytes: weights, config and tokenizer.`;
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['the first and the last', [a, b, copy], [bytes(`${nameOfA} and ${nameOfCopy}`)]],
    ['the last two', [b, a, copy], [bytes(`${nameOfA} and ${nameOfCopy}`)]],
    ['none', [a, b], []],
    [
      'two, and one that has their weights',
      [a, reconfigured, b, copy],
      [
        bytes(`${nameOfA} and ${nameOfCopy}`),
        `${nameOfA}, ${changed} and ${nameOfCopy} hold the same weights; they differ in config.`,
      ],
    ],
  ])('among more than two: %s', async (_, models, notes) => {
    const request = { models, task: sampleTask, pairs: 16, memory, resamples: 100 };
    expect((await fleet(quietJob, ports, request)).notes).toEqual(notes);
  });
});

test('memory is said once, as a note, and is no activity', async () => {
  const said: string[] = [];
  const doing: string[] = [];
  const job = { ...quietJob, progress: (_: number, what: string) => void doing.push(what) };
  const noting = { ...testPorts(), note: (sentence: string) => void said.push(sentence) };
  await compare(job, noting, { a, b, task: sampleTask, pairs: 16, memory, resamples: 100 });
  expect(said).toEqual([
    expect.stringMatching(/^takes up to about \d+ MB of memory; 1,000 MB are allowed$/),
  ]);
  expect(doing.filter((what) => /memory|MB/.test(what))).toEqual([]);
});

describe('what is no number is no report', () => {
  test.each([
    [{ models: [{ cuts: [{ crispness: Number.NaN }] }] }, 'report.models[0].cuts[0].crispness'],
    [{ distance: { low: Number.NEGATIVE_INFINITY } }, 'report.distance.low'],
    [{ examples: [], list: [[0, 1], [Number.POSITIVE_INFINITY]] }, 'report.list[1][0]'],
  ])('%j', (report, place) => {
    expect(() => finiteReport(report)).toThrow(
      expect.objectContaining({ code: 'model-values', message: expect.stringContaining(place) }),
    );
  });

  test('null and text are no numbers either, but may stand there', () => {
    const report = { distance: null, name: 'NaN', models: [{ accuracy: null, floor: 0.5 }] };
    expect(finiteReport(report)).toBe(report);
  });

  test('a model that answers with NaN does not fail the task: it does not compute', () => {
    const task = { answers: [4, 5], text: (pair: number) => ({ base: `prompt ${pair}` }) };
    const logits = Float32Array.of(1, 2, 3, Number.NaN);
    const said = { logits, mass: Float32Array.of(1, 1) };
    expect(() => gateOf('m', task as unknown as TokenTask, said)).toThrow(
      expect.objectContaining({ code: 'model-values', message: 'm answers "prompt 1" with NaN' }),
    );
  });
});

/** The sample's task with other pairs. */
function taskOf(change: (pairs: readonly object[]) => readonly object[]): string {
  const task = JSON.parse(readFileSync(sampleTask, 'utf8'));
  const path = join(newFolder(), 'few.task.json');
  writeFileSync(path, JSON.stringify({ ...task, pairs: change(task.pairs) }));
  return path;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'congruity-notes-'));
  folders.push(folder);
  return folder;
}
