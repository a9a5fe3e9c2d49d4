// Is this machine fit: does the runtime load, how fast is it, does it compute what it should.
import { type Job, throwIfCancelled } from '../engine/core/job.ts';
import { random } from '../engine/core/random.ts';
import { giveBack, type Runtime, type Session } from '../engine/core/runtime.ts';
import type { FloatTensor } from '../engine/core/tensor.ts';
import { attendStage } from '../engine/graph/attend.ts';
import { finishStage } from '../engine/graph/finish.ts';
import { GraphBuilder } from '../engine/graph/graph.ts';
import { encode } from '../engine/graph/onnx.ts';
import { attendWeights, type BlockSpec, finishWeights } from '../engine/graph/spec.ts';
import { type Kind, outputOf, stageGraph } from '../engine/graph/stage.ts';
import { plainBlock } from './plainBlock.ts';

export type Check = { readonly name: string; readonly passed: boolean; readonly detail: string };

const SIDE = 1024;
const MATMULS = 12; // the best of them counts: others are disturbed by other programs
const TOGETHER = 8;
const QUICK_MS = 50; // for one: a GPU, and not one in software
const LONG_MS = 3000; // a GPU in software takes that for one

/** The rate of f32 matrix products of 1024 x 1024 x 1024, in GFLOP/s: the best run of several. */
export async function matmulRate(job: Job, runtime: Runtime): Promise<number> {
  const graph = new GraphBuilder();
  const [a, b] = [graph.input('a', [SIDE, SIDE]), graph.input('b', [SIDE, SIDE])];
  graph.output('c', graph.op('MatMul', [a, b]), [SIDE, SIDE]);
  const session = await runtime.session(encode(graph.build('matmul')));
  const draw = random('matmul');
  const inputs = { a: drawn(draw, [SIDE, SIDE]), b: drawn(draw, [SIDE, SIDE]) };
  const timed = await timedProduct(session, runtime, inputs);
  let best = Number.POSITIVE_INFINITY; // ms
  const begun = performance.now();
  for (let i = 0; i < MATMULS && performance.now() - begun < LONG_MS; i++) {
    await job.pause();
    job.progress(i / MATMULS, 'Measuring the rate of matrix products');
    best = Math.min(best, await timed.once());
  }
  timed.release();
  await session.release();
  return (2 * SIDE ** 3) / best / 1e6;
}

/** A product's milliseconds. On a device its factors lie there, as weights and states do, and some are waited for together. */
async function timedProduct(
  session: Session,
  { device }: Runtime,
  { a, b }: { readonly a: FloatTensor; readonly b: FloatTensor },
) {
  const there = device?.tensors;
  const timing = async (run: () => Promise<unknown>, times: number) => {
    const start = performance.now();
    await run();
    return (performance.now() - start) / times;
  };
  if (!there)
    return { once: () => timing(() => session.run({ a, b }, ['c']), 1), release: () => undefined };
  const held = { a: await there.put(a), b: await there.put(b) };
  const little = await there.put({ dims: [1], data: new Float32Array(1) });
  const some = (times: number) =>
    timing(async () => {
      for (let i = 0; i < times; i++) giveBack([(await session.stay!(held, ['c'])).c]);
      await there.get(little); // waits for what was asked before
    }, times);
  return {
    once: async () => {
      const one = await some(1);
      return one < QUICK_MS ? some(TOGETHER) : one;
    },
    release() {
      giveBack([held.a, held.b, little]);
    },
  };
}

