// Rotary positions: frequencies against the definitions, turning against complex numbers.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/checkpoint/checkpoint.ts';
import { plainWords } from '../../src/engine/checkpoint/configWords.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { Config } from '../../src/engine/family/config.ts';
import { dialects } from '../../src/engine/family/dialects.ts';
import { rotaryOf } from '../../src/engine/family/rotary.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { edited, forwardOf, furthest, logitsOf, type Tensors } from '../support/models.ts';

const llama3 = {
  rope_type: 'llama3',
  factor: 8,
  low_freq_factor: 1,
  high_freq_factor: 4,
  original_max_position_embeddings: 8192,
};

/** Llama 3's rule by wavelengths, as Meta wrote it (llama-models, apply_scaling). */
function byWavelength(frequency: number): number {
  const wavelength = (2 * Math.PI) / frequency;
  if (wavelength < 8192 / 4) return frequency;
  if (wavelength > 8192 / 1) return frequency / 8;
  const smooth = (8192 / wavelength - 1) / (4 - 1);
  return ((1 - smooth) * frequency) / 8 + smooth * frequency;
}

/** Rotary positions of a head of `width`, as the config of a model type says. */
function turning(config: JsonObject, width: number, type = 'llama') {
  const { types } = dialects.find((dialect) => Object.hasOwn(dialect.types, type))!;
  const read = new Config(config, type, types[type], plainWords);
  return rotaryOf(read, width, 8192, type === 'gpt_neox').rotary;
}

function checkFrequencies(config: JsonObject, wanted: readonly number[], type?: string) {
  const found = turning(config, 2 * wanted.length, type).frequencies;
  expect(found).toHaveLength(wanted.length);
  found.forEach((frequency, i) => {
    expect(frequency / wanted[i]).toBeCloseTo(1, 12);
  });
}

describe('frequencies', () => {
  const plain = (base: number) => Array.from({ length: 32 }, (_, i) => 1 / base ** (i / 32));

  test.each<[string, JsonObject, readonly number[]]>([
    ['the default base', {}, plain(10000)],
    ['rope_theta', { rope_theta: 500000 }, plain(500000)],
    ['no scaling', { rope_scaling: null }, plain(10000)],
    ['default scaling', { rope_scaling: { rope_type: 'default' } }, plain(10000)],
    ['linear', { rope_scaling: { type: 'linear', factor: 4 } }, plain(10000).map((f) => f / 4)],
    [
      'Llama 3',
      { rope_theta: 500000, rope_scaling: llama3 },
      plain(500000).map((f) => byWavelength(f)),
    ],
    [
      'Llama 3 as transformers 5 writes it',
      { rope_parameters: { rope_theta: 500000, ...llama3 } },
      plain(500000).map((f) => byWavelength(f)),
    ],
    [
      'transformers 5 with the base outside',
      { rope_theta: 500000, rope_parameters: { rope_type: 'linear', factor: 2 } },
      plain(500000).map((f) => f / 2),
    ],
  ])('%s', (_, config, wanted) => checkFrequencies(config, wanted));

  test('Llama 3 keeps some, blends some and slows some', () => {
    const config = { rope_theta: 500000, rope_scaling: llama3 };
    const ratio = turning(config, 64).frequencies.map((f, i) => f * 500000 ** (i / 32));
    expect(ratio[0]).toBe(1);
    expect(ratio.at(-1)).toBeCloseTo(1 / 8, 12);
    expect(ratio.filter((r) => r > 0.126 && r < 0.999).length).toBeGreaterThan(1);
  });

  test('GPT-NeoX has another name for the base', () =>
    checkFrequencies({ rotary_pct: 1, rotary_emb_base: 1000 }, plain(1000), 'gpt_neox'));

  test.each<[JsonObject, number]>([
    [{}, 16],
    [{ rotary_pct: 1 }, 64],
    [{ rotary_pct: 0.5 }, 32],
    [{ rotary_pct: 0.2 }, 12],
    [{ rope_parameters: { partial_rotary_factor: 0.5 } }, 32],
  ])('of a head of 64 of GPT-NeoX, %j turns %d', (config, wanted) => {
    expect(2 * turning(config, 64, 'gpt_neox').frequencies.length).toBe(wanted);
  });
});

describe('turning', () => {
  /** q and k of every position are 1, so the pattern shows the turning alone. */
  function constantQueries(tensors: Tensors) {
    for (const [name, { dims, data }] of [...tensors]) {
      const isConstant = /[qk]_proj\.weight$|layernorm|embed_tokens/.test(name);
      // The norm of a constant row is 1; the first column makes q and k 1.
      const make = (_: number, i: number) => (name.includes('_proj') ? +(i % dims[1] === 0) : 1);
      if (isConstant) tensors.set(name, { dims, data: Float32Array.from(data, make) });
    }
  }

  test('scores depend on the distance alone: sum of cosines of its angles', async () => {
    const forward = await forwardOf(await edited('llama', { tensors: constantQueries }));
    const prompt = Int32Array.of(1, 2, 3, 4, 5);
    const { blocks } = await activations(quietJob, forward, [prompt]);
    const { dims, data } = blocks[0].pattern;
    expect(dims).toEqual([1, 4, 5, 5]);
    const [T, dh] = [5, 8];
    const score = (distance: number) =>
      [0, 1, 2, 3].reduce((sum, i) => sum + 2 * Math.cos(distance / 10000 ** (i / 4)), 0) /
      Math.sqrt(dh);
    for (let t = 0; t < T; t++) {
      const all = Array.from({ length: t + 1 }, (_, s) => Math.exp(score(t - s)));
      const total = all.reduce((a, b) => a + b, 0);
      all.forEach((e, s) => {
        expect(data[t * T + s]).toBeCloseTo(e / total, 5);
      });
    }
  });

  test('scaling reaches the graphs', async () => {
    const scaled = { config: { rope_scaling: { type: 'linear', factor: 4 } } };
    const [a, b] = [await edited('llama'), await edited('llama', scaled)];
    expect(furthest(await logitsOf(a), await logitsOf(b))).toBeGreaterThan(1e-4);
  });
});
