// A language model as its own file has it computes what PyTorch does of prompts of different lengths, each as if it were
// alone; its cuts are those of its blocks; and what is no language model is told so.
import { describe, expect, onTestFinished, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Tensor } from '../../src/engine/core/tensor.ts';
import type { ValueGraph } from '../../src/engine/dataflow/valueGraph.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { stepsOf } from '../../src/engine/forward/network.ts';
import { Runs } from '../../src/engine/forward/runs.ts';
import { type TokenGraphModel, tokenGraphNetwork } from '../../src/engine/forward/tokenGraph.ts';
import { tokenGraphModel } from '../../src/engine/forward/tokenSight.ts';
import { opened } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { furthest, testRuntime } from '../support/models.ts';
import { integers, modelBytes, node, type Parts, value, weight } from '../support/onnxFiles.ts';
import { made } from '../support/onnxGraphs.ts';
import { readSafetensors } from '../support/safetensors.ts';
import { testPorts } from '../support/stores.ts';

async function modelIn(path: string): Promise<TokenGraphModel> {
  const checkpoint = await opened(fixture(path));
  const graph = await checkpoint.graph!(testPorts());
  onTestFinished(() => graph.release());
  return modelOf(graph, checkpoint);
}

function modelOf(
  graph: ValueGraph,
  checkpoint = { config: undefined } as TokenGraphModel['checkpoint'],
  tokens = 2,
) {
  const of = { name: 'm', checkpoint, graph, notes: [] };
  return tokenGraphModel(quietJob, of, tokens, false);
}

describe('logits of the token that is read', () => {
  const cases = [
    ['onnx/gpt2.onnx', 'checkpoints/gpt2', 4],
    ['onnx/lm/bert', 'checkpoints/bert', 4],
  ] as const;
  test.each(cases)('%s', async (path, checkpoint, cuts) => {
    const golden = readSafetensors(fixture(`${checkpoint}/golden.safetensors`));
    const prompts = promptsOf(golden);
    expect(new Set(prompts.map(({ values }) => values.length)).size).toBeGreaterThan(1);
    const network = tokenGraphNetwork(await modelIn(path));
    expect(network.cuts.length).toBe(cuts); // three blocks
    const forward = new Forward(network, await testRuntime(), 2 ** 20);
    onTestFinished(() => forward.release());
    const runs = new Runs(forward, prompts, []);
    await runs.embed(quietJob);
    for (const step of stepsOf(network, new Set())) await runs.step(quietJob, step, 0);
    const found = await runs.read('x');
    expect(furthest(found, lastLogits(golden, prompts))).toBeLessThan(2e-5);
  });
});

function promptsOf(golden: ReadonlyMap<string, Tensor>) {
  const ids = golden.get('input_ids')!;
  const mask = golden.get('attention_mask')!.data;
  const [B, T] = ids.dims;
  return Array.from({ length: B }, (_, b) => {
    const length = [...mask.subarray(b * T, (b + 1) * T)].reduce((a, m) => a + m, 0);
    const values = Int32Array.from(ids.data.subarray(b * T, b * T + length));
    return { values, readAt: length - 1 };
  });
}

function lastLogits(
  golden: ReadonlyMap<string, Tensor>,
  prompts: readonly { readonly readAt: number }[],
) {
  const { dims, data } = golden.get('logits')!;
  const [, T, V] = dims;
  return Float32Array.from(
    prompts.flatMap(({ readAt }, b) => [
      ...data.subarray((b * T + readAt) * V, (b * T + readAt + 1) * V),
    ]),
  );
}

/** Ids to numbers for each of them: what a table has, and what these nodes make of it. */
function ofTable({ nodes = [], ...more }: Partial<Parts> = {}): Uint8Array {
  return modelBytes({
    nodes: [node('Gather', ['table', 'ids'], ['logits']), ...nodes],
    weights: [weight('table', [4, 2], [0, 0, 10, 11, 20, 21, 30, 31]), integers('one', [1])],
    inputs: [value('ids', ['n', 't'], 7)],
    outputs: [value('logits', ['n', 't', 2])],
    ...more,
  });
}

describe('where it is cut', () => {
  const cases: readonly [what: string, bytes: Uint8Array, cuts: string][] = [
    ['logits of a token alone', ofTable(), 'ids'],
    [
      'a stage that looks at no other token is none',
      ofTable({
        nodes: [node('Relu', ['logits'], ['a']), node('MatMul', ['a', 'square'], ['b'])],
        weights: [
          weight('table', [4, 2], [0, 0, 1, 2, 3, 4, 5, 6]),
          weight('square', [2, 2], [1, 2, 3, 4]),
        ],
        outputs: [value('b', ['n', 't', 2])],
      }),
      'a',
    ],
    [
      'one that sums up those before does',
      ofTable({
        nodes: [node('CumSum', ['logits', 'one'], ['b'])],
        outputs: [value('b', ['n', 't', 2])],
      }),
      'logits b',
    ],
  ];
  test.each(cases)('%s', async (_, bytes, cuts) => {
    const { sight } = await modelOf(await made(bytes));
    expect(sight.cuts.map(({ name }) => name).join(' ')).toBe(cuts);
  });
});

describe('what is no language model', () => {
  const pooled = (name: string): Partial<Parts> => ({
    nodes: [node('ReduceMean', ['logits'], [name], { axes: [1], keepdims: 0 })],
    outputs: [value(name, ['n', 2])],
  });
  const cases: readonly [what: string, bytes: Uint8Array, tokens: number, message: string][] = [
    [
      'one token',
      ofTable({ inputs: [value('ids', ['n', 1], 7)] }),
      2,
      'm reads one token at a time',
    ],
    ['numbers of a prompt', ofTable(pooled('y')), 2, 'm gives y [any, 2]'],
    [
      'several outputs, neither called logits',
      ofTable({
        nodes: [node('Relu', ['logits'], ['a']), node('Neg', ['logits'], ['b'])],
        outputs: [value('a', ['n', 't', 2]), value('b', ['n', 't', 2])],
      }),
      2,
      'm gives a [any, any, 2], b [any, any, 2]',
    ],
    ['fewer logits than tokens', ofTable(), 3, 'm has 2 logits, the tokenizer 3 tokens'],
  ];
  test.each(cases)('%s', async (_, bytes, tokens, message) => {
    const graph = await made(bytes);
    await expect(modelOf(graph, undefined, tokens)).rejects.toMatchObject({
      code: 'task-model',
      message,
    });
  });
});
