// Half-typed, hostile and huge text: nothing throws, nothing hangs, and what can be read is read.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longestFile } from '../../src/protocol/sourceService.ts';
import { changesSince, disagreements, snapshotOf } from '../../src/source/changes.ts';
import { definingClasses } from '../../src/source/find.ts';
import { match } from '../../src/source/match.ts';
import { moduleClasses } from '../../src/source/moduleClass.ts';
import { structureOf } from '../../src/source/readings.ts';
import { isTooMuch } from '../../src/source/work.ts';
import {
  amount,
  configOf,
  parser,
  programFrom,
  structureFrom,
  tensorLines,
  tensorsOf,
} from '../support/python.ts';

const sample = join(import.meta.dirname, '../../media/sample/modsum');
const gpt = readFileSync(join(sample, 'gpt.py'), 'utf8');
const tensors = tensorsOf(join(sample, 'ab-gpt2'));

/** A class that now holds itself is refused, which is an answer. */
function orTooMuch<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch (error) {
    if (isTooMuch(error)) return [];
    throw error;
  }
}

describe('half-typed text', () => {
  test('says that it is broken, and what stands before is still read', () => {
    const structure = structureFrom(`class M(nn.Module):
  def __init__(self, d):
    super().__init__()
    self.a = nn.Linear(d, 2, bias=False)
    self.b = nn.Linear(d,`);
    expect(structure.broken).toBe(true);
    expect(tensorLines(structure)).toContain('a.weight [2, d] @4');
  });

  test.each([0.2, 0.5, 0.8])('cut off at %f', (share) => {
    const text = gpt.slice(0, Math.floor(share * gpt.length));
    expect(() =>
      definingClasses(programFrom({ 'm.py': text }), tensors, undefined, amount()),
    ).not.toThrow();
  });

  test('any mutation of a model file is read without an error', () => {
    const edit = fc.tuple(fc.nat(gpt.length), fc.nat(40), fc.string({ maxLength: 12 }));
    fc.assert(
      fc.property(edit, ([at, length, text]) => {
        const changed = gpt.slice(0, at) + text + gpt.slice(at + length);
        const program = programFrom({ 'm.py': changed });
        for (const { verdict } of orTooMuch(() =>
          definingClasses(program, tensors, undefined, amount()),
        )) {
          expect(['certain', 'likely']).toContain(verdict);
        }
      }),
      { seed: 7, numRuns: 150 },
    );
  });
});

describe('hostile text', () => {
  test.each([
    ['a class that holds itself', 'class A(nn.Module):\n  def __init__(self):\n    self.a = A()'],
    [
      'classes that hold each other',
      'class A(nn.Module):\n  def __init__(self): self.b = B()\nclass B(nn.Module):\n  def __init__(self): self.a = A(); self.c = A()',
    ],
    [
      'a class that extends itself',
      'class A(A, nn.Module):\n  def __init__(self): super().__init__()',
    ],
    [
      'a constant of itself',
      'X = X + 1\nclass A(nn.Module):\n  def __init__(self): self.a = nn.Linear(X, X)',
    ],
    [
      'a great loop',
      'class A(nn.Module):\n  def __init__(self):\n    for i in range(10**9):\n      for j in range(10**9):\n        self.add_module(f"a{i}{j}", nn.Linear(1, 1))',
    ],
    [
      'a great list',
      'class A(nn.Module):\n  def __init__(self): self.a = nn.ModuleList([nn.Linear(1, 1)] * 10**12)',
    ],
    [
      'a great power',
      `class A(nn.Module):\n  def __init__(self): self.a = nn.Linear(9**9**9**9, 1)`,
    ],
    [
      'names of objects',
      'class A(nn.Module):\n  def __init__(self, c): self.__proto__ = nn.Linear(c.constructor, c.__proto__); self.toString = nn.Linear(1, 1)',
    ],
    [
      'deep brackets',
      `class A(nn.Module):\n  def __init__(self): self.a = ${'('.repeat(3000)}1${')'.repeat(3000)}`,
    ],
    [
      'markup in a name',
      'class A(nn.Module):\n  def __init__(self): self.add_module("<img onerror=x>.\u202e", nn.Linear(1, 1))',
    ],
    ['no text at all', ''],
    ['zeros', '\0\0\0class A(nn.Module):\n\0'],
  ])('%s', (_, text) => {
    const program = programFrom({ 'm.py': text });
    const config = JSON.parse('{"__proto__": 3, "constructor": 4}');
    const named = [
      { name: '__proto__.weight', shape: [3, 4] },
      { name: 'constructor', shape: [] },
    ];
    expect(() => {
      for (const def of moduleClasses(program)) {
        match(structureOf(program, def, config, amount()), named, amount());
      }
    }).not.toThrow();
  });

  test('a file that is too long is not parsed', () => {
    expect(parser.parse('m.py', `#${'x'.repeat(longestFile)}`)).toBeUndefined();
  });
});

