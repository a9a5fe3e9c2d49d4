// Checkpoints of the kinds that people report as misread elsewhere (../shared/fixtures/field): the logits of
// transformers 5.24, and a note of what was decided.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { opened } from '../support/checkpoints.ts';
import { shared } from '../support/fixture.ts';
import { forwardOf } from '../support/models.ts';

const root = shared('fixtures/field');

/** expect.json has five decimals; sums run in another order than PyTorch's. */
const tolerance = 1e-4;

describe.skipIf(root === undefined)('field (needs ../shared/fixtures/field)', () => {
  test.each([
    ['01-tied-flag-own-head', '"tie_word_embeddings" is true, but lm_head.weight is stored'],
    ['02-bert-untied-decoder-bias', undefined],
    ['03-rope-scaling-beside-rope-parameters', 'rope_scaling is used, as transformers 5 does'],
    ['04-mistral-with-qkv-biases', 'left out, as transformers 5 does for mistral'],
    ['10-base-model-names', 'the class is LlamaModel, without a head'],
  ])('%s', async (folder, note) => {
    const checkpoint = await opened(join(root!, folder));
    const { notes, spec } = modelOf(checkpoint);
    if (note !== undefined) expect(notes).toContainEqual(expect.stringContaining(note));
    const wanted = JSON.parse(readFileSync(join(root!, folder, 'expect.json'), 'utf8'));
    const forward = await forwardOf(checkpoint);
    const { logits } = await activations(quietJob, forward, [Int32Array.from(wanted.ids)]);
    const flat: number[] = wanted.logits.flat();
    expect(flat).toHaveLength(wanted.ids.length * spec.vocabulary);
    flat.forEach((x, i) => {
      expect.soft(Math.abs(x - logits!.data[i])).toBeLessThan(tolerance);
    });
  });

  test('09-compiled-prefix', async () => {
    const { notes } = modelOf(await opened(join(root!, '09-compiled-prefix')));
    expect(notes).toEqual([
      expect.stringMatching(/^tensor names: "_orig_mod" of \d+ is left out$/),
    ]);
  });
});
