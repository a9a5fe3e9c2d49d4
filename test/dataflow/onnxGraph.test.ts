// Graphs of kinds that exporters write, each computed by hand here: from its input, and from a value on the way.
import { expect, test } from 'vitest';
import {
  graphFields,
  int64s,
  integers,
  message,
  modelBytes,
  node,
  plain,
  value,
  weight,
} from '../support/onnxFiles.ts';
import { gives, made, rows } from '../support/onnxGraphs.ts';

const x = rows([2, 2], 1, 2, 3, 4);
/** x times w, plus b, of `plain`. */
const y = [9.5, 11.5, 15, 19.5, 25.5, 33];
const reversed = { ...plain, nodes: (plain.nodes ?? []).toReversed() };
const branch = (op: string) =>
  ({
    field: [
      6,
      graphFields({
        nodes: [node(op, ['h', 'b'], [`${op}_out`])],
        outputs: [value(`${op}_out`, ['n', 3])],
      }),
    ],
  }) as const;
const flag = message([1, 1], [2, 9], [8, 'flag'], [5, Uint8Array.of(0)]);
const body = graphFields({
  nodes: [node('Identity', ['go'], ['go_on']), node('Add', ['sum', 'b'], ['sum_out'])],
  inputs: [value('i', [], 7), value('go', [], 9), value('sum', ['n', 3])],
  outputs: [value('go_on', [], 9), value('sum_out', ['n', 3])],
});
const trips = message([2, 7], [8, 'trips'], [9, int64s([2])]);

/** Each computes `y` from `x` as `plain` does, or what `expected` says. */
const kinds: readonly {
  readonly kind: string;
  readonly bytes: Uint8Array;
  readonly expected?: readonly number[];
}[] = [
  { kind: 'as it comes', bytes: modelBytes(plain) },
  { kind: 'nodes last to first', bytes: modelBytes(reversed) },
  {
    kind: 'of IR version 3, weights among the inputs',
    bytes: modelBytes(
      { ...plain, inputs: [value('w', [2, 3]), value('x', ['n', 2]), value('b', [3])] },
      { irVersion: 3 },
    ),
  },
  { kind: 'of a later IR version', bytes: modelBytes(plain, { irVersion: 14 }) },
  {
    kind: 'sizes without names',
    bytes: modelBytes({ ...plain, inputs: [value('x', [undefined, 2])] }),
  },
  { kind: 'a size of -1', bytes: modelBytes({ ...plain, inputs: [value('x', [-1, 2])] }) },
  {
    kind: 'one sample at a time',
    bytes: modelBytes({ ...plain, inputs: [value('x', [1, 2])], outputs: [value('y', [1, 3])] }),
  },
  {
    kind: 'four samples at a time',
    bytes: modelBytes({ ...plain, inputs: [value('x', [4, 2])], outputs: [value('y', [4, 3])] }),
  },
  { kind: 'an output without a type', bytes: modelBytes({ ...plain, outputs: [[[1, 'y']]] }) },
  {
    kind: 'a choice whose branches take from around them',
    bytes: modelBytes({
      ...plain,
      nodes: [
        node('MatMul', ['x', 'w'], ['h']),
        node('If', ['flag'], ['y'], { then_branch: branch('Sub'), else_branch: branch('Add') }),
      ],
      more: [[5, flag]],
    }),
  },
  {
    kind: 'a loop, two times b',
    bytes: modelBytes({
      ...plain,
      nodes: [
        node('MatMul', ['x', 'w'], ['h']),
        node('Loop', ['trips', '', 'h'], ['y'], { body: { field: [6, body] } }),
      ],
      more: [[5, trips]],
    }),
    expected: [10, 11, 15, 20, 25, 33],
  },
  {
    kind: 'an operator that the file defines',
    bytes: modelBytes(
      {
        ...plain,
        nodes: [node('MatMul', ['x', 'w'], ['h']), node('Plus', ['h', 'b'], ['y'], {}, 'my')],
      },
      {
        more: [
          [
            8,
            [
              [1, 'my'],
              [2, 1],
            ],
          ],
          [
            25,
            [
              [1, 'Plus'],
              [4, 'p'],
              [4, 'q'],
              [5, 'r'],
              [7, node('Add', ['p', 'q'], ['r'])],
              [9, [[2, 17]]],
              [10, 'my'],
            ],
          ],
        ],
      },
    ),
  },
  {
    kind: 'in double precision',
    bytes: modelBytes({
      inputs: [value('x', ['n', 2], 11)],
      nodes: plain.nodes,
      weights: [
        [
          [1, 2],
          [1, 3],
          [2, 11],
          [8, 'w'],
          [9, new Uint8Array(Float64Array.of(1, 2, 3, 4, 5, 6).buffer)],
        ],
        [
          [1, 3],
          [2, 11],
          [8, 'b'],
          [9, new Uint8Array(Float64Array.of(0.5, -0.5, 0).buffer)],
        ],
      ],
      outputs: [value('y', ['n', 3], 11)],
    }),
  },
  {
    kind: 'in half precision',
    bytes: modelBytes({
      inputs: [value('x', ['n', 2], 10)],
      nodes: plain.nodes,
      weights: [
        [
          [1, 2],
          [1, 3],
          [2, 10],
          [8, 'w'],
          [
            9,
            new Uint8Array(Uint16Array.of(0x3c00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600).buffer),
          ],
        ],
        [
          [1, 3],
          [2, 10],
          [8, 'b'],
          [9, new Uint8Array(Uint16Array.of(0x3800, 0xb800, 0).buffer)],
        ],
      ],
      outputs: [value('y', ['n', 3], 10)],
    }),
  },
  {
    kind: 'a weight that is sparse',
    bytes: modelBytes({
      ...plain,
      weights: [weight('w', [2, 3], [1, 2, 3, 4, 5, 6])],
      more: [
        [
          15,
          [
            [1, weight('b', [2], [0.5, -0.5])],
            [2, integers('', [0, 1])],
            [3, 3],
          ],
        ],
      ],
    }),
  },
  {
    kind: 'weights as Constant nodes',
    bytes: modelBytes({
      ...plain,
      weights: [],
      nodes: [
        node('Constant', [], ['w'], {
          value: { field: [5, weight('', [2, 3], [1, 2, 3, 4, 5, 6])] },
        }),
        node('Constant', [], ['b'], { value: { field: [5, weight('', [3], [0.5, -0.5, 0])] } }),
        ...(plain.nodes ?? []),
      ],
    }),
  },
];

test.each(kinds)('$kind', async ({ bytes, expected = y }) => {
  const graph = await made(bytes);
  expect(graph.inputs).toEqual([{ name: 'x', shape: [undefined, 2], integer: false }]);
  expect(graph.outputs).toMatchObject([{ name: 'y', shape: [undefined, 3], integer: false }]);
  expect(await gives(graph, { x }, 'y')).toEqual([[2, 3], expected]);
  const h = rows([2, 3], ...y.map((each, i) => each - [0.5, -0.5, 0][i % 3]));
  expect(await gives(graph, { h }, 'y')).toEqual([[2, 3], expected]);
  const three = rows([3, 2], 1, 2, 3, 4, 1, 2); // batches of one size and of another
  expect((await gives(graph, { x: three }, 'y'))[1]).toEqual([
    ...expected,
    ...expected.slice(0, 3),
  ]);
  expect(graph.steps.map(({ takes, gives: given }) => [takes, given])).toEqual([
    [['x'], ['h']],
    [['h'], ['y']],
  ]);
});
