// The process that reads Python: what it answers, and what becomes of it and of others when a text takes
// all that it has.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { SourceText } from '../../src/protocol/sourceService.ts';
import { type PythonProcess, pythonProcess } from '../../src/vscode/code/pythonProcess.ts';
import { type Built, buildProduct } from '../support/built.ts';
import { fixture } from '../support/fixture.ts';
import { configOf, tensorsOf } from '../support/python.ts';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'media/sample/modsum/gpt.py'), 'utf8');
const file: SourceText = { file: 'gpt.py', stamp: '1', text };
const sample = join(root, 'media/sample/modsum/ab-gpt2');
const request = {
  tensors: tensorsOf(sample),
  config: configOf(sample),
  since: undefined,
};
const patient = 120_000; // ms: on a machine that is busy with other tests a second is short

let product: Built;
beforeAll(async () => {
  product = await buildProduct();
});
afterAll(() => product.remove());

function begin({ deadlineMs = patient, script = 'python.mjs' } = {}): PythonProcess {
  const python = pythonProcess({
    script: join(product.folder, script),
    wanted: () => false,
    deadlineMs,
  });
  onTestFinished(() => python.dispose());
  return python;
}

async function answersStill(python: PythonProcess) {
  const [found] = await python.call('definingClasses', { ...request, files: [file] });
  expect(found).toMatchObject({ className: 'GPT', verdict: 'certain', score: 1 });
  expect(found.digest).toMatch(/^[0-9a-f]{64}$/);
}

test('a file is read, and its class matched', async () => {
  const python = begin();
  expect(await python.call('read', { file })).toMatchObject({ broken: false });
  expect(await python.call('moduleClasses', { files: [file] })).toContain('GPT');
  await answersStill(python);
});

test('what is asked of a process that is ended is refused, and the next call begins another', async () => {
  const python = begin();
  const asked = [python.call('read', { file }), python.call('read', { file })];
  python.dispose();
  for (const one of asked) await expect(one).rejects.toMatchObject({ code: 'cancelled' });
  expect(await python.call('read', { file })).toMatchObject({ broken: false });
});

test('one that is killed from outside is begun again', async () => {
  const python = begin();
  await python.call('read', { file });
  const first = python.pid!;
  process.kill(first, 'SIGKILL');
  await python.call('read', { file }).catch(() => undefined); // it may meet the dying one
  await answersStill(python);
  expect(python.pid).not.toBe(first);
});

test('one that cannot be begun says why', async () => {
  const python = begin({ script: 'no-such-process.mjs' });
  await expect(python.call('read', { file })).rejects.toThrow(
    /the process that reads Python ended unexpectedly/,
  );
});

test('a call past its deadline ends alone: what waits behind it is answered by another process', async () => {
  const python = begin();
  await python.call('ready', {});
  const slow = pythonProcess({
    script: join(product.folder, 'python.mjs'),
    wanted: () => false,
    deadlineMs: 0, // every call is late
  });
  onTestFinished(() => slow.dispose());
  const late = await Promise.allSettled([
    slow.call('read', { file: { ...file, text: '('.repeat(900_000) } }),
    slow.call('read', { file }),
  ]);
  for (const one of late) expect(one).toMatchObject({ reason: { code: 'too-much' } });
  await answersStill(python);
});

const init = (body: string, before = '') =>
  `import torch.nn as nn\n${before}\nclass M(nn.Module):\n  def __init__(self, cfg):\n    super().__init__()\n${body
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}\n    self.l = nn.Linear(4, 4)\n`;
const lines = (line: string, n = 60) => Array.from({ length: n }, () => line).join('\n');
const attack = (name: string) => readFileSync(fixture(`attacks/${name}`), 'utf8');
const stars = readdirSync(fixture('attacks/star-imports')).map((name) => ({
  ...{ file: `star/${name}`, stamp: '1', text: attack(`star-imports/${name}`) },
}));
const one = (python: string): readonly SourceText[] => [{ file: 'm.py', stamp: '1', text: python }];

