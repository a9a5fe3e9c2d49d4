// A task of more than six parts: each model's search visits its own sets, and two are compared over those of both.
import { expect, test } from 'vitest';
import { compare } from '../../src/engine/analysis/compare.ts';
import { fleet } from '../../src/engine/analysis/fleet.ts';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { ModelReport } from '../../src/protocol/report.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { folderOf } from '../support/checkpoints.ts';
import { editedFolder, type Tensors } from '../support/models.ts';
import { sample } from '../support/samples.ts';
import { faultsOf } from '../support/schema.ts';
import { memoryStore, testPorts } from '../support/stores.ts';

const names = [...'abcdefg'];
const digits = ['0', '1', '2', '3', '4', '5'];
const sevenParts = {
  name: 'seven',
  template: `${names.map((name) => `{${name}}`).join(' ')} =`,
  variables: Object.fromEntries(names.map((name) => [name, digits])),
  answer: { value: `(${names.join(' + ')}) % 6` },
  answers: digits,
  floor: 0, // the samples were trained on three numbers: what they do with seven is theirs
};

function setUp() {
  const longer = { config: { max_position_embeddings: 16 } };
  /** So unsure that some parts hardly matter: its search leaves them out. */
  const unsure = {
    ...longer,
    tensors: (tensors: Tensors) => {
      const { dims, data } = tensors.get('lm_head.weight')!;
      tensors.set('lm_head.weight', {
        dims,
        data: Float32Array.from(data, (x) => 0.05 * Number(x)),
      });
    },
  };
  return {
    models: [
      editedFolder(sample('ab-llama'), longer),
      editedFolder(sample('bc-llama'), longer),
      editedFolder(sample('ab-llama'), unsure),
    ],
    task: `${folderOf({ 'seven.task.json': JSON.stringify(sevenParts) })}/seven.task.json`,
  };
}

const run = { memory: 1000, pairs: 24, resamples: 100 };
const setsOf = ({ profile }: ModelReport) => profile!.map(({ set }) => set.join(' ')).sort();

test('two have the entries of both searches, and a fleet says of them what their comparison does', async () => {
  const { models, task } = setUp();
  const store = memoryStore();
  const report = await fleet(quietJob, testPorts(store), { ...run, task, models });
  expect(faultsOf(JSON.parse(JSON.stringify(report)))).toEqual([]);
  const own: string[][] = [];
  for (const a of models) {
    const alone = await interpret(quietJob, testPorts(store), { ...run, task, a });
    own.push(setsOf(alone.models[0]));
  }
  expect(report.models.map(setsOf), 'a model by itself has its own sets').toEqual(own);
  expect(own[2].length, 'the unsure one visits fewer').toBeLessThan(own[0].length);
  for (const [a, b] of [
    [0, 1],
    [0, 2],
  ]) {
    const both = await compare(quietJob, testPorts(), { ...run, task, a: models[a], b: models[b] });
    const [ofA, ofB] = both.models.map(setsOf);
    expect(ofA).toEqual(ofB);
    const union = new Set([...own[a], ...own[b]]);
    expect(ofA.every((set) => union.has(set))).toBe(true);
    const pair = sectionOf(report, 'fleet')!.pairs.find((one) => one.a === a && one.b === b)!;
    const { sites: _, ...distance } = both.distance!;
    expect(pair.distance).toEqual(distance);
    expect([pair.verdict, pair.reason]).toEqual([both.verdict, both.reason.code]);
    expect({ kind: 'distances', full: pair.full, merge: pair.merge }).toEqual(
      sectionOf(both, 'distances'),
    );
  }
});
