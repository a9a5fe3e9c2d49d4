// A task of more than six parts: each model's search visits its own sets, and two are compared over those of both.
import { expect, test } from 'vitest';
import { compare } from '../../src/engine/analysis/compare.ts';
import { fleet } from '../../src/engine/analysis/fleet.ts';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { ModelReport } from '../../src/protocol/report.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { folderOf } from '../support/checkpoints.ts';
import { editedFolder } from '../support/models.ts';
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
  const sure = (factor: number) => ({
    ...longer,
    tensors: (tensors: ReadonlyMap<string, { data: ArrayLike<number> & { fill?: unknown } }>) => {
      const { data } = tensors.get('lm_head.weight') as unknown as { data: Float32Array };
      for (const [i, x] of data.entries()) data[i] = factor * x;
    },
  });
  return {
    models: [
      ...[0.15,0.1,0.07,0.05].map((f)=>editedFolder(sample('ab-llama'), sure(f)))
    ],
    task: `${folderOf({ 'seven.task.json': JSON.stringify(sevenParts) })}/seven.task.json`,
  };
}

const run = { memory: 1000, pairs: 24, resamples: 100 };
const setsOf = ({ profile }: ModelReport) => profile!.map(({ set }) => set.join(' ')).sort();


import { expect as e2 } from 'vitest';
test('x', async () => { const { models, task } = setUp(); const store = memoryStore();
 for (const a of models) { const r = await interpret(quietJob, testPorts(store), { ...run, task, a }); console.log(setsOf(r.models[0]).length, r.models[0].sites![0].strength, r.models[0].sites![12].strength); }
 e2(1).toBe(1); });
