// Pickles that would take memory or time without end: each ends within its limits.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { folderOf, opened } from '../support/checkpoints.ts';
import { refusalOf } from '../support/refusals.ts';
import { archive, type Code, pickled, py, tensor } from '../support/torchFiles.ts';

const { raw, name, text } = py;

describe('what would take memory or time without end', () => {
  const many = (length: number, code: string) =>
    raw(0x80, 2, Buffer.from(code.repeat(length), 'latin1'), '.');
  const doubled = (times: number) => {
    const level = (_: unknown, i: number) =>
      raw('0}q', i + 1, '(', text('a'), 'h', i, text('b'), 'h', i, 'u');
    return raw('}q', 0, ...Array.from({ length: times }, level));
  };
  const deep = (depth: number) =>
    raw(raw('}', text('d')).toString('latin1').repeat(depth), tensor(), 's'.repeat(depth));
  const wide = (levels: number, width: number) => {
    const level = (_: unknown, i: number) => {
      const members = Array.from({ length: width }, (_, k) => [text(`${k}`), 'h', i] as const);
      return raw('0}q', i + 1, '(', ...members.flat(), 'u');
    };
    return raw(tensor(), 'q', 0, ...Array.from({ length: levels }, level));
  };
  /** A value and a callee that are remembered, and `times` calls of the one with the other. */
  const again = (times: number, value: Code, module: string, callee: string, ...more: Code[]) => {
    const args = raw('(', value, ...more, 'tq', 1, '0');
    return raw(
      args,
      name(module, callee),
      'q',
      2,
      '0](',
      raw('h', 2, 'h', 1, 'R').toString('latin1').repeat(times),
      'e',
    );
  };
  const list = (length: number) => raw('(', 'K\x01'.repeat(length), 'l');
  const dict = (members: number) => raw('}(', 'NN'.repeat(members), 'u');
  const long = text('a'.repeat(1 << 20));
  const copied = 'makes more than 100,663,296 bytes of data';
  const calls: readonly (readonly [what: string, code: Code])[] = [
    ['a list', again(200, list(100_000), 'builtins', 'list')],
    ['a tuple of a class of PyTorch', again(200, list(100_000), 'torch', 'Size')],
    ['a dict', again(200, dict(10_000), 'collections', 'OrderedDict')],
    ['a text to bytes', again(100, long, '_codecs', 'encode', text('latin1'))],
    ['a list to bytes', again(200, list(100_000), 'builtins', 'bytearray')],
    ['many arguments', again(1_000, list(1), 'builtins', 'slice', ...Array(20_000).fill(py.none))],
    ["an array's arguments", again(200, list(100_000), 'numpy.core.multiarray', '_reconstruct')],
    [
      'by way of another name',
      again(
        200,
        name('builtins', 'list'),
        'torch._tensor',
        '_rebuild_from_type_v2',
        py.none,
        raw('(', list(100_000), 't'),
      ),
    ],
    [
      'a long name',
      raw(
        name('x', `A${'a'.repeat(1 << 20)}`),
        'q',
        2,
        ')q',
        1,
        '](',
        'h\x02h\x01R'.repeat(100),
        'e',
      ),
    ],
  ];
  test.each(calls)('the same again: %s', async (_, code) => {
    expect((await refusalOf(archive(pickled(code)))).message).toContain(copied);
  });

  test('a device of lists in lists', async () => {
    const level = raw('q', 3, '(h', 3, 'h', 3, 't');
    const lists = raw(py.tuple(text('a')), ...Array.from({ length: 60 }, () => level));
    const code = py.call(name('torch', 'device'), lists);
    expect((await refusalOf(archive(pickled(code)))).message).toContain('no device');
  });

  const cases: readonly (readonly [what: string, bytes: Uint8Array, says: string])[] = [
    ['lists', many(3_000_000, ']'), 'makes more than 100,663,296 bytes of data'],
    ['instructions', many(5_000_000, 'N0'), 'has over 4,000,000 instructions'],
    ['marks', many(20_000_000, '('), 'instructions'],
    ['a far memory', raw(0x80, 2, ']r', raw(0xff, 0xff, 0xff, 0x7f), '.'), 'remembers more than'],
    ['dicts 100,000 deep', archive(pickled(py.dict({ model: deep(100_000) }))), 'holds no tensors'],
    ['a dict of dicts of dicts', archive(pickled(wide(4, 1000))), 'over 250,000 tensors'],
    [
      'a dict that doubles',
      archive(pickled(py.dict({ model: doubled(40), w: tensor() }))),
      'over 2,000,000 values in dicts',
    ],
  ];
  test.each(cases)('%s', async (_, bytes, says) => {
    expect((await refusalOf(bytes)).message).toContain(says);
  });

  test('a module that holds itself has the tensors that it has', async () => {
    const module = raw(
      name('their', 'Net'),
      ')',
      0x81,
      'q',
      1,
      '}(',
      text('_parameters'),
      py.dict({ w: tensor() }),
      text('_modules'),
      raw('}(', text('self'), 'h', 1, 'u'),
      'ub',
    );
    const { tensors } = await opened(join(folderOf({ 'm.pt': archive(pickled(module)) }), 'm.pt'));
    expect([...tensors.keys()]).toEqual(['w']);
  });

  test('a view that repeats its numbers is read in pieces', async () => {
    const bytes = archive(
      pickled(py.dict({ w: tensor({ shape: [2 ** 20, 4], strides: [0, 1] }) })),
    );
    const checkpoint = await opened(join(folderOf({ 'm.pt': bytes }), 'm.pt'));
    const { data } = await checkpoint.readRows(quietJob, 'w', 2 ** 20 - 2, 2 ** 20);
    expect([...data]).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
  });
});
