// Sizes, branches, calls and inheritance: Python as people write it -> tensors with shapes and lines.
import { expect, test } from 'vitest';
import {
  block,
  checkInit,
  type InitCase,
  named,
  structureFrom,
  tensorLines,
} from '../support/python.ts';

const sizes: readonly InitCase[] = [
  [
    'arithmetic',
    'd = config.n_embd // config.n_head\nself.a = nn.Linear(d * 2, 4 * width, bias=False)',
    ['a.weight [4 * width, (n_embd // n_head) * 2] @2'],
  ],
  [
    'an attribute',
    'self.d = config.d\nself.a = nn.Linear(self.d, 2, bias=False)',
    ['a.weight [2, d] @2'],
  ],
  [
    'a fallback of the config',
    'i = config.inner if config.inner is not None else 4 * config.d\nself.a = nn.Linear(i, 2, bias=False)',
    ['a.weight [2, 4 * d] @2'],
    { inner: null, d: 8 },
  ],
  [
    'a fallback that cannot be decided',
    'i = config.inner or 4 * config.d\nself.a = nn.Linear(i, 2, bias=False)',
    ['a.weight [2, ?] @2'],
  ],
  [
    'getattr',
    'h = getattr(config, "head_dim", None) or config.d // config.h\nself.a = nn.Linear(h, 2, bias=False)',
    ['a.weight [2, d // h] @2'],
    { d: 8, h: 2 },
  ],
  [
    'a flag of the config',
    'self.a = nn.Linear(2, 2, bias=config.bias)',
    ['a.weight [2, 2] @1'],
    { bias: false },
  ],
  [
    'a flag that is not known',
    'self.a = nn.Linear(2, 2, bias=config.bias)',
    ['a.weight [2, 2] @1', 'a.bias [2] ? @1'],
  ],
];

const branches: readonly InitCase[] = [
  [
    'decided',
    'if config.k > 2:\n  self.a = nn.Embedding(1, 2)\nelse:\n  self.b = nn.Embedding(1, 2)',
    ['a.weight [1, 2] @2'],
    { k: 3 },
  ],
  [
    'undecided',
    'if config.k > 2:\n  self.a = nn.Embedding(1, 2)\nelif config.l:\n  self.b = nn.Embedding(1, 2)',
    ['a.weight [1, 2] ? @2', 'b.weight [1, 2] ? @4'],
  ],
  [
    'one of two',
    'self.n = nn.LayerNorm(2) if config.ln else nn.RMSNorm(2)',
    ['n.weight [2] ? @1', 'n.bias [2] ? @1', 'n.weight [2] ? @1'],
  ],
  ['or nothing', 'self.b = nn.Parameter(torch.zeros(2)) if config.bias else None', ['b [2] ? @1']],
  ['taken away again', 'self.b = nn.Parameter(torch.zeros(2))\nself.b = None', []],
  [
    'in blocks that are different',
    'self.h = nn.ModuleList([nn.Embedding(1, 2) if i % 2 == 0 else nn.Embedding(1, 3) for i in range(config.n)])',
    ['h.0.weight [1, 2] @1', 'h.1.weight [1, 3] @1', 'h.2.weight [1, 2] @1'],
    { n: 3 },
  ],
];

const calls: readonly InitCase[] = [
  [
    'a function',
    'self.h = clones(Block(config), 3)',
    ['h.N.a.weight [d, d] @-5'],
    undefined,
    `${block}\ndef clones(m, n):\n  return nn.ModuleList([copy.deepcopy(m) for _ in range(n)])`,
  ],
  [
    'a layer by name',
    'norm = nn.LayerNorm\nself.n = norm(2)',
    ['n.weight [2] @2', 'n.bias [2] @2'],
  ],
  [
    'partial',
    'norm = partial(nn.LayerNorm, elementwise_affine=False)\nself.n = norm(2)\nself.a = partial(nn.Linear, bias=False)(2, 3)',
    ['a.weight [3, 2] @3'],
  ],
  [
    'a table of classes',
    'self.a = {"eager": Block, "flash": Block}[config.kind](config)',
    ['a.a.weight [d, d] @-3'],
    undefined,
    block,
  ],
  [
    'moved and compiled',
    'self.a = torch.compile(nn.Linear(2, 3, bias=False).to("cuda"))',
    ['a.weight [3, 2] @1'],
  ],
];