test.each([
  ['comments', '#\n'.repeat(400_000)],
  ['empty lines', '\n'.repeat(900_000)],
  ['open brackets', '('.repeat(900_000)],
  ['open strings', "'''\"".repeat(200_000)],
  ['deeper and deeper', Array.from({ length: 1200 }, (_, i) => `${' '.repeat(i)}if x:\n`).join('')],
])('nothing but %s ends soon, and the next file is parsed', (_, text) => {
  parser.parse('m.py', `class A(nn.Module):\n  x = 1\n${text}`);
  expect(parser.parse('m.py', gpt)?.classes.map(({ name }) => name)).toContain('GPT');
});

test('a long file is parsed whole', () => {
  const blocks = Array.from({ length: 150 }, (_, i) =>
    gpt.slice(gpt.indexOf('class MLP'), gpt.indexOf('class Block')).replace('MLP', `M${i}`),
  );
  const text = `${gpt}\n${blocks.join('\n')}\n${'# more\n'.repeat(1500)}`;
  expect(text.split('\n').length).toBeGreaterThan(3000);
  expect(parser.parse('m.py', text)?.classes).toHaveLength(156);
});

describe('what changed in structure', () => {
  const config = configOf(join(sample, 'ab-gpt2'));
  const structureOfText = (text: string) => {
    const program = programFrom({ 'm.py': text });
    return structureOf(
      program,
      moduleClasses(program).find(({ name }) => name === 'GPT')!,
      config,
      amount(),
    );
  };
  const before = snapshotOf(structureOfText(gpt));
  const lineOf = (piece: string) => gpt.split('\n').findIndex((line) => line.includes(piece));

  test.each([
    ['nothing', gpt.replace('# [batch, pos]', '# tokens'), []],
    ['heads', gpt.replace('n_head: int = 4', 'n_head: int = 8'), [['n_head: 8, was 4', undefined]]],
    [
      'blocks',
      gpt.replace('range(config.n_layer)', 'range(config.n_layer + 1)'),
      [['blocks in transformer.h.N: n_layer + 1, was n_layer', undefined]],
    ],
    [
      'a layer',
      gpt.replace(
        '        self.mlp = MLP',
        '        self.ln_3 = nn.LayerNorm(config.n_embd)\n        self.mlp = MLP',
      ),
      [['transformer.h.N.ln_3 was added', lineOf('self.mlp = MLP')]],
    ],
    [
      'a width',
      gpt.replace('Conv1D(config.n_embd, 4 *', 'Conv1D(config.n_embd, 8 *'),
      [
        ['transformer.h.N.mlp.c_fc.weight is [n_embd, 8 * n_embd], was [n_embd, 4 * n_embd]', 19],
        ['transformer.h.N.mlp.c_fc.bias is [8 * n_embd], was [4 * n_embd]', 20],
      ],
    ],
    [
      'a name',
      gpt.replace('self.c_fc = ', 'self.up = '),
      [
        ['transformer.h.N.mlp.up was added', undefined],
        ['transformer.h.N.mlp.c_fc was removed', undefined],
      ],
    ],
  ] as const)('%s', (_, text, wanted) => {
    const changes = changesSince(before, structureOfText(text));
    expect(changes.map((change) => change.text)).toEqual(wanted.map(([words]) => words));
  });

  test('and where class and checkpoint disagree', () => {
    const text = gpt.replace('self.c_fc = ', 'self.up = ');
    const found = disagreements(match(structureOfText(text), tensors, amount()));
    expect(found.map((change) => change.text)).toEqual([
      'transformer.h.N.mlp.up.weight is not in the checkpoint (3 tensors)',
      'transformer.h.N.mlp.up.bias is not in the checkpoint (3 tensors)',
      "the checkpoint's transformer.h.N.mlp.c_fc.bias is not here (3 tensors)",
      "the checkpoint's transformer.h.N.mlp.c_fc.weight is not here (3 tensors)",
    ]);
  });
});
