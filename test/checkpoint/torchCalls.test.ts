// What the pickle of a file of torch.save asks for: a call of what is not on the list refuses the file by name, other
// objects are kept as data and listed. Nothing of them is run: there is nothing that could.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderOf, opened } from '../support/checkpoints.ts';
import { refusalOf } from '../support/refusals.ts';
import { archive, type Code, legacy, pickled, py, tensor } from '../support/torchFiles.ts';

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
      'of an item that was asked for',
      call(
        call(name('operator', 'getitem'), py.dict({ a: name('os', 'system') }), text('a')),
        shell,
      ),
      'calls what has no name,',
    ],
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
    [
      'a type with its parts',
      call(
        name('operator', 'getitem'),
        name('typing', 'Dict'),
        tuple(name('builtins', 'str'), name('builtins', 'int')),
      ),
      'operator.getitem',
    ],
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