test.each(named(sizes))('a size: %s', (_, row) => checkInit(row));
test.each(named(branches))('a branch: %s', (_, row) => checkInit(row));
test.each(named(calls))('a call: %s', (_, row) => checkInit(row));

const whole: readonly (readonly [name: string, text: string, tensors: readonly string[]])[] = [
  [
    'a method of its own',
    `class M(nn.Module):
  def __init__(self, d):
    super().__init__()
    self.build(d, 3)
  def build(self, d, n):
    self.a = nn.Linear(d, n, bias=False)`,
    ['a.weight [3, d] @6'],
  ],
  [
    'a constant of the class',
    `class M(nn.Module):
  WIDTH = 5
  def __init__(self):
    super().__init__()
    self.e = nn.Embedding(2, self.WIDTH)`,
    ['e.weight [2, 5] @5'],
  ],
  [
    'what a base makes, with its arguments',
    `class Base(nn.Module):
  def __init__(self, d):
    super().__init__()
    self.e = nn.Embedding(2, d)
class M(Base):
  def __init__(self, width):
    super().__init__(2 * width)
    self.f = nn.Embedding(3, width)`,
    ['e.weight [2, 2 * width] @4', 'f.weight [3, width] @8'],
  ],
  [
    'an __init__ that is inherited',
    `class Base(nn.Module):
  def __init__(self, d):
    super().__init__()
    self.e = nn.Embedding(2, d)
class M(Base):
  def forward(self, x): return x`,
    ['e.weight [2, d] @4'],
  ],
  [
    'a container that is extended',
    `class M(nn.Sequential):
  def __init__(self, d):
    super().__init__(nn.Linear(d, d, bias=False), nn.ReLU())`,
    ['0.weight [d, d] @3'],
  ],
  [
    'a layer that is extended',
    `class M(nn.LayerNorm):
  def __init__(self, d):
    super().__init__(d)`,
    ['weight [d] @3', 'bias [d] @3'],
  ],
  [
    'a class of modules that another file defines',
    `from transformers import PreTrainedModel
class M(PreTrainedModel):
  def __init__(self, config):
    super().__init__(config)
    self.norm = LlamaRMSNorm(config.hidden_size)`,
    ['norm.weight [hidden_size] @5'],
  ],
];

test.each(whole)('%s', (_, text, tensors) => {
  expect(tensorLines(structureFrom(text))).toEqual(tensors);
});

test('a weight that is tied may be absent', () => {
  const { tied } = structureFrom(`class M(nn.Module):
  def __init__(self, c):
    super().__init__()
    self.t = nn.ModuleDict(dict(wte=nn.Embedding(c.v, c.d)))
    self.lm_head = nn.Linear(c.d, c.v, bias=False)
    self.t.wte.weight = self.lm_head.weight`);
  expect(tied).toEqual(['t.wte.weight', 'lm_head.weight']);
});

test('defaults of a dataclass are kept apart: a checkpoint may have had others', () => {
  const text = `@dataclass
class GPTConfig:
  n_layer: int = 12
  bias: bool = True
class M(nn.Module):
  def __init__(self, config):
    super().__init__()
    self.h = nn.ModuleList([nn.Linear(config.d, config.d, config.bias) for _ in range(config.n_layer)])`;
  const { defaults, modules } = structureFrom(text);
  expect([...defaults]).toEqual([
    ['n_layer', 12],
    ['bias', true],
  ]);
  expect(modules.at(-1)?.count).toEqual({ op: 'symbol', name: 'n_layer' });
});
