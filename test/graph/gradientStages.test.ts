// The stages and readouts of every family: their gradients against central differences in double precision and on
// the runtime, in all the ways in which they are run.
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import type { Network } from '../../src/engine/forward/network.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { rules } from '../../src/engine/graph/gradient/rules.ts';
import type { Graph } from '../../src/engine/graph/graph.ts';
import { type Kind, type Placing, type Stage, stageGraph } from '../../src/engine/graph/stage.ts';
import { checkDifferences, checkRuntime, drawn } from '../support/gradients.ts';
import type { Values } from '../support/interpreter.ts';
import { edited } from '../support/models.ts';
import { type Wide, wide } from '../support/wide.ts';

const families = [
  'gpt2',
  'gpt_neox',
  'llama',
  'bert',
  'minilm',
  'hooked-folded',
  'qwen3',
  'mistral',
  'gemma3_text',
  'gemma2',
];

const ways: Readonly<Record<string, Kind>> = {
  whole: { past: false, keep: false, readOut: false },
  'one position read': { past: false, keep: false, readOut: true },
  'over a past': { past: true, keep: false, readOut: false },
  'keeping keys and values': { past: false, keep: true, readOut: false },
};

const B = 2;
const Q = 4;

/** Three positions come from the past of two prompts. */
const start = 3;

function placingOf({ past, readOut }: Kind): Placing {
  const first = past ? start : 0;
  const readAt = readOut ? Int32Array.of(first + 1, first + 3) : undefined;
  return { batch: B, queries: Q, start: first, lengths: Int32Array.of(Q, Q - 1), readAt };
}

/** All that a graph asks for: weights as they are, states and pasts at random. */
async function valuesOf(network: Network, stage: Stage, graph: Graph, kind: Kind): Promise<Values> {
  const placing = placingOf(kind);
  const given: Record<string, Wide> = {
    start: { dims: [1], data: Float64Array.of(start) },
    base: { dims: [B], data: Float64Array.of(1, 1) },
    rows: { dims: [B], data: Float64Array.of(1, Q + 3) },
  };
  const weights = await network.weights(quietJob, stage.group);
  for (const [name, tensor] of Object.entries({ ...weights, ...stage.inputs(placing) })) {
    given[name] = wide(tensor);
  }
  const rng = random(graph.name);
  const sizes: Readonly<Record<string, number>> = { B, P: Q, n: 2, S: start + 1 };
  return Object.fromEntries(
    graph.inputs.map(({ name, dims }) => {
      const own = dims.map((size) => (typeof size === 'number' ? size : sizes[size]));
      return [name, given[name] ?? drawn(rng, own)] as const;
    }),
  );
}

/** What is no constant of a run. */
function moving({ inputs }: Graph): string[] {
  const still = ['mask', 'cos', 'sin'];
  return inputs.flatMap(({ name, type }) =>
    type === 'float32' && !still.includes(name) ? [name] : [],
  );
}

describe.each(families)('%s', (folder) => {
  test.each(Object.entries(ways))('%s', async (_, kind) => {
    const network = networkOf(modelOf(await edited(folder)));
    const seen = new Set<string>();
    for (const stage of network.stages) {
      if (seen.has(stage.content)) continue;
      seen.add(stage.content);
      if ((kind.past || kind.keep) && !stage.past) continue;
      const graph = stageGraph([stage], kind);
      const values = await valuesOf(network, stage, graph, kind);
      checkDifferences(graph, values, moving(graph));
      await checkRuntime(graph, values, moving(graph));
    }
  });
});
