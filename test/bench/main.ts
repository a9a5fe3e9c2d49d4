// npm run bench: speed and memory on a randomly initialised GPT-2-small, as ratios within one run
// against the matrix products that the same runtime does; and the statistics alone, without a model
// (npm run bench -- statistics); and a fleet of models whose algorithm is known (npm run bench -- fleet); and how soon
// something is seen (npm run bench -- first); a map of layers (-- layers). No part of
// the rest: how often intervals hold the truth (-- coverage), TransformerLens beside us (-- lens), and what an answer takes
// of a full run on language models (-- --real), and what a GPU takes of a CPU's time (-- --device gpu). Prints figure, bar, met or not.
import { execFileSync, fork } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import type { Runtime } from '../../src/engine/core/runtime.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { readWidth, stepsOf } from '../../src/engine/forward/network.ts';
import { comparisonPlan, cutSites } from '../../src/engine/forward/plan.ts';
import { sweep } from '../../src/engine/forward/sweep.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import type { Input } from '../../src/engine/task/trial.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { physicalCores } from '../../src/platform/memory.ts';
import { openRuntime } from '../../src/platform/runtime.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { answers, compareOnce } from './compare.ts';
import { matmulRate, medianTime } from './counting.ts';
import { coverageFigures } from './coverage.ts';
import { deviceFigures } from './device.ts';
import type { Figure } from './figure.ts';
import { firstFigures } from './first.ts';
import { fleetFigures } from './fleet.ts';
import { gradientFigures } from './gradients.ts';
import { layersMemory, layersOnce, similarityFigure } from './layers.ts';
import { lensFigures } from './lens.ts';
import { profileFigures } from './profiles.ts';
import { small, smolLm2 } from './randomLlama.ts';
import { gpt2Small, gpt2Tensors, likely, writeRandomGpt2 } from './randomModel.ts';
import { randomTrial } from './randomTrial.ts';
import { realFigures } from './real.ts';
import { statisticsFigures } from './statistics.ts';

const cli = 'dist/cli.mjs';

let failed = 0;

