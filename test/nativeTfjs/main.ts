// npm run tfjs: what one TensorFlow.js computes on one Node; CONGRUITY_TENSORFLOW says which. Values of every file of
// test/fixture/keras against Keras' own, and verdicts on two models, one of layers and one a graph. Prints rows as JSON.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare } from '../../src/engine/analysis/compare.ts';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor, Tensor } from '../../src/engine/core/tensor.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { writePictureModel } from './pictureModels.ts';
import { fixture, writeRowModel } from './rowModels.ts';

/** Of values, between what TensorFlow, its C library and WebAssembly add in their own orders. */
const TOLERANCE = 1e-5;

const ports = nodePorts({ cache: false });

const files = [
  ...['mlp.keras', 'mlp.keras2.h5', 'mlp-tfjs-layers', 'mlp-tfjs-graph'],
  ...['cnn.keras', 'cnn.keras2.h5', 'cnn-tfjs-layers', 'cnn-tfjs-graph', 'kinds.keras'],
];

/** Of rows nothing inside has a place, and two MLPs that answer alike are inconclusive; convolutions keep places. */
const pairs: readonly (readonly [
  a: string,
  b: string,
  task: string,
  n: number,
  verdict: string,
])[] = [
  ['cnn-top', 'cnn-top2', 'bars', 256, 'indistinguishable'],
  ['cnn-top', 'cnn-bottom', 'bars', 32, 'different'],
  ['mlp-ab', 'mlp-ab2', 'rows', 32, 'inconclusive'],
  ['mlp-ab', 'mlp-cd', 'rows', 32, 'different'],
];

type Values = Readonly<Record<string, Tensor>>;

async function main(): Promise<number> {
  const { computedBy } = await ports.tensorflow();
  const rows: { what: string; found: string; passed: boolean }[] = [];
  for (const file of files) rows.push(await values(file));
  for (const pair of pairs) rows.push(await verdict(pair));
  console.log(JSON.stringify({ node: process.version, computedBy, rows }));
  return rows.every(({ passed }) => passed) ? 0 : 1;
}

async function values(file: string) {
  const at = fixture(`keras/${file}`);
  const golden = await goldenOf(file);
  const isInput = (name: string) => /^input(\.|$)/.test(name);
  const given = Object.keys(golden).filter(isInput);
  const inputs = Object.fromEntries(
    given.map((name) => [name.replace('input.', ''), golden[name]]),
  );
  const layers = Object.keys(golden).filter((name) => !isInput(name));
  const nodes: Record<string, string> = file.endsWith('graph')
    ? JSON.parse(readFileSync(join(at, 'nodes.json'), 'utf8'))
    : Object.fromEntries(layers.map((name) => [name, name]));
  const checkpoint = await openCheckpoint(ports.files, sha256, at);
  const graph = await checkpoint.graph!(ports);
  const found = await graph.run(quietJob, inputs, Object.values(nodes));
  const { computedBy } = graph;
  await graph.release();
  await checkpoint.close();
  const off = worst(Object.entries(nodes).map(([layer, node]) => [found[node], golden[layer]]));
  const text = `off by ${off.toExponential(1)} at most, ${computedBy}`;
  return {
    what: `${file}: ${Object.keys(nodes).length} values`,
    found: text,
    passed: off < TOLERANCE,
  };
}

async function goldenOf(file: string): Promise<Values> {
  const name = file === 'kinds.keras' ? 'kinds' : `${file.slice(0, 3)}.keras`;
  const checkpoint = await openCheckpoint(
    ports.files,
    sha256,
    fixture(`keras/${name}.golden.safetensors`),
  );
  const values: Record<string, Tensor> = {};
  for (const { name: tensor, dtype, shape } of checkpoint.tensors.values()) {
    if (dtype.isWeight) values[tensor] = await checkpoint.read(quietJob, tensor);
    else {
      const numbers: number[] = [];
      for await (const piece of checkpoint.pieces(quietJob, tensor)) numbers.push(...piece);
      values[tensor] = { dims: shape, data: Int32Array.from(numbers) };
    }
  }
  await checkpoint.close();
  return values;
}

function worst(both: readonly (readonly [FloatTensor, Tensor])[]): number {
  const one = ([found, wanted]: readonly [FloatTensor, Tensor]) =>
    found.data.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted.data[i])), 0);
  return Math.max(...both.map(one));
}

/** Layers against a graph. */
async function verdict([a, b, task, n, expected]: (typeof pairs)[number]) {
  const folder = 'out/tfjs';
  const write = task === 'bars' ? writePictureModel : writeRowModel;
  await write(a, 'layers', join(folder, `${a}-layers`));
  await write(b, 'graph', join(folder, `${b}-graph`));
  const report = await compare(quietJob, ports, {
    a: join(folder, `${a}-layers`),
    b: join(folder, `${b}-graph`),
    task: fixture(`rows/${task}.task.json`),
    memory: 1000,
    pairs: n,
  });
  const found = String(report.verdict);
  return { what: `${a} in layers, ${b} a graph`, found, passed: found === expected };
}

process.exitCode = await main();
