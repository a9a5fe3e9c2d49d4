// The stages and readouts of every family: their gradients against central differences in double precision and on
// the runtime, in all the ways in which they are run.
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import type { Network } from '../../src/engine/forward/network.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import type { Graph } from '../../src/engine/graph/graph.ts';
import {
  type Kind,
  type Placing,
  type Stage,
  slotsAt,
  stageGraph,
} from '../../src/engine/graph/stage.ts';
import { checkDifferences, checkRuntime, drawn } from '../support/gradients.ts';
import type { Values } from '../support/interpreter.ts';
import { edited } from '../support/models.ts';
import { share } from '../support/share.ts';
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
  'opt-post',
  'olmo',
  'olmo2',
  'electra',
  't5',
  'bloom',
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
  return Object.fromEntries(
    graph.inputs.map(({ name, dims }) => {
      // z has been read at one position alone.
      const sizes = { B, P: kind.readOut && name === 'z' ? 1 : Q, n: 2, S: start + 1 };
      const own = dims.map((size) => (typeof size === 'number' ? size : sizes[size as 'B']));
      return [name, given[name] ?? drawn(rng, own)] as const;
    }),
  );
}

/** What is no constant of a run; and of the weights the vectors: matrices are in the cases of their operators. */
function moving({ inputs }: Graph): string[] {
  const still = ['mask', 'cos', 'sin'];
  const isMatrix = (dims: readonly unknown[]) => dims.length === 2 && typeof dims[0] === 'number';
  return inputs.flatMap(({ name, type, dims }) =>
    type === 'float32' && !still.includes(name) && !isMatrix(dims) ? [name] : [],
  );
}

/** What is run of a network: each stage of another content, in all the ways that it can. */
function graphsOf({ stages }: Network): (readonly [Stage, Kind, Graph])[] {
  const different = stages.filter(
    ({ content }, i) => stages.findIndex((stage) => stage.content === content) === i,
  );
  return different.flatMap((stage) =>
    Object.values(ways)
      .filter(({ past, keep }) => stage.past !== undefined || !(past || keep))
      .map((kind) => [stage, kind, stageGraph([stage], kind)] as const),
  );
}

describe.each(share(families, 4))('%s', (folder) => {
  test('stages', async () => {
    const network = networkOf(modelOf(await edited(folder)));
    for (const [stage, kind, graph] of graphsOf(network)) {
      const values = await valuesOf(network, stage, graph, kind);
      checkDifferences(graph, values, moving(graph));
      await checkRuntime(graph, values, moving(graph));
    }
  });

  test('readouts', async () => {
    const network = networkOf(modelOf(await edited(folder)));
    if (!network.readout) {
      expect(['minilm', 't5']).toContain(folder);
      return;
    }
    const weights = await network.weights(quietJob, network.readout.group);
    const widened = Object.entries(weights).map(([name, tensor]) => [name, wide(tensor)] as const);
    for (const reading of ['answerLogits', 'logits', 'mass'] as const) {
      const graph = network.readout.graph(reading);
      const values = {
        x: drawn(random(reading), [3, slotsAt(network.stages, network.stages.length).x]),
        answers: { dims: [3], data: Float64Array.of(2, 7, 2) },
        ...Object.fromEntries(widened),
      };
      checkDifferences(graph, values, moving(graph));
      await checkRuntime(graph, values, moving(graph));
    }
  });
});
