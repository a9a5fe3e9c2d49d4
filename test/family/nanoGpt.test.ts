// nanoGPT and minGPT have GPT-2's names and matrices that lie the other way: what they compute is what GPT-2 with
// their activation computes; and where their config is silent the tensors are asked, never guessed at.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/checkpoint/checkpoint.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { folderOf, opened } from '../support/checkpoints.ts';
import { caseFolder, said } from '../support/configCases.ts';
import { fixture } from '../support/fixture.ts';
import { editedFolder, furthest, running, type Tensors } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';

type Named = [name: string, tensor: FloatTensor];

async function logitsOf(folder: string) {
  const model = modelOf(await opened(folder));
  const ids = Int32Array.from(said.ids);
  const { logits } = await activations(quietJob, await running(model), [ids]);
  return { title: model.dialect.title, notes: model.notes.join(' '), logits: logits!.data };
}

/** Matrices of the blocks, lying the other way. */
function turned([name, { dims, data }]: Named): Named {
  if (dims.length !== 2 || !/\bh\.\d/.test(name)) return [name, { dims, data }];
  const [rows, columns] = dims;
  const other = data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]);
  return [name, { dims: [columns, rows], data: other }];
}

const withoutBiases = (tensors: Tensors) => {
  for (const [name, { dims, data }] of tensors) {
    if (name.endsWith('.bias')) tensors.set(name, { dims, data: new Float32Array(data.length) });
  }
};
const all = (tensors: Named[]) => tensors.map(turned);
const weights = (tensors: Named[]) => all(tensors).filter(([name]) => !name.endsWith('.bias'));
const called = (rename: (name: string) => string) => (tensors: Named[]) =>
  all(tensors).map(([name, tensor]): Named => [rename(name), tensor]);
const withHead = (tensors: Named[]) => {
  const [, token] = tensors.find(([name]) => name === 'transformer.wte.weight')!;
  return [...all(tensors), ['lm_head.weight', token] as Named];
};
const withMasks = (tensors: Named[]) => {
  const mask = { dims: [1, 1, 2, 2], data: Float32Array.of(1, 0, 1, 1) };
  return [...all(tensors), ['transformer.h.0.attn.bias', mask] as Named];
};

const sizes = { n_layer: 2, n_head: 4, n_embd: 16, block_size: 32, vocab_size: 19 };
const nano = { ...sizes, dropout: 0, bias: true };
const min = { ...sizes, embd_pdrop: 0.1, resid_pdrop: 0.1, attn_pdrop: 0.1 };
const exact = 'gelu';
const tanh = 'gelu_new';

test.each<
  [
    what: string,
    config: JsonObject,
    kept: (tensors: Named[]) => Named[],
    activation: string,
    title: string,
    note: string,
  ]
>([
  ['as it is saved', nano, withHead, exact, 'nanoGPT', 'is stored beside'],
  ['its head left out, as it is tied', nano, all, exact, 'nanoGPT', ''],
  ['with masks', nano, withMasks, exact, 'nanoGPT', ''],
  ['compiled', nano, called((n) => `_orig_mod.${n}`), exact, 'nanoGPT', '"_orig_mod"'],
  ['in a Lightning module', nano, called((n) => `gpt.${n}`), exact, 'nanoGPT', '"gpt" of'],
  ['without biases', { ...nano, bias: false }, weights, exact, 'nanoGPT', ''],
  ['before it had "bias"', { ...sizes, dropout: 0 }, all, tanh, 'nanoGPT', 'tanh approximation'],
  ['that says its activation', { ...sizes, activation_function: exact }, all, exact, 'nanoGPT', ''],
  [
    'whose config says heads alone',
    { n_head: 4, bias: true },
    all,
    exact,
    'nanoGPT',
    'does not say n_layer, n_embd, vocab_size, block_size: read off the tensors',
  ],
  ['minGPT', { ...min, model_type: null }, withHead, tanh, 'minGPT', ''],
  ["minGPT of GPT-2's size", { ...min, model_type: 'gpt2' }, withHead, tanh, 'minGPT', ''],
  ['minGPT of a size', { ...min, model_type: 'gpt-nano' }, withHead, tanh, 'minGPT', ''],
])('%s', async (_, config, kept, activation, title, note) => {
  const biased = config.bias !== false;
  const same = caseFolder({
    name: '',
    base: 'gpt2',
    config: { activation_function: activation },
  });
  const twin = biased ? same : editedFolder(same, { tensors: withoutBiases });
  const tensors = [...readSafetensors(join(twin, 'model.safetensors'))] as Named[];
  const found = await logitsOf(
    folderOf({
      'config.json': JSON.stringify(config),
      'model.safetensors': encodeSafetensors(new Map(kept(tensors))),
    }),
  );
  const wanted = await logitsOf(twin);
  expect(found.title).toBe(title);
  if (note === '') expect(found.notes).toBe('');
  else expect(found.notes).toContain(note);
  expect(furthest(found.logits, wanted.logits)).toBeLessThan(2e-6);
});

test.each<[what: string, config: JsonObject | undefined, sentence: string, hint: string]>([
  [
    'without a config',
    undefined,
    'no config.json beside the weights',
    'n_layer 2, n_embd 16, vocab_size 19, block_size 32: put a config.json with the rest',
  ],
  ['without heads', { ...nano, n_head: undefined as never }, '"n_head" is absent', ''],
  ['of more blocks', { ...nano, n_layer: 3 }, 'says 3 blocks, the tensors hold 2', ''],
  ['with biases that are not there', { ...nano, bias: false }, 'nanoGPT does not have', ''],
  ['as GPT-2', { ...sizes, model_type: 'gpt2', n_positions: 32 }, 'has shape [48, 16]', ''],
])('refused: %s', async (_, config, sentence, hint) => {
  const twin = caseFolder({ name: '', base: 'gpt2' });
  const tensors = [...readSafetensors(join(twin, 'model.safetensors'))] as Named[];
  const checkpoint = await opened(
    folderOf({
      ...(config && { 'config.json': JSON.stringify(config) }),
      'model.safetensors': encodeSafetensors(new Map(all(tensors))),
    }),
  );
  expect(() => modelOf(checkpoint)).toThrow(
    expect.objectContaining({
      message: expect.stringContaining(sentence),
      hint: expect.stringContaining(hint),
    }),
  );
});

test.each<[name: string, title: string, notes: string[]]>([
  ['trained', 'nanoGPT', []],
  ['no-bias', 'nanoGPT', []],
  ['compiled', 'nanoGPT', ['"_orig_mod" of']],
  ['early', 'nanoGPT', ['tanh approximation']],
  ['mingpt', 'minGPT', []],
])(
  'the folder that it leaves (%s): the logits of its own forward pass',
  async (name, title, notes) => {
    const golden = readSafetensors(fixture(`nanogpt/${name}.safetensors`));
    const model = modelOf(await opened(fixture(`nanogpt/${name}`)));
    expect(model.dialect.title).toBe(title);
    expect(model.notes).toEqual(notes.map((part) => expect.stringContaining(part)));
    const ids = golden.get('input_ids')!.data as Int32Array;
    const { logits } = await activations(quietJob, await running(model), [ids]);
    const wanted = golden.get('logits')!.data as Float32Array;
    expect(furthest(logits!.data, wanted)).toBeLessThan(2e-5);
  },
);
