// Config and tensors that disagree, two spellings of one setting, values out of sense: what transformers
// computes is computed, and said; the rest is refused. Cases and goldens: test/fixture/config.
import { expect, test } from 'vitest';
import { isEngineError } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { opened } from '../support/checkpoints.ts';
import { type ConfigCase, caseFolder, goldens, said } from '../support/configCases.ts';
import { forwardOf } from '../support/models.ts';
import { share } from '../support/share.ts';

/** Of float32 sums in another order, and of goldens with four decimals. */
const tolerance = 2e-4;
const prompt = Int32Array.from(said.ids);

async function checkComputed(one: ConfigCase) {
  const checkpoint = await opened(caseFolder(one));
  const { notes, spec } = modelOf(checkpoint);
  const wanted = one.notes ?? [];
  expect(notes).toEqual(wanted.map((part) => expect.stringContaining(part)));
  const { logits, error } = goldens[one.name];
  if (!logits) return expect(error && one.although).toBeTruthy();
  const found = await activations(quietJob, await forwardOf(checkpoint), [prompt]);
  for (const [i, position] of said.positions.entries()) {
    const start = position * spec.vocabulary;
    const row = found.logits!.data.subarray(start, start + spec.vocabulary);
    logits[i].forEach((x, token) => {
      expect.soft(Math.abs(x - row[token]), `position ${position}`).toBeLessThan(tolerance);
    });
  }
}

const computed = said.cases.filter(({ refused }) => refused === undefined);
test.each(share(computed, 150))('$name', checkComputed);

const refusedOnes = said.cases.filter(({ refused }) => refused !== undefined);
test.each(share(refusedOnes, 75))('$name: refused', async (one) => {
  const error = await opened(caseFolder(one))
    .then(modelOf)
    .then(({ headless }) => headless)
    .catch((found: unknown) => found);
  if (typeof error === 'string') return expect(error).toContain(one.refused);
  expect(isEngineError(error) && error.code).toMatch(/^(?:model|task)-/);
  expect((error as Error).message).toContain(one.refused);
});

test('every case has its golden, and none is left over', () => {
  expect(Object.keys(goldens)).toEqual(said.cases.map(({ name }) => name));
});
