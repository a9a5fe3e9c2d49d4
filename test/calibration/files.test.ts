// The files that calibrate is given: what is read, and what is said of a wrong one.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkNames, readScores } from '../../src/engine/calibration/scores.ts';
import { readTruth } from '../../src/engine/calibration/truth.ts';
import { nodePorts } from '../../src/platform/ports.ts';

const { files } = nodePorts({ cache: false });
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'congruity-truth-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(json: unknown, name = 'truth.json'): string {
  const path = join(folder, name);
  writeFileSync(path, typeof json === 'string' ? json : JSON.stringify(json));
  return path;
}

const models = [
  { path: 'runs/a', label: 'x' },
  { path: 'runs/b', label: 'x' },
  { path: '../c', label: 'y', name: 'other' },
];
const task = { name: 't', origin: 'forced', task: 'ioi', models };
const truth = { name: 'mine', tasks: [task] };

test('paths are from the manifest, names the last parts of them', async () => {
  written(truth);
  const read = await readTruth(files, folder);
  expect(read.tasks[0].models).toEqual([
    { name: 'a', path: join(folder, 'runs/a'), label: 'x' },
    { name: 'b', path: join(folder, 'runs/b'), label: 'x' },
    { name: 'other', path: join(folder, '../c'), label: 'y' },
  ]);
  expect(read.tasks[0].task).toBe('ioi'); // no such file: a built-in task
});

const withModels = (changed: readonly unknown[]) => ({
  ...truth,
  tasks: [{ ...task, models: changed }],
});

test.each([
  ['no JSON', '{', /truth\.json/],
  ['no tasks', { name: 'mine', tasks: [] }, /tasks must NOT have fewer than 1/],
  ['an unknown field', { ...truth, weather: 1 }, /additional properties: weather/],
  [
    'an origin that there is not',
    { ...truth, tasks: [{ ...task, origin: 'seen' }] },
    /forced, natural/,
  ],
  ['two tasks of a name', { ...truth, tasks: [task, task] }, /two tasks are called "t"/],
  ['two models of a name', withModels([models[0], ...models]), /two models of "t" are called "a"/],
  [
    'one label',
    withModels(models.map((one) => ({ ...one, label: 'x' }))),
    /have 1 labels of 3 models/,
  ],
  [
    'no two of a label',
    withModels(models.map((one, i) => ({ ...one, label: `${i}` }))),
    /3 labels of 3/,
  ],
  ['too few models', withModels(models.slice(1)), /models must NOT have fewer than 3/],
])('a truth with %s is refused', async (_, json, message) => {
  await expect(readTruth(files, written(json))).rejects.toThrow(message);
});

test('a folder without truth.json: the file that is missing is named', async () => {
  await expect(readTruth(files, join(folder, 'nowhere'))).rejects.toThrow(/nowhere/);
});

const pair = { task: 't', a: 'b', b: 'a', score: 0.5 };
const part = { task: 't', model: 'a', component: 'L1H3', score: 2 };
const scores = { name: 'theirs', pairs: [pair], components: [part] };

async function read(json: unknown) {
  const known = await readTruth(files, written(truth));
  return readScores(files, written(json, 'scores.json'), known);
}

test('scores are found by their names, pairs in either order', async () => {
  const { pairs, components, direction, threshold } = await read(scores);
  expect([direction, threshold]).toEqual(['distance', undefined]);
  expect(pairs!('t', 'a', 'b')).toBe(0.5);
  expect(pairs!('t', 'a', 'other')).toBeUndefined();
  expect(components!('t', 'a', 'L1H3')).toBe(2);
});

test.each([
  ['of nothing', { name: 'theirs' }, /pairs/],
  ['of an unknown task', { ...scores, pairs: [{ ...pair, task: 's' }] }, /no task "s"; it has "t"/],
  [
    'of an unknown model',
    { ...scores, pairs: [{ ...pair, a: 'z' }] },
    /no model "z" on the task "t"/,
  ],
  ['of a model with itself', { ...scores, pairs: [{ ...pair, b: 'b' }] }, /"b" with itself/],
  [
    'twice',
    { ...scores, pairs: [pair, { ...pair, a: 'a', b: 'b' }] },
    /"t", "a", "b" has two scores/,
  ],
  [
    'that are no number',
    { ...scores, pairs: [{ ...pair, score: 'x' }] },
    /pairs\/0\/score must be number/,
  ],
  [
    'of no component',
    { ...scores, components: [{ ...part, component: '1.3' }] },
    /must match pattern/,
  ],
  ['of a component twice', { ...scores, components: [part, part] }, /"L1H3" has two scores/],
])('scores %s are refused', async (_, json, message) => {
  await expect(read(json)).rejects.toThrow(message);
});

test('two methods of one name are refused', async () => {
  const one = await read(scores);
  expect(() => checkNames([one, one], [])).toThrow('two methods are called "theirs"');
  expect(() => checkNames([one], ['theirs'])).toThrow('two methods are called "theirs"');
  expect(() => checkNames([one], ['profile'])).not.toThrow();
});
