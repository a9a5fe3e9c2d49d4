// Files of torch.save that nobody means well with, or that are broken: each is refused in a sentence, or its objects are
// kept as data and listed. Nothing of them is run: there is nothing that could.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { EngineError, type ErrorCode } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { folderOf, opened, recorded } from '../support/checkpoints.ts';
import {
  archive,
  archiveEntries,
  type Code,
  floats,
  legacy,
  pickled,
  py,
  storage,
  tensor,
  type View,
} from '../support/torchFiles.ts';
import { zipBytes } from '../support/zips.ts';

async function refusalOf(bytes: Uint8Array, name = 'm.pt'): Promise<EngineError> {
  const record = recorded();
  const path = join(folderOf({ [name]: bytes }), name);
  const error = await openCheckpoint(record.files, sha256, path).then(
    () => expect.fail('it was opened'),
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(EngineError);
  expect(error.code).not.toBe('internal');
  expect(error.message).toContain(name);
  expect(error.message).not.toMatch(/[\n\0\u202e]|undefined|NaN/);
  expect(record.open).toBe(0);
  return error;
}

/** A good tensor, and something else beside it. */
const beside = (what: Code) => py.dict({ w: tensor(), extra: what });
const shell = py.text('echo run');
const { raw, name, call, made, text, int, tuple } = py;

describe('a call of what is not on the list refuses the file by its name', () => {
  const inText = (module: string, of: string) => raw(text(module), text(of), 0x93);
  const cases: readonly (readonly [what: string, code: Code, names: string])[] = [
    ['a function', call(name('os', 'system'), shell), 'calls os.system,'],
    ['of another system', call(name('nt', 'system'), shell), 'calls nt.system,'],
    ['a built-in one', call(name('builtins', 'exec'), shell), 'calls builtins.exec,'],
    ['of Python 2', call(name('__builtin__', 'eval'), shell), 'calls __builtin__.eval,'],
    ['a class that runs', call(name('subprocess', 'Popen'), shell), 'calls subprocess.Popen,'],
    ['by protocol 4', raw(inText('os', 'system'), tuple(shell), 'R'), 'calls os.system,'],
    ['by a path', raw(inText('os', 'path.os.system'), tuple(shell), 'R'), 'os.path.os.system,'],
    ['of no module', raw(inText('', 'eval'), tuple(shell), 'R'), 'calls .eval,'],
    ['by INST', raw('(', shell, 'ios\nsystem\n'), 'calls os.system,'],
    ['by OBJ', raw('(', name('os', 'system'), shell, 'o'), 'calls os.system,'],
    ['by NEWOBJ', made(name('subprocess', 'Popen')), 'makes an object of subprocess.Popen,'],
    ['by NEWOBJ_EX', raw(name('os', 'system'), ')}', 0x92), 'makes an object of os.system,'],
    ['by copyreg', call(name('copyreg', '__newobj__'), name('os', 'system')), 'of os.system,'],
    ['by copy_reg', call(name('copy_reg', '_reconstructor'), name('os', 'system')), 'os.system,'],
    [
      'out of the memo',
      raw(name('os', 'system'), 'q', 9, '0h', 9, tuple(shell), 'R'),
      'os.system,',
    ],
    ['of PyTorch', call(name('torch.hub', 'load'), shell), 'calls torch.hub.load,'],
    ['of PyTorch itself', call(name('torch', 'load'), shell), 'calls torch.load,'],
    ['of NumPy', call(name('numpy', 'load'), shell), 'calls numpy.load,'],
    ['of somebody', call(name('evil', 'run'), shell), 'calls evil.run,'],
    ['of the main program', call(name('__main__', 'run'), shell), 'calls __main__.run,'],
    [
      'given to a subclass',
      call(
        name('torch._tensor', '_rebuild_from_type_v2'),
        name('os', 'system'),
        name('torch', 'Tensor'),
        tuple(shell),
        py.none,
      ),
      'calls os.system,',
    ],
    [
      'that was called for',
      call(call(name('builtins', 'getattr'), name('their', 'Class'), text('run')), shell),
      'calls what has no name,',
    ],
    ['of a dict', call(py.dict(), shell), 'calls what has no name,'],
    [
      'in a name of many lines',
      call(name('a', 'b\u202e\u0000c'), shell),
      'calls a.b\\u{202e}\\u{0}c,',
    ],
  ];
  test.each(cases)('%s', async (_, code, names) => {
    for (const bytes of [archive(pickled(beside(code))), legacy(beside(code)), pickled(code)]) {
      const error = await refusalOf(bytes);
      expect(error.code).toBe('file-unsafe');
      expect(error.message).toContain(names);
    }
  });

  test('in a pickle of protocol 0, alone', async () => {
    const error = await refusalOf(Buffer.from("cos\nsystem\n(S'echo run'\ntR."), 'm.bin');
    expect(error.message).toContain('calls os.system,');
  });

  test('of an attribute of a module', async () => {
    const gadget = call(name('builtins', 'getattr'), name('os', 'path'), text('system'));
    expect((await refusalOf(archive(pickled(beside(gadget))))).message).toContain('getattr');
  });

  test('of a class that would be changed', async () => {
    const code = raw(name('torch.nn', 'Linear'), py.dict({ forward: shell }), 'b');
    const error = await refusalOf(archive(pickled(beside(code))));
    expect(error).toMatchObject({ code: 'file-unsafe' });
    expect(error.message).toContain('would change torch.nn.Linear');
  });
});

describe('objects beside good tensors are kept as data, and listed', () => {
  const state = py.dict({ lr: int(1) });
  const cases: readonly (readonly [what: string, code: Code, listed: string])[] = [
    ['of a class', made(name('their.code', 'Config'), state), 'their.code.Config'],
    ['of a class in small letters', made(name('__main__', 'config'), state), '__main__.config'],
    ['of a class in a class', made(name('their', 'Outer.Inner'), state), 'their.Outer.Inner'],
    ['of argparse', made(name('argparse', 'Namespace'), state), 'argparse.Namespace'],
    ['a member of an enumeration', call(name('their', 'Mode'), text('a')), 'their.Mode'],
    [
      'the same by its name',
      call(name('builtins', 'getattr'), name('their', 'Mode'), text('A')),
      'their.Mode',
    ],
    ['a path', call(name('pathlib', 'PosixPath'), text('/'), text('x')), 'pathlib.PosixPath'],
    ['a time', call(name('datetime', 'datetime'), text('x')), 'datetime.datetime'],
    ['a function that is not called', name('os', 'system'), 'os.system'],
    [
      'a partial one',
      call(name('functools', 'partial'), name('torch.nn.functional', 'gelu')),
      'functools.partial',
    ],
    [
      'by protocol 1',
      call(
        name('copy_reg', '_reconstructor'),
        name('their', 'Thing'),
        name('__builtin__', 'object'),
        py.none,
      ),
      'their.Thing',
    ],
    [
      'a dict of a class',
      raw(made(name('their', 'Dict')), '(', text('a'), int(1), 'u'),
      'their.Dict',
    ],
    [
      'a list of a class',
      raw(made(name('their', 'List')), '(', text('a'), int(1), 'e'),
      'their.List',
    ],
  ];
  test.each(cases)('%s', async (_, code, listed) => {
    for (const bytes of [archive(pickled(beside(code))), legacy(beside(code))]) {
      const { tensors, metadata, notes } = await opened(join(folderOf({ 'm.pt': bytes }), 'm.pt'));
      expect([...tensors.keys()]).toEqual(['w']);
      expect(metadata.get('Python objects kept as data')?.split(', ')).toContain(listed);
      expect(notes.join()).toContain(`kept as data: "${listed}"`);
      expect(metadata.has('extra')).toBe(true);
    }
  });
});

describe('refused', () => {
  const view = (given: View) => archive(pickled(py.dict({ w: tensor(given) })));
  const broken = (what: Code) => archive(pickled(beside(what)));
  const bare = (...code: readonly (string | number | Code)[]) => raw(0x80, 2, ...code);
  const nest = (depth: number, inner: Code) =>
    Array.from({ length: depth }).reduce<Code>((all) => py.dict({ d: all }), inner);
  const again = name('torch._tensor', '_rebuild_from_type_v2');
  const good = pickled(py.dict({ w: tensor() }));
  const cases: readonly (readonly [
    what: string,
    bytes: Uint8Array,
    code: ErrorCode,
    says: string | RegExp,
  ])[] = [
    // views
    [
      'a view that is too long',
      view({ shape: [5] }),
      'file-format',
      'shape [5] reaches element 4 of storage 0, which has 4',
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
    // archives
    [
      'big numbers first',
      zipBytes(
        archiveEntries(good).map((each) =>
          each.name.endsWith('order') ? { ...each, data: 'big' } : each,
        ),
      ),
      'file-format',
      'has the byte order "big"',
    ],
    [
      'a compressed pickle',
      zipBytes(archiveEntries(good).map((each, i) => ({ ...each, deflated: i === 0 }))),
      'file-unsafe',
      'torch.save never compresses',
    ],
    [
      'a compressed storage',
      zipBytes(archiveEntries(good).map((each, i) => ({ ...each, deflated: i === 2 }))),
      'file-unsafe',
      'torch.save never compresses',
    ],
    [
      'two models',
      archive(good, { more: archiveEntries(good, { top: 'b/' }) }),
      'file-format',
      'holds several files of PyTorch',
    ],
    [
      'a program of torch.export',
      zipBytes([
        { name: 'p/archive_format', data: 'pt2' },
        { name: 'p/models/model.json', data: '{}' },
      ]),
      'file-format',
      'is a program of torch.export (.pt2)',
    ],
    [
      'an older one',
      zipBytes([{ name: 'serialized_exported_program.json', data: '{}' }]),
      'file-format',
      'is a program of torch.export',
    ],
    ['an archive cut short', archive(good).slice(0, -30), 'file-format', 'is no whole zip archive'],
    [
      'a pickle that does not end',
      archive(good.subarray(0, -1)),
      'file-format',
      /does not end after its \d+ bytes/,
    ],
    // legacy files
    [
      'a storage of two sizes',
      legacy(py.dict({ w: tensor(), v: tensor({ elements: 400, shape: [400] }) })),
      'file-format',
      'says two things of its storage "0"',
    ],
    [
      'big numbers first, legacy',
      legacy(py.dict({ w: tensor() }), undefined, false),
      'file-format',
      'has the byte order "big"',
    ],
    [
      'one cut in its storages',
      legacy(py.dict({ w: tensor() })).slice(0, -3),
      'file-format',
      'ends within the storage "0": 3 bytes are missing',
    ],
    [
      'one cut in its pickles',
      legacy(py.dict({ w: tensor() })).slice(0, 90),
      'file-format',
      'ends within a pickle',
    ],
    [
      'another count',
      legacy(py.dict({ w: tensor({ elements: 3 }) })),
      'file-format',
      /stores 4 elements|reaches element/,
    ],
    [
      'a storage without a name',
      legacy(py.dict({ w: tensor() }), { 1: floats(1) }),
      'file-format',
      'lists a storage that its pickle does not name',
    ],
    [
      'a storage that is not listed',
      legacy(py.dict({ w: tensor() }), {}),
      'file-format',
      'lacks the storage "0"',
    ],
    // pickles
    ['no instruction', bare(0xff), 'file-format', 'has 0xff, which is no instruction'],
    ['an extension of Python', bare(0x82, 1, '.'), 'file-format', 'has 0x82'],
    ['a buffer out of band', bare(0x97, '.'), 'file-format', 'has 0x97'],
    ['a protocol to come', broken(raw(0x80, 6)), 'file-format', 'is of protocol 6, 5 is the last'],
    ['nothing to take', bare('R.'), 'file-format', 'takes what is not there'],
    ['nothing to end on', bare('.'), 'file-format', 'takes what is not there'],
    ['no mark', bare('Nt.'), 'file-format', 'ends a list that it has not begun'],
    ['below a mark', bare('N(R.'), 'file-format', 'takes what is not there'],
    ['what was never made', bare('h', 3, '.'), 'file-format', 'uses what it has not made'],
    ['more for a number', bare('K', 1, 'Na.'), 'file-format', 'adds to what is no list'],
    ['members for a list', bare(']', 'NNs.'), 'file-format', 'sets what is no dict'],
    ['an odd dict', bare('(Nd.'), 'file-format', 'sets what is no dict'],
    ['state for a number', bare('K', 1, 'Nb.'), 'file-format', 'gives a number state'],
    [
      'a name of numbers',
      bare('K', 1, 'K', 1, 0x93, '.'),
      'file-format',
      'names by what is no text',
    ],
    [
      'an integer of 300 bytes',
      bare(0x8b, raw(0x2c, 1, 0, 0), Buffer.alloc(300, 1), '.'),
      'file-unsafe',
      'an integer of 300 bytes, 256 are',
    ],
    ['an integer in letters', bare('Lxyz\n.'), 'file-format', 'an integer that is none'],
    [
      'a text that ends beyond the file',
      bare('X', raw(0xff, 0xff, 0xff, 0x7f)),
      'file-format',
      'ends within a pickle',
    ],
    [
      'a text longer than numbers',
      bare(0x8d, Buffer.alloc(8, 0xff)),
      'file-format',
      'ends within a pickle',
    ],
    [
      'dicts 70 deep',
      archive(pickled(py.dict({ state_dict: nest(70, py.dict({ w: tensor() })) }))),
      'file-format',
      'holds no tensors of a model',
    ],
    // what is no model
    ['a number', pickled(int(3)), 'file-format', 'holds no tensors of a model, but 3'],
    [
      'settings',
      archive(pickled(py.dict({ lr: int(1) }))),
      'file-format',
      'holds no tensors of a model, but "lr"',
    ],
    [
      'an optimizer',
      archive(pickled(py.dict({ state: py.dict({ a: tensor() }), param_groups: py.list() }))),
      'file-format',
      'but "state", "param_groups"',
    ],
    [
      'a storage alone',
      archive(pickled(storage())),
      'file-format',
      'holds no tensors of a model, but a storage',
    ],
    // what is no such file
    [
      'a pointer',
      Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'),
      'file-format',
      'is a git-lfs pointer',
    ],
    ['a page', Buffer.from('<!DOCTYPE html><html></html>'), 'file-format', 'is an HTML page'],
    ['noise', Buffer.from('noise'), 'file-format', 'is no file of torch.save'],
    [
      'the form of 2016',
      Buffer.concat([Buffer.alloc(257), Buffer.from('ustar'), Buffer.alloc(600)]),
      'file-format',
      "is in PyTorch's tar form of before 2017",
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
