// What gradients take of what a run up takes: 8 pairs of 15 tokens on a GPT-2-small at random.
import { ascend, batchOf } from '../../src/engine/attribution/ascent.ts';
import { attributeEdges } from '../../src/engine/attribution/edges.ts';
import { logitDifference } from '../../src/engine/attribution/metric.ts';
import { attributeNodes } from '../../src/engine/attribution/nodes.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Runtime } from '../../src/engine/core/runtime.ts';
import type { Model } from '../../src/engine/family/model.ts';
import { componentsOf } from '../../src/engine/forward/components.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { everything, nothing } from '../../src/engine/task/partSet.ts';
import type { Trial } from '../../src/engine/task/trial.ts';
import { medianTime } from './counting.ts';
import type { Figure } from './figure.ts';

/** Two runs up and one down, which is about two: attribution patching at every head and MLP; and at every edge. */
const bars = { nodes: 5, edges: 10 };

export async function gradientFigures(
  runtime: Runtime,
  model: Model,
  trial: Trial,
): Promise<Figure[]> {
  const forward = new Forward(networkOf(model, 'heads and MLPs'), runtime, 2 ** 30);
  const { network } = forward;
  const pairs = [...Array(trial.pairs).keys()];
  const contrasts = pairs.map(() => ({ right: [0], wrong: [1] }));
  const metric = logitDifference(trial, contrasts);
  const question = { trial, pairs, into: nothing, from: everything, metric, steps: 1 };
  const sites = componentsOf(network).map(({ site }) => site);
  const batch = batchOf(
    forward,
    pairs.map((i) => trial.input(i, nothing)),
  );
  const x = await network.embed(quietJob, batch.inputs, batch.length);
  const up = await medianTime(() => ascend(quietJob, forward, batch, x), 5);
  const of = async (what: string, bar: number, run: () => Promise<unknown>): Promise<Figure> => {
    const ratio = (await medianTime(run, 3)) / up;
    const found = `${ratio.toFixed(1)} x`;
    return { what, bar: `<= ${bar} x`, found, met: ratio <= bar };
  };
  const all = `${pairs.length} pairs, against one run up`;
  const figures = [
    await of(`attribution patching, ${sites.length} nodes, ${all}`, bars.nodes, () =>
      attributeNodes(quietJob, forward, question, sites),
    ),
    await of(`the same at every edge, ${all}`, bars.edges, () =>
      attributeEdges(quietJob, forward, model.spec, question),
    ),
  ];
  await forward.release();
  return figures;
}