/** Each is answered or refused as too much; never is a class that was cut told. */
const attacks: readonly (readonly [name: string, files: readonly SourceText[]])[] = [
  ...['listdouble', 'listdouble2', 'termdouble', 'termif', 'termsq'].map(
    (name) => [name, one(attack(`${name}.py`))] as const,
  ),
  ['star imports', stars],
  [
    'stars of stars',
    [
      { file: 'star3.py', stamp: '1', text: attack('star3.py') },
      { file: 'star1.py', stamp: '1', text: attack('star1.py') },
    ],
  ],
  [
    'stars in a circle',
    ['a', 'b', 'c', 'd'].map((name) => ({
      file: `${name}.py`,
      stamp: '1',
      text: `${['a', 'b', 'c', 'd'].map((other) => `from .${other} import *`).join('\n')}\n${init('self.a = nn.Linear(nowhere, 1)')}`,
    })),
  ],
  ['a list by a number', one(init('x = [1, 2]\nx = x * 10**9\nself.m = nn.ModuleList(x)'))],
  ['a list added to itself', one(init(`x = [1]\n${lines('x += x')}`))],
  ['a list extended by itself', one(init(`x = [1]\n${lines('x.extend(x)')}`))],
  ['lists within lists', one(init(`x = [1]\n${lines('x = [*x, *x]')}`))],
  ['a string by a number', one(init('x = "ab" * 10**9\nsetattr(self, x, nn.Linear(1, 1))'))],
  ['a string doubled', one(init(`x = "ab"\n${lines('x = x + x')}`))],
  ['a string formatted', one(init(`x = "ab"\n${lines('x = f"{x}{x}"')}`))],
  ['a string joined', one(init(`x = "ab"\n${lines('x = x.join([x, x, x])')}`))],
  ['a string replaced', one(init(`x = "aa"\n${lines('x = x.replace("a", x)')}`))],
  ['a string by format', one(init(`x = "ab"\n${lines('x = "{0}{0}".format(x)')}`))],
  [
    'a dict doubled',
    one(
      init(
        `d = {"a": 1}\n${lines('d = {str(k) + x: v for x in "abcdefgh" for k, v in d.items()}', 12)}`,
      ),
    ),
  ],
  [
    'a great range',
    one(init('for i in range(10**12):\n  self.add_module(f"a{i}", nn.Linear(1, 1))')),
  ],
  [
    'ranges within ranges',
    one(
      init(
        'x = [[[[i for i in range(1000)] for j in range(1000)] for k in range(1000)] for l in range(1000)]',
      ),
    ),
  ],
  ['a loop without an end', one(init('while True:\n  x = 1'))],
  [
    'a loop that makes',
    one(init('i = 0\nwhile i < 10**9:\n  self.add_module(str(i), nn.Linear(1, 1))\n  i += 1')),
  ],
  [
    'modules shared',
    one(init(`x = nn.Linear(1, 1)\n${lines('x = nn.Sequential(x, x)')}\nself.x = x`)),
  ],
  [
    'modules shared and copied',
    one(
      init(
        `x = nn.Linear(1, 1)\n${lines('x = nn.Sequential(x, copy.deepcopy(x))', 30)}\nself.x = x`,
      ),
    ),
  ],
  [
    'a tuple of tuples',
    one(
      init(
        `x = (1, 2)\n${lines('x = (x, x)')}\nself.x = nn.Parameter(torch.tensor(x))\nif x == x:\n  self.y = nn.Linear(1, 1)`,
      ),
    ),
  ],
  [
    'functions that call twice',
    one(
      init(
        'f40()',
        Array.from(
          { length: 41 },
          (_, i) =>
            `def f${i}():\n  ${i === 0 ? 'return nn.Linear(1, 1)' : `f${i - 1}(); return f${i - 1}()`}`,
        ).join('\n'),
      ),
    ),
  ],
  ['a function of itself', one(init('f()', 'def f():\n  f()\n  f()\n  return f()'))],
  ['a lambda of itself', one(init('f = lambda g: g(g)\nself.x = f(f)'))],
  [
    'conditions within conditions',
    one(
      init(
        Array.from({ length: 30 }, (_, i) => `${' '.repeat(i)}if cfg.a${i}:`).join('\n') +
          `\n${' '.repeat(31)}self.a = nn.Linear(1, 1)`,
      ),
    ),
  ],
  [
    'conditions in a row',
    one(init(lines('x = 1 if cfg.a else x2\nif cfg.b: y = x\nelse: y = 2', 400))),
  ],
  [
    'a chain of classes',
    one(
      `import torch.nn as nn\nclass C0(nn.Module):\n  def __init__(self): self.a = nn.Linear(1, 1)\n${Array.from({ length: 3000 }, (_, i) => `class C${i + 1}(C${i}): pass`).join('\n')}`,
    ),
  ],
  [
    'classes in a diamond',
    one(
      `import torch.nn as nn\nclass A0(nn.Module): pass\nclass B0(nn.Module): pass\n${Array.from({ length: 40 }, (_, i) => `class A${i + 1}(A${i}, B${i}):\n  def __init__(self): super().__init__(); self.a = nn.Linear(1, 1)\nclass B${i + 1}(A${i}, B${i}): pass`).join('\n')}`,
    ),
  ],
  [
    'many classes',
    one(
      `import torch.nn as nn\n${Array.from({ length: 8000 }, (_, i) => `class C${i}(nn.Module):\n  def __init__(self): self.a = nn.Linear(1, ${i})`).join('\n')}`,
    ),
  ],
  [
    'constants of constants',
    one(
      init(
        'self.a = nn.Linear(X40, 1)',
        `X0 = 1\n${Array.from({ length: 40 }, (_, i) => `X${i + 1} = [X${i}, X${i}]`).join('\n')}`,
      ),
    ),
  ],
  ['a huge file of numbers', one(init(`x = [${'1, '.repeat(300_000)}]`))],
  ['a huge file of brackets', one(init(`x = ${'['.repeat(400_000)}`))],
  ['a huge file of sums', one(init(`x = ${'1 + '.repeat(200_000)}1`))],
  ['a huge file of attributes', one(init(`x = a${'.a'.repeat(400_000)}`))],
  ['a huge file of decorators', one(`${'@a\n'.repeat(200_000)}class M(nn.Module): pass`)],
  [
    'a slice of nothing',
    one(
      init(
        'x = [1, 2, 3][::0]\nfor i in range(0, 10, 0):\n  x.append(i)\nself.a = nn.Linear(x[0], 1)',
      ),
    ),
  ],
];

const megabyte = 2 ** 20;

/** The most memory that a process has had, bytes; undefined: this system does not say. */
function peakOf(pid: number | undefined): number | undefined {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found ? Number(found[1]) * 1024 : undefined;
  } catch {
    return undefined; // gone, or not Linux
  }
}

describe('hostile text', () => {
  test.each(attacks)(
    '%s is answered or refused, and the next call is answered',
    async (_, files) => {
      const python = begin();
      await answersStill(python);
      const [before, pid] = [peakOf(python.pid), python.pid];
      const tensors = [
        { name: 'l.weight', shape: [4, 4] },
        { name: 'l.bias', shape: [4] },
      ];
      const asked = python.call('definingClasses', {
        ...request,
        config: undefined,
        files,
        tensors,
      });
      const [outcome] = await Promise.allSettled([asked]);
      if (outcome.status === 'rejected') {
        expect(outcome.reason).toMatchObject({ code: 'too-much' });
      }
      const after = python.pid === pid ? peakOf(pid) : undefined; // a dead one kept to its limit
      if (before && after) expect(after - before).toBeLessThan(256 * megabyte);
      await answersStill(python);
    },
  );
});
