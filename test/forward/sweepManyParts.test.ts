// A task of eight parts through measurement and labels: above six parts the mixtures are asked for by
// a search, with the model at hand. Held against all 256 mixtures, run in one sweep.
import { expect, test } from 'vitest';
import { measured } from '../../src/engine/analysis/measure.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { comparisonPlan, cutSites } from '../../src/engine/forward/plan.ts';
import { sweepOf } from '../../src/engine/forward/responses.ts';
import { sweep } from '../../src/engine/forward/sweep.ts';
import { crisp, signatureOf } from '../../src/engine/signature/signature.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import { candidateOf } from '../support/candidates.ts';
import { checkCancelled } from '../support/jobs.ts';
import { edited, forwardOf, furthest } from '../support/models.ts';
import { likelyAnswers } from '../support/naiveSweep.ts';
import { answering, tokenTask } from '../support/tokenTask.ts';

const pairs = 12;
const spans = [0, 1, 2, 3, undefined, 4, 5, 6, 7]; // the answer is read at the last one
const memory = 1000; // MB

async function eightParts() {
  const checkpoint = await edited('llama', {
    tensors: (tensors) => {
      const { dims, data } = tensors.get('lm_head.weight') as FloatTensor;
      tensors.set('lm_head.weight', { dims, data: data.map((x) => 4 * x) });
    },
  });
  const forward = await forwardOf(checkpoint);
  const task = tokenTask({ seed: 'eight', vocabulary: 400, pairs, spans, readSpan: 8 });
  const sources = Array.from({ length: pairs }, (_, i) => task.input(i, -1));
  const tokens = answering(task, await likelyAnswers(forward, sources, 6));
  return { forward, candidate: candidateOf(modelOf(checkpoint), tokens) };
}

test('the search finds what all sets would, from less than half of the mixtures', async () => {
  const { forward, candidate } = await eightParts();
  const ports = nodePorts({ cache: false, threads: 1 });
  const { responses } = await measured(quietJob, ports, candidate, memory);
  const sets = Array.from({ length: 2 ** 8 }, (_, mask) => mask);
  const { tokens } = candidate;
  const sites = cutSites(forward.network, spans.length);
  const plan = comparisonPlan(sites, forward.network, {
    shares: spans.flatMap((part) => (part === undefined ? [] : [1 << part])),
    sets,
  });
  const all = await sweep(quietJob, forward, tokens, plan);
  const whole = sweepOf(sites, plan, tokens, all).responses;

  expect(responses.mixed.size).toBeLessThan(128);
  for (const [mask, answers] of responses.mixed) {
    expect(furthest(answers, whole.mixed.get(mask)!), `mixture ${mask}`).toBeLessThan(1e-5);
  }
  const found = await signatureOf(quietJob, responses);
  const wanted = await signatureOf(quietJob, whole);
  wanted.crispness.forEach((w, site) => {
    const missed = found.unexplained[site] - wanted.unexplained[site];
    expect(missed, 'no search beats all sets').toBeGreaterThan(-1e-4);
    if (w < crisp) return;
    expect(found.label[site], `site ${site}`).toBe(wanted.label[site]);
    expect(missed).toBeLessThan(0.02);
  });
  const own = spans.map((part) => (part === undefined ? 0 : 1 << part));
  expect([...found.label.subarray(0, spans.length)], 'cut 0').toEqual(own);
  expect(found.label.at(-1), 'the last cut at the answer').toBe(0b11111111);
});

test('the search can be cancelled', async () => {
  const { candidate } = await eightParts();
  const ports = nodePorts({ cache: false, threads: 1 });
  await checkCancelled((job) => measured(job, ports, candidate, memory), 6);
});
