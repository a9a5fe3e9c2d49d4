// Pickles that would take memory or time without end: each ends within its limits.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { folderOf, opened } from '../support/checkpoints.ts';
import { refusalOf } from '../support/refusals.ts';
import { archive, type Code, legacy, pickled, py, tensor } from '../support/torchFiles.ts';

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
  const held = 'makes more than 100,663,296 bytes of data';
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
  ];
  test.each(calls)('the same again: %s', async (_, code) => {
    expect((await refusalOf(archive(pickled(code)))).message).toContain(held);
  });

  test('a device of lists in lists', async () => {
    const level = raw('q', 3, '(h', 3, 'h', 3, 't');
    const lists = raw(py.tuple(text('a')), ...Array.from({ length: 60 }, () => level));
    const code = py.call(name('torch', 'device'), lists);
    expect((await refusalOf(archive(pickled(code)))).message).toContain('no device');
  });

  const numbers = raw('](', 'K\x01'.repeat(1_900_000), 'e');
  const recalled = 'h\x01';
  const members = (count: number, value: Code) => {
    const all = Array.from({ length: count }, (_, i) => raw(text(`k${i}`), value));
    return raw('}(', Buffer.concat(all), 'u');
  };
  /** What is remembered, and what is made with it. */
  const with1 = (value: Code, code: Code) => archive(pickled(raw(value, 'q', 1, '0', code)));
  const module = (state: Code) => raw(name('their', 'Net'), ')', 0x81, state, 'b');
  const shared = raw(recalled);
  const cases: readonly (readonly [what: string, bytes: Uint8Array, says: string])[] = [
    ['lists', many(3_000_000, ']'), held],
    ['instructions', many(5_000_000, 'N0'), 'has over 4,000,000 instructions'],
    ['a list of 1,900,000 numbers', pickled(numbers), 'but a list of 1,900,000'],
    [
      'a set of them',
      archive(pickled(raw(0x8f, '(', 'K\x01'.repeat(1_900_000), 0x90))),
      'but a list of 1,900,000',
    ],
    ['fractions', archive(pickled(raw('](', 'G12345678'.repeat(900_000), 'e'))), held],
    [
      'the same tensors',
      archive(pickled(raw('](', tensor(), '2'.repeat(900_000), 'e'))),
      'a list of 900,001',
    ],
    [
      'two pickles of one file',
      Buffer.concat([
        legacy(numbers, {}).subarray(0, -6),
        pickled(raw('](', many(1_900_000, 'K\x01').subarray(2, -1), 'e')),
      ]),
      held,
    ],
    [
      'a name without end',
      pickled(name('x', `A${'a'.repeat(1 << 20)}`)),
      'a name of 1,048,578 letters',
    ],
    [
      'names without end',
      pickled(
        raw(...Array.from({ length: 10_001 }, (_, i) => [name('x', `N${i}`), '0']).flat(), 'N'),
      ),
      'names of more classes, 10,000 are allowed',
    ],
    [
      'one long list in many dicts',
      with1(raw('](', 'K\x01'.repeat(900_000), 'e'), members(20_000, shared)),
      'holds no tensors of a model',
    ],
    [
      'one long dict in many dicts',
      with1(members(20_000, raw('K\x01')), members(20_000, shared)),
      'holds no tensors of a model',
    ],
    [
      'one list of tensors in many dicts',
      with1(raw('](', tensor(), '2'.repeat(90_000), 'e'), members(9000, py.dict({ w: shared }))),
      'over 250,000 tensors',
    ],
    [
      'modules of the same parts',
      with1(
        py.dict({ w: tensor(), _modules: members(90_000, py.none) }),
        members(5000, module(shared)),
      ),
      'over 1,000,000 values',
    ],
    [
      'a long name above many tensors',
      archive(pickled(py.dict({ ['n'.repeat(1e6)]: members(40, tensor()) }))),
      'names of tensors of over 33,554,432 letters',
    ],
    ['marks', many(20_000_000, '('), 'instructions'],
    ['a far memory', raw(0x80, 2, ']r', raw(0xff, 0xff, 0xff, 0x7f), '.'), 'remembers more than'],
    ['dicts 100,000 deep', archive(pickled(py.dict({ model: deep(100_000) }))), 'holds no tensors'],
    ['a dict of dicts of dicts', archive(pickled(wide(4, 1000))), 'over 250,000 tensors'],
    [
      'a dict that doubles',
      archive(pickled(py.dict({ model: doubled(40), w: tensor() }))),
      'over 1,000,000 values in dicts and lists',
    ],
  ];
  test.each(cases)('%s', async (_, bytes, says) => {
    expect((await refusalOf(bytes)).message).toContain(says);
  });

  const opening: readonly (readonly [what: string, body: Code, tensors: number])[] = [
    [
      'a history of 100,000 losses',
      py.dict({
        model: py.dict({ w: tensor() }),
        losses: raw('](', 'G12345678'.repeat(100_000), 'e'),
      }),
      1,
    ],
    [
      'a dict of 100,000 losses',
      py.dict({ model: py.dict({ w: tensor() }), losses: members(100_000, raw('G12345678')) }),
      1,
    ],
    [
      'an optimizer of 2,000 weights',
      py.dict({
        model: members(2000, tensor()),
        optimizer: py.dict({
          state: members(2000, py.dict({ exp_avg: tensor(), exp_avg_sq: tensor() })),
          param_groups: py.list(),
        }),
      }),
      2000,
    ],
    [
      'modules that share a long setting',
      raw(
        raw('](', 'K\x01'.repeat(500_000), 'e'),
        'q',
        1,
        '0',
        module(
          py.dict({
            _parameters: py.dict({ w: tensor() }),
            _modules: members(900, module(py.dict({ _parameters: raw('}'), size: shared }))),
          }),
        ),
      ),
      1,
    ],
  ];
  test.each(opening)('%s is opened', async (_, body, count) => {
    const path = join(folderOf({ 'm.pt': archive(pickled(body)) }), 'm.pt');
    const { tensors } = await opened(path);
    expect(tensors.size).toBe(count);
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
