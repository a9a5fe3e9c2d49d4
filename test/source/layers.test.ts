// Layers and containers of torch.nn -> the tensors that they hold, with shapes and defining lines.
import { test } from 'vitest';
import { block, checkInit, type InitCase, named } from '../support/python.ts';

const layers: readonly InitCase[] = [
  ['Linear', 'self.a = nn.Linear(3, 4)', ['a.weight [4, 3] @1', 'a.bias [4] @1']],
  ['Linear without bias', 'self.a = nn.Linear(3, 4, False)', ['a.weight [4, 3] @1']],
  [
    'by keyword',
    'self.a = nn.Linear(out_features=4, in_features=3, bias=False)',
    ['a.weight [4, 3] @1'],
  ],
  ['Embedding', 'self.e = nn.Embedding(config.vocab, width)', ['e.weight [vocab, width] @1']],
  [
    'LayerNorm',
    'self.n = nn.LayerNorm((2, 3), eps=1e-5)',
    ['n.weight [2, 3] @1', 'n.bias [2, 3] @1'],
  ],
  ['LayerNorm, bare', 'self.n = nn.LayerNorm(2, elementwise_affine=False)', []],
  [
    'Conv2d',
    'self.c = nn.Conv2d(3, 8, 5, groups=1)',
    ['c.weight [8, 3, 5, 5] @1', 'c.bias [8] @1'],
  ],
  [
    'Conv1d in groups',
    'self.c = nn.Conv1d(8, 8, kernel_size=(3,), groups=4, bias=False)',
    ['c.weight [8, 2, 3] @1'],
  ],
  [
    'ConvTranspose2d',
    'self.c = nn.ConvTranspose2d(3, 8, (2, 4), bias=False)',
    ['c.weight [3, 8, 2, 4] @1'],
  ],
  [
    'BatchNorm',
    'self.b = nn.BatchNorm2d(7)',
    [
      'b.weight [7] @1',
      'b.bias [7] @1',
      'b.running_mean [7] @1',
      'b.running_var [7] @1',
      'b.num_batches_tracked [] ? @1',
    ],
  ],
  [
    'attention',
    'self.a = nn.MultiheadAttention(width, 4, bias=False)',
    ['a.in_proj_weight [3 * width, width] @1', 'a.out_proj.weight [width, width] @1'],
  ],
  [
    'LSTM',
    'self.r = nn.LSTM(3, 5, bias=False)',
    ['r.weight_ih_l0 [20, 3] @1', 'r.weight_hh_l0 [20, 5] @1'],
  ],
  ['no parameters', 'self.a = nn.ReLU(); self.d = nn.Dropout(.1)', []],
  [
    'Parameter',
    'self.p = nn.Parameter(torch.randn(1, config.n, width) * .02)',
    ['p [1, n, width] @1'],
  ],
  ['Parameter of a tuple', 'self.p = torch.nn.Parameter(torch.zeros((2, 3)))', ['p [2, 3] @1']],
  ['a buffer', 'self.register_buffer("m", torch.ones(2, 2))', ['m [2, 2] ? @1']],
  ['a passing buffer', 'self.register_buffer("m", torch.ones(2), persistent=False)', []],
  ['a class that is not at hand', 'self.x = Elsewhere(config)', ['x ? opaque @1']],
];

const containers: readonly InitCase[] = [
  [
    'a list of one class',
    'self.h = nn.ModuleList([Block(config) for _ in range(config.n_layer)])',
    ['h.N.a.weight [d, d] @-3'],
    undefined,
    block,
  ],
  [
    'a generator',
    'self.h = nn.ModuleList(Block(config, i) for i in range(4))',
    ['h.N.a.weight [d, d] @-3'],
    undefined,
    block,
  ],
  [
    'a list times a number',
    'self.h = nn.ModuleList([nn.Linear(2, 2, bias=False)] * config.n)',
    ['h.N.weight [2, 2] @1'],
  ],
  [
    'a list that is appended to',
    'self.h = nn.ModuleList()\nfor i in range(config.n):\n  self.h.append(Block(config))',
    ['h.N.a.weight [d, d] @-3'],
    undefined,
    block,
  ],
  [
    'a plain list, then Sequential',
    'l = []\nfor i in range(2):\n  l.append(nn.Linear(2, 2 + i, bias=False))\n  l.append(nn.ReLU())\nself.net = nn.Sequential(*l)',
    ['net.0.weight [2, 2] @3', 'net.2.weight [3, 2] @3'],
  ],
  [
    'Sequential',
    'self.net = nn.Sequential(nn.Linear(2, 3, bias=False), nn.ReLU(), nn.Linear(3, 4, bias=False))',
    ['net.0.weight [3, 2] @1', 'net.2.weight [4, 3] @1'],
  ],
  [
    'Sequential of many alike',
    'self.net = nn.Sequential(*[Block(config) for _ in range(config.n)])',
    ['net.N.a.weight [d, d] @-3'],
    undefined,
    block,
  ],
  [
    'Sequential of an OrderedDict',
    'self.net = nn.Sequential(OrderedDict([("in_", nn.Linear(2, 3, bias=False))]))',
    ['net.in_.weight [3, 2] @1'],
  ],
  [
    'ModuleDict',
    'self.t = nn.ModuleDict(dict(e=nn.Embedding(2, 3), h=nn.ModuleList([Block(config)])))',
    ['t.e.weight [2, 3] @1', 't.h.0.a.weight [d, d] @-3'],
    undefined,
    block,
  ],
  [
    'ModuleDict of braces',
    'self.t = nn.ModuleDict({"e": nn.Embedding(2, 3)})',
    ['t.e.weight [2, 3] @1'],
  ],
  [
    'sizes in pairs',
    's = [4, 5, 6]\nself.f = nn.ModuleList([nn.Linear(a, b, bias=False) for a, b in zip(s[:-1], s[1:])])',
    ['f.0.weight [5, 4] @2', 'f.1.weight [6, 5] @2'],
  ],
  [
    'add_module',
    'for i in range(2):\n  self.add_module(f"fc{i}", nn.Linear(2, 2, bias=False))',
    ['fc0.weight [2, 2] @2', 'fc1.weight [2, 2] @2'],
  ],
  ['setattr', 'setattr(self, "fc", nn.Linear(2, 2, bias=False))', ['fc.weight [2, 2] @1']],
  [
    'TransformerEncoder',
    'l = nn.TransformerEncoderLayer(8, 2, 16, bias=False)\nself.t = nn.TransformerEncoder(l, config.n)',
    [
      't.layers.N.self_attn.in_proj_weight [24, 8] @1',
      't.layers.N.self_attn.out_proj.weight [8, 8] @1',
      't.layers.N.linear1.weight [16, 8] @1',
      't.layers.N.linear2.weight [8, 16] @1',
      't.layers.N.norm1.weight [8] @1',
      't.layers.N.norm2.weight [8] @1',
    ],
  ],
];

test.each(named(layers))('a layer: %s', (_, row) => checkInit(row));
test.each(named(containers))('a container: %s', (_, row) => checkInit(row));
