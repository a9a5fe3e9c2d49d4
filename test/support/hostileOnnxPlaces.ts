// ONNX files whose weights are said to lie where they must not, or do not.
import { b, type Case, lying, weights, with_ } from './hostileOnnx.ts';
import { external, floats, graphFields, modelBytes, node, plain } from './onnxFiles.ts';

const away = (location: string, more = {}) =>
  weights(external('w', [2, 3], { location, ...more }), b);

const six = floats([1, 2, 3, 4, 5, 6]);

export const cases: readonly Case[] = [
  [
    'a path up',
    away('../../etc/passwd'),
    'file-unsafe',
    'tensor "w" in "../../etc/passwd", a path that leaves',
  ],
  ['a path down and up', away('a/../../x'), 'file-unsafe', 'a path that leaves'],
  ['an absolute path', away('/etc/passwd'), 'file-unsafe', 'a path that leaves'],
  ['a path of Windows', away('..\\x'), 'file-unsafe', 'a path that leaves'],
  ['a drive', away('C:x'), 'file-unsafe', 'a path that leaves'],
  ['a name with NUL', away('d\0.txt'), 'file-unsafe', 'a path that leaves'],
  ['no file named', away('.'), 'file-format', 'names no file'],
  [
    'a link out of the folder',
    away('d'),
    'file-unsafe',
    'a link to',
    { 'm/d': '-> ../secret', secret: six },
  ],
  [
    'a folder that is a link out',
    away('w/d'),
    'file-unsafe',
    'a link to',
    { 'm/w': '-> ../other', 'other/d': six },
  ],
  ['a file that is not there', away('gone'), 'file-missing', 'keeps weights in "gone"'],
  [
    'beyond its end',
    away('d', { offset: '8' }),
    'file-format',
    'up to byte 32, and that has 24',
    { 'm/d': six },
  ],
  [
    'an offset that is none',
    away('d', { offset: '-4' }),
    'file-format',
    'the offset "-4"',
    { 'm/d': floats([1]) },
  ],
  [
    'an offset beyond 2^53',
    away('d', { offset: '99999999999999999999' }),
    'file-format',
    'no count of bytes',
    { 'm/d': floats([1]) },
  ],
  [
    'a length that lies',
    away('d', { length: '4' }),
    'file-format',
    '4 bytes instead of the 24',
    { 'm/d': six },
  ],
  [
    'two that overlap',
    weights(
      external('w', [2], { location: 'd' }),
      external('v', [2], { location: 'd', offset: '4' }),
    ),
    'file-format',
    '"v" overlaps tensor "w"',
    { 'm/d': floats([1, 2, 3]) },
  ],
  [
    'a word twice',
    weights([
      ...external('w', [1], { location: 'd' }),
      [
        13,
        [
          [1, 'location'],
          [2, 'e'],
        ],
      ],
    ]),
    'file-format',
    'says "location" of its weight 1 twice',
  ],
  [
    'only said to be elsewhere',
    lying([1, 1], [2, 1], [9, floats([1])], [14, 1]),
    'file-format',
    'names no file',
  ],
  [
    'a constant of a node elsewhere',
    with_({
      nodes: [
        node('Constant', [], ['c'], {
          value: { field: [5, external('c', [1], { location: '/etc/passwd' })] },
        }),
        ...(plain.nodes ?? []),
      ],
    }),
    'file-unsafe',
    'in "/etc/passwd"',
  ],
  [
    'a weight of an inner graph elsewhere',
    with_({
      nodes: [
        node('If', ['x'], ['c'], {
          then_branch: {
            field: [6, graphFields({ weights: [external('k', [1], { location: 'd' })] })],
          },
        }),
        ...(plain.nodes ?? []),
      ],
    }),
    'file-unsafe',
    'tensor "k" of a graph in node 1',
  ],
  [
    'a constant of a function elsewhere',
    modelBytes(plain, {
      more: [
        [
          25,
          [
            [1, 'F'],
            [
              7,
              node('Constant', [], ['c'], {
                value: { field: [5, external('c', [1], { location: 'd' })] },
              }),
            ],
          ],
        ],
      ],
    }),
    'file-unsafe',
    'of node 1 in "d"',
  ],
];
