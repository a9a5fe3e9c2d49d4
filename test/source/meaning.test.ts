// Expressions and loops mean what they mean in Python: as the sizes and names of what is made by them.
import { expect, test } from 'vitest';
import { structureFrom, tensorLines } from '../support/python.ts';

const made = (body: string, before = ''): readonly string[] =>
  tensorLines(
    structureFrom(`import copy, itertools, functools
${before}
class M(nn.Module):
  def __init__(self):
    super().__init__()
${body
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
`),
  ).map((line) => line.replace(/ @\d+$/, ''));

test.each([
  ['max(8, int(16 + 8 / 2) // 8 * 8)', '16'],
  ['min(3, 5, 4)', '3'],
  ['6 & 3', '2'],
  ['6 | 3', '7'],
  ['6 ^ 3', '5'],
  ['1 << 5', '32'],
  ['-~4', '5'],
  ['40 >> 3', '5'],
  ['1 << 10**9', '?'],
  ['round(2.5)', '2'],
  ['int(10 * round(1.26, 1))', '13'],
  ['sorted([3, 1, 2], reverse=True)[0]', '3'],
  ['len(set([4, 4, 5]))', '2'],
  ['len(list(itertools.pairwise((1, 2, 3))))', '2'],
  ['len(list(itertools.chain.from_iterable([[1], [2, 3]])))', '3'],
  ['functools.reduce(lambda a, b: a * b, [2, 3, 4])', '24'],
])('%s is %s', (expression, size) => {
  expect(made(`self.a = nn.Linear(${expression}, 1, bias=False)`)).toEqual([
    `a.weight [1, ${size}]`,
  ]);
});

test.each([
  ['f"l{3:02d}"', 'l03'],
  ['f"l{3:>3}"', 'l  3'],
  ['"l%02d" % 3', 'l03'],
  ['"l{:02d}".format(3)', 'l03'],
  ['"l{0:_>3d}".format(3)', 'l__3'],
  ['"l" + "3".zfill(2)', 'l03'],
  ['"_l_".strip("_")', 'l'],
  ['"l__".rstrip("_")', 'l'],
  ['f"{1.5:.3f}"', 'N'],
  ['f"{\'a\'!r}"', 'N'],
])('a name by %s is %s', (expression, name) => {
  expect(made(`setattr(self, ${expression}, nn.Linear(2, 1, bias=False))`)[0]).toBe(
    `${name}.weight [1, 2]`,
  );
});

test.each([
  ['for', 'for i in [1, 2]:\n  if i == 2: break'],
  ['while', 'i = 0\nwhile True:\n  i += 1\n  if i == 2: break'],
])('the else of a %s that is broken off does not run', (_, loop) => {
  expect(made(`${loop}\nelse:\n  self.a = nn.Linear(2, 1)`)).toEqual([]);
});

test.each([
  ['for', 'for i in [1, 2]: pass'],
  ['while', 'i = 0\nwhile i < 2: i += 1'],
])('the else of a %s that came to its end runs', (_, loop) => {
  expect(made(`${loop}\nelse:\n  self.a = nn.Linear(2, 1, bias=False)`)).toEqual([
    'a.weight [1, 2]',
  ]);
});

test('a copy of an object is changed alone', () => {
  const body = 'c = C(2)\nd = copy.copy(c)\nd.n = 3\nself.a = nn.Linear(c.n, d.n, bias=False)';
  expect(made(body, '@dataclass\nclass C:\n  n: int')).toEqual(['a.weight [3, 2]']);
});

test('a default that keywords of the outermost class may replace is not asserted', () => {
  const structure = structureFrom(`class Part(nn.Module):
  def __init__(self, n=64):
    super().__init__()
    self.a = nn.Linear(n, 1, bias=False)
class M(nn.Module):
  def __init__(self, **kwargs):
    super().__init__()
    self.part = Part(**kwargs)
`);
  expect(tensorLines(structure)[0]).toMatch(/^part\.a\.weight \[1, n\]/);
});

test.each([
  [3, false],
  [4, true],
])('%d thousand norms are too many tensors: %s', (lists, cut) => {
  const lines = Array.from({ length: lists }, (_, i) => {
    return `    self.m${i} = nn.ModuleList([nn.BatchNorm2d(i + 1) for i in range(1000)])`;
  });
  const structure = structureFrom(
    `class M(nn.Module):\n  def __init__(self):\n    super().__init__()\n${lines.join('\n')}\n`,
  );
  expect(structure.cut).toBe(cut);
  expect(structure.tensors.length).toBe(cut ? 0 : lists * 1000 * 5);
});
