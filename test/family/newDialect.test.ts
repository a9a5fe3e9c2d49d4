// A dialect is one file and one line, an architecture a value: two from outside (test/support/otherDialects.ts) compute
// what their twins in dialects of the engine compute.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/checkpoint/checkpoint.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import { dialects } from '../../src/engine/family/dialects.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { folderOf, opened } from '../support/checkpoints.ts';
import { caseFolder, said } from '../support/configCases.ts';
import { editedFolder, furthest, running, type Tensors } from '../support/models.ts';
import { metaLlama, nanoGpt } from '../support/otherDialects.ts';
import { readSafetensors } from '../support/safetensors.ts';

type Named = [name: string, tensor: FloatTensor];

async function logitsOf(folder: string) {
  const model = modelOf(await opened(folder), [...dialects, nanoGpt, metaLlama]);
  const ids = Int32Array.from(said.ids);
  const { logits } = await activations(quietJob, await running(model), [ids]);
  return { title: model.dialect.title, notes: model.notes, logits: logits!.data };
}

/** Matrices of the blocks, lying the other way. */
function turned([name, { dims, data }]: Named): Named {
  if (dims.length !== 2 || !name.includes('.h.')) return [name, { dims, data }];
  const [rows, columns] = dims;
  const other = data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]);
  return [name, { dims: [columns, rows], data: other }];
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

const withoutBiases = (tensors: Tensors) => {
  for (const [name, { dims, data }] of tensors) {
    if (name.endsWith('.bias')) tensors.set(name, { dims, data: new Float32Array(data.length) });
  }
};
const nano = { n_layer: 2, n_head: 4, n_embd: 16, block_size: 32, vocab_size: 19, dropout: 0 };
const meta = { dim: 16, n_layers: 2, n_heads: 4, n_kv_heads: 2, hidden_dim: 24, vocab_size: 19 };
const gelu = { activation_function: 'gelu' };
const isBias = ([name]: Named) => name.endsWith('.bias');

const rows: readonly [
  title: string,
  twin: () => string,
  config: JsonObject,
  kept: (tensors: Named[]) => Named[],
][] = [
  [
    'nanoGPT',
    () => caseFolder({ name: '', base: 'gpt2', config: gelu }),
    { ...nano, bias: true },
    (tensors) => tensors.map(turned),
  ],
  [
    'nanoGPT',
    () => {
      const folder = caseFolder({ name: '', base: 'gpt2', config: gelu });
      return editedFolder(folder, { tensors: withoutBiases });
    },
    { ...nano, bias: false },
    (tensors) => tensors.filter((one) => !isBias(one)).map(turned),
  ],
  [
    'Llama of Meta',
    () => caseFolder({ name: '', base: 'llama' }),
    { ...meta, max_seq_len: 32, norm_eps: 1e-6 },
    (tensors) => tensors.map(asMeta),
  ],
];

test.each(rows)('%s, row %#', async (title, twin, config, kept) => {
  const folder = twin();
  const tensors = [...readSafetensors(join(folder, 'model.safetensors'))] as Named[];
  const found = await logitsOf(
    folderOf({
      'config.json': JSON.stringify(config),
      'model.safetensors': encodeSafetensors(new Map(kept(tensors))),
    }),
  );
  const wanted = await logitsOf(folder);
  expect(found).toMatchObject({ title, notes: [] });
  expect(wanted.title).not.toBe(title);
  expect(furthest(found.logits, wanted.logits)).toBeLessThan(2e-6);
});
