// The gradients of whole models are PyTorch's: test/fixture/gradients, made by test/fixture/make/gradients.py.
import { expect, onTestFinished, test } from 'vitest';
import { ascend, batchOf, type States } from '../../src/engine/attribution/ascent.ts';
import { descend } from '../../src/engine/attribution/descent.ts';
import { logitDifference } from '../../src/engine/attribution/metric.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { fixture } from '../support/fixture.ts';
import { edited, furthest, testRuntime } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';

/** Of the largest number of each tensor. */
const tolerance = 1e-4;

const families = [
  'gpt2',
  'gpt_neox',
  'llama',
  'bert',
  'qwen3',
  'mistral',
  'gemma3_text',
  'gemma2',
  'hooked',
  'hooked-folded',
];

test.each(families)('%s: at every cut, of z, of what the MLPs add', async (folder) => {
  const golden = readSafetensors(fixture(`gradients/${folder}.safetensors`));
  const whole = (name: string) => [...golden.get(name)!.data];
  const model = modelOf(await edited(folder));
  const forward = new Forward(networkOf(model, 'heads and MLPs'), await testRuntime(), 2 ** 30);
  onTestFinished(() => forward.release());
  const [B, T] = golden.get('ids')!.dims;
  const inputs = Array.from({ length: B }, (_, b) => ({
    values: Int32Array.from(whole('ids').slice(b * T, b * T + whole('lengths')[b])),
    readAt: whole('readAt')[b],
  }));
  const answers = Int32Array.from([...whole('right'), ...whole('wrong')]);
  const contrasts = inputs.map((_, b) => ({ right: [b], wrong: [B + b] }));
  const batch = batchOf(forward, inputs);
  const x = await forward.network.embed(quietJob, batch.inputs, batch.length);
  const moments = await ascend(quietJob, forward, batch, x);
  const outcomes = answers.map((_, a) => a);
  const ends = { first: 0, batch, into: moments, from: moments };
  const metric = await logitDifference({ answers, outcomes }, contrasts)(ends);
  const found: States[] = [];
  const values = await descend(quietJob, forward, batch, moments, metric, (moment, gradients) => {
    found[moment] = gradients;
  });

  expect(furthest(Float32Array.from(values), Float32Array.from(whole('value')))).toBeLessThan(1e-4);
  const { cuts } = forward.network;
  const check = (name: string, data: Float32Array) => {
    const wanted = Float32Array.from(golden.get(name)!.data);
    const scale = wanted.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
    expect(scale, name).toBeGreaterThan(0);
    expect(furthest(data, wanted) / scale, name).toBeLessThan(tolerance);
  };
  for (const [l, cut] of cuts.entries()) {
    check(`residual.${l}`, found[cut].x);
    if (l === cuts.length - 1) continue;
    check(`z.${l}`, found[cut + 1].z);
    check(`mlp.${l}`, found[cut + 2].m);
  }
});
