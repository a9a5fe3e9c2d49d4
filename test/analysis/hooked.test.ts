// A checkpoint in two dialects, from end to end: the sample ab-gpt2 as transformers and as HookedTransformer name it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compare } from '../../src/engine/analysis/compare.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import { folderOf } from '../support/checkpoints.ts';
import { readSafetensors } from '../support/safetensors.ts';
import { sample } from '../support/samples.ts';
import { testPorts } from '../support/stores.ts';

const [L, d, H, dh, V, n] = [3, 32, 4, 8, 8, 5]; // its config.json

/** Number `i` of the new tensor is number `from(i)` of the old one. */
function taken({ data }: FloatTensor, dims: number[], from = (i: number) => i): FloatTensor {
  const size = dims.reduce((a, b) => a * b, 1);
  return { dims, data: Float32Array.from({ length: size }, (_, i) => data[from(i)]) };
}

function hooked(): string {
  const old = readSafetensors(join(sample('ab-gpt2'), 'model.safetensors'));
  const get = (name: string) => old.get(name) as FloatTensor;
  const made = new Map<string, FloatTensor>([
    ['embed.W_E', get('transformer.wte.weight')],
    ['pos_embed.W_pos', get('transformer.wpe.weight')],
    ['ln_final.w', get('transformer.ln_f.weight')],
    ['ln_final.b', get('transformer.ln_f.bias')],
    ['unembed.W_U', taken(get('lm_head.weight'), [d, V], (i) => (i % V) * d + Math.floor(i / V))],
    ['unembed.b_U', { dims: [V], data: new Float32Array(V) }],
  ]);
  for (let l = 0; l < L; l++) {
    const part = (name: string) => get(`transformer.h.${l}.${name}`);
    const set = (name: string, tensor: FloatTensor) => made.set(`blocks.${l}.${name}`, tensor);
    for (const k of [1, 2]) {
      set(`ln${k}.w`, part(`ln_${k}.weight`));
      set(`ln${k}.b`, part(`ln_${k}.bias`));
    }
    for (const [k, kind] of ['Q', 'K', 'V'].entries()) {
      // Head h, row r, column c lies at row r, column k d + h dh + c.
      const at = (i: number) => {
        const [h, r, c] = [Math.floor(i / (d * dh)), Math.floor(i / dh) % d, i % dh];
        return r * 3 * d + k * d + h * dh + c;
      };
      set(`attn.W_${kind}`, taken(part('attn.c_attn.weight'), [H, d, dh], at));
      set(
        `attn.b_${kind}`,
        taken(part('attn.c_attn.bias'), [H, dh], (i) => k * d + i),
      );
    }
    set('attn.W_O', taken(part('attn.c_proj.weight'), [H, dh, d]));
    set('attn.b_O', part('attn.c_proj.bias'));
    set('mlp.W_in', part('mlp.c_fc.weight'));
    set('mlp.b_in', part('mlp.c_fc.bias'));
    set('mlp.W_out', part('mlp.c_proj.weight'));
    set('mlp.b_out', part('mlp.c_proj.bias'));
  }
  const config = { n_layers: L, d_model: d, d_head: dh, n_ctx: n, d_vocab: V, act_fn: 'gelu_new' };
  return folderOf({
    'config.json': JSON.stringify(config),
    'model.safetensors': encodeSafetensors(made),
    'tokenizer.json': readFileSync(join(sample('ab-gpt2'), 'tokenizer.json')),
  });
}

test('the two are indistinguishable, number by number', async () => {
  const request = { a: sample('ab-gpt2'), b: hooked(), task: sample('task.json'), pairs: 64 };
  const report = await compare(quietJob, testPorts(), { ...request, memory: 1000 });
  expect(report.verdict).toBe('indistinguishable');
  const [one, two] = report.models.map(
    ({ name: _, family: __, shape: ___, ...numbers }) => numbers,
  );
  expect(two).toEqual(one);
  expect(report.models.map(({ family }) => family)).toEqual(['gpt2', 'hooked_transformer']);
  expect(report.notes).toEqual([]);
});

test('one algorithm as HookedTransformer and as Llama: the same interpretation', async () => {
  const request = { a: hooked(), b: sample('ab-llama'), task: sample('task.json') };
  const { verdict } = await compare(quietJob, testPorts(), { ...request, memory: 1000 });
  expect(verdict).toBe('same interpretation');
});
