// What is not plain LoRA over a model that is there is refused by name.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { adapter, base, called, type Edit, editedAdapter } from '../support/adapters.ts';
import { opened, planted } from '../support/checkpoints.ts';
import { renamed, type Tensors } from '../support/models.ts';

describe('refused by name', () => {
  const drop = (pattern: RegExp) => (tensors: Tensors) =>
    renamed(tensors, (name) => (pattern.test(name) ? undefined : name));
  const add = (name: string, dims: number[]) => (tensors: Tensors) => {
    const size = dims.reduce((x, y) => x * y, 1);
    tensors.set(name, { dims, data: new Float32Array(size).fill(1) });
  };
  const c = 'base_model.model.transformer.h.0.attn.c_attn';
  const rows: readonly [string, Edit, sentence: string][] = [
    ['DoRA', { config: { use_dora: true } }, '"use_dora" is true: DoRA is not computed'],
    ['another method', { config: { peft_type: 'IA3' } }, '"peft_type" is "IA3"; allowed: "LORA"'],
    ['PiSSA', { config: { init_lora_weights: 'pissa_niter_4' } }, 'changes the base model'],
    ['biases of LoRA', { config: { lora_bias: true } }, '"lora_bias" is true'],
    ['layers twice', { config: { layer_replication: [[0, 2]] } }, '"layer_replication"'],
    ['an expression', { config: { alpha_pattern: { '(a+)+': 2 } } }, 'allowed: names of modules'],
    ['no alpha', { config: { lora_alpha: 'x' } }, '"lora_alpha" is "x"'],
    ['another rank', { config: { r: 8 } }, 'an update of rank 4; by "r" and "rank_pattern": 8'],
    ['a rank unsaid', { config: { r: undefined } }, 'by "r" and "rank_pattern": 8'],
    ['a rank below 0', { config: { r: -4 } }, '"r" is -4; allowed: a whole number above 0'],
    ['a rank of 0', { config: { r: 0 } }, '"r" is 0; allowed'],
    ['a rank in text', { config: { r: '4' } }, '"r" is "4"; allowed'],
    ['a part of a rank', { config: { r: 4.5 } }, '"r" is 4.5; allowed'],
    ['a pattern of ranks', { config: { rank_pattern: { c_attn: 2 } } }, '"rank_pattern": 2'],
    ['an own rank', { config: { rank_pattern: { c_attn: 0 } } }, '"rank_pattern.c_attn" is 0'],
    ['an expression of ranks', { config: { r: 3, rank_pattern: { 'x.*': 2 } } }, ': 3 or 2'],
    ['half an update', { tensors: drop(/c_attn\.lora_B/) }, 'shapes [4, 32] and missing'],
    ['a third', { tensors: add(`${c}.lora_A.two.weight`, [4, 32]) }, 'is one of two for'],
    ['a magnitude', { tensors: add(`${c}.lora_magnitude_vector`, [96]) }, 'is not of plain LoRA'],
    ['a convolution', { tensors: add(`${c}.lora_A.weight`, [4, 32, 1, 1]) }, 'allowed: [r, in]'],
    [
      'a module that is not there',
      {
        tensors: (tensors) => {
          add('base_model.model.x.lora_A.weight', [4, 32])(tensors);
          add('base_model.model.x.lora_B.weight', [32, 4])(tensors);
        },
      },
      '"x.weight" is not in the base model',
    ],
    [
      'of another width',
      {
        tensors: (tensors) => {
          add(`${c}.lora_A.weight`, [4, 48])(tensors);
        },
      },
      'does not fit its update of 96 from 48',
    ],
  ];
  test.each(rows)('%s', async (_, edit, sentence) => {
    const root = planted({ ...base('gpt2', 'gpt2'), ...editedAdapter('gpt2', edit) });
    await expect(opened(join(root, 'adapter'))).rejects.toMatchObject({
      message: expect.stringContaining(sentence),
      hint: expect.any(String),
    });
  });

  test.each([
    ['team/gpt2', 'looked for beside the adapter, as "gpt2",'],
    ['../../etc', 'looked for beside the adapter, as "etc",'],
    ['..', 'or say where it is'],
    ['', 'or say where it is'],
  ])('no base: %j', async (path, hint) => {
    const root = planted(editedAdapter('gpt2', called(path)));
    await expect(opened(join(root, 'adapter'))).rejects.toMatchObject({
      code: 'model-base',
      message: expect.stringContaining('its base model'),
      hint: expect.stringContaining(hint),
    });
  });

  test('a base that is an adapter itself', async () => {
    const tree = { ...adapter('gpt2', 'first'), ...editedAdapter('gpt2', called('../first')) };
    await expect(opened(join(planted(tree), 'adapter'))).rejects.toMatchObject({
      code: 'model-base',
      message: expect.stringContaining('is an adapter itself'),
      hint: expect.stringContaining('Merge that one'),
    });
  });

  test('a model in its own folder is opened without it, which is said', async () => {
    const tree = { ...base('gpt2', 'adapter'), ...adapter('gpt2') };
    const { notes } = await opened(join(planted(tree), 'adapter'));
    expect(notes.join()).toContain('is not applied');
  });
});
