// What cannot be followed is marked: the class is at most likely, and nothing is told of that part.
import { describe, expect, test } from 'vitest';
import type { TensorFact } from '../../src/protocol/sourceService.ts';
import { disagreements } from '../../src/source/changes.ts';
import { bestMatch, definingClasses } from '../../src/source/find.ts';
import { moduleClasses } from '../../src/source/moduleClass.ts';
import { amount, programFrom } from '../support/python.ts';

const text = (init: string, before = '') => `import torch
import torch.nn as nn
${before}
class M(nn.Module):
  def __init__(self, c):
    super().__init__()
    self.a = nn.Linear(4, 3)
    self.b = nn.Linear(3, 2)
${init
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
`;
const own: readonly TensorFact[] = [
  { name: 'a.weight', shape: [3, 4] },
  { name: 'a.bias', shape: [3] },
  { name: 'b.weight', shape: [2, 3] },
  { name: 'b.bias', shape: [2] },
];
const found = (python: string, tensors: readonly TensorFact[]) => {
  const program = programFrom({ 'm.py': python });
  const def = moduleClasses(program).find(({ name }) => name === 'M')!;
  return bestMatch(program, def, tensors, undefined, amount());
};

describe('a part that is not followed holds what it holds', () => {
  test.each([
    ['a function of elsewhere', 'self.x = make_body(c)', 'x.h.0.weight'],
    ['a class of elsewhere', 'self.x = Elsewhere(c)', 'x.weight'],
    ['a module that is handed over', 'self.x = c.body', 'x.0.weight'],
    [
      'names that are not known',
      'for n in c.names:\n  setattr(self, n, nn.Linear(1, 1))',
      'q.weight',
    ],
    ['a function that gets the module', 'extend(self)', 'adapter.weight'],
    ['a base of elsewhere', '', 'z.weight', 'from lib import Base', '(Base, nn.Module)'],
    ['an item of a table that is not known', 'self.x = TABLE[c.kind](c)', 'x.weight'],
    ['weights that are taken off', 'self.a = remove_weight_norm(self.a)', 'a.other'],
  ])('%s', (_, init, name, before = '', bases = '(nn.Module)') => {
    const python = text(init, before).replace('(nn.Module)', bases);
    const match = found(python, [...own, { name, shape: [1, 1] }]);
    expect(match.verdict).toBe('likely');
    expect(disagreements(match)).toEqual([]);
  });
});

describe('what may do anything leaves no class certain', () => {
  test.each([
    ['a loop that cannot be counted', 'while c.more():\n  self.b = nn.Linear(3, 2)'],
    [
      'statements too deep',
      Array.from({ length: 40 }, (_, i) => `${' '.repeat(i)}if c.x${i}:`).join('\n') +
        `\n${' '.repeat(41)}self.z = 1`,
    ],
    ['a text of code', 'exec("self.z = nn.Linear(1, 1)")'],
  ])('%s', (_, init) => {
    expect(found(text(init), own).verdict).toBe('likely');
  });

  test('one that holds nothing else does not explain a checkpoint', () => {
    const python =
      'import torch.nn as nn\nclass M(nn.Module):\n  def __init__(self):\n    extend(self)\n';
    expect(found(python, own).verdict).toBe('no');
  });
});

describe('a class that a limit cut is not told', () => {
  test.each([
    ['a list', 'x = [1]\nwhile len(x) < 10**9:\n  x = x + x'],
    ['calls', 'def f():\n  return f()\nf()'],
    [
      'modules',
      'x = nn.Linear(1, 1)\nfor i in range(12):\n  x = nn.Sequential(x, nn.Identity(), x)\nself.x = x',
    ],
  ])('%s', (_, init) => {
    const program = programFrom({ 'm.py': text(init) });
    expect(found(text(init), own).structure.cut).toBe(true);
    expect(() => definingClasses(program, own, undefined, amount())).toThrow(/cut/);
  });

  test('another class of the file is', () => {
    const other =
      'class N(nn.Module):\n  def __init__(self):\n    super().__init__()\n    self.a = nn.Linear(4, 3)\n    self.b = nn.Linear(3, 2)\n';
    const program = programFrom({ 'm.py': text('x = [1]\nwhile len(x):\n  x = x + x') + other });
    const [first] = definingClasses(program, own, undefined, amount());
    expect(first).toMatchObject({ verdict: 'certain', structure: { className: 'N' } });
  });
});
