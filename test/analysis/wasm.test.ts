// Where the native runtime does not load, WebAssembly gives the same answer and the report says so.
import { expect, test } from 'vitest';
import { compare } from '../../src/engine/analysis/compare.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import { loaders, openRuntime } from '../../src/platform/runtime.ts';
import type { CompareReport } from '../../src/protocol/report.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { sample } from '../support/samples.ts';
import { faultsOf } from '../support/schema.ts';
import { share } from '../support/share.ts';
import { memoryStore, testPorts } from '../support/stores.ts';

const broken = {
  ...loaders,
  native: () => Promise.reject(new Error('no build for this machine\nat some line')),
};

function withoutNative(ports: Ports): Ports {
  const runtime = openRuntime({ threads: 1 }, broken);
  return { ...ports, runtime: () => runtime };
}

const rows = [
  ['ab-llama', 'same interpretation'],
  ['bc-llama', 'different'],
] as const;

test.each(share(rows, 1))('ab-gpt2 and %s: %s', async (other, verdict) => {
  const [a, b] = [sample('ab-gpt2'), sample(other)];
  const request = { a, b, task: sample('task.json'), memory: 1000, pairs: 64, resamples: 200 };
  const store = memoryStore(); // shared: what one runtime kept is not the other's
  const native = await compare(quietJob, testPorts(store), request);
  const wasm = await compare(quietJob, withoutNative(testPorts(store)), request);
  expect(new Set(store.written).size).toBe(store.written.length);
  expect([native.verdict, wasm.verdict]).toEqual([verdict, verdict]);
  const numbers = (report: CompareReport) => {
    const { full, merge } = sectionOf(report, 'distances')!;
    return [report.distance!, full!, merge!].flatMap((d) => [d.value, d.low, d.high]);
  };
  numbers(wasm).forEach((number, i) => {
    expect(Math.abs(number - numbers(native)[i])).toBeLessThan(1e-4);
  });
  expect(sectionOf(wasm, 'trust')?.rows.every(({ passed }) => passed)).toBe(true);
  expect(wasm.provenance.runtime).toMatch(/^onnxruntime-web \d/);
  expect(wasm.provenance.runtimeNote).toBe(
    'onnxruntime-node did not load: no build for this machine',
  );
  expect(faultsOf(wasm)).toEqual([]);
});
