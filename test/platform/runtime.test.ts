// Both runtimes, on graphs of ours: the same numbers, and openly said which one it is.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import type { Runtime } from '../../src/engine/core/runtime.ts';
import { GraphBuilder } from '../../src/engine/graph/graph.ts';
import { encode } from '../../src/engine/graph/onnx.ts';
import { selfChecks } from '../../src/platform/doctor.ts';
import { openRuntime } from '../../src/platform/runtime.ts';
import { nativeRuntime } from '../../src/platform/runtimeNode.ts';
import { wasmRuntime } from '../../src/platform/runtimeWasm.ts';

const native = () => nativeRuntime({ threads: 2 });
const wasm = () => wasmRuntime({ threads: 1 }, 'a test wants it');
const broken = () => Promise.reject(new Error('no such binding\nat line 1'));

describe.each([
  ['onnxruntime-node', native, undefined],
  ['onnxruntime-web', wasm, 'a test wants it'],
] as const)('%s', (name, open, fallbackReason) => {
  test('says what it is', async () => {
    expect(await open()).toMatchObject({ name, version: '1.30.0', fallbackReason });
  });

  test('passes the self-checks of doctor', async () => {
    const checks = await selfChecks(quietJob, await open());
    expect(checks.filter((check) => !check.passed)).toEqual([]);
    expect(checks).toHaveLength(2);
  });

  test('reports a graph that it refuses as a runtime error', async () => {
    const refused = (await open()).session(new TextEncoder().encode('no graph'));
    await expect(refused).rejects.toMatchObject({
      code: 'runtime',
      message: expect.stringMatching(/refused/),
    });
  });

  test('reports inputs that do not fit as a runtime error', async () => {
    const session = await (await open()).session(product());
    const a = { dims: [2, 3], data: new Float32Array(6) };
    const run = session.run({ a, b: a }, ['c']);
    await expect(run).rejects.toMatchObject({
      code: 'runtime',
      message: expect.stringMatching(/failed/),
    });
  });
});

test('both compute the same product, and integer inputs select the same rows', async () => {
  const [one, other] = [await outputsOf(await native()), await outputsOf(await wasm())];
  expect(one.c.dims).toEqual([2, 4]);
  for (const name of ['c', 'row']) expect(other[name].dims).toEqual(one[name].dims);
  one.c.data.forEach((value, i) => {
    expect(other.c.data[i]).toBeCloseTo(value, 5);
  });
});

describe('which runtime is opened', () => {
  afterEach(() => vi.unstubAllEnvs());
  const loaders = {
    native,
    wasm: (_: object, reason: string) => wasmRuntime({ threads: 1 }, reason),
  };

  test.each([
    ['native by default', '', loaders, 'onnxruntime-node', undefined],
    ['WASM when asked', 'wasm', loaders, 'onnxruntime-web', 'CONGRUITY_RUNTIME=wasm asks for it'],
    [
      'WASM where the native one does not load',
      '',
      { ...loaders, native: broken },
      'onnxruntime-web',
      'onnxruntime-node did not load: no such binding',
    ],
  ] as const)('%s', async (_, asked, from, name, fallbackReason) => {
    vi.stubEnv('CONGRUITY_RUNTIME', asked);
    expect(await openRuntime({ threads: 1 }, from)).toMatchObject({ name, fallbackReason });
  });

  test.each([
    ['nothing loads', '', { native: broken, wasm: broken }, /node did not load.*web did not load/],
    ['the one asked for does not load', 'native', { ...loaders, native: broken }, /node did not/],
    ['the wish is unknown', 'cuda', loaders, /CONGRUITY_RUNTIME is "cuda", allowed: native, wasm/],
  ] as const)('an error when %s', async (_, asked, from, message) => {
    vi.stubEnv('CONGRUITY_RUNTIME', asked);
    const opened = openRuntime({ threads: 1 }, from);
    await expect(opened).rejects.toMatchObject({
      code: 'runtime',
      message: expect.stringMatching(message),
    });
  });
});

/** c = a b, and row `which` of c. */
function product(): Uint8Array {
  const graph = new GraphBuilder();
  const c = graph.op('MatMul', [graph.input('a', ['m', 'k']), graph.input('b', ['k', 'n'])]);
  const row = graph.op('Gather', [c, graph.input('which', ['w'], 'int32')], { axis: 0 });
  graph.output('c', c, ['m', 'n']);
  graph.output('row', row, ['w', 'n']);
  return encode(graph.build('product'));
}

async function outputsOf(runtime: Runtime) {
  const session = await runtime.session(product());
  const draw = random('product');
  const drawn = (length: number) => Float32Array.from({ length }, () => draw.next());
  const inputs = {
    a: { dims: [2, 3], data: drawn(6) },
    b: { dims: [3, 4], data: drawn(12) },
    which: { dims: [1], data: Int32Array.of(1) },
  };
  const outputs = await session.run(inputs, ['c', 'row']);
  await session.release();
  expect(Array.from(outputs.row.data)).toEqual(Array.from(outputs.c.data.subarray(4)));
  return outputs;
}
