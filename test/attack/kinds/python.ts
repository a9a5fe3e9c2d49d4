// Python that would keep its reader busy, or make it grow: the editor's host must live, and what is asked
// afterwards must be answered.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Attack, kind } from '../attack.ts';

const times = (n: number, line: string) => Array.from({ length: n }, () => line);
const inClass = (lines: readonly string[]) =>
  [
    'import torch.nn as nn',
    'class M(nn.Module):',
    '    def __init__(self, cfg):',
    '        super().__init__()',
    ...lines.map((line) => `        ${line}`),
    '        self.l = nn.Linear(4, 4)',
    '',
  ].join('\n');

const bodies: readonly (readonly [name: string, lines: () => readonly string[]])[] = [
  ['a list doubled 36 times', () => ['x = [1, 2]', ...times(36, 'x = x + x')]],
  [
    'a list of lists tenfold',
    () => ['x = [1, 2, 3, 4] * 256', ...times(5, 'x = x + x + x + x + x + x + x + x + x + x')],
  ],
  ['a list times 10^9', () => ['x = [0] * 10**9']],
  ['a text doubled 40 times', () => ['x = "ab"', ...times(40, 'x = x + x')]],
  ['a text times 10^9', () => ['x = "ab" * 10**9']],
  ['a text in a text, again and again', () => ['x = "ab"', ...times(40, 'x = f"{x}{x}"')]],
  ['a term doubled 60 times', () => ['x = cfg.d', ...times(60, 'x = x + x')]],
  ['a term squared 30 times', () => ['x = cfg.d', ...times(30, 'x = x * x')]],
  [
    'a choice in a choice, 40 times',
    () => ['x = cfg.d', ...times(40, 'x = x if x > 1 else x + x')],
  ],
  ['a power of a power', () => ['x = 9 ** 9 ** 9 ** 9']],
  [
    'a range of 10^12',
    () => ['for i in range(10**12):', '    self.add_module(str(i), nn.Linear(4, 4))'],
  ],
  [
    'four loops in each other',
    () => [
      'for a in range(1000):',
      ...[1, 2, 3].map((n) => `${'    '.repeat(n)}for b${n} in range(1000):`),
      `${'    '.repeat(4)}x = a`,
    ],
  ],
  [
    'a comprehension of comprehensions',
    () => [
      'x = [[[[0 for a in range(1000)] for b in range(1000)] for c in range(1000)] for d in range(9)]',
    ],
  ],
  ['a loop that does not end', () => ['while True:', '    x = 1']],
  ['a ModuleList times 10^8', () => ['self.m = nn.ModuleList([nn.Linear(4, 4)] * 10**8)']],
  ['10,000 brackets', () => [`x = ${'('.repeat(10_000)}1${')'.repeat(10_000)}`]],
  ['a sum of 200,000 terms', () => [`x = ${times(200_000, '1').join(' + ')}`]],
];

const files: readonly (readonly [name: string, texts: () => readonly string[]])[] = [
  ...bodies.map(([name, lines]) => [name, () => [inClass(lines())]] as const),
  [
    'stars of stars',
    () => [
      'from .f1 import *\n',
      ...Array.from({ length: 6 }, (_, i) =>
        times(40, `from .f${(i + 2) % 7} import *`).join('\n'),
      ),
    ],
  ],
  ['a star of itself', () => [times(1000, 'from .f0 import *').join('\n')]],
  [
    'a chain of 5,000 classes',
    () => [
      Array.from(
        { length: 5000 },
        (_, i) => `class C${i}(${i === 0 ? 'object' : `C${i - 1}`}):\n    pass\n`,
      ).join(''),
    ],
  ],
  ['a class that is its own child', () => ['class A(B):\n    pass\nclass B(A):\n    pass\n']],
  [
    'a method that calls itself',
    () => [
      inClass(['self.build()']).replace('\n\n', '\n') +
        '    def build(self):\n        self.build()\n        self.build()\n',
    ],
  ],
  ['1 MB of one line', () => [`x = "${'x'.repeat(1e6)}"\n`]],
  ['1 MB of brackets', () => ['['.repeat(1e6)]],
];

export const python: readonly Attack[] = kind(
  '2 Python',
  files.map(([name, texts]) => ({
    name,
    end: 'either' as const,
    make: (folder) => {
      const args = texts().map((text, i) => {
        const path = join(folder, `f${i}.py`);
        writeFileSync(path, text);
        return path;
      });
      return { reader: 'python' as const, args };
    },
  })),
);
