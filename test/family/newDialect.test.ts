// A dialect is one file: here nanoGPT's, which has GPT-2's names, matrices that lie the other way, and a config
// with words of its own. It is added from outside; the engine does not know it.
import { expect, test } from 'vitest';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor, Tensor } from '../../src/engine/core/tensor.ts';
import { canonicalOf } from '../../src/engine/family/canonical.ts';
import type { Settings } from '../../src/engine/family/config.ts';
import { as, type Dialect, type Kept } from '../../src/engine/family/dialect.ts';
import { dialects } from '../../src/engine/family/dialects.ts';
import { gpt2 } from '../../src/engine/family/gpt2.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { filled } from '../../src/engine/family/weight.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { folderOf, opened } from '../support/checkpoints.ts';
import { caseFolder, said } from '../support/configCases.ts';
import { editedFolder, furthest, renamed, running } from '../support/models.ts';

const settings: Settings = {
  layers: { keys: ['n_layer'] },
  width: { keys: ['n_embd'] },
  heads: { keys: ['n_head'] },
  mlpWidth: { keys: [], absent: null }, // 4 d
  vocabulary: { keys: ['vocab_size'] },
  positions: { keys: ['block_size'] },
  epsilon: { keys: [], absent: 1e-5 },
  activation: { keys: [], absent: 'gelu' },
  attentionBias: { keys: ['bias'] },
  tied: { keys: [], absent: true },
};

const nanoGpt: Dialect = {
  ...gpt2,
  name: 'nanogpt',
  title: 'nanoGPT',
  layout: 'out-in',
  types: { nanogpt: settings },
  tellingKeys: ['block_size', 'n_layer', 'bias'],
  canonical(config) {
    const bias = config.flag('attentionBias');
    return { ...canonicalOf(config), bias: { qkv: bias, out: bias, mlp: bias, head: false } };
  },
  names(config) {
    const names = gpt2.names(config);
    if (config.flag('attentionBias')) return names;
    const norm = (name: string): Kept => {
      return (part, shape) => (part === 'bias' ? filled(0, shape) : as(name)(part, shape));
    };
    return {
      ...names,
      block: { ...names.block, norm1: norm('ln_1'), norm2: norm('ln_2') },
      head: { norm: norm('transformer.ln_f') },
    };
  },
};

async function logitsOf(folder: string) {
  const model = modelOf(await opened(folder), [...dialects, nanoGpt]);
  const ids = Int32Array.from(said.ids);
  const { logits } = await activations(quietJob, await running(model), [ids]);
  return { dialect: model.dialect.title, notes: model.notes, logits: logits!.data };
}

/** Matrices of the blocks, lying the other way. */
function turned([name, tensor]: [string, Tensor]): [string, Tensor] {
  const { dims, data } = tensor as FloatTensor;
  if (dims.length !== 2 || !name.includes('.h.')) return [name, tensor];
  const [rows, columns] = dims;
  const other = data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]);
  return [name, { dims: [columns, rows], data: other }];
}

const config = { n_layer: 2, n_head: 4, n_embd: 16, block_size: 32, vocab_size: 19, dropout: 0 };

test.each([true, false])('nanoGPT with biases: %s', async (bias) => {
  const twin = editedFolder(
    caseFolder({ name: '', base: 'gpt2', config: { activation_function: 'gelu' } }),
    {
      tensors: (tensors) => {
        for (const [name, { dims, data }] of bias ? [] : tensors) {
          if (name.endsWith('.bias')) {
            tensors.set(name, { dims, data: new Float32Array(data.length) });
          }
        }
      },
    },
  );
  const same = await opened(twin);
  const tensors = new Map<string, Tensor>();
  for (const name of same.tensors.keys()) tensors.set(name, await same.read(quietJob, name));
  const kept = new Map([...tensors].map(turned));
  if (!bias) renamed(kept, (name) => (name.endsWith('.bias') ? undefined : name));
  const found = await logitsOf(
    folderOf({
      'config.json': JSON.stringify({ ...config, bias }),
      'model.safetensors': encodeSafetensors(kept),
    }),
  );
  const wanted = await logitsOf(twin);
  expect([found.dialect, wanted.dialect]).toEqual(['nanoGPT', 'GPT-2']);
  expect(found.notes).toEqual([]);
  expect(furthest(found.logits, wanted.logits)).toBeLessThan(2e-6);
});
