// An encoder in the folder that sentence-transformers make, as all-MiniLM-L6-v2: with modules beside it that are not its own,
// and no head. Its states are those of the golden; the real one was checked by hand (within 3e-6 of transformers).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { folderOf, opened } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { furthest, running } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';

const own = fixture('checkpoints/minilm');

/** What the real one says beside its sizes. */
const said = {
  _name_or_path: 'nreimers/MiniLM-L6-H384-uncased',
  gradient_checkpointing: false,
  position_embedding_type: 'absolute',
  transformers_version: '4.8.2',
};
const modules = [
  { idx: 0, name: '0', path: '', type: 'sentence_transformers.models.Transformer' },
  { idx: 1, name: '1', path: '1_Pooling', type: 'sentence_transformers.models.Pooling' },
];

test('a sentence encoder: its states, no answers, nothing odd', async () => {
  const config = JSON.parse(readFileSync(join(own, 'config.json'), 'utf8'));
  const folder = folderOf({
    'config.json': JSON.stringify({ ...config, ...said }),
    'model.safetensors': readFileSync(join(own, 'model.safetensors')),
    'modules.json': JSON.stringify(modules),
    'sentence_bert_config.json': JSON.stringify({ max_seq_length: 256 }),
    '1_Pooling/config.json': JSON.stringify({ pooling_mode_mean_tokens: true }),
  });
  const model = modelOf(await opened(folder));
  expect([model.headless, model.notes]).toEqual(['BERT encoder without a head', []]);
  const golden = readSafetensors(join(own, 'golden.safetensors'));
  const ids = golden.get('prompt.2.input_ids')!.data;
  const found = await activations(quietJob, await running(model), [Int32Array.from(ids)]);
  for (const [l, { residual }] of found.blocks.entries()) {
    const wanted = golden.get(`prompt.2.resid.${l}`) as FloatTensor;
    expect(furthest(residual.data, wanted.data)).toBeLessThan(2e-5);
  }
});
