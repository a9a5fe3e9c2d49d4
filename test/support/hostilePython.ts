// Python that is made to take all time or memory: each is a file of its own, or a few that belong together.
import { readdirSync, readFileSync } from 'node:fs';
import type { SourceText } from '../../src/protocol/sourceService.ts';
import { fixture } from './fixture.ts';

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
export const attacks: readonly (readonly [name: string, files: readonly SourceText[]])[] = [
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
  ['a number beyond all', one(init('x = 10**10**9\ny = 1 << 10**9\nself.a = nn.Linear(x, y)'))],
  ...[
    'f"{4:1000000000}"',
    '"{:1000000000}".format(4)',
    '"%1000000000d" % 4',
    '"a".zfill(10**9)',
  ].map(
    (wide) => [`a width: ${wide}`, one(init(`setattr(self, ${wide}, nn.Linear(1, 1))`))] as const,
  ),
  ['lists copied deep', one(init(`x = [[1]]\n${lines('x = copy.deepcopy([x, x])')}`))],
  ['a list reduced', one(init(`x = functools.reduce(lambda a, b: a + a, range(100), [1])`))],
  [
    'lists chained',
    one(init(`x = [1]\n${lines('x = list(itertools.chain.from_iterable([x, x]))')}`)),
  ],
  ['a huge file of strings', one(init(`x = ${'"a" '.repeat(200_000)}`))],
  [
    'constants of one another',
    one(
      init(
        'self.a = nn.Linear(4, A29999)',
        Array.from({ length: 30_000 }, (_, i) => `A${i} = [A${i - 1}] * 2`).join('\n'),
      ),
    ),
  ],
  [
    'a slice of nothing',
    one(
      init(
        'x = [1, 2, 3][::0]\nfor i in range(0, 10, 0):\n  x.append(i)\nself.a = nn.Linear(x[0], 1)',
      ),
    ),
  ],
];
