// ONNX files as checkpoints: every element type however it is written, what is listed, and which file is one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { folderOf, opened } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import {
  type Field,
  floats,
  int64s,
  joined,
  message,
  modelBytes,
  node,
  type Parts,
  plain,
  varint,
  weight,
} from '../support/onnxFiles.ts';

/** All numbers of the tensors of a file, by name. */
async function numbersIn(path: string): Promise<Record<string, readonly number[]>> {
  const checkpoint = await opened(path);
  const found: Record<string, readonly number[]> = {};
  for (const name of checkpoint.tensors.keys()) {
    found[name] = [];
    for await (const piece of checkpoint.pieces(quietJob, name)) found[name] = [...piece];
  }
  return found;
}

const inFile = (parts: Parts) => join(folderOf({ 'm.onnx': modelBytes(parts) }), 'm.onnx');

test('every element type, raw and typed, has the numbers that the library of ONNX reads', async () => {
  const expected: Record<string, (number | string)[]> = JSON.parse(
    readFileSync(fixture('onnx/types.json'), 'utf8'),
  );
  const found = await numbersIn(fixture('onnx/types.onnx'));
  const same = Object.fromEntries(
    Object.entries(expected).map(([name, values]) => [name, values.map(Number)]),
  );
  expect(found).toEqual(same);
});

const six = [1, -2, 3.5, 4, 0, 6];
const dims: readonly Field[] = [
  [1, 2],
  [1, 3],
];
const packedDims: Field = [1, joined([varint(2), varint(3)])];
const fixed32 = (field: number, value: number) =>
  joined([varint((field << 3) | 5), floats([value])]);
const ofType = (type: number): readonly Field[] => [...dims, [2, type], [8, 'w']];

type Written = readonly [how: string, message: Uint8Array, expected?: readonly number[]];

/** The same six numbers, as writers of protobuf may put them. */
const written: readonly Written[] = [
  ['raw', message(...ofType(1), [9, floats(six)])],
  ['raw before name, type and shape', message([9, floats(six)], [8, 'w'], [2, 1], ...dims)],
  ['a packed shape', message(packedDims, [2, 1], [8, 'w'], [9, floats(six)])],
  ['packed floats', message(...ofType(1), [4, floats(six)])],
  ['floats one by one', joined([message(...ofType(1)), ...six.map((x) => fixed32(4, x))])],
  [
    'floats in two runs and one by one',
    joined([
      message(...ofType(1), [4, floats(six.slice(0, 2))]),
      fixed32(4, six[2]),
      message([4, floats(six.slice(3))]),
    ]),
  ],
  [
    'floats with other fields between',
    joined([
      message(...ofType(1), [4, floats(six.slice(0, 3))], [12, 'words'], [99, 7]),
      message([4, floats(six.slice(3))]),
    ]),
  ],
  ['doubles', message(...ofType(11), [10, new Uint8Array(Float64Array.from(six).buffer)])],
  [
    'int64 one by one',
    message(...ofType(7), ...[1, -2, 3, 4, 0, 6].map((x) => [7, x] as const)),
    [1, -2, 3, 4, 0, 6],
  ],
  [
    'int32 packed',
    message(...ofType(6), [5, joined([1, -2, 3, 4, 0, 6].map(varint))]),
    [1, -2, 3, 4, 0, 6],
  ],
  ['unknown fields and words', message([77, 'x'], ...ofType(1), [9, floats(six)], [12, 'doc'])],
];

test.each(written.map(([how, bytes, expected = six]) => ({ how, bytes, expected })))(
  '$how',
  async ({ bytes, expected }) => {
    const path = inFile({ ...plain, nodes: [], outputs: [], weights: [], more: [[5, bytes]] });
    expect(await numbersIn(path)).toEqual({ w: expected });
  },
);

test('typed elements of many pieces are read on from where the last piece ended, and again from the start', async () => {
  const some = Array.from({ length: 2_000 }, (_, i) => i - 1_000);
  const packed = joined(some.map(varint));
  const length = 150 * some.length;
  const typed: readonly Field[] = [
    [1, length],
    [2, 6],
    [8, 'w'],
    [5, joined(Array.from({ length: 150 }, () => packed))],
  ];
  const path = inFile({ weights: [weight('v', [2], [1, 2]), typed] });
  const checkpoint = await opened(path);
  for (let round = 0; round < 2; round++) {
    let at = 0;
    for await (const piece of checkpoint.pieces(quietJob, 'w')) {
      expect(piece[0]).toBe(some[at % some.length]);
      expect(piece.at(-1)).toBe(some[(at + piece.length - 1) % some.length]);
      at += piece.length;
    }
    expect(at).toBe(length);
  }
});

