// Which TensorFlow.js computes, and what it says of it; what one cannot do another does; nothing is left in its memory.
import { getKernel, memory, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { EngineError } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import type { Tensorflow, TfCall, TfLayer } from '../../src/engine/core/tensorflow.ts';
import { openTensorflow, tensorflowLoaders } from '../../src/platform/tensorflow.ts';
import { plainTensorflow } from '../../src/platform/tensorflowJs.ts';

const { plain } = tensorflowLoaders;
const missing = async () => 'tfjs-node is not installed here';
const VERSION = 'tfjs 4.22.0';

afterEach(() => vi.unstubAllEnvs());

describe('which one', () => {
  const without = async () => ({
    ...(await plainTensorflow()),
    setBackend: async (name: string) => name === 'cpu',
  });
  const broken = async () => Promise.reject(new Error('no memory\nat somewhere'));
  const native = async () => {
    const tf = await plainTensorflow();
    return { tf, name: 'tfjs-node 4.22.0', backend: 'tensorflow', reason: undefined };
  };
  const rows = [
    ['native', { native, plain }, undefined, 'tfjs-node 4.22.0 (native)'],
    [
      'WebAssembly',
      { native: missing, plain },
      undefined,
      `${VERSION} (wasm: tfjs-node is not installed here)`,
    ],
    ['WebAssembly, forced', { native, plain }, 'wasm', `${VERSION} (wasm)`],
    [
      'JavaScript',
      { native: missing, plain: without },
      undefined,
      `${VERSION} (cpu: tfjs-node is not installed here; WebAssembly: there is no backend wasm)`,
    ],
    ['JavaScript, forced', { native, plain }, 'cpu', `${VERSION} (cpu)`],
  ] as const;
  test.each(rows)('%s', async (_what, loaders, forced, computedBy) => {
    expect((await openTensorflow(loaders as never, forced)).computedBy).toBe(computedBy);
  });

  const refused = [
    [
      'native, forced and absent',
      { native: missing, plain },
      'native',
      'tfjs-node is not installed here',
    ],
    [
      'WebAssembly, forced and absent',
      { native: missing, plain: without },
      'wasm',
      'there is no backend wasm',
    ],
    ['none', { native: missing, plain: broken }, undefined, 'did not load: no memory'],
  ] as const;
  test.each(refused)('%s', async (_what, loaders, forced, sentence) => {
    const opening = openTensorflow(loaders as never, forced);
    await expect(opening).rejects.toMatchObject({
      code: 'runtime',
      message: expect.stringContaining(sentence),
    });
  });

  test('a variable of the environment forces one', async () => {
    vi.stubEnv('CONGRUITY_TENSORFLOW', 'cpu');
    expect((await openTensorflow({ native, plain } as never)).computedBy).toBe(`${VERSION} (cpu)`);
    vi.stubEnv('CONGRUITY_TENSORFLOW', 'gpu');
    await expect(openTensorflow()).rejects.toThrow('is "gpu", allowed: native, wasm, cpu');
  });
});

const layers: readonly TfLayer[] = [
  { name: '"dense"', make: 'dense', options: { units: 2, activation: 'relu' } },
  { name: '"drop"', make: undefined, options: {} },
];
const calls: readonly TfCall[] = [
  { layer: 0, takes: ['x'], gives: 'dense' },
  { layer: 1, takes: ['dense'], gives: 'drop' },
];
const tensor = (dims: number[], data: number[]): FloatTensor => ({
  dims,
  data: Float32Array.from(data),
});
const weights = async () => [tensor([2, 2], [1, 2, 3, -4]), tensor([2], [0.5, 0.5])];
const x = tensor([1, 2], [1, 1]);

/** [1, 1] times the kernel, and the bias, without what is below zero. */
async function expectComputed(tensorflow: Tensorflow) {
  const net = tensorflow.layers(layers, weights);
  const { drop } = await net.run(quietJob, calls, { x }, ['drop']);
  expect(drop).toEqual(tensor([1, 2], [4.5, 0]));
  await net.release();
  await net.release(); // once more does no harm
  return net.computedBy;
}

test('what WebAssembly has no operation for is computed without it, and that is said', async () => {
  const tensorflow = await openTensorflow({ native: missing, plain }, 'wasm');
  expect(await expectComputed(tensorflow)).toBe(`${VERSION} (wasm)`);
  const fused = getKernel('_FusedMatMul', 'wasm')!;
  unregisterKernel('_FusedMatMul', 'wasm');
  try {
    expect(await expectComputed(tensorflow)).toBe(`${VERSION} (cpu: wasm cannot do _FusedMatMul)`);
  } finally {
    registerKernel(fused);
  }
  expect(await expectComputed(tensorflow)).toBe(`${VERSION} (wasm)`); // another network is not concerned
});

test('an operation that complains on the console alone is computed without WebAssembly', async () => {
  const tf = await plainTensorflow();
  const said = ['XNN status for xnn_setup_pooling is not successful. Got status 2.'];
  const complaining = async () => ({
    ...tf,
    complaints: () => (tf.getBackend() === 'wasm' ? said : []),
  });
  const tensorflow = await openTensorflow({ native: missing, plain: complaining }, 'wasm');
  expect(await expectComputed(tensorflow)).toBe(
    `${VERSION} (cpu: wasm cannot do xnn_setup_pooling)`,
  );
});

test('runs of several networks at once do not mix, and leave nothing behind', async () => {
  const tensorflow = await openTensorflow({ native: missing, plain }, 'wasm');
  await expectComputed(tensorflow);
  const before = memory().numTensors;
  await Promise.all(Array.from({ length: 8 }, () => expectComputed(tensorflow)));
  expect(memory().numTensors).toBe(before);
});

test('a layer that TensorFlow.js does not take is named', async () => {
  const tensorflow = await openTensorflow({ native: missing, plain }, 'wasm');
  const odd = [{ name: '"odd"', make: 'dense', options: { units: -1 } }];
  expect(() => tensorflow.layers(odd, weights)).toThrow(EngineError);
  expect(() => tensorflow.layers(odd, weights)).toThrow('does not take the layer "odd"');
});
