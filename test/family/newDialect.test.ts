// A dialect is one file and one line, an architecture a value: one from outside (test/support/otherDialects.ts) computes
// what its twin in a dialect of the engine computes.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import { dialects } from '../../src/engine/family/dialects.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { folderOf, opened } from '../support/checkpoints.ts';
import { caseFolder, said } from '../support/configCases.ts';
import { furthest, running } from '../support/models.ts';
import { metaLlama } from '../support/otherDialects.ts';
import { readSafetensors } from '../support/safetensors.ts';

type Named = [name: string, tensor: FloatTensor];

async function logitsOf(folder: string) {
  const model = modelOf(await opened(folder), [...dialects, metaLlama]);
  const ids = Int32Array.from(said.ids);
  const { logits } = await activations(quietJob, await running(model), [ids]);
  return { title: model.dialect.title, notes: model.notes, logits: logits!.data };
}

const metaNames: readonly (readonly [string, string])[] = [
  ['model.embed_tokens', 'tok_embeddings'],
  ['lm_head', 'output'],
  ['model.', ''],
  ['input_layernorm', 'attention_norm'],
  ['post_attention_layernorm', 'ffn_norm'],
  ['self_attn.q_proj', 'attention.wq'],
  ['self_attn.k_proj', 'attention.wk'],
  ['self_attn.v_proj', 'attention.wv'],
  ['self_attn.o_proj', 'attention.wo'],
  ['mlp.gate_proj', 'feed_forward.w1'],
  ['mlp.up_proj', 'feed_forward.w3'],
  ['mlp.down_proj', 'feed_forward.w2'],
];

/** Meta's names; of q and k, row 2 i + h of a head of 4 is row i + 2 h of ours. */
function asMeta([name, { dims, data }]: Named): Named {
  const other = metaNames.reduce((now, [from, to]) => now.replace(from, to), name);
  if (!/\.w[qk]\./.test(other)) return [other, { dims, data }];
  const [, width] = dims;
  const rowOf = (row: number) => row - (row % 4) + Math.floor((row % 4) / 2) + 2 * (row % 2);
  const rows = data.map((_, i) => data[rowOf(Math.floor(i / width)) * width + (i % width)]);
  return [other, { dims, data: rows }];
}

const meta = { dim: 16, n_layers: 2, n_heads: 4, n_kv_heads: 2, hidden_dim: 24, vocab_size: 19 };

test('Llama of Meta', async () => {
  const folder = caseFolder({ name: '', base: 'llama' });
  const tensors = [...readSafetensors(join(folder, 'model.safetensors'))] as Named[];
  const found = await logitsOf(
    folderOf({
      'config.json': JSON.stringify({ ...meta, max_seq_len: 32, norm_eps: 1e-6 }),
      'model.safetensors': encodeSafetensors(new Map(tensors.map(asMeta))),
    }),
  );
  const wanted = await logitsOf(folder);
  expect(found).toMatchObject({ title: 'Llama of Meta', notes: [] });
  expect(wanted.title).not.toBe(found.title);
  expect(furthest(found.logits, wanted.logits)).toBeLessThan(2e-6);
});