describe('what is listed', () => {
  test('weights by name, with Constant nodes that hold weights and without those that hold shapes', async () => {
    const constant = (name: string, tensor: readonly Field[]) =>
      node('Constant', [], [name], { value: { field: [5, tensor] } });
    const path = inFile({
      ...plain,
      nodes: [
        constant('table', weight('', [2, 2], [1, 2, 3, 4])),
        constant('half', weight('', [], [0.5])),
        constant('shape', [
          [1, 2],
          [2, 7],
          [9, int64s([2, -1])],
        ]),
        ...(plain.nodes ?? []),
      ],
    });
    const checkpoint = await opened(path);
    const listed = [...checkpoint.tensors.values()].map(({ name, shape, dtype }) => [
      name,
      dtype.name,
      shape,
    ]);
    expect(listed).toEqual([
      ['w', 'F32', [2, 3]],
      ['b', 'F32', [3]],
      ['table', 'F32', [2, 2]],
    ]);
    expect(await checkpoint.read(quietJob, 'table')).toMatchObject({ dims: [2, 2] });
  });

  test('who made it, its opset and its words', async () => {
    const more: readonly Field[] = [
      [3, '2.0'],
      [
        14,
        [
          [1, 'task'],
          [2, 'tests'],
        ],
      ],
    ];
    const path = join(folderOf({ 'a.onnx': modelBytes(plain, { more }) }), 'a.onnx');
    const checkpoint = await opened(path);
    expect(checkpoint.container).toBe('ONNX, opset 17 (tests 2.0)');
    expect(Object.fromEntries(checkpoint.metadata)).toEqual({ task: 'tests' });
    expect(checkpoint.name).toBe('a');
    expect(checkpoint.notes).toEqual([]);
  });

  test('a transformer: 28 tensors by the names of its modules, no head beside the table that it shares', async () => {
    const checkpoint = await opened(fixture('onnx/gpt2.onnx'));
    const names = [...checkpoint.tensors.keys()];
    expect(names).toContain('model.transformer.h.1.attn.c_attn.weight');
    expect(checkpoint.container).toBe('ONNX, opset 17 (pytorch 2.6.0)');
    expect(checkpoint.tensors.get('model.transformer.wte.weight')?.shape).toEqual([320, 32]);
  });
});

describe('which file is ONNX', () => {
  const bytes = modelBytes(plain);
  const graphFirst = joined([bytes.subarray(9), bytes.subarray(0, 9)]);
  const cases: readonly (readonly [name: string, content: Uint8Array | string, is: boolean])[] = [
    ['weights.bin', bytes, true],
    ['weights', bytes, true],
    ['m.pt', bytes, true],
    ['graph-first', graphFirst, true],
    ['m.onnx', bytes, true],
    ['cut-short', bytes.subarray(0, 60), true],
    ['tensor.pb', message([1, 2], [2, 1], [9, floats([1, 2])]), false],
    ['coreml.mlmodel', message([1, 4], [2, [[1, 'x']]], [500, 'layers']), false],
    ['saved_model.pb', message([1, 1], [2, [[1, 'meta graph']]]), false],
    ['zeros', new Uint8Array(100), false],
    ['text', 'hello, this is a text', false],
  ];

  test.each(cases)('%s', async (name, content, is) => {
    const path = join(folderOf({ [name]: content }), name);
    const outcome = await opened(path).then(
      ({ container }) => container,
      (error) => error.message,
    );
    if (is) expect(outcome).toMatch(/ONNX, opset 17|ends within/);
    else expect(outcome).not.toMatch(/ONNX, opset|ends within/);
  });

  test('in a folder: model.onnx, else the only one; several are named', async () => {
    const names = async (...files: string[]) => {
      const folder = folderOf(Object.fromEntries(files.map((file) => [file, modelBytes(plain)])));
      return opened(folder).then(
        ({ container, tensors }) => `${container}: ${[...tensors.values()][0].file}`,
        (error) => error.message.replace(folder, ''),
      );
    };
    expect(await names('model.onnx', 'model_quantized.onnx')).toContain(': model.onnx');
    expect(await names('net.onnx', 'readme.txt')).toContain(': net.onnx');
    expect(await names('a.onnx', 'b.onnx')).toContain(
      'has 2 ONNX files and no model.onnx: "a.onnx"',
    );
    const empty = await opened(folderOf({ 'm.onnx': '' })).catch((error) => error.message);
    expect(empty).toContain('m.onnx is empty (0 bytes)');
    expect(await names('._a.onnx', 'b.onnx')).toContain(': b.onnx');
  });
});