function show({ what, bar, found, met }: Figure): void {
  console.log(`${met ? 'met    ' : 'NOT MET'}  ${what.padEnd(70)} ${bar.padEnd(20)} ${found}`);
  if (!met) failed++;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'congruity-bench-'));
  try {
    const [a, b] = ['a', 'b'].map((name) => join(folder, name));
    // First what starts processes: a process that holds models is slow to fork.
    show(inspectFigure(folder));
    show(startFigure());
    for await (const figure of firstFigures()) show(figure);
    writeRandomGpt2(a, gpt2Small, 1, [likely(answers, gpt2Small)]);
    writeRandomGpt2(b, gpt2Small, 2, [likely(answers, gpt2Small)]);
    for (const figure of await engineFigures(a)) show(figure);
    for (const figure of await compareFigures(a, b)) show(figure);
    for await (const figure of layersFigures(a, b)) show(figure);
    await statistics();
    for await (const figure of fleetFigures()) show(figure);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function statistics(): Promise<void> {
  for await (const figure of statisticsFigures()) show(figure);
  for await (const figure of profileFigures()) show(figure);
}

async function engineFigures(path: string): Promise<Figure[]> {
  const runtime = await openRuntime({ threads: physicalCores() });
  const checkpoint = await openCheckpoint(nodeFiles(), sha256, path);
  const model = modelOf(checkpoint);
  const forward = new Forward(networkOf(model), runtime, 2 ** 30);
  const figures = [await blockFigure(runtime, forward), await sweepFigure(forward)];
  await forward.release();
  figures.push(
    ...(await gradientFigures(runtime, model, randomTrial(8, 15, gpt2Small.vocabulary))),
  );
  await checkpoint.close();
  return figures;
}

/** One block on 64 prompts of 16 tokens. */
async function blockFigure(runtime: Runtime, forward: Forward): Promise<Figure> {
  const [B, T, d] = [64, 16, gpt2Small.width];
  const rng = random(3);
  const x = Float32Array.from({ length: B * T * d }, () => rng.next() - 0.5);
  const rates: number[] = [];
  for (let round = 0; round < 3; round++) {
    const yardstick = await matmulRate(runtime);
    const call = { states: { x }, batch: B, queries: T, start: 0 };
    const run = () => forward.step(quietJob, forward.network.stages.slice(0, 2), call);
    rates.push((2 * B * T * (12 * d * d + 2 * T * d)) / (await medianTime(run, 7)) / yardstick);
  }
  const ratio = rates.sort((p, q) => p - q)[1];
  return {
    what: 'block forward, B 64, T 16, share of the matmul rate',
    bar: '>= .60',
    found: ratio.toFixed(2),
    met: ratio >= 0.6,
  };
}

/** All cuts x all positions of 8 pairs of 15 tokens against one full forward a site. */
async function sweepFigure(forward: Forward): Promise<Figure> {
  const [n, T] = [8, 15];
  const task = randomTrial(n, T, gpt2Small.vocabulary);
  const sites = cutSites(forward.network, T);
  const plan = comparisonPlan(sites, forward.network, { shares: [], sets: [] });
  const inputs = Array.from({ length: n }, (_, i) => task.input(i, 0));
  const plain = () => oneForward(forward, inputs, task.answers);
  const rounds: number[] = [];
  for (let round = 0; round < 3; round++) {
    const single = await medianTime(plain, 5);
    const begun = performance.now();
    await sweep(quietJob, forward, task, plan);
    rounds.push((single * (gpt2Small.layers + 1) * T) / (performance.now() - begun));
  }
  const ratio = rounds.sort((p, q) => p - q)[1];
  return {
    what: 'sweep of all cuts x positions, 8 pairs of 15, against full forwards',
    bar: '>= 3.5 x',
    found: `${ratio.toFixed(2)} x`,
    met: ratio >= 3.5,
  };
}

/** What one site costs without the sweep: 8 prompts through every block, answers read at the end. */
async function oneForward(forward: Forward, inputs: readonly Input[], answers: Int32Array) {
  const { network } = forward;
  const T = inputs[0].values.length;
  const width = readWidth(network);
  let x = await network.embed(quietJob, inputs, T);
  for (const { stages } of stepsOf(network, new Set(network.cuts))) {
    const call = { states: { x }, batch: inputs.length, queries: T, start: 0 };
    x = (await forward.step(quietJob, stages, call)).x.data;
  }
  const last = new Float32Array(inputs.length * width);
  for (let i = 0; i < inputs.length; i++) {
    last.set(x.subarray(((i + 1) * T - 1) * width, (i + 1) * T * width), i * width);
  }
  return forward.read(quietJob, last, 'answerLogits', answers);
}

/** A whole comparison in a process of its own: rate and peak memory. */
async function compareFigures(a: string, b: string): Promise<Figure[]> {
  const { rate, peak, weights, seconds } = await inChild<typeof compareOnce>('compare', a, b);
  const MB = 1e6;
  return [
    {
      what: `comparing two, 12 spans, 64 pairs (${seconds.toFixed(0)} s), share of the matmul rate`,
      bar: '>= .50',
      found: rate.toFixed(2),
      met: rate >= 0.5,
    },
    {
      what: 'peak memory of that comparison',
      bar: `<= weights + 700 MB`,
      found: `weights + ${((peak - weights) / MB).toFixed(0)} MB`,
      met: peak - weights <= 700 * MB,
    },
  ];
}

const inChildren = { compare: compareOnce, layers: layersOnce } as const;

/** In a process of its own, which holds nothing else. */
function inChild<Run extends (typeof inChildren)[keyof typeof inChildren]>(
  what: keyof typeof inChildren,
  a: string,
  b: string,
): Promise<Awaited<ReturnType<Run>>> {
  return new Promise((resolve, reject) => {
    const child = fork(process.argv[1], ['--child', what, a, b]);
    child.on('message', (message) => resolve(message as Awaited<ReturnType<Run>>));
    child.on('exit', (code) => reject(new Error(`what ran apart ended with ${code}`)));
  });
}

async function* layersFigures(a: string, b: string): AsyncIterable<Figure> {
  yield await similarityFigure();
  yield layersMemory(await inChild<typeof layersOnce>('layers', a, b));
}

/** The same two models, for these figures alone. */
async function* layersAlone(): AsyncIterable<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'congruity-bench-'));
  try {
    const [a, b] = ['a', 'b'].map((name) => join(folder, name));
    for (const [i, path] of [a, b].entries()) {
      writeRandomGpt2(path, gpt2Small, i + 1, [likely(answers, gpt2Small)]);
    }
    yield* layersFigures(a, b);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** congruity inspect on a sparse file of 10 GB. */
function inspectFigure(folder: string): Figure {
  const big = join(folder, 'big');
  mkdirSync(big);
  const header: Record<string, object> = {};
  let end = 0;
  for (const { name, shape } of gpt2Tensors({ ...gpt2Small, layers: 36, width: 2304 })) {
    const begin = end;
    end += 4 * shape.reduce((p, q) => p * q, 1);
    header[name] = { dtype: 'F32', shape, data_offsets: [begin, end] };
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const path = join(big, 'model.safetensors');
  const file = openSync(path, 'w');
  writeSync(file, Buffer.concat([length, json]));
  ftruncateSync(file, 8 + json.length + end);
  closeSync(file);
  const times = Array.from({ length: 7 }, () => {
    const begun = performance.now();
    execFileSync(process.execPath, [cli, 'inspect', path], { maxBuffer: 2 ** 26 });
    return performance.now() - begun;
  }).sort((p, q) => p - q);
  return {
    what: `inspect of a sparse file of ${(end / 1e9).toFixed(0)} GB, from process start`,
    bar: '<= 150 ms',
    found: `${times[3].toFixed(0)} ms`,
    met: times[3] <= 150,
  };
}

function startFigure(): Figure {
  const begun = performance.now();
  execFileSync(process.execPath, ['scripts/start.mjs'], { stdio: 'ignore' });
  const seconds = (performance.now() - begun) / 1000;
  return {
    what: 'npm start after set-up',
    bar: '<= 20 s',
    found: `${seconds.toFixed(1)} s`,
    met: seconds <= 20,
  };
}

/** What runs alone when it is asked for, and with the rest only as `main` says. */
const alone: Readonly<Record<string, (rest: readonly string[]) => AsyncIterable<Figure>>> = {
  coverage: coverageFigures,
  first: firstFigures,
  fleet: fleetFigures,
  layers: layersAlone,
  lens: lensFigures,
  '--device': ([which, size]) =>
    which === 'gpu' ? deviceFigures(size === 'small' ? small : smolLm2) : unknownDevice(which),
  '--real': (rest) => realFigures(rest.includes('--full')),
};

function unknownDevice(which: string): never {
  throw new Error(`--device ${which}: wanted gpu; without it all figures are the CPU's`);
}

const [mode, ...rest] = process.argv.slice(2);
if (mode === '--child') {
  const [what, a, b] = rest;
  process.send!(await inChildren[what as keyof typeof inChildren](a, b));
} else {
  if (mode === 'statistics') await statistics();
  else if (mode === undefined) await main();
  else if (alone[mode]) for await (const figure of alone[mode](rest)) show(figure);
  else throw new Error(`${mode}: wanted statistics, ${Object.keys(alone).join(', ')} or nothing`);
  process.exitCode = failed === 0 ? 0 : 1;
}
