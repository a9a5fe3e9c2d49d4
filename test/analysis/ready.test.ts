// The model that lies ready stays so from plan to plan: its weights are read once, until another's turn comes or
// the budget is too small for them. What is computed is the same to the last byte.
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/engine/analysis/compare.ts';
import { baseAnswers, measured, measuredTwin } from '../../src/engine/analysis/measure.ts';
import type { Candidate } from '../../src/engine/analysis/modelRun.ts';
import { Ready } from '../../src/engine/analysis/ready.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import type { Tensor } from '../../src/engine/core/tensor.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { candidateOf } from '../support/candidates.ts';
import { checkCancelled } from '../support/jobs.ts';
import { edited, editedFolder } from '../support/models.ts';
import { bytesOf } from '../support/reports.ts';
import { sample } from '../support/samples.ts';
import { testPorts } from '../support/stores.ts';
import { answering, tokenTask } from '../support/tokenTask.ts';

const memory = 1000; // MB

/** Two models that share a place to lie ready in, and how often a weight of them was read. */
async function two() {
  const ready = new Ready();
  const reads = { a: 0, b: 0 };
  const candidates: Record<'a' | 'b', Candidate> = {
    a: await counted(ready, () => reads.a++, 'a'),
    b: await counted(ready, () => reads.b++, 'b'),
  };
  return { ready, reads, candidates };
}

async function counted(ready: Ready, onRead: () => void, weights: string): Promise<Candidate> {
  const checkpoint = await edited('gpt2-f16');
  const task = tokenTask({ seed: weights, vocabulary: 300, pairs: 3, spans: [0, 1] });
  const tokens = answering(task, Int32Array.of(5, 17, 42));
  const watched: typeof checkpoint = {
    ...checkpoint,
    read: (job, name) => {
      if (name === 'transformer.h.0.attn.c_attn.weight') onRead();
      return checkpoint.read(job, name);
    },
  };
  const { subject } = candidateOf(modelOf(watched), tokens, weights);
  return { subject: { ...subject, ready }, tokens };
}

type Which = 'a' | 'b';
type Step = readonly ['gate' | 'sweep' | 'twin', Which] | 'release';

async function take(
  ports: Ports,
  step: Step,
  { ready, candidates }: Awaited<ReturnType<typeof two>>,
) {
  if (step === 'release') return ready.release();
  const [what, which] = step;
  const candidate = candidates[which];
  if (what === 'gate') return baseAnswers(quietJob, ports, candidate, memory);
  if (what === 'sweep') return measured(quietJob, ports, candidate, memory);
  return measuredTwin(quietJob, ports, candidate, { pairs: 2, seed: 0 }, memory);
}

test.each<[string, readonly Step[], { a: number; b: number }]>([
  [
    'plan after plan of one model',
    [
      ['gate', 'a'],
      ['sweep', 'a'],
    ],
    { a: 1, b: 0 },
  ],
  [
    'another model has its turn',
    [
      ['gate', 'a'],
      ['gate', 'b'],
      ['sweep', 'a'],
    ],
    { a: 2, b: 1 },
  ],
  [
    'one after the other',
    [
      ['gate', 'a'],
      ['sweep', 'a'],
      ['gate', 'b'],
      ['sweep', 'b'],
    ],
    { a: 1, b: 1 },
  ],
  [
    'the twin has other weights',
    [
      ['gate', 'a'],
      ['twin', 'a'],
      ['sweep', 'a'],
    ],
    { a: 3, b: 0 },
  ],
  [
    'what is known needs none',
    [
      ['gate', 'a'],
      ['gate', 'b'],
      ['gate', 'a'],
      ['sweep', 'b'],
    ],
    { a: 1, b: 1 },
  ],
  ['given back', [['gate', 'a'], 'release', ['sweep', 'a']], { a: 2, b: 0 }],
])('%s', async (_, steps, wanted) => {
  const ports = testPorts();
  const set = await two();
  for (const step of steps) await take(ports, step, set);
  expect(set.reads).toEqual(wanted);
});

test('a model that was ready for another plan gives the same bytes', async () => {
  const [one, other] = [await two(), await two()];
  await take(testPorts(), ['gate', 'a'], one);
  const later = await take(testPorts(), ['sweep', 'a'], one);
  expect(later).toEqual(await take(testPorts(), ['sweep', 'a'], other));
});

test('a run that is cancelled leaves the model ready for the next', async () => {
  const set = await two();
  const { runtime } = testPorts(); // on another it would be made again
  const run = (job = quietJob) =>
    measured(job, { ...testPorts(), runtime }, set.candidates.a, memory);
  const before = await run();
  await checkCancelled(run, 6);
  expect(await run()).toEqual(before);
  expect(set.reads.a).toBe(1);
});

describe('a budget of a third of the weights', () => {
  const width = 3000; // of the MLPs: what is added to them is 0
  const rows = { gate_proj: 0, up_proj: 0, down_proj: 1 };

  function wide(name: 'ab-llama' | 'bc-llama'): string {
    return editedFolder(sample(name), {
      config: { intermediate_size: width },
      tensors: (tensors) => {
        for (const [tensor, of] of tensors) {
          const axis = Object.entries(rows).find(([word]) => tensor.includes(word))?.[1];
          if (axis !== undefined) tensors.set(tensor, padded(of, axis));
        }
      },
    });
  }

  function padded({ dims, data }: Tensor, axis: number): Tensor {
    const to = dims.map((size, i) => (i === axis ? width : size));
    const out = new Float32Array(to[0] * to[1]);
    for (let row = 0; row < dims[0]; row++) {
      out.set(data.subarray(row * dims[1], (row + 1) * dims[1]) as Float32Array, row * to[1]);
    }
    return { dims: to, data: out };
  }

  test('gives the same report, byte for byte', async () => {
    const [a, b] = [wide('ab-llama'), wide('bc-llama')];
    const request = { a, b, task: sample('task.json'), pairs: 4, resamples: 100 };
    const within = (budget: number) =>
      compare(quietJob, testPorts(), { ...request, memory: budget });
    const whole = bytesOf(await within(memory));
    const third = (3 * 32 * width * 4) / 1e6; // MB: a block's, of three
    expect(bytesOf(await within(256 + third + 0.5))).toBe(whole);
    await expect(within(256 + third), 'with no room beside it').rejects.toMatchObject({
      code: 'memory',
    });
  });
});
