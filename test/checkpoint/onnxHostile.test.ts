// ONNX files that lie: each gets its sentence, little is read, nothing outside the folder is opened.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import type { EngineError } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { opened, planted, recorded } from '../support/checkpoints.ts';
import { cases, notRun, with_ } from '../support/hostileOnnx.ts';
import { cases as places } from '../support/hostileOnnxPlaces.ts';
import { modelBytes, node, plain, value, weight } from '../support/onnxFiles.ts';
import { ports } from '../support/onnxGraphs.ts';

/** Between an idle process and 256 MB above it; what is read is far less. */
const MOST_READ = 12 << 20;

const refused = [...cases, ...places].map(([what, bytes, code, sentence, beside = {}]) => {
  return { what, bytes, code, sentence, beside };
});

test.each(refused)('$what', async ({ bytes, code, sentence, beside }) => {
  const root = planted({ 'm/m.onnx': bytes, ...beside });
  const record = recorded();
  const before = process.cpuUsage();
  const error: EngineError = await openCheckpoint(
    record.files,
    sha256,
    join(root, 'm/m.onnx'),
  ).catch((thrown) => thrown);
  expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2);
  expect(error).toMatchObject({ name: 'EngineError', code });
  expect(error.message).toContain(sentence);
  expect(error.message).not.toMatch(/[\n\0\u202e]/);
  expect(error.hint, 'says what to do').toMatch(/\w/);
  expect(record.open).toBe(0);
  expect(record.bytes).toBeLessThan(MOST_READ);
  expect(record.opened.filter((path) => !path.startsWith(join(root, 'm')))).toEqual([]);
});

test('a chain of 20,000 nodes, last to first, is put in order without depth', async () => {
  const length = 20_000;
  const nodes = Array.from({ length }, (_, i) => {
    const taken = i === length - 1 ? 'x' : `v${i + 1}`;
    return node('Relu', [taken], [i === 0 ? 'y' : `v${i}`]);
  });
  const root = planted({ 'm.onnx': with_({ nodes }) });
  expect((await opened(join(root, 'm.onnx'))).tensors.size).toBe(2);
});

test.each(notRun)('opened, listed and not run: %s', async (_, parts, code, sentence) => {
  const root = planted({ 'm.onnx': with_(parts) });
  const checkpoint = await opened(join(root, 'm.onnx'));
  expect(checkpoint.tensors.size).toBe(2);
  const error: EngineError = await checkpoint.graph?.(ports).catch((thrown) => thrown);
  expect(error).toMatchObject({ name: 'EngineError', code });
  expect(error.message).toContain(sentence);
});

test('a mask of zeros and infinities is no damage; to read it as a weight is refused by name', async () => {
  const mask = weight('mask', [3], [0, Number.NEGATIVE_INFINITY, 0]);
  const nodes = [...(plain.nodes ?? []), node('Add', ['y', 'mask'], ['z'])];
  const outputs = [value('z', ['n', 3])];
  const weights = [...(plain.weights ?? []), mask];
  const root = planted({ 'm.onnx': modelBytes({ ...plain, nodes, outputs, weights }) });
  const checkpoint = await opened(join(root, 'm.onnx'));
  const graph = await checkpoint.graph?.(ports);
  expect(graph?.outputs.map(({ name }) => name)).toEqual(['z']);
  await graph?.release();
  await expect(checkpoint.read(quietJob, 'mask')).rejects.toMatchObject({ code: 'model-values' });
});
