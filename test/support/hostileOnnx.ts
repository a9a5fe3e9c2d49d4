// ONNX files that lie, with the sentence that each deserves; and such as are in order and cannot be run.
import type { ErrorCode } from '../../src/engine/core/error.ts';
import type { Tree } from './checkpoints.ts';
import {
  type Field,
  floats,
  graphFields,
  joined,
  message,
  modelBytes,
  node,
  type Parts,
  plain,
  value,
  varint,
  weight,
} from './onnxFiles.ts';

/** A message in itself, so many times. */
function nested(depth: number): readonly Field[] {
  let graph = graphFields({ nodes: [node('Identity', ['x'], ['z'])] });
  for (let i = 0; i < depth; i++) {
    const body = { field: [6, graph] as const };
    graph = graphFields({ nodes: [node('If', ['x'], ['z'], { then_branch: body })] });
  }
  return graph;
}

const raw = (number: number, length: number | bigint) =>
  joined([varint((number << 3) | 2), varint(length)]);
export const with_ = (parts: Parts) => modelBytes({ ...plain, ...parts });
export const weights = (...tensors: readonly (readonly Field[])[]) => with_({ weights: tensors });
export const b = weight('b', [3], [1, 2, 3]);
export const lying = (...fields: readonly Field[]) => weights([[8, 'w'], ...fields], b);
const start = message([1, 8], [8, [[2, 17]]]);

export type Case = readonly [
  what: string,
  bytes: Uint8Array,
  code: ErrorCode,
  sentence: string,
  beside?: Tree,
];

