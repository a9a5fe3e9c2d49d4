// Goldens of networks that their own file describes: every value by its name there.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verifyGolden } from '../../src/engine/analysis/golden.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor, Tensor } from '../../src/engine/core/tensor.ts';
import { folderOf } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import type { Tensors } from '../support/models.ts';
import { testPorts } from '../support/stores.ts';

const ports = testPorts();
const mlp = fixture('onnx/mlp.onnx');

/** Values of the graph at an input, as its own runtime has them. */
async function valuesOf(path: string, input: FloatTensor): Promise<Tensors> {
  const checkpoint = await openCheckpoint(ports.files, ports.sha256, path);
  const graph = await checkpoint.graph!(ports);
  const names = [...graph.values.keys()].filter((name) => name !== 'input');
  const made = await graph.run(quietJob, { input }, names);
  await graph.release();
  await checkpoint.close();
  return new Map<string, Tensor>([['input', input], ...Object.entries(made)]);
}

const input: FloatTensor = {
  dims: [6, 8],
  data: Float32Array.from({ length: 48 }, (_, i) => Math.sin(i * i)),
};

function verify(path: string, golden: Tensors) {
  const folder = folderOf({ 'golden.safetensors': encodeSafetensors(golden) });
  const request = { path, golden: join(folder, 'golden.safetensors'), memory: 1000 };
  return verifyGolden(quietJob, ports, request);
}

const rows: readonly [what: string, change: (all: Tensors) => void, expected: object][] = [
  ['as it is', () => undefined, { standing: 'agrees', unknown: [], problems: [] }],
  [
    'a value that is off',
    (all) => {
      all.get('/Relu_output_0')!.data[17] += 0.01;
    },
    {
      standing: 'differs',
      tensors: expect.arrayContaining([
        expect.objectContaining({ name: '/Relu_output_0', at: [1, 1] }),
      ]),
    },
  ],
  [
    'names of nothing in the graph',
    (all) => all.set('mine', input),
    { standing: 'agrees', unknown: ['mine'] },
  ],
  [
    'no input',
    (all) => all.delete('input'),
    { standing: 'cannot be compared', problems: [expect.stringContaining('there is no input')] },
  ],
  [
    'a value of another shape',
    (all) => all.set('probabilities', input),
    {
      standing: 'cannot be compared',
      problems: ['probabilities is [6, 8]; of these inputs the graph makes [6, 4]'],
    },
  ],
];

test.each(rows)('%s', async (_, change, expected) => {
  const golden = await valuesOf(mlp, input);
  change(golden);
  expect(await verify(mlp, golden)).toMatchObject(expected);
});

test('a golden beside other weights of a folder is never taken for the model', async () => {
  const golden = await valuesOf(mlp, input);
  const folder = folderOf({ 'golden.safetensors': encodeSafetensors(golden) });
  copyFileSync(mlp, join(folder, 'model.onnx'));
  const view = await verifyGolden(quietJob, ports, {
    path: folder,
    golden: join(folder, 'golden.safetensors'),
    memory: 1000,
  });
  expect(view).toMatchObject({
    standing: 'agrees',
    computedBy: expect.stringMatching(/^onnxruntime/),
  });
});
