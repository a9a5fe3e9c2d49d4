// What inspect says of a checkpoint, and that it reads headers only.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configOf, inspect } from '../../src/engine/analysis/inspect.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { handOutConfig } from '../../src/worker/handOut.ts';
import { folderOf, recorded } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { editedFolder, renamed } from '../support/models.ts';
import { testPorts } from '../support/stores.ts';

function inspected(path: string) {
  return inspect(quietJob, testPorts(), { path });
}

describe('the config alone', () => {
  test('is what is written in it', async () => {
    const folder = fixture('checkpoints/gpt2');
    const written = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
    expect(await configOf(testPorts(), { path: folder })).toEqual(written);
    expect(await configOf(testPorts(), { path: join(folder, 'model.safetensors') })).toEqual(
      written,
    );
    expect(handOutConfig(written)).toEqual(written);
  });

  test.each([
    ['broken', '{"n_layer": '],
    ['no object', '[1]'],
  ])('is none where it is %s', async (_, text) => {
    const folder = editedFolder(fixture('checkpoints/gpt2'), {});
    writeFileSync(join(folder, 'config.json'), text);
    expect(await configOf(testPorts(), { path: folder })).toBeUndefined();
  });

  test('does not cross when it is longer than a model has it, or is none', () => {
    expect(handOutConfig({ text: 'x'.repeat(2 ** 20) })).toBeNull();
    expect(handOutConfig(undefined)).toBeNull();
  });
});

describe('a model that is understood', () => {
  test.each([
    ['gpt2', 'GPT-2', '3', '4', '64', 'causal'],
    ['gpt_neox', 'GPT-NeoX', '2', '4', '64, rotary', 'causal'],
    ['llama', 'Llama', '3', '4 (2 key/value)', '64, rotary', 'causal'],
    ['bert', 'BERT', '3', '4', '64', 'bidirectional'],
    ['mistral', 'Llama', '2', '4 (2 key/value)', '32, rotary', 'causal, window 3'],
    [
      'gemma3_text',
      'Gemma',
      '3',
      '4 (1 key/value)',
      '32, rotary',
      'causal, window 4 in 2 of 3 blocks',
    ],
    ['qwen3', 'Llama', '2', '6 (2 key/value)', '32, rotary', 'causal, window 4 in 1 of 2 blocks'],
  ])('%s', async (folder, family, blocks, heads, positions, attention) => {
    const view = await inspected(fixture(`checkpoints/${folder}`));
    expect(view).toMatchObject({ family, answers: true, problems: [], notUnderstood: [] });
    expect(Object.fromEntries(view.shape)).toMatchObject({ blocks, heads, positions, attention });
    expect(view.bytes).toBe(4 * view.parameters);
  });

  test('masks and IGNORE of a HookedTransformer are no weights of it', async () => {
    const view = await inspected(fixture('checkpoints/hooked'));
    const said = { family: 'HookedTransformer', answers: true, problems: [], notUnderstood: [] };
    expect(view).toMatchObject(said);
  });

  test('shards and half types', async () => {
    expect(await inspected(fixture('checkpoints/gpt2-sharded'))).toMatchObject({
      container: 'safetensors, 2 shards',
      family: 'GPT-2',
    });
    const half = await inspected(fixture('checkpoints/gpt2-bf16'));
    expect(half.bytes).toBe(2 * half.parameters);
  });

  test('an encoder has no answers, and that is said', async () => {
    const view = await inspected(fixture('checkpoints/minilm'));
    expect(view).toMatchObject({ family: 'BERT', answers: false });
    expect(view.problems).toContain('BERT encoder without a head: it has no answers to compare.');
  });

  test('what it does not use is listed', async () => {
    const folder = editedFolder(fixture('checkpoints/gpt2'), {
      tensors: (tensors) => tensors.set('extra.weight', { dims: [1], data: new Float32Array(1) }),
    });
    const view = await inspected(folder);
    expect(view.notUnderstood).toEqual(['extra.weight']);
    expect(view).toMatchObject({ problems: [], notes: ['tensor extra.weight: not used by GPT-2'] });
  });
});

describe('a model that is not understood is shown all the same', () => {
  test('every tensor, and why', async () => {
    const folder = editedFolder(fixture('checkpoints/gpt2'), {
      tensors: (tensors) => renamed(tensors, (name) => name.replace('.h.', '.speech.')),
    });
    const view = await inspected(folder);
    expect(view).toMatchObject({ family: null, answers: false, shape: [] });
    expect(view.notUnderstood).toEqual(view.tensors.map(({ name }) => name).sort());
    expect(view.problems[0]).toContain('no family has tensors transformer.speech.0');
  });

  test.each([
    ['shape-mismatch', 'has shape [320, 32], config.json asks for [320, 48]'],
    ['missing-tensor', 'tensor transformer.h.2.ln_2.bias is missing'],
    ['absurd-config', '"n_layer" is 1000000000'],
  ])('%s', async (folder, sentence) => {
    const view = await inspected(fixture(`hostile/${folder}`));
    expect(view.family).toBeNull();
    expect(view.problems).toEqual([expect.stringContaining(sentence)]);
    expect(view.tensors.length).toBeGreaterThan(30);
  });
});

test('reads headers and config only, and loads no runtime', async () => {
  const record = recorded();
  const ports = { ...testPorts(), files: record.files, runtime: () => expect.unreachable() };
  await inspect(quietJob, ports, { path: fixture('checkpoints/gpt2') });
  expect(record.bytes).toBeLessThan(8_000);
  expect(record.open).toBe(0);
});

test('what no family knows: the way on stands by itself, after the long list of families', async () => {
  const data = new Float32Array(16);
  const names = ['enc.0.wq', 'enc.0.wk', 'enc.0.wv', 'enc.0.wo'];
  const tensors = new Map(names.map((name) => [name, { dims: [2, 2, 4], data }]));
  const path = join(folderOf({ 'm.safetensors': encodeSafetensors(tensors) }), 'm.safetensors');
  const { problems } = await inspected(path);
  expect(problems.at(-2)).toContain('known families: ');
  expect(problems.at(-1)).toMatch(/^A transformer of your own .* "congruity map" writes a guess/);
});