export const cases: readonly Case[] = [
  // Lengths.
  [
    'a graph longer than the file',
    joined([start, raw(7, 1e9)]),
    'file-format',
    'a part takes 1,000,000,000 bytes, and 0 are left',
  ],
  [
    'a length of 2^64 - 1',
    joined([start, raw(7, 2n ** 64n - 1n)]),
    'file-format',
    'ends within the file',
  ],
  ['a length of 2^63', joined([start, raw(7, 2n ** 63n)]), 'file-format', 'ends within the file'],
  [
    'a length of 2^53',
    joined([start, raw(7, 2n ** 53n)]),
    'file-format',
    '9,007,199,254,740,992 bytes',
  ],
  [
    'a number without an end',
    joined([start, new Uint8Array(40).fill(0xff)]),
    'file-format',
    'over ten bytes',
  ],
  ['field 0', joined([start, new Uint8Array(8)]), 'file-format', 'no protobuf field at byte 6'],
  [
    'a kind that protobuf gave up',
    joined([start, varint((7 << 3) | 3)]),
    'file-format',
    'of the kind 3',
  ],
  ['cut short in a node', modelBytes(plain).subarray(0, 30), 'file-format', 'ends within'],
  [
    'a node longer than its graph',
    joined([start, message([7, raw(1, 50)])]),
    'file-format',
    'ends within its graph: a part takes 50',
  ],
  ['no graph', message([1, 8], [2, 'x'], [8, [[2, 17]]]), 'file-format', 'it has no graph'],
  ['no version', message([7, graphFields(plain)]), 'file-format', 'it has no version'],
  [
    'two graphs',
    joined([modelBytes(plain), message([7, graphFields(plain)])]),
    'file-format',
    'has two graphs',
  ],
  [
    'a graph that is a number',
    message([1, 8], [7, 5]),
    'file-format',
    'of another kind than ONNX says',
  ],
  [
    'an HTML page',
    new TextEncoder().encode('<!doctype html><html>'),
    'file-format',
    'an HTML page',
  ],
  // Depth and number.
  ['graphs 200 deep', message([1, 8], [7, nested(200)]), 'file-unsafe', '64 messages deep'],
  [
    '4,000,000 fields',
    joined([start, message([7, new Uint8Array(8_000_000).fill(0x10)])]),
    'file-unsafe',
    'over 2,000,000 fields',
  ],
  [
    'a name of 5,000 bytes',
    with_({ nodes: [node('Add', ['x', 'n'.repeat(5_000)], ['y'])] }),
    'file-unsafe',
    'claims 5,000 bytes for an input of node 1',
  ],
  [
    'a name that is no text',
    with_({ nodes: [[[1, Uint8Array.of(0xff, 0xfe)]]] }),
    'file-format',
    'not UTF-8',
  ],
  [
    'a shape of 100 axes',
    lying(...Array.from({ length: 100 }, () => [1, 1] as const)),
    'file-unsafe',
    'over 64 numbers',
  ],
  [
    'a packed shape of 1,000 bytes',
    lying([1, new Uint8Array(1_000)]),
    'file-unsafe',
    'over 64 numbers',
  ],
  // Weights.
  [
    'fewer bytes than its shape',
    lying([1, 8], [2, 1], [9, floats([1, 2])]),
    'file-format',
    'tensor "w" of shape [8] and type F32, with 8 bytes instead of 32',
  ],
  [
    'more bytes than its shape',
    lying([1, 1], [2, 1], [9, floats([1, 2])]),
    'file-format',
    'with 8 bytes instead of 4',
  ],
  [
    'more elements than can be counted',
    lying([1, 2n ** 40n], [1, 2n ** 40n], [2, 1], [9, '']),
    'file-format',
    'cannot be counted',
  ],
  ['a negative axis', lying([1, -1], [2, 1], [9, '']), 'file-format', 'cannot be counted'],
  [
    '10^9 typed elements in 3 bytes',
    lying([1, 1e9], [2, 6], [5, 'abc']),
    'file-format',
    'with 3 elements at most',
  ],
  [
    'typed elements in the wrong field',
    lying([1, 1], [2, 1], [5, 'a']),
    'file-format',
    'in field 5 instead of 4',
  ],
  [
    'data in two ways',
    lying([1, 1], [2, 1], [4, floats([1])], [9, floats([1])]),
    'file-format',
    'in two ways',
  ],
  ['no data', lying([1, 4], [2, 1]), 'file-format', 'without data'],
  ['an unknown type', lying([1, 1], [2, 77], [9, 'abcd']), 'file-format', 'unknown type 77'],
  [
    'a weight without a name',
    weights([
      [1, 1],
      [2, 1],
      [9, floats([1])],
    ]),
    'file-format',
    'gives its weight 1 no name',
  ],
  ['a name twice', weights(b, b), 'file-format', 'the tensor "b" twice'],
  // The graph.
  [
    'a circle',
    with_({ nodes: [node('Add', ['x', 'y'], ['h']), node('Relu', ['h'], ['y'])] }),
    'file-format',
    'has a circle: "h" is computed from itself',
  ],
  [
    'a node that takes itself',
    with_({ nodes: [node('Relu', ['y'], ['y'])] }),
    'file-format',
    'a circle: "y"',
  ],
  [
    'a value from nowhere',
    with_({ nodes: [node('Add', ['x', 'ghost'], ['y'])] }),
    'file-format',
    'takes "ghost", which nothing gives',
  ],
  [
    'a value of two nodes',
    with_({ nodes: [node('Relu', ['x'], ['y']), node('Abs', ['x'], ['y'])] }),
    'file-format',
    'the value "y" twice',
  ],
  [
    'a node that gives a weight',
    with_({ nodes: [node('Relu', ['x'], ['w'])], outputs: [] }),
    'file-format',
    'the value "w" twice',
  ],
  [
    'an output from nowhere',
    with_({ outputs: [value('ghost', ['n'])] }),
    'file-format',
    'the output "ghost", which nothing gives',
  ],
  [
    'a node without an operator',
    with_({
      nodes: [
        [
          [1, 'x'],
          [2, 'y'],
        ],
      ],
    }),
    'file-format',
    'gives node 1 no operator',
  ],
  ['an output without a name', with_({ outputs: [[[2, []]]] }), 'file-format', 'no name'],
  [
    'signs that turn the line',
    with_({ nodes: [node('Add', ['x', 'a\u202eb\n'], ['y'])] }),
    'file-format',
    '"a\\u{202e}b\\u{a}"',
  ],
];

export const notRun: readonly (readonly [
  what: string,
  parts: Parts,
  code: ErrorCode,
  sentence: string,
])[] = [
  [
    'a NaN weight',
    { weights: [weight('w', [2, 3], [1, 2, Number.NaN, 4, 5, 6]), b] },
    'model-values',
    'tensor "w" of',
  ],
  [
    'an infinite weight',
    { weights: [weight('w', [2, 3], [1, 2, Number.POSITIVE_INFINITY, 4, 5, 6]), b] },
    'model-values',
    'holds Infinity',
  ],
  [
    'an unknown operator',
    { nodes: [node('Frobnicate', ['x'], ['y'])] },
    'runtime',
    'a graph was refused',
  ],
  [
    'an operator of nobody',
    { nodes: [node('Op', ['x'], ['y'], {}, 'my.domain')] },
    'runtime',
    'a graph was refused',
  ],
  [
    'random numbers',
    { nodes: [node('RandomNormalLike', ['x'], ['y'])] },
    'model-unknown',
    'computes at random (RandomNormalLike)',
  ],
  [
    'texts as inputs',
    { inputs: [value('x', ['n', 2], 8)] },
    'model-unknown',
    'takes "x", which is string',
  ],
  [
    'no input',
    { nodes: [node('Relu', ['w'], ['y'])], inputs: [] },
    'model-unknown',
    'takes no input',
  ],
];
