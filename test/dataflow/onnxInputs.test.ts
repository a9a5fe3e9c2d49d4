// What a graph takes and gives: inputs that follow from others, outputs beside labels, images and their channels.
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import {
  floats,
  integers,
  modelBytes,
  node,
  type Parts,
  plain,
  value,
  weight,
} from '../support/onnxFiles.ts';
import { gives, ids, made, rows } from '../support/onnxGraphs.ts';

const x = rows([2, 2], 1, 2, 3, 4);

/** Token ids, with whatever else transformers want beside them: sums of their rows, weighted by the mask. */
function tokens(
  inputs: readonly (readonly [name: string, type: number])[],
  more: Parts = {},
): Parts {
  const names = inputs.map(([name]) => name);
  const scaled = names.flatMap((name, i) => [
    node('Cast', [name], [`f${i}`], { to: 1 }),
    node('Unsqueeze', [`f${i}`, 'last'], [`u${i}`]),
  ]);
  return {
    nodes: [
      node('Gather', ['table', 'input_ids'], ['embedded']),
      ...scaled,
      node('Sum', ['embedded', ...names.map((_, i) => `u${i}`)], ['y']),
    ],
    weights: [weight('table', [4, 2], [0, 0, 10, 11, 20, 21, 30, 31]), integers('last', [-1])],
    inputs: [
      value('input_ids', ['n', 't'], 7),
      ...inputs.map(([name, type]) => value(name, ['n', 't'], type)),
    ],
    outputs: [value('y', ['n', 't', 2])],
    ...more,
  };
}

describe('inputs that follow from others', () => {
  const words = ids([1, 3], 1, 0, 3);
  const none = [10, 11, 0, 0, 30, 31];
  test.each([
    ['a mask of ones', [['attention_mask', 7]], [11, 12, 1, 1, 31, 32]],
    ['a mask of int32', [['input_mask', 6]], [11, 12, 1, 1, 31, 32]],
    ['a mask of floats', [['attention_mask', 1]], [11, 12, 1, 1, 31, 32]],
    ['segments of zeros', [['token_type_ids', 7]], none],
    ['positions', [['position_ids', 7]], [10, 11, 1, 1, 32, 33]],
    [
      'all of them',
      [
        ['attention_mask', 7],
        ['token_type_ids', 7],
        ['position_ids', 7],
      ],
      [11, 12, 2, 2, 33, 34],
    ],
  ] as const)('%s', async (_, inputs, expected) => {
    const graph = await made(modelBytes(tokens(inputs)));
    expect(graph.inputs.map(({ name, integer }) => [name, integer])).toEqual([['input_ids', true]]);
    expect(await gives(graph, { input_ids: words }, 'y')).toEqual([[1, 3, 2], expected]);
    const { embedded } = await graph.run(quietJob, { input_ids: words }, ['embedded']);
    expect(await gives(graph, { embedded }, 'y')).toEqual([[1, 3, 2], expected]);
    const own = Object.fromEntries(inputs.map(([name]) => [name, ids([1, 3], 0, 0, 0)]));
    expect((await gives(graph, { input_ids: words, ...own }, 'y'))[1]).toEqual(none);
  });

  test('of a decoder that goes on from earlier tokens: none, with a mask of its own length', async () => {
    const graph = await made(
      modelBytes(
        {
          nodes: [
            node('Gather', ['table', 'input_ids'], ['embedded']),
            node('Unsqueeze', ['embedded', 'second'], ['key']),
            node('Concat', ['past_key_values.0.key', 'key'], ['present.0.key'], { axis: 2 }),
            node('ReduceSum', ['present.0.key', 'third'], ['summed'], { keepdims: 0 }),
            node('Cast', ['attention_mask'], ['mask'], { to: 1 }),
            node('ReduceSum', ['mask', 'second'], ['length'], { keepdims: 1 }),
            node('Unsqueeze', ['length', 'second'], ['lengths']),
            node('Add', ['summed', 'lengths'], ['y']),
          ],
          weights: [
            weight('table', [4, 2], [0, 0, 10, 11, 20, 21, 30, 31]),
            integers('second', [1]),
            integers('third', [2]),
          ],
          inputs: [
            value('input_ids', ['batch', 'sequence_length'], 7),
            value('attention_mask', ['batch', 'total_sequence_length'], 7),
            value('past_key_values.0.key', ['batch', 1, 'past_sequence_length', 2]),
          ],
          outputs: [
            value('y', ['batch', 1, 2]),
            value('present.0.key', ['batch', 1, 'total_sequence_length', 2]),
          ],
        },
        { opset: 18 },
      ),
    );
    expect(graph.inputs.map(({ name }) => name)).toEqual(['input_ids']);
    expect(graph.outputs.map(({ name }) => name)).toEqual(['y']);
    const expected = [
      [1, 1, 2],
      [43, 45],
    ];
    expect(await gives(graph, { input_ids: words }, 'y')).toEqual(expected);
    const { embedded } = await graph.run(quietJob, { input_ids: words }, ['embedded']);
    expect(await gives(graph, { embedded }, 'y')).toEqual(expected);
    const past = { 'past_key_values.0.key': rows([1, 1, 1, 2], 100, 200) };
    const mask = { attention_mask: ids([1, 4], 1, 1, 1, 1) };
    expect(await gives(graph, { input_ids: words, ...past, ...mask }, 'y')).toEqual([
      [1, 1, 2],
      [144, 246],
    ]);
  });

  test('another input must be given', async () => {
    const graph = await made(modelBytes(tokens([['speaker', 7]])));
    expect(graph.inputs.map(({ name }) => name)).toEqual(['input_ids', 'speaker']);
    const error = await gives(graph, { input_ids: words }, 'y').catch((thrown) => thrown);
    expect(error.hint).toContain('It is computed from');
  });
});

