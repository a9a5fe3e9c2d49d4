// An adapter that changes an embedding leaves the head that was tied to it the base's, as PEFT does, whatever the family
// calls the two: what is computed is the same as with the embedding changed and the base's table stored as the head.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { opened, planted } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { forwardOf, furthest } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';

const RANK = 2;
const settings = JSON.stringify({
  ...{ peft_type: 'LORA', base_model_name_or_path: 'team/m', r: RANK, lora_alpha: 4 },
  ...{ target_modules: ['x'], bias: 'none' },
});
const drawn = (dims: number[], by: number): FloatTensor => ({
  dims,
  data: Float32Array.from({ length: dims[0] * dims[1] }, (_, i) => Math.sin(by * (i + 1)) / 2),
});

/** W + (alpha / r) (B A)^T, as PEFT adds it to an embedding. */
function summed({ dims, data }: FloatTensor, a: FloatTensor, b: FloatTensor): FloatTensor {
  const [rows, width] = dims;
  const sums = data.map((value, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    let sum = 0;
    for (let k = 0; k < RANK; k++) sum += a.data[k * rows + row] * b.data[column * RANK + k];
    return value + 2 * sum;
  });
  return { dims, data: sums };
}

async function logitsOf(path: string) {
  const checkpoint = await opened(path);
  const ids = Int32Array.of(5, 17, 2, 9, 3);
  const { logits } = await activations(quietJob, await forwardOf(checkpoint), [ids]);
  return { logits: logits!.data, notes: modelOf(checkpoint).notes.join(' ') };
}

const tied = [
  ['bert', 'bert.embeddings.word_embeddings', 'cls.predictions.decoder'],
  ['distilbert', 'distilbert.embeddings.word_embeddings', 'vocab_projector'],
  ['roberta', 'roberta.embeddings.word_embeddings', 'lm_head.decoder'],
  ['bloom', 'transformer.word_embeddings', 'lm_head'],
  ['falcon', 'transformer.word_embeddings', 'lm_head'],
  ['gpt2', 'transformer.wte', 'lm_head'],
  ['gpt_neo', 'transformer.wte', 'lm_head'],
  ['opt', 'model.decoder.embed_tokens', 'lm_head'],
  ['gemma', 'model.embed_tokens', 'lm_head'],
  ['smollm3', 'model.embed_tokens', 'lm_head'],
] as const;
const rows = tied.flatMap((row) => [[...row, 'LoRA'] as const, [...row, 'saved'] as const]);

test.each(rows)('%s: %s, the head %s, %s', async (name, embedding, head, how) => {
  const config = readFileSync(fixture(`checkpoints/${name}/config.json`));
  const weights = new Map(
    readSafetensors(fixture(`checkpoints/${name}/model.safetensors`)) as ReadonlyMap<
      string,
      FloatTensor
    >,
  );
  const table = weights.get(`${embedding}.weight`)!;
  const [a, b] = [drawn([RANK, table.dims[0]], 1.7), drawn([table.dims[1], RANK], 2.3)];
  const sum = summed(table, a, b);
  const at = `base_model.model.${embedding}`;
  const update = new Map(
    how === 'saved'
      ? [[`${at}.weight`, sum]]
      : [
          [`${at}.lora_embedding_A`, a],
          [`${at}.lora_embedding_B`, b],
        ],
  );
  const plain = new Map([...weights, [`${embedding}.weight`, sum], [`${head}.weight`, table]]);
  const root = planted({
    'm/config.json': config,
    'm/model.safetensors': encodeSafetensors(weights),
    'plain/config.json': config,
    'plain/model.safetensors': encodeSafetensors(plain),
    'adapter/adapter_config.json': settings,
    'adapter/adapter_model.safetensors': encodeSafetensors(update),
  });
  const [wanted, found, of] = [
    await logitsOf(join(root, 'plain')),
    await logitsOf(join(root, 'adapter')),
    await logitsOf(join(root, 'm')),
  ];
  expect(furthest(found.logits, wanted.logits)).toBeLessThan(2e-5);
  expect(furthest(found.logits, of.logits)).toBeGreaterThan(1e-2);
  expect(found.notes).toContain("the head stays the base's, as PEFT leaves it");
  expect(found.notes).not.toContain('not used by');
});

test('a head that a mapping ties, too', async () => {
  const mapping = JSON.parse(readFileSync(fixture('mapped/turned/model.mapping.json'), 'utf8'));
  const { tied: _, ...untied } = mapping.settings;
  const withHead = {
    ...mapping,
    settings: untied,
    tensors: { ...mapping.tensors, head: { weight: 'base' } },
  };
  const weights = readSafetensors(fixture('mapped/turned/model.safetensors')) as ReadonlyMap<
    string,
    FloatTensor
  >;
  const table = weights.get('tok')!;
  const [a, b] = [drawn([RANK, table.dims[0]], 1.7), drawn([table.dims[1], RANK], 2.3)];
  const sum = summed(table, a, b);
  const root = planted({
    'm/model.safetensors': encodeSafetensors(weights),
    'plain/model.safetensors': encodeSafetensors(
      new Map([...weights, ['tok', sum], ['base', table]]),
    ),
    'plain/model.mapping.json': JSON.stringify(withHead),
    'adapter/adapter_config.json': settings,
    'adapter/adapter_model.safetensors': encodeSafetensors(
      new Map([['base_model.model.tok', sum]]),
    ),
    'adapter/model.mapping.json': JSON.stringify(mapping),
  });
  const wanted = await logitsOf(join(root, 'plain'));
  const found = await logitsOf(join(root, 'adapter'));
  expect(furthest(found.logits, wanted.logits)).toBeLessThan(2e-5);
});
