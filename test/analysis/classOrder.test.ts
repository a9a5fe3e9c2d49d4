// Outputs that stand for the classes in another order: told where it would solve the task, and only there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bestOrder } from '../../src/engine/analysis/classOrder.ts';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { explanationOf } from '../../src/words/report.ts';
import { folderOf } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { faultsOf } from '../support/schema.ts';
import { testPorts } from '../support/stores.ts';

const rows = (n: number, of: (i: number) => number) => Array.from({ length: n }, (_, i) => of(i));

test.each<[string, number[], number[], string[], object | undefined]>([
  [
    'turned by one',
    rows(48, (i) => i % 3),
    rows(48, (i) => (i + 1) % 3),
    ['high', 'low', 'mid'],
    { classes: ['mid', 'high', 'low'], accuracy: 1 },
  ],
  [
    'one row in four is wrong',
    rows(32, (i) => i % 2),
    rows(32, (i) => (i % 4 === 0 ? 0 : 1 - (i % 2))),
    ['a', 'b'],
    { classes: ['b', 'a'], accuracy: 0.75 },
  ],
  [
    'too few rows',
    rows(20, (i) => i % 3),
    rows(20, (i) => (i + 1) % 3),
    ['a', 'b', 'c'],
    undefined,
  ],
  [
    'too many classes',
    rows(200, (i) => i % 13),
    rows(200, (i) => i % 13),
    [...'abcdefghijklm'],
    undefined,
  ],
])('%s', (_, right, said, classes, best) => {
  expect(bestOrder(right, said, classes)).toEqual(best);
});

test.each([
  [
    ['odd', 'even'],
    /solves 0.0 % .* \(it would solve 100.0 % if its outputs stood for even, odd in this order/,
  ],
  [['even', 'odd'], /^(?!.*would solve)/],
])('a report of the task with the classes %j', async (classes, sentence) => {
  const json = JSON.parse(readFileSync(fixture('rows/rows.task.json'), 'utf8'));
  const folder = folderOf({
    'rows.csv': readFileSync(fixture('rows/rows.csv')),
    'r.task.json': JSON.stringify({ ...json, data: { ...json.data, classes } }),
  });
  const report = await interpret(quietJob, testPorts(), {
    ...{ memory: 1000, resamples: 100, pairs: 32 },
    ...{ a: fixture('rows/mlp-ab.safetensors'), task: join(folder, 'r.task.json') },
  });
  expect(explanationOf(report)).toMatch(sentence);
  expect(faultsOf(report)).toEqual([]);
});
