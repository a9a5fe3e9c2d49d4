// ONNX files with weights in other files, and how little of large ones is read.
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { folderOf, opened, planted, recorded } from '../support/checkpoints.ts';
import {
  external,
  floats,
  joined,
  message,
  modelBytes,
  node,
  plain,
  value,
  varint,
  weight,
} from '../support/onnxFiles.ts';

import { graphOf } from '../support/onnxGraphs.ts';

const six = [1, -2, 3.5, 4, 0, 6];

describe('weights in other files', () => {
  const moved = (words: Readonly<Record<string, string>>): Uint8Array =>
    modelBytes({ ...plain, weights: [external('w', [2, 3], words), weight('b', [3], [1, 2, 3])] });
  const data = floats([9, 9, ...six]);

  test.each([
    ['beside it', 'm.data'],
    ['in a folder below', 'weights/a/m.data'],
    ['with a dot', './m.data'],
  ])('%s', async (_, location) => {
    const root = planted({
      'm.onnx': moved({ location, offset: '8', length: '24' }),
      [location.replace('./', '')]: data,
    });
    const checkpoint = await opened(join(root, 'm.onnx'));
    expect([...(await checkpoint.read(quietJob, 'w')).data]).toEqual(six);
    expect(checkpoint.container).toBe('ONNX, opset 17 (tests), weights in another file');
    expect(checkpoint.tensors.get('w')?.file).toBe(location.replace('./', ''));
  });

  test('without an offset from the start, and two of one place are one weight', async () => {
    const at = { location: 'd' };
    const weights = ['u', 'w'].map((name) => external(name, [2, 4], at));
    const root = planted({ 'm.onnx': modelBytes({ weights }), d: data });
    const checkpoint = await opened(join(root, 'm.onnx'));
    expect([...(await checkpoint.read(quietJob, 'w')).data]).toEqual([9, 9, ...six]);
    expect([...checkpoint.sharing]).toEqual([['w', 'u']]);
  });

  test('in the hub cache they lie behind links into blobs/', async () => {
    const root = planted({
      'models--a--b/blobs/1': moved({ location: 'm.data', offset: '8' }),
      'models--a--b/blobs/2': data,
      'models--a--b/snapshots/c/model.onnx': '-> ../../blobs/1',
      'models--a--b/snapshots/c/m.data': '-> ../../blobs/2',
    });
    const checkpoint = await opened(join(root, 'models--a--b/snapshots/c'));
    expect([...(await checkpoint.read(quietJob, 'w')).data]).toEqual(six);
  });

  test('of 10 GB, which are not read: the header alone', async () => {
    const shape = [50_000, 50_000];
    const root = folderOf({
      'm.onnx': modelBytes({
        ...plain,
        weights: [external('w', shape, { location: 'd', offset: '4096' }), weight('b', [1], [1])],
      }),
      d: '',
    });
    truncateSync(join(root, 'd'), 10_000_004_096);
    const record = recorded();
    const checkpoint = await openCheckpoint(record.files, sha256, join(root, 'm.onnx'));
    expect(checkpoint.tensors.get('w')?.bytes).toBe(10_000_000_000);
    expect(record.bytes).toBeLessThan(20_000);
    await checkpoint.close();
    expect(record.open).toBe(0);
  });

  test('what changes after it was hashed is found, in either file', async () => {
    const words = { location: 'd', offset: '8' };
    const root = planted({ 'm.onnx': moved(words), d: data });
    const checkpoint = await opened(join(root, 'm.onnx'));
    await checkpoint.digest(quietJob);
    writeFileSync(join(root, 'd'), floats([9, 9, ...six.map((x) => x + 1)]));
    await expect(checkpoint.read(quietJob, 'w')).rejects.toMatchObject({ code: 'file-changed' });
  });
});

test('a file of 1.9 GB, sparse, with its weights in it is opened by its structure', async () => {
  const bytes = 1_900_000_000;
  const head = message([1, 8], [8, [[2, 17]]]);
  const tensor = message([1, bytes / 4], [2, 1], [8, 'w']);
  const raw = joined([varint((9 << 3) | 2), varint(bytes)]);
  const inGraph = joined([
    varint((5 << 3) | 2),
    varint(tensor.length + raw.length + bytes),
    tensor,
    raw,
  ]);
  const graph = joined([varint((7 << 3) | 2), varint(inGraph.length + bytes), inGraph]);
  const folder = folderOf({});
  mkdirSync(join(folder, 'x'));
  const path = join(folder, 'x', 'm.onnx');
  writeFileSync(path, joined([head, graph]));
  truncateSync(path, head.length + graph.length + bytes);
  const record = recorded();
  const checkpoint = await openCheckpoint(record.files, sha256, path);
  expect(checkpoint.tensors.get('w')?.bytes).toBe(bytes);
  expect(record.bytes).toBeLessThan(50_000);
  await checkpoint.close();
});

test('of a network of over 2 GB parts are run that have less, and all of it at once is refused', async () => {
  const rows = 800_000_000;
  const folder = folderOf({
    'm.onnx': modelBytes({
      nodes: [node('Gather', ['table', 'ids'], ['e']), node('Add', ['e', 'b'], ['y'])],
      weights: [external('table', [rows, 1], { location: 'd' }), weight('b', [1], [0.5])],
      inputs: [value('ids', ['n', 't'], 7)],
      outputs: [value('y', ['n', 't', 1])],
    }),
    d: '',
  });
  truncateSync(join(folder, 'd'), rows * 4);
  const graph = await graphOf(join(folder, 'm.onnx'));
  expect(graph.outputs).toEqual([{ name: 'y', shape: [undefined, undefined, 1], integer: false }]);
  const e = { dims: [1, 2, 1], data: Float32Array.of(1, 2) };
  expect([...(await graph.run(quietJob, { e }, ['y'])).y.data]).toEqual([1.5, 2.5]);
  const ids = { dims: [1, 1], data: Int32Array.of(0) };
  await expect(graph.run(quietJob, { ids }, ['y'])).rejects.toMatchObject({
    code: 'memory',
    message: expect.stringContaining('has 3.0 GB of weights, 2 GB are allowed at once'),
  });
});
