// Tensors of torch.save that view what is not stored: each is refused in a sentence, and nothing is read for it.
import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../src/engine/core/error.ts';
import { refusalOf } from '../support/refusals.ts';
import { archive, type Code, pickled, py, tensor, type View } from '../support/torchFiles.ts';

const { raw, name, call, text, int } = py;

describe('refused', () => {
  const view = (given: View) => archive(pickled(py.dict({ w: tensor(given) })));
  const broken = (what: Code) => archive(pickled(py.dict({ w: tensor(), extra: what })));
  const again = name('torch._tensor', '_rebuild_from_type_v2');
  const cases: readonly (readonly [
    what: string,
    bytes: Uint8Array,
    code: ErrorCode,
    says: string | RegExp,
  ])[] = [
    [
      'a view that is too long',
      view({ shape: [5] }),
      'file-format',
      'shape [5] reaches element 4 of storage "0", which has 4',
    ],
    ['a view that begins too late', view({ offset: 1 }), 'file-format', 'reaches element 4'],
    [
      'a view by steps',
      view({ shape: [2, 2], strides: [3, 1] }),
      'file-format',
      'reaches element 4',
    ],
    ['a step back', view({ strides: [-1] }), 'file-format', 'argument 4 is no list of counts'],
    ['a place before the storage', view({ offset: -1 }), 'file-format', 'argument 2 is no count'],
    ['a size below 0', view({ shape: [-1] }), 'file-format', 'argument 3 is no list of counts'],
    ['sizes without steps', view({ shape: [2, 2] }), 'file-format', '2 sizes, 1 steps'],
    [
      '65 sizes',
      view({ shape: Array(65).fill(1), strides: Array(65).fill(1) }),
      'file-format',
      '65 sizes, 64 are allowed',
    ],
    [
      'a shape beyond numbers',
      view({ shape: Array(9).fill(2 ** 30), strides: Array(9).fill(0) }),
      'file-format',
      'the shape [1073741824',
    ],
    [
      'numbers repeated without end',
      view({ shape: [2 ** 40], strides: [0] }),
      'file-format',
      'repeats 4 numbers, 268,435,456',
    ],
    [
      'an unknown type',
      view({ storage: 'EvilStorage' }),
      'file-format',
      'storage of the type "torch.EvilStorage"',
    ],
    [
      'a storage of bytes without a type',
      view({ storage: 'UntypedStorage' }),
      'file-format',
      'a storage without a type',
    ],
    ['elements that are not there', view({ elements: 5 }), 'file-format', 'storage "0" of'],
    [
      'as many as no file has',
      view({ elements: 2 ** 52 }),
      'file-format',
      'has 16 bytes, its pickle says',
    ],
    ['a storage that is not there', view({ key: '9' }), 'file-format', 'lacks the storage "9"'],
    [
      'a storage of another path',
      view({ key: '../data.pkl' }),
      'file-format',
      'lacks the storage "../data.pkl"',
    ],
    [
      'tensors of another device',
      broken(call(name('torch._utils', '_rebuild_device_tensor_from_numpy'), py.none)),
      'file-format',
      'has tensors of torch._utils._rebuild_device_tensor_from_numpy, which are not read',
    ],
    [
      'no storage',
      broken(py.persistent(text('x'))),
      'file-format',
      'outside of its pickle that is no storage',
    ],
    [
      'a tensor of a number',
      broken(call(name('torch._utils', '_rebuild_parameter'), int(1))),
      'file-format',
      'argument 1 is no tensor',
    ],
    [
      'a tensor within itself',
      broken(
        raw(
          again,
          '(',
          again,
          name('torch', 'Tensor'),
          ')q',
          5,
          again,
          name('torch', 'Tensor'),
          'h',
          5,
          'tR',
        ),
      ),
      'file-format',
      'what it does not take',
    ],
  ];
  test.each(cases)('%s', async (_, bytes, code, says) => {
    const error = await refusalOf(bytes);
    expect(error.message).toMatch(
      says instanceof RegExp ? says : new RegExp(says.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')),
    );
    expect(error.code).toBe(code);
  });
});