describe('outputs', () => {
  test('of a classifier that gives labels and a map from each to its probability: the probabilities', async () => {
    const graph = await made(
      modelBytes(
        {
          nodes: [
            ...(plain.nodes ?? []),
            node('Softmax', ['y'], ['p'], { axis: 1 }),
            node('ArgMax', ['p'], ['label'], { axis: 1, keepdims: 0 }),
            node('ZipMap', ['p'], ['maps'], { classlabels_int64s: [0, 1, 2] }, 'ai.onnx.ml'),
          ],
          weights: plain.weights,
          inputs: plain.inputs,
          outputs: [
            value('label', ['n'], 7),
            [
              [1, 'maps'],
              [
                2,
                [
                  [
                    4,
                    [
                      [
                        1,
                        [
                          [
                            5,
                            [
                              [1, 7],
                              [2, [[1, [[1, 1]]]]],
                            ],
                          ],
                        ],
                      ],
                    ],
                  ],
                ],
              ],
            ],
          ],
        },
        {
          more: [
            [
              8,
              [
                [1, 'ai.onnx.ml'],
                [2, 3],
              ],
            ],
          ],
        },
      ),
    );
    expect(graph.outputs).toEqual([{ name: 'p', shape: [undefined, 3], integer: false }]);
    expect(await gives(graph, { x }, 'label')).toEqual([[2], [2, 2]]);
    await expect(gives(graph, { x }, 'maps')).rejects.toThrow('"maps" of');
  });

  test('where there are labels alone, the labels', async () => {
    const nodes = [
      ...(plain.nodes ?? []),
      node('ArgMax', ['y'], ['label'], { axis: 1, keepdims: 0 }),
    ];
    const graph = await made(modelBytes({ ...plain, nodes, outputs: [value('label', ['n'], 7)] }));
    expect(graph.outputs).toEqual([{ name: 'label', shape: [undefined], integer: true }]);
  });
});

describe('where images have their channels', () => {
  const kernel = weight(
    'k',
    [4, 3, 3, 3],
    Array.from({ length: 108 }, (_, i) => (i % 7) - 3),
  );
  const conv = node('Conv', ['c', 'k'], ['m'], { kernel_shape: [3, 3] });
  test.each([
    [
      'first',
      [node('Mul', ['x', 'half'], ['c']), conv, node('Relu', ['m'], ['y'])],
      [3, 8, 8],
      ['first', 'first', 'first', 'first'],
    ],
    [
      'last, turned before the first convolution',
      [
        node('Transpose', ['x'], ['c'], { perm: [0, 3, 1, 2] }),
        conv,
        node('Transpose', ['m'], ['y'], { perm: [0, 2, 3, 1] }),
      ],
      [8, 8, 3],
      ['last', 'first', 'first', 'last'],
    ],
  ] as const)('%s', async (_, nodes, shape, channels) => {
    const graph = await made(
      modelBytes({
        nodes,
        weights: [
          kernel,
          [
            [2, 1],
            [8, 'half'],
            [9, floats([0.5])],
          ],
        ],
        inputs: [value('x', ['n', ...shape])],
        outputs: [value('y', ['n', 'a', 'b', 'c'])],
      }),
    );
    const found = ['x', 'c', 'm', 'y'].map((name) => graph.values.get(name)?.channels);
    expect(found).toEqual(channels);
  });

  test.each([
    ['first', [1, 6, 6]],
    ['last', [6, 6, 3]],
    [undefined, [8, 8, 8]],
    [undefined, [3, 3, 3]],
  ])('%s, where no convolution tells, by the sizes %j', async (channels, shape) => {
    const nodes = [node('Relu', ['x'], ['r']), node('Flatten', ['r'], ['y'])];
    const inputs = [value('x', ['n', ...shape])];
    const graph = await made(modelBytes({ nodes, inputs, outputs: [value('y', ['n', 'f'])] }));
    const found = ['x', 'r', 'y'].map((name) => graph.values.get(name)?.channels);
    expect(found).toEqual([channels, channels, undefined]);
  });

  test('images of any size are tried at sizes that fit', async () => {
    const graph = await made(
      modelBytes({
        nodes: [
          ...[1, 2, 3].map((i) =>
            node('MaxPool', [i === 1 ? 'x' : `p${i - 1}`], [`p${i}`], {
              kernel_shape: [3, 3],
              strides: [2, 2],
            }),
          ),
          node('GlobalAveragePool', ['p3'], ['g']),
          node('Flatten', ['g'], ['y']),
        ],
        inputs: [value('x', ['n', 3, 'height', 'width'])],
        outputs: [value('y', ['n', 3])],
      }),
    );
    expect(graph.values.get('p3')?.shape).toEqual([undefined, 3, undefined, undefined]);
    expect(graph.values.get('y')?.shape).toEqual([undefined, 3]);
  });
});
