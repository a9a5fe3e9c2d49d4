import { describe, expect, test } from 'vitest';
import type { StoredTensor } from '../../src/engine/checkpoint/container.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { opened } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { forwardOf, furthest } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';

const at = (name: string) => fixture(`gguf/${name}`);

describe('every number is the one of gguf-py', () => {
  const files = ['types', 'fewBits'] as const;
  const goldens = files.map((file) => [file, readSafetensors(at(`${file}.safetensors`))] as const);
  const named = goldens.flatMap(([file, wanted]) =>
    [...wanted].map(([name, { data }]) => [name, file, data as Float32Array] as const),
  );
  test.each(named)('%s', async (name, file, data) => {
    const checkpoint = await opened(at(`${file}.gguf`));
    const { shape, dtype } = checkpoint.tensors.get(name)!;
    const [rows, width] = shape;
    expect(dtype.name).toBe(name.split('.')[0]);
    expect(rows).toBe(3);
    const whole = await checkpoint.read(quietJob, name);
    expect(whole).toEqual({ dims: shape, data });
    for (const [from, to] of [
      [0, 1],
      [1, 3],
      [2, 2],
    ]) {
      const some = await checkpoint.readRows(quietJob, name, from, to);
      expect(some.data).toEqual(data.subarray(from * width, to * width));
    }
    const looked: number[] = [];
    for await (const piece of checkpoint.pieces(quietJob, name)) looked.push(...piece);
    expect(looked).toEqual([...data]);
  });

  test.each(goldens)('%s: also from within a block and to within one', async (file, wanted) => {
    const checkpoint = await opened(at(`${file}.gguf`));
    for (const [name, { data }] of wanted) {
      const { storage } = checkpoint.tensors.get(name) as never as StoredTensor;
      for (const [first, length] of [
        [0, 5],
        [31, 2],
        [33, 64],
        [70, 90],
      ]) {
        for (const out of [new Float32Array(length), new Float64Array(length)]) {
          await storage.read(quietJob, first, out);
          expect([...out]).toEqual([...data.subarray(first, first + length)]);
        }
      }
    }
  });
});

describe('a model computes what transformers computes on its dequantised weights', () => {
  const models = [
    ['llama', 'Llama in GGUF', 'Q8_0 (15)'],
    ['llama-factors', 'Llama in GGUF', 'Q8_0 (16)'],
    ['llama-linear', 'Llama in GGUF', 'Q4_0 (15)'],
    ['llama-yarn', 'Llama in GGUF', 'Q4_1 (15)'],
    ['qwen2', 'Llama in GGUF', 'Q5_0 (15)'],
    ['qwen3', 'Llama in GGUF', 'Q5_1 (16)'],
    ['gemma3', 'Gemma in GGUF', 'Q8_0 (43)'],
    ['gemma2', 'Gemma in GGUF', 'Q5_0 (15)'],
    ['gpt2', 'GPT-2 in GGUF', undefined],
    ['split-00002-of-00003', 'Llama in GGUF', 'Q8_0 (8)'],
  ] as const;
  test.each(models)('%s', async (name, family, quantised) => {
    const golden = readSafetensors(at(`${name.replace(/-0.*/, '')}.safetensors`));
    const checkpoint = await opened(at(`${name}.gguf`));
    const model = modelOf(checkpoint);
    expect(model.dialect.title).toBe(family);
    expect(model.notes.join().includes('dequantised')).toBe(quantised !== undefined);
    if (quantised) expect(model.notes.join()).toContain(`of the types ${quantised}.`);
    const ids = golden.get('input_ids')!;
    const [prompts, length] = ids.dims;
    const rows = Array.from({ length: prompts }, (_, i) =>
      Int32Array.from(ids.data.subarray(i * length, (i + 1) * length)),
    );
    const { logits } = await activations(quietJob, await forwardOf(checkpoint), rows);
    expect(furthest(logits!.data, golden.get('logits')!.data as Float32Array)).toBeLessThan(2e-5);
  });
});
