// congruity inspect --values: the network that a file describes, value by value, as text and as JSON.
import { expect, test } from 'vitest';
import { graphView } from '../../src/engine/analysis/graphView.ts';
import { commandLine } from '../support/commandLine.ts';
import { fixture } from '../support/fixture.ts';
import { networkPorts } from '../support/networks.ts';

const cli = commandLine();

const cases: readonly (readonly [
  path: string,
  input: readonly (number | null)[],
  output: readonly (number | null)[],
  op: string,
])[] = [
  ['onnx/mlp.onnx', [null, 8], [null, 4], 'Gemm'],
  ['keras/mlp.keras', [null, 8], [null, 4], 'Dense'],
  ['keras/mlp-tfjs-layers', [null, 8], [null, 4], 'Dense'],
  ['keras/mlp-tfjs-graph', [null, 8], [null, 4], 'AddV2'],
  ['keras/cnn.keras', [null, 8, 8, 3], [null, 5], 'Conv2D'],
  ['rows/mlp-ab.safetensors', [null, 4], [null, 2], 'Gemm'],
];
test.each(cases)('%s', async (path, input, output, op) => {
  const { inputs, outputs, values, valueCount } = await graphView(networkPorts, fixture(path));
  expect(inputs.map(({ shape }) => shape)).toEqual([input]);
  expect(outputs.map(({ shape }) => shape)).toEqual([output]);
  expect(values.length).toBe(valueCount);
  expect(values.map((value) => value.op)).toContain(op);
  const names = values.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([inputs[0].name, outputs[0].name]));
});

test('a transformer describes none', async () => {
  const view = graphView(networkPorts, fixture('checkpoints/gpt2'));
  await expect(view).rejects.toThrow('gpt2 describes no network');
});

test('as text and as JSON; of one checkpoint', async () => {
  const path = fixture('rows/mlp-ab.onnx');
  const { code, stdout } = await cli.congruity(['inspect', path, '--values']);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^Inputs\n +\S+ +\[any, 4\] +input$/m)]);
  expect(stdout).toMatch(/^Values \(\d+\), by onnxruntime/m);
  const json = await cli.congruity(['inspect', path, '--values', '--json']);
  expect(JSON.parse(json.stdout).graph.inputs[0]).toMatchObject({ shape: [null, 4], op: null });
  const two = await cli.congruity(['inspect', path, path, '--values']);
  expect([two.code, two.stderr]).toEqual([64, expect.stringContaining('--values is of one')]);
});
