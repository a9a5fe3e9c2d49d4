// What an ONNX file computes, against values that onnxruntime gave for it node by node, without fusing any (its
// README says who made them): every value from the input, and every value from every cut before it.
import { expect, test } from 'vitest';
import { isEngineError } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Tensor } from '../../src/engine/core/tensor.ts';
import type { ValueGraph } from '../../src/engine/dataflow/valueGraph.ts';
import { fixture } from '../support/fixture.ts';
import { apart, golden, graphOf, wasmPorts } from '../support/onnxGraphs.ts';

const TOLERANCE = 1e-6;

/** Pairs: of a value given and another that follows from it alone. */
const files = [
  { file: 'mlp.onnx', values: 7, pairs: 15, output: 'probabilities' },
  { file: 'mlp-dynamo.onnx', values: 7, pairs: 15, output: 'probabilities' },
  { file: 'cnn.onnx', values: 9, pairs: 36, output: 'probabilities' },
  { file: 'cnn-external/model.onnx', values: 9, pairs: 36, output: 'probabilities' },
  { file: 'sklearn-mlp.onnx', values: 15, pairs: 105, output: 'probabilities' },
];

test.each(files)('$file', async ({ file, values, pairs, output }) => {
  const graph = await graphOf(fixture(`onnx/${file}`));
  const beside = file.includes('/') ? 'cnn-external/golden' : file.replace('.onnx', '.golden');
  const { input, ...wanted } = Object.fromEntries(
    await golden(fixture(`onnx/${beside}.safetensors`)),
  );
  const names = Object.keys(wanted);
  expect(names).toHaveLength(values);
  expect(graph.inputs).toHaveLength(1);
  expect(graph.outputs.map(({ name }) => name)).toEqual([output]);
  const computed = await graph.run(quietJob, { [graph.inputs[0].name]: input }, names);
  for (const name of names)
    expect(apart(computed[name], wanted[name]), name).toBeLessThan(TOLERANCE);
  expect(await followed(graph, wanted)).toBe(pairs);
});

/** Of how many pairs the second follows from the first alone; each that does agrees. */
async function followed(
  graph: ValueGraph,
  wanted: Readonly<Record<string, Tensor>>,
): Promise<number> {
  const later = new Map<string, Set<string>>();
  for (const { takes, gives } of graph.steps.toReversed()) {
    const onwards = gives.flatMap((name) => [name, ...(later.get(name) ?? [])]);
    for (const name of takes) later.set(name, new Set([...(later.get(name) ?? []), ...onwards]));
  }
  let pairs = 0;
  for (const [from, value] of Object.entries(wanted)) {
    for (const to of later.get(from) ?? []) {
      const found = await graph.run(quietJob, { [from]: value }, [to]).catch((error: unknown) => {
        if (!isEngineError(error, 'model-inconsistent')) throw error;
        expect(error.message).toContain(`does not follow from "${from}" alone`);
      });
      if (!found) continue;
      expect(apart(found[to], wanted[to]), `${to} from ${from}`).toBeLessThan(TOLERANCE);
      pairs++;
    }
  }
  return pairs;
}

/** WebAssembly adds in another order: 1.2e-6 where a value is 5. */
test('cnn.onnx on the WebAssembly runtime: the same within rounding, and from a cut the same bits', async () => {
  const graph = await graphOf(fixture('onnx/cnn.onnx'), wasmPorts);
  const { input, ...wanted } = Object.fromEntries(
    await golden(fixture('onnx/cnn.golden.safetensors')),
  );
  const computed = await graph.run(quietJob, { input }, Object.keys(wanted));
  for (const name of Object.keys(wanted)) {
    expect(apart(computed[name], wanted[name]), name).toBeLessThan(3e-6);
  }
  const cut = '/MaxPool_output_0';
  const on = await graph.run(quietJob, { [cut]: computed[cut] }, ['probabilities']);
  expect(apart(on.probabilities, computed.probabilities)).toBe(0);
  expect(graph.computedBy).toMatch(/^onnxruntime-web /);
});

const transformer = { embed: 'hidden.embed', 0: 'hidden.0', 1: 'hidden.1', final: 'hidden.final' };

test('gpt2.onnx: its hidden states are those of transformers, and go on from each to the logits', async () => {
  const graph = await graphOf(fixture('onnx/gpt2.onnx'));
  const known = await golden(fixture('checkpoints/gpt2/golden.safetensors'));
  expect(graph.inputs).toEqual([
    { name: 'input_ids', shape: [undefined, undefined], integer: true },
  ]);
  for (const prompt of [0, 1, 2]) {
    const of = (name: string) => known.get(`prompt.${prompt}.${name}`) as Tensor;
    const names = [...Object.values(transformer), 'logits'];
    const run = await graph.run(quietJob, { input_ids: of('input_ids') }, names);
    for (const [at, name] of Object.entries(transformer)) {
      expect(apart(run[name], of(`resid.${at}`)), name).toBeLessThan(2e-5);
      const { logits } = await graph.run(quietJob, { [name]: run[name] }, ['logits']);
      expect(apart(logits, run.logits), `logits from ${name}`).toBe(0);
    }
    expect(apart(run.logits, of('logits'))).toBeLessThan(2e-5);
  }
});

test('gpt2.onnx: a padded batch with its mask is what each prompt is alone', async () => {
  const graph = await graphOf(fixture('onnx/gpt2.onnx'));
  const known = await golden(fixture('checkpoints/gpt2/golden.safetensors'));
  const batch = ['input_ids', 'attention_mask'].map((name) => [name, known.get(name) as Tensor]);
  const { logits } = await graph.run(quietJob, Object.fromEntries(batch), ['logits']);
  const [, positions, width] = logits.dims;
  for (const prompt of [0, 1, 2]) {
    const alone = known.get(`prompt.${prompt}.logits`) as Tensor;
    const from = prompt * positions * width;
    const data = logits.data.slice(from, from + alone.data.length);
    expect(apart({ dims: alone.dims, data }, alone)).toBeLessThan(2e-5);
  }
});

test('gpt2.onnx: at any value, all that goes on is computed: those at which nothing passes by are the cuts', async () => {
  const graph = await graphOf(fixture('onnx/gpt2.onnx'));
  const ids: Tensor = { dims: [2, 6], data: Int32Array.from({ length: 12 }, (_, i) => 7 * i + 3) };
  const names = [...graph.values.values()]
    .filter(({ integer }) => !integer)
    .map(({ name }) => name);
  const all = await graph.run(quietJob, { input_ids: ids }, names);
  const cuts: string[] = [];
  for (const name of names) {
    try {
      const { logits } = await graph.run(quietJob, { [name]: all[name] }, ['logits']);
      expect(apart(logits, all.logits), name).toBe(0);
      cuts.push(name);
    } catch (error) {
      if (!isEngineError(error, 'model-inconsistent')) throw error;
    }
  }
  const inBlocks = ['h.0/Add', 'h.1/Add', 'h.2/Add', 'h.2/Add_1', 'ln_f/LayerNormalization'];
  const named = ['hidden.embed', 'hidden.0', 'hidden.1', 'hidden.final', 'logits'];
  const between = ['wte/Gather', ...inBlocks].map((name) => `/model/transformer/${name}_output_0`);
  expect(cuts.toSorted()).toEqual([...named, ...between].toSorted());
});
