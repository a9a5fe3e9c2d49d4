// npm run bench -- --device gpu: the figures of the CPU on a GPU, and a sweep of a random model of SmolLM2's size there
// against the same machine's CPU. Void, and no failure, where there is no GPU that can be used. It needs what it is
// bundled with and the packages of the runtime alone, so that it can be carried to a machine: scripts/gpu.mjs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compared } from '../../src/engine/analysis/deviceProbe.ts';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { isEngineError } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import type { Precision, Runtime } from '../../src/engine/core/runtime.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import type { Measured } from '../../src/engine/forward/measured.ts';
import { comparisonPlan, cutSites } from '../../src/engine/forward/plan.ts';
import { sweep } from '../../src/engine/forward/sweep.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { nodeDevices } from '../../src/platform/devices.ts';
import { matmulRate as doctorsRate, selfChecks } from '../../src/platform/doctor.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { physicalCores } from '../../src/platform/memory.ts';
import { openRuntime } from '../../src/platform/runtime.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { medianTime } from './counting.ts';
import type { Figure } from './figure.ts';
import { type LlamaSize, writeRandomLlama } from './randomLlama.ts';
import { randomTrial } from './randomTrial.ts';

const T = 15;
/** Enough for a block on the CPU, and for some on a GPU. */
const pairsOf = (size: LlamaSize) => (size.layers > 2 ? { cpu: 4, gpu: 32 } : { cpu: 2, gpu: 2 });
/** Prompts of 16 tokens. */
const promptsOf = (size: LlamaSize) => (size.layers > 2 ? 1024 : 2);

export async function* deviceFigures(size: LlamaSize): AsyncIterable<Figure> {
  const threads = physicalCores();
  const opened = (precision: Precision) =>
    nodeDevices({ wish: 'gpu', precision, threads }).open(quietJob);
  const cpu = await openRuntime({ threads });
  let gpu: Runtime;
  try {
    gpu = await opened('f32');
  } catch (error) {
    if (!isEngineError(error, 'device')) throw error;
    console.log(`void     ${error.message}`);
    return;
  }
  const { api, name } = gpu.device!;
  console.log(`         ${name} by ${api} against ${threads} cores`);
  for (const { name: what, passed, detail } of await selfChecks(quietJob, gpu)) {
    yield { what: `${what}, on the GPU`, bar: 'passed', found: detail, met: passed };
  }
  const rates = [await doctorsRate(quietJob, cpu), await doctorsRate(quietJob, gpu)];
  console.log(
    `         matrix products of 1024: CPU ${rates[0].toFixed(0)}, GPU ${rates[1].toFixed(0)} GFLOP/s`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'congruity-bench-'));
  try {
    writeRandomLlama(folder, size, 1);
    yield* sweeps(folder, size, cpu, gpu, () => opened('f16'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function* sweeps(
  folder: string,
  size: LlamaSize,
  cpu: Runtime,
  gpu: Runtime,
  inHalf: () => Promise<Runtime>,
) {
  const checkpoint = await openCheckpoint(nodeFiles(), sha256, folder);
  const network = networkOf(modelOf(checkpoint));
  const plan = comparisonPlan(cutSites(network, T), network, { shares: [], sets: [] });
  const pairs = pairsOf(size);
  const on = async (runtime: Runtime, n: number) => {
    const forward = new Forward(network, runtime, 3e9);
    const trial = randomTrial(n, T, size.vocabulary);
    const first = performance.now();
    await sweep(quietJob, forward, randomTrial(pairs.cpu, T, size.vocabulary), plan);
    const made = (performance.now() - first) / 1000;
    console.log(
      `         weights, graphs and shaders, with ${pairs.cpu} pairs: ${made.toFixed(1)} s`,
    );
    const begun = performance.now();
    const measured = await sweep(quietJob, forward, trial, plan);
    const seconds = (performance.now() - begun) / 1000 / n;
    const block = await blockTime(forward, size);
    await forward.release();
    console.log(
      `         ${runtime.device?.name ?? 'CPU'}: ${(seconds * 1000).toFixed(1)} ms a pair of ${plan.series.reduce((sum, { sites }) => sum + sites.length, 0)} interchanges; one block on ${16 * promptsOf(size)} rows ${block.toFixed(1)} ms`,
    );
    return { measured, seconds };
  };
  const there = await on(gpu, pairs.gpu);
  const again = await on(gpu, pairs.gpu);
  const here = await on(cpu, pairs.cpu);
  const { agrees, worst } = agreement(there.measured, here.measured, pairs.cpu);
  yield {
    what: 'logits of the base prompts, largest difference as a share of their range',
    bar: '<= 1e-3, same top',
    found: `${worst.toExponential(1)}${agrees ? '' : ', another top answer'}`,
    met: agrees,
  };
  const isSame = there.measured.logits.every((x, i) => x === again.measured.logits[i]);
  yield { what: 'the same twice', bar: 'same bytes', found: isSame ? 'same' : 'no', met: isSame };
  // Both the second time that these shapes are run: the first lays out buffers and makes shaders.
  const ratio = here.seconds / again.seconds;
  yield {
    what: `sweep of all cuts x positions of ${size.layers} blocks, GPU against CPU`,
    bar: '>= 20 x',
    found: `${ratio.toFixed(1)} x`,
    met: ratio >= 20,
  };
  try {
    const half = await on(await inHalf(), pairs.gpu);
    const { worst: off } = agreement(half.measured, here.measured, pairs.cpu);
    console.log(
      `         in half precision: ${(here.seconds / half.seconds).toFixed(1)} x; logits differ by ${off.toExponential(1)} of their range`,
    );
  } catch (error) {
    if (!isEngineError(error, 'device')) throw error;
    console.log(`         in half precision: ${error.message}`);
  }
  await checkpoint.close();
}

function agreement(a: Measured, b: Measured, n: number) {
  const A = b.logits.length / n;
  return compared(a.logits.subarray(0, n * A), b.logits, A, 1e-3);
}

/** One block, its states where they are computed. */
async function blockTime(forward: Forward, size: LlamaSize): Promise<number> {
  const { width } = size;
  const [B, P] = [promptsOf(size), 16];
  const rng = random(3);
  const x = Float32Array.from({ length: B * P * width }, () => rng.next() - 0.5);
  const stages = forward.network.stages.slice(0, 2);
  const call = { batch: B, queries: P, start: 0 };
  const there = forward.rows?.tensors;
  if (!there) {
    return medianTime(() => forward.step(quietJob, stages, { ...call, states: { x } }), 3);
  }
  const held = await there.put({ dims: [B, P, width], data: x });
  const tiny = await there.put({ dims: [1], data: new Float32Array(1) });
  const times = 10;
  const all = await medianTime(async () => {
    for (let i = 0; i < times; i++) {
      const made = await forward.stay(quietJob, stages, { ...call, states: { x: held } });
      for (const tensor of Object.values(made)) tensor.release();
    }
    await there.get(tiny); // waits for all
  }, 3);
  for (const tensor of [held, tiny]) tensor.release();
  return all / times;
}
