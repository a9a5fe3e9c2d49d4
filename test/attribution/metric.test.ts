// What is asked of a run: its number, and its slope against central differences.
import { describe, expect, onTestFinished, test } from 'vitest';
import { ascend, batchOf } from '../../src/engine/attribution/ascent.ts';
import {
  divergenceFrom,
  logitDifference,
  type MetricOf,
} from '../../src/engine/attribution/metric.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { edited, somePrompts, testRuntime } from '../support/models.ts';

const answers = Int32Array.of(3, 9, 12, 5, 7);

/** Answers 0 and 2 count as one. */
const outcomes = Int32Array.of(0, 1, 0, 2, 3);

const metrics: readonly (readonly [string, (forward: Forward) => MetricOf, number])[] = [
  [
    'logit difference',
    () =>
      logitDifference({ answers, outcomes }, [
        { right: [1], wrong: [2] },
        { right: [0, 3], wrong: [1] },
      ]),
    5,
  ],
  ['divergence from one end', (forward) => divergenceFrom(quietJob, forward, 'into'), 400],
];

async function ends() {
  const forward = new Forward(
    networkOf(modelOf(await edited('llama'))),
    await testRuntime(),
    2 ** 30,
  );
  onTestFinished(() => forward.release());
  const inputs = somePrompts.map((values) => ({ values, readAt: values.length - 1 }));
  const batch = batchOf(forward, inputs);
  const x = await forward.network.embed(quietJob, batch.inputs, batch.length);
  const into = await ascend(quietJob, forward, batch, x);
  return { forward, pairs: { first: 0, batch, into, from: into } };
}

describe.each(metrics)('%s', (_, of, count) => {
  test('its slope is how it changes', async () => {
    const { forward, pairs } = await ends();
    const metric = await of(forward)(pairs);
    for (const b of [0, 1]) {
      const logits = Float32Array.from({ length: count }, (_, i) => 2 * Math.sin(3 * i + b));
      const slope = metric.slope(logits, b);
      for (const i of [0, 1, 2, 3, 4]) {
        const moved = (by: number) => metric.value(logits.with(i, logits[i] + by), b);
        const [more, less] = [moved(2 ** -8), moved(-(2 ** -8))]; // exact in float32
        expect(slope[i]).toBeCloseTo((more - less) / 2 ** -7, 4);
      }
    }
  });
});

test('the difference is between means of right and wrong outcomes, a class being the sum of its answers', async () => {
  const { forward, pairs } = await ends();
  const metric = await metrics[0][1](forward)(pairs);
  const logits = Float32Array.of(1, 2, 3, 4, 5);
  expect(metric.value(logits, 0)).toBeCloseTo(2 - 4, 6);
  expect(metric.value(logits, 1)).toBeCloseTo((Math.log(Math.exp(1) + Math.exp(3)) + 5) / 2 - 2, 6);
});

test('at its own end nothing diverges', async () => {
  const { forward, pairs } = await ends();
  const metric = await divergenceFrom(quietJob, forward, 'into')(pairs);
  const rows = pairs.into.at(-1)!.x;
  const d = rows.length / (2 * pairs.batch.length);
  const last = pairs.batch.inputs.map(({ readAt }, b) => (b * pairs.batch.length + readAt) * d);
  for (const [b, at] of last.entries()) {
    const { data } = await forward.read(quietJob, rows.slice(at, at + d), 'logits');
    expect(metric.value(data, b)).toBeCloseTo(0, 6);
    expect(Math.max(...metric.slope(data, b).map(Math.abs))).toBeLessThan(1e-6);
  }
});