/** Runs a generated block graph two ways. A check that fails says by how much. */
export async function selfChecks(job: Job, runtime: Runtime): Promise<Check[]> {
  throwIfCancelled(job);
  job.progress(0, 'Checking the block graphs');
  const draw = random('doctor');
  const weights: Record<string, FloatTensor> = {};
  for (const { name, shape } of [...attendWeights(spec), ...finishWeights(spec)])
    weights[name] = drawn(draw, shape);
  const x = drawn(draw, [1, LENGTH, spec.width]); // [1, T, d]
  const full = await run(runtime, { ...plain, keep: true }, { ...weights, x, mask: mask(0) });
  const inputs = { ...weights, ...pastOf(full), x: rowsFrom(x, FROM), mask: mask(FROM) };
  const reused = await run(runtime, { ...plain, past: true }, inputs);
  return [
    check('block graph against plain arithmetic', full[out], expected(weights, x), 2e-5),
    check('interchange that changes nothing', reused[out], rowsFrom(full[out], FROM), 1e-6),
  ];
}

const spec: BlockSpec = {
  width: 24,
  order: 'pre',
  norm: { kind: 'layer', epsilon: 1e-5 },
  causal: true,
  attention: {
    heads: 3,
    kvHeads: 3,
    headWidth: 8,
    scale: 1 / Math.sqrt(8),
    softcap: undefined,
    window: undefined,
    clip: undefined,
    norm: undefined,
    rotary: undefined,
    distances: undefined,
    slopes: undefined,
    bias: { qkv: true, out: true },
  },
  mlp: { width: 48, activation: 'gelu_tanh', gated: false, bias: true },
  layout: 'in-out',
};
const out = outputOf('x');
const block = [attendStage(spec, 'block'), finishStage(spec, 'block')];
const LENGTH = 7; // T
const FROM = 4; // the first position that is computed anew
const plain: Kind = { past: false, keep: false, readOut: false };

type Feeds = Parameters<Awaited<ReturnType<Runtime['session']>>['run']>[0];

async function run(runtime: Runtime, kind: Kind, inputs: Feeds) {
  const session = await runtime.session(encode(stageGraph(block, kind)));
  const results = await session.run(inputs, kind.keep ? [out, 'keys', 'values'] : [out]);
  await session.release();
  return results;
}

function pastOf({ keys, values }: Record<string, FloatTensor>): Feeds {
  return {
    pastKeys: keys,
    pastValues: values,
    start: { dims: [1], data: Int32Array.of(FROM) },
    base: { dims: [1], data: Int32Array.of(0) },
  };
}

/** Positions from `from` on see themselves and what is before them. [1, 1, T - from, T] */
function mask(from: number): FloatTensor {
  const data = new Float32Array((LENGTH - from) * LENGTH);
  for (let t = from; t < LENGTH; t++)
    data.fill(-1e9, (t - from) * LENGTH + t + 1, (t - from + 1) * LENGTH);
  return { dims: [1, 1, LENGTH - from, LENGTH], data };
}

/** [1, T, d] -> [1, T - from, d] */
function rowsFrom({ data }: FloatTensor, from: number): FloatTensor {
  return { dims: [1, LENGTH - from, spec.width], data: data.slice(from * spec.width) };
}

function expected(weights: Readonly<Record<string, FloatTensor>>, x: FloatTensor): FloatTensor {
  const arrays = Object.fromEntries(Object.entries(weights).map(([name, w]) => [name, w.data]));
  const rows = Array.from({ length: LENGTH }, (_, t) =>
    Array.from(x.data.subarray(t * spec.width, (t + 1) * spec.width)),
  );
  return { dims: x.dims, data: Float32Array.from(plainBlock(spec, arrays, rows).flat()) };
}

function check(name: string, found: FloatTensor, wanted: FloatTensor, allowed: number): Check {
  const worst = found.data.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - wanted.data[i])),
    0,
  );
  const sameSize = found.data.length === wanted.data.length;
  const detail = `largest difference ${worst.toExponential(1)}, allowed ${allowed.toExponential(0)}`;
  return { name, passed: sameSize && worst <= allowed, detail };
}

/** Uniform in [-.5, .5). */
function drawn(draw: { next(): number }, dims: readonly number[]): FloatTensor {
  const length = dims.reduce((a, b) => a * b, 1);
  return { dims, data: Float32Array.from({ length }, () => draw.next() - 0.5) };
}
