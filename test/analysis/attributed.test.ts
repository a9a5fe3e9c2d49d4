// Attribution of components block by block: attribution's own numbers of all pairs at once, whatever the metric.
import { expect, onTestFinished, test } from 'vitest';
import { type AttributionAsked, attributed } from '../../src/engine/analysis/attributed.ts';
import { divergenceFrom, logitDifference } from '../../src/engine/attribution/metric.ts';
import { attributeNodes } from '../../src/engine/attribution/nodes.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { componentsOf } from '../../src/engine/forward/components.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { everything, nothing } from '../../src/engine/task/partSet.ts';
import { edited, testRuntime } from '../support/models.ts';
import { testPorts } from '../support/stores.ts';
import { answering, tokenTask } from '../support/tokenTask.ts';

const asksOf20 = { seed: 'attributed', vocabulary: 19, pairs: 20, spans: [0, undefined, 1] };
const tokens = answering(tokenTask(asksOf20), Int32Array.of(1, 5, 9));
const contrasts = Array.from({ length: 20 }, (_, i) => ({ right: [i % 3], wrong: [(i + 1) % 3] }));
const found = [...Array(20).keys()].toReversed(); // more than a block, in an order of their own

test.each([
  ['gpt2', 'logit difference', 1],
  ['llama', 'logit difference', 5],
  ['bert', 'logit difference', 1],
  ['gpt2', 'KL', 5],
] as const)('%s, %s, steps: %i', async (folder, metric, steps) => {
  const network = networkOf(modelOf(await edited(folder)), 'heads and MLPs');
  const forward = new Forward(network, await testRuntime(), 2 ** 30);
  onTestFinished(() => forward.release());
  const sites = componentsOf(network).map(({ site }) => site);
  const asked = {
    ports: testPorts(),
    candidate: { tokens, subject: { digests: { weights: folder, config: '', tokenizer: '' } } },
    runs: { network, forward: async () => forward },
    used: { found, source: everything, contrasts },
    ...{ settings: { metric }, steps },
  } as unknown as AttributionAsked;
  const question = {
    ...{ trial: tokens, pairs: found, into: nothing, from: everything, steps },
    metric:
      metric === 'KL'
        ? divergenceFrom(quietJob, forward, 'into')
        : logitDifference(
            tokens,
            found.map((pair) => contrasts[pair]),
          ),
  };
  const wanted = await attributeNodes(quietJob, forward, question, sites);
  const scores = await attributed(quietJob, asked, sites);
  expect(scores).toHaveLength(wanted.scores.length);
  const largest = Math.max(...wanted.scores.flatMap((each) => [...each].map(Math.abs)));
  expect(largest).toBeGreaterThan(1e-3);
  for (const [s, own] of scores.entries()) {
    for (const [i, value] of own.entries()) {
      expect(Math.abs(value - wanted.scores[s][i])).toBeLessThan(1e-5 * largest);
    }
  }
  expect(await attributed(quietJob, asked, sites)).toEqual(scores); // from the store
});
