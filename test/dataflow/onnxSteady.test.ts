// What is another at each run, or may never end, is refused by name, wherever in the file it stands.
import { describe, expect, test } from 'vitest';
import {
  type Field,
  graphFields,
  int64s,
  modelBytes,
  node,
  type Parts,
  plain,
  value,
  weight,
} from '../support/onnxFiles.ts';
import { gives, made, rows } from '../support/onnxGraphs.ts';

const x = rows([2, 2], 1, 2, 3, 4);
const flag = (name: string, on: number): readonly Field[] => [
  [2, 9],
  [8, name],
  [9, Uint8Array.of(on)],
];
const typedFlag = (name: string, on: number): readonly Field[] => [
  [2, 9],
  [8, name],
  [5, Uint8Array.of(on)],
];
const whole = (name: string, number: number | bigint): readonly Field[] => [
  [2, 7],
  [8, name],
  [9, int64s([number])],
];

/** `plain`, and between its last value and `y` these nodes. */
function then(nodes: readonly (readonly Field[])[], weights: Parts['weights'] = []): Parts {
  const own = (plain.nodes ?? []).map((each) =>
    each.map((field): Field => (field[0] === 2 && field[1] === 'y' ? [2, 'z'] : field)),
  );
  return {
    ...plain,
    nodes: [...own, ...nodes],
    weights: [...(plain.weights ?? []), ...(weights ?? [])],
  };
}

const dropout = (takes: readonly string[]) => node('Dropout', ['z', ...takes], ['y']);
const constant = (name: string, tensor: readonly Field[]) =>
  node('Constant', [], [name], { value: { field: [5, tensor] } });
const branch = (of: readonly Field[], name: string): { readonly field: Field } => ({
  field: [6, graphFields({ nodes: [of], outputs: [value(name, ['n', 3])] })],
});
const body = graphFields({
  nodes: [node('Identity', ['go'], ['go_on']), node('Identity', ['sum'], ['sum_out'])],
  inputs: [value('i', [], 7), value('go', [], 9), value('sum', ['n', 3])],
  outputs: [value('go_on', [], 9), value('sum_out', ['n', 3])],
});
const loop = (trips: string) =>
  node('Loop', [trips, 'on', 'z'], ['y'], { body: { field: [6, body] } });
const half = weight('half', [], [0.5]);
const zero = weight('zero', [], [0]);
const on = flag('on', 1);

describe('refused', () => {
  const rowsOf: readonly [string, Parts, sentence: string][] = [
    ['numbers drawn', then([node('RandomNormalLike', ['z'], ['y'])]), '(RandomNormalLike)'],
    ['dropout that trains', then([dropout(['half', 'on'])], [half, on]), '(Dropout that is'],
    ['with no ratio', then([dropout(['', 'on'])], [on]), '(Dropout that is'],
    ['in a typed field', then([dropout(['half', 'on'])], [half, typedFlag('on', 1)]), '(Dropout'],
    ['by a constant', then([constant('on', on), dropout(['half', 'on'])], [half]), '(Dropout'],
    [
      'by what is computed',
      then([node('Not', ['off'], ['is']), dropout(['half', 'is'])], [half, flag('off', 0)]),
      'or may be)',
    ],
    [
      'in a branch',
      then(
        [
          node('If', ['on'], ['y'], {
            then_branch: branch(node('RandomUniformLike', ['z'], ['p']), 'p'),
            else_branch: branch(node('Identity', ['z'], ['q']), 'q'),
          }),
        ],
        [on],
      ),
      '(RandomUniformLike)',
    ],
    ['rounds unsaid', then([loop('')], [on]), 'says no number of rounds'],
    ['rounds past all', then([loop('m')], [on, whole('m', 2n ** 63n - 1n)]), 'says more rounds'],
    ['too many rounds', then([loop('m')], [on, whole('m', 100_001)]), 'up to 100,000'],
    [
      'rounds computed',
      then([node('Add', ['m', 'm'], ['mm']), loop('mm')], [on, whole('m', 2)]),
      'computes its number of rounds',
    ],
  ];
  test.each(rowsOf)('%s', async (_, parts, sentence) => {
    await expect(made(modelBytes(parts))).rejects.toMatchObject({
      code: 'model-unknown',
      message: expect.stringContaining(sentence),
      hint: expect.any(String),
    });
  });
});

describe('run', () => {
  const y = [9.5, 11.5, 15, 19.5, 25.5, 33];
  const rowsOf: readonly [string, Parts][] = [
    ['dropout that says nothing', then([dropout(['half'])], [half])],
    ['dropout that does not train', then([dropout(['half', 'off'])], [half, flag('off', 0)])],
    ['dropout of nothing', then([dropout(['zero', 'on'])], [zero, on])],
    ['a loop of two rounds', then([loop('m')], [on, whole('m', 2)])],
    ['of rounds in a constant', then([constant('m', whole('m', 2)), loop('m')], [on])],
    [
      'of as many rounds as rows',
      then(
        [node('Shape', ['z'], ['s']), node('Gather', ['s', 'at'], ['m']), loop('m')],
        [on, whole('at', 0)],
      ),
    ],
  ];
  test.each(rowsOf)('%s', async (_, parts) => {
    const graph = await made(modelBytes(parts));
    expect((await gives(graph, { x }, 'y'))[1]).toEqual(y);
  });
});
