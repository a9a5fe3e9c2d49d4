// One comparison of two checkpoints as a user would run it, with its rate and its peak memory.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare } from '../../src/engine/analysis/compare.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { physicalCores } from '../../src/platform/memory.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import { openRuntime } from '../../src/platform/runtime.ts';
import { counting, matmulRate } from './counting.ts';
import { gpt2Small, writeWordTokenizer } from './randomModel.ts';

export const words = (from: number, n: number) =>
  Array.from({ length: n }, (_, i) => `w${from + i}`);

/** 12 spans, 4 of them variables; floor 0, because random weights solve nothing. */
export const task = {
  name: 'bench',
  template: '{a} w1 {b} w2 w3 {c} w4 w5 {d} w6 w7 w8',
  variables: { a: words(100, 20), b: words(200, 20), c: words(300, 20), d: words(400, 20) },
  answer: '{a}',
  floor: 0,
  pairs: 64,
};

/** The task's answers among the tokens. */
export const answers: readonly number[] = Array.from({ length: 20 }, (_, i) => 100 + i);

export async function compareOnce(a: string, b: string) {
  for (const path of [a, b]) writeWordTokenizer(path, gpt2Small, words(0, 500));
  const folder = mkdtempSync(join(tmpdir(), 'congruity-bench-task-'));
  const file = join(folder, 'bench.task.json');
  writeFileSync(file, JSON.stringify(task));
  const counter = { flops: 0 };
  const runtime = counting(await openRuntime({ threads: physicalCores() }), counter);
  const ports = { ...nodePorts({ cache: false }), runtime: async () => runtime };
  const before = await matmulRate(runtime);
  const begun = performance.now();
  await compare(quietJob, ports, { a, b, task: file, memory: 6000 });
  const milliseconds = performance.now() - begun;
  const yardstick = (before + (await matmulRate(runtime))) / 2;
  rmSync(folder, { recursive: true });
  return {
    rate: counter.flops / milliseconds / yardstick,
    peak: process.resourceUsage().maxRSS * 1024,
    weights: statSync(join(a, 'model.safetensors')).size,
    seconds: milliseconds / 1000,
  };
}
