import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { folderOf, opened } from '../support/checkpoints.ts';
import { type Edit, edited, floats, own } from '../support/editedGguf.ts';
import { fixture } from '../support/fixture.ts';
import { ggufBytes, listOf } from '../support/gguf.ts';
import { forwardOf, furthest } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';

describe('the same numbers', () => {
  const rows: readonly (readonly [string, string, Edit])[] = [
    ['as it is', 'llama', {}],
    ['sizes in 64 bits', 'llama', own('block_count', 'u64', 2)],
    ['a size as a float', 'llama', own('block_count', 'f32', 2)],
    [
      'a list of one size for each layer',
      'llama',
      own('attention.head_count', 'list', listOf('u32', [4, 4])),
    ],
    ['no size of the vocabulary', 'llama', own('vocab_size')],
    ['no width of what turns', 'llama', own('rope.dimension_count')],
    ['no rotary base', 'llama', own('rope.freq_base')],
    ['what changes nothing', 'llama', own('attention.scale', 'f32', 0)],
    ['a scale of 1', 'llama', own('logit_scale', 'f32', 1)],
    ['no experts', 'llama', own('expert_count', 'u32', 0)],
    ['a scaling of none', 'llama', own('rope.scaling.type', 'text', 'none')],
    ['an attention of factor 1', 'llama', own('rope.scaling.attn_factor', 'f32', 1)],
    ['a scaling by 1', 'llama', own('rope.scaling.factor', 'f32', 1)],
    ['a head beside', 'llama', { add: [{ name: 'other.weight', dims: [1], data: floats(1) }] }],
    ['linear without its name', 'llama-linear', own('rope.scaling.factor', 'f32', 4)],
    ['linear as it was called', 'llama-linear', own('rope.scale_linear', 'f32', 4)],
    [
      'linear pair by pair',
      'llama-linear',
      { add: [{ name: 'rope_freqs.weight', dims: [8], data: floats(...new Array(8).fill(4)) }] },
    ],
    [
      'linear, half of it pair by pair',
      'llama-linear',
      {
        ...own('rope.scaling.factor', 'f32', 2),
        add: [{ name: 'rope_freqs.weight', dims: [8], data: floats(...new Array(8).fill(2)) }],
      },
    ],
  ];
  test.each(rows)('%s', async (_, from, edit) => {
    const golden = readSafetensors(fixture(`gguf/${from}.safetensors`));
    const { dims, data } = golden.get('input_ids')!;
    const prompts = [0, 1].map((i) =>
      Int32Array.from(data.subarray(i * dims[1], (i + 1) * dims[1])),
    );
    const forward = await forwardOf(await edited(from, edit));
    const { logits } = await activations(quietJob, forward, prompts);
    const wanted = golden.get('logits')!.data as Float32Array;
    expect(furthest(logits!.data, wanted)).toBeLessThan(2e-5);
  });
});

test('what is said of a config is said of the metadata', async () => {
  const checkpoint = await edited('llama', own('block_count', 'u32', 3));
  expect(() => modelOf(checkpoint)).toThrow('m: the metadata says 3 blocks, the tensors hold 2');
  expect(() => modelOf(checkpoint)).toThrow(
    expect.objectContaining({ hint: 'Check that the metadata belongs to these weights.' }),
  );
});

test('what is beside the file, and what is in it, keeps its name', async () => {
  const files = { 'adapter_config.json': '{}' };
  const checkpoint = await edited('llama', own('block_count', 'u32', 2), files);
  expect(modelOf(checkpoint).notes).toContainEqual(
    expect.stringMatching(/^adapter_config\.json stands beside the weights: /),
  );
  const named = { name: 'blk.0.config.json.weight', dims: [1], data: floats(1) };
  const strange = await edited('llama', { add: [named] });
  expect(() => modelOf(strange)).toThrow(/does not have tensor blk\.0\.config\.json\.weight/);
});

test('a window that llama does not have is noted', async () => {
  const model = modelOf(await edited('llama', own('attention.sliding_window', 'u32', 4096)));
  expect(model.notes.join()).not.toContain('config.json');
  expect(model.notes.join()).toContain(
    '"llama.attention.sliding_window" is 4096, but llama does not read it',
  );
});

test('an architecture that no dialect has is named where no tensor tells it', async () => {
  const tensors = [{ name: 'blk.0.ssm_in.weight', dims: [4], data: floats(1, 2, 3, 4) }];
  const metadata = [['general.architecture', 'text', 'mamba'] as const];
  const checkpoint = await opened(folderOf({ 'm.gguf': ggufBytes({ metadata, tensors }) }));
  expect(() => modelOf(checkpoint)).toThrow(/blk\.0\.ssm_in\.weight.*model_type "mamba"/);
});
